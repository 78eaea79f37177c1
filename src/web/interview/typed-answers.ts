/**
 * What was typed into the present screen and not sent yet survives a reload. Never kept: passwords,
 * what the author marks as sensitive, card numbers and the like, and files. Forgotten as soon as
 * another screen stands there.
 */
import { isSecretElement } from '../mirror/masking.ts'
import type { PageStorage } from '../connection/page-storage.ts'
import type { ScreenView } from './screen-view.ts'

const KEY = 'typed'

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** Values of the control at each place of the form, by name; only those that were changed. */
type Typed = Readonly<Record<string, readonly string[]>>

export interface TypedAnswers {
  forget(): void
}

export function keepTypedAnswers(view: ScreenView, storage: PageStorage): TypedAnswers {
  /** Of which screen: the same name at another version of the answers may ask something else. */
  function place(): string {
    const name = form()?.elements.namedItem('screen')
    return `${view.version} ${name instanceof HTMLInputElement ? name.value : ''}`
  }

  function form(): HTMLFormElement | null {
    return view.root.querySelector<HTMLFormElement>('#al-form')
  }

  function save(): void {
    const found = form()
    if (found === null) return
    storage.write(KEY, JSON.stringify({ place: place(), typed: readTyped(found) }))
  }

  function forget(): void {
    storage.remove(KEY)
  }

  function restore(): void {
    const kept = parse(storage.read(KEY))
    const found = form()
    if (kept === null || found === null || kept.place !== place()) return forget()
    for (const control of controlsOf(found)) {
      const values = kept.typed[control.name]
      if (values === undefined || !write(control, values)) continue
      control.dispatchEvent(new Event('input', { bubbles: true }))
      control.dispatchEvent(new Event('change', { bubbles: true }))
    }
  }

  restore()
  // At once: whatever comes next may take the screen away.
  for (const kind of ['input', 'change'] as const) view.root.addEventListener(kind, save)
  return { forget }
}

function controlsOf(form: HTMLFormElement): readonly Control[] {
  return [...form.elements].filter((element): element is Control => isKept(element))
}

function isKept(element: Element): boolean {
  if (element instanceof HTMLInputElement) {
    if (['hidden', 'file', 'submit', 'button', 'image', 'reset'].includes(element.type)) {
      return false
    }
  } else if (!(element instanceof HTMLTextAreaElement) && !(element instanceof HTMLSelectElement)) {
    return false
  }
  return element.name !== '' && !isSecretElement(element)
}

function readTyped(form: HTMLFormElement): Typed {
  const typed: Record<string, string[]> = Object.create(null) as Record<string, string[]>
  for (const control of controlsOf(form)) {
    const values = (typed[control.name] ??= [])
    if (control instanceof HTMLSelectElement) {
      values.push(...[...control.selectedOptions].map((option) => option.value))
    } else if (isTick(control)) {
      if (control.checked) values.push(control.value)
    } else {
      values.push(control.value)
    }
  }
  return typed
}

/** True: the control holds something else than before. */
function write(control: Control, values: readonly string[]): boolean {
  if (control instanceof HTMLSelectElement) {
    let changed = false
    for (const option of control.options) {
      const selected = values.includes(option.value)
      changed ||= option.selected !== selected
      option.selected = selected
    }
    return changed
  }
  if (isTick(control)) {
    const checked = values.includes(control.value)
    const changed = control.checked !== checked
    control.checked = checked
    return changed
  }
  const [value = ''] = values
  if (control.value === value) return false
  control.value = value
  return true
}

function isTick(control: Control): control is HTMLInputElement {
  return control.type === 'checkbox' || control.type === 'radio'
}

function parse(stored: string | null): { readonly place: string; readonly typed: Typed } | null {
  let value: unknown
  try {
    value = JSON.parse(stored ?? 'null')
  } catch {
    // Cut off by a full storage.
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const { place, typed } = value as Record<string, unknown>
  if (typeof place !== 'string' || typeof typed !== 'object' || typed === null) return null
  const strings = Object.entries(typed).filter(
    (entry): entry is [string, readonly string[]] =>
      Array.isArray(entry[1]) && entry[1].every((item) => typeof item === 'string'),
  )
  return { place, typed: Object.fromEntries(strings) }
}
