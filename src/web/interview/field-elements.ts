/** The fields of the screen as elements: their controls, and what the server wrote about them. */
import type { FieldRules } from '../../base/field-states.ts'

export type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

export function isControl(element: Element): element is Control {
  return (
    element instanceof HTMLInputElement ||
    element instanceof HTMLTextAreaElement ||
    element instanceof HTMLSelectElement
  )
}

/** What the field around the element asks of others, and others of it. */
export function rulesOf(element: Element): FieldRules | null {
  const field = element.closest<HTMLElement>('[data-al-key]')
  const key = field?.dataset['alKey']
  if (field === null || key === undefined) return null
  const written = field.dataset['alRules']
  // Our own server's word.
  const rules = JSON.parse(written ?? '{}') as Partial<FieldRules>
  return { key, condition: rules.condition ?? null, others: rules.others ?? [] }
}

/** What a control would send; a box that is not ticked sends nothing. */
export function sentBy(control: Control): readonly string[] {
  if (control instanceof HTMLSelectElement) {
    return [...control.selectedOptions].map((option) => option.value)
  }
  if (control.type === 'checkbox' || control.type === 'radio') {
    return 'checked' in control && control.checked ? [control.value] : []
  }
  const value = control.value.trim()
  const isNumber = control.type === 'number' || control.type === 'range'
  return [isNumber && value !== '' ? String(Number(value)) : value]
}
