/** `show if` and its kin as somebody types: who is there, and who can be filled in. */
import { fieldStates } from '../../base/field-states.ts'
import { clearRefusal } from './checks.ts'
import { isControl, rulesOf, sentBy } from './field-elements.ts'

export function applyFieldRules(root: HTMLElement): void {
  const form = root.querySelector<HTMLFormElement>('#al-form')
  if (!form?.querySelector('[data-al-rules]')) return
  const fields = [...form.querySelectorAll<HTMLElement>('[data-al-key]')]
  const rules = fields.flatMap((field) => rulesOf(field) ?? [])
  const held = heldIn(form)
  const states = fieldStates(rules, (key) => held.get(key) ?? [])
  for (const field of fields) {
    if (isControl(field)) continue
    const state = states.get(field.dataset['alKey'] ?? '') ?? 'open'
    field.hidden = state === 'hidden'
    field.classList.toggle('al-off', state === 'disabled')
    for (const control of field.querySelectorAll('input,textarea,select')) {
      if (!isControl(control)) continue
      if (field.dataset['alDisabled'] === undefined) control.disabled = state === 'disabled'
      if (state !== 'open') clearRefusal(control)
    }
  }
}

function heldIn(form: HTMLFormElement): ReadonlyMap<string, readonly string[]> {
  const held = new Map<string, string[]>()
  for (const control of form.elements) {
    if (!isControl(control) || control.name === '') continue
    const values = held.get(control.name) ?? []
    values.push(...sentBy(control).filter((value) => value !== ''))
    held.set(control.name, values)
  }
  return held
}

/** Boxes among which one stands for all the others, or for none of them. */
export function mindBoxes(changed: HTMLInputElement): void {
  const group = changed.closest('fieldset.al-field')
  if (group === null) return mindYesNoBoxes(changed)
  const boxes = [...group.querySelectorAll<HTMLInputElement>('[type=checkbox]')]
  const role = roleOf(changed)
  for (const box of boxes) {
    const other = roleOf(box)
    if (box === changed) continue
    if (role === 'all')
      box.checked = other === 'none' ? box.checked && !changed.checked : changed.checked
    // "None of the above" and the others exclude each other.
    else if (changed.checked && (role === 'none') !== (other === 'none')) box.checked = false
  }
  const all = boxes.find((box) => roleOf(box) === 'all')
  if (all !== undefined && role !== 'all') {
    all.checked = boxes.every((box) => roleOf(box) !== null || box.checked)
  }
}

function roleOf(box: Element): 'all' | 'none' | null {
  if (box.hasAttribute('data-al-all')) return 'all'
  return box.hasAttribute('data-al-none') ? 'none' : null
}

/** `uncheck others` and `check others`, whichever of the boxes was changed. */
function mindYesNoBoxes(changed: HTMLInputElement): void {
  const { form } = changed
  if (form === null) return
  const boxes = [...form.querySelectorAll<HTMLInputElement>('input[type=checkbox]')]
  for (const box of boxes) {
    for (const { what, keys } of rulesOf(box)?.others ?? []) {
      const mine = boxes.filter((other) => keys.includes(other.name))
      if (box === changed && changed.checked && what !== 'disable') {
        for (const other of mine) other.checked = what === 'check'
      } else if (keys.includes(changed.name) && box !== changed) {
        if (what === 'uncheck' && changed.checked) {
          box.checked = false
          clearRefusal(box)
        }
        if (what === 'check') box.checked = mine.every((other) => other.checked)
      }
    }
  }
}
