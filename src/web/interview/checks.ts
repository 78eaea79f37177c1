/**
 * What can be said without asking the server, said at the field (QUE5). The server checks
 * everything again: this only saves a round trip.
 */
import { text } from '../../texts/text.ts'

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** False: something is missing or wrong; it is marked and has the focus. */
export function checkForm(form: HTMLFormElement): boolean {
  let first: HTMLElement | null = null
  const told = new Set<string>()
  for (const control of form.elements) {
    if (!isControl(control) || control.name === '' || told.has(control.name)) continue
    const problem = problemOf(control) ?? missingChoice(control)
    if (problem === null) {
      clearRefusal(control)
      continue
    }
    told.add(control.name)
    mark(control, problem)
    first ??= control
  }
  first?.focus()
  return first === null
}

export function clearRefusal(control: Element): void {
  if (!isControl(control) || control.getAttribute('aria-invalid') !== 'true') {
    const group = control.closest('fieldset.is-invalid')
    if (group === null) return
    group.classList.remove('is-invalid')
    say(group.id, '')
    return
  }
  control.removeAttribute('aria-invalid')
  control.classList.remove('is-invalid')
  control.closest('fieldset')?.classList.remove('is-invalid')
  say(control.name, '')
}

function mark(control: Control, problem: string): void {
  control.setAttribute('aria-invalid', 'true')
  control.classList.add('is-invalid')
  control.closest('fieldset')?.classList.add('is-invalid')
  say(control.name, problem)
}

function say(key: string, problem: string): void {
  const place = document.getElementById(`${key}-error`)
  if (place !== null) place.textContent = problem
}

function problemOf(control: Control): string | null {
  const { validity } = control
  if (validity.valid) return null
  if (validity.valueMissing) {
    return control.type === 'radio' || control instanceof HTMLSelectElement
      ? text('check.choose')
      : text('check.required')
  }
  if (validity.typeMismatch && control.type === 'email') return text('check.email')
  if (validity.badInput) return text(control.type === 'number' ? 'check.number' : 'check.date')
  if (control instanceof HTMLInputElement) {
    if (validity.rangeUnderflow) return text('check.min', { limit: control.min })
    if (validity.rangeOverflow) return text('check.max', { limit: control.max })
  }
  return control.validationMessage
}

/** Where there is a "None of the above", leaving all empty is no answer. */
function missingChoice(control: Control): string | null {
  if (control.type !== 'checkbox') return null
  const group = control.closest('fieldset[data-al-required]')
  if (group === null || group.querySelector('[data-al-none]') === null) return null
  return group.querySelector(':checked') === null ? text('check.choose') : null
}

function isControl(element: Element): element is Control {
  return (
    element instanceof HTMLInputElement ||
    element instanceof HTMLTextAreaElement ||
    element instanceof HTMLSelectElement
  )
}
