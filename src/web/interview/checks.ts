/**
 * What can be said without asking the server, said at the field (QUE5), in the words that the server
 * would use. The server checks everything again: this only saves a round trip.
 */
import { isLeftBlank } from './entries.ts'
import { text } from '../../texts/text.ts'
import type { RefusalKind } from '../../interview/screen.ts'
import { isControl, rulesOf, type Control } from './field-elements.ts'

/** False: something is missing or wrong; it is marked and has the focus. */
export function checkForm(form: HTMLFormElement): boolean {
  let first: HTMLElement | null = null
  const told = new Set<string>()
  for (const control of form.elements) {
    if (!isControl(control) || told.has(control.name) || !isAsked(control)) continue
    if (isLeftBlank(control)) continue
    const kind = wrongWith(control)
    if (kind === null) {
      clearRefusal(control)
      continue
    }
    told.add(control.name)
    mark(control, wordsFor(control, kind))
    first ??= control
  }
  first?.focus()
  return first === null
}

export function clearRefusal(control: Element): void {
  if (!isControl(control) || control.getAttribute('aria-invalid') !== 'true') {
    const group = control.closest('.al-field.is-invalid')
    if (group === null) return
    group.classList.remove('is-invalid')
    say(group.id, '')
    return
  }
  control.removeAttribute('aria-invalid')
  control.classList.remove('is-invalid')
  control.closest('fieldset.al-field')?.classList.remove('is-invalid')
  say(control.name, '')
}

/** Hidden and disabled ones are as if they were not there. */
function isAsked(control: Control): boolean {
  return control.name !== '' && !control.disabled && control.closest('[hidden]') === null
}

function mark(control: Control, problem: string): void {
  control.setAttribute('aria-invalid', 'true')
  control.classList.add('is-invalid')
  control.closest('fieldset.al-field')?.classList.add('is-invalid')
  say(control.name, problem)
}

function say(key: string, problem: string): void {
  const place = document.getElementById(`${key}-error`)
  if (place !== null) place.textContent = problem
}

function wordsFor(control: Control, kind: RefusalKind): string {
  const said = control.closest<HTMLElement>('[data-al-messages]')?.dataset['alMessages']
  // Our own server's word: texts by kind.
  const words = JSON.parse(said ?? '{}') as Partial<Record<RefusalKind, string>>
  if (kind === 'maxlength' && control.dataset['alTooLarge']) return control.dataset['alTooLarge']
  return words[kind] ?? (control.validationMessage || text('answer.notUnderstood'))
}

function wrongWith(control: Control): RefusalKind | null {
  return (
    byBrowser(control.validity) ??
    missing(control) ??
    tooLarge(control) ??
    wrongLength(control) ??
    wrongCount(control) ??
    noTick(control)
  )
}

function byBrowser(validity: ValidityState): RefusalKind | null {
  if (validity.valid) return null
  if (validity.badInput || validity.typeMismatch) return 'type'
  if (validity.valueMissing) return 'required'
  if (validity.rangeUnderflow) return 'min'
  if (validity.rangeOverflow) return 'max'
  if (validity.stepMismatch) return 'step'
  return validity.tooShort ? 'minlength' : 'maxlength'
}

/** What is only sometimes asked for has no `required`: a browser without a script would insist. */
function missing(control: Control): RefusalKind | null {
  if (control.closest('[aria-required=true]') === null) return null
  const { form, name, type } = control
  if (type !== 'radio') return control.value.trim() === '' ? 'required' : null
  const ticked = form?.querySelector(`[name="${CSS.escape(name)}"]:checked`)
  return ticked ? null : 'required'
}

/** A file is not sent first and refused then. */
function tooLarge({ files, dataset }: Control & { files?: FileList | null }): RefusalKind | null {
  const largest = Number(dataset['alLargest'])
  return [...(files ?? [])].some(({ size }) => size > largest) ? 'maxlength' : null
}

/** Browsers only mind the length of what somebody typed, not of what was put there. */
function wrongLength(control: Control): RefusalKind | null {
  if (control instanceof HTMLSelectElement || control.value === '') return null
  const { minLength, maxLength } = control
  const { length } = control.value.trim()
  if (minLength >= 0 && length < minLength) return 'minlength'
  return maxLength >= 0 && length > maxLength ? 'maxlength' : null
}

/** How many boxes of a group are ticked, or entries of a list chosen. */
function wrongCount(control: Control): RefusalKind | null {
  const several = control.closest<HTMLElement>('fieldset.al-field,select[multiple]')
  if (several === null || (control.type !== 'checkbox' && several !== control)) return null
  if (several.querySelector('[data-al-none]:checked') !== null) return null
  const { alRequired, alLeast, alMost } = several.dataset
  const count = several.querySelectorAll('[value]:not([value=""],[data-al-all]):checked').length
  if (alRequired !== undefined && count === 0) return 'required'
  if (alLeast !== undefined && count < Number(alLeast)) return 'minlength'
  return alMost !== undefined && count > Number(alMost) ? 'maxlength' : null
}

/** A box for "none of these" asks that it, or one of them, is ticked. */
function noTick(control: Control): RefusalKind | null {
  const rules = rulesOf(control)
  const keys = rules?.others.filter(({ what }) => what === 'uncheck').flatMap((one) => one.keys)
  if (keys === undefined || keys.length === 0 || control.form === null) return null
  const names = new Set([control.name, ...keys])
  const ticked = [...control.form.elements].some(
    (box) => box instanceof HTMLInputElement && names.has(box.name) && box.checked,
  )
  return ticked ? null : 'required'
}
