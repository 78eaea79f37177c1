/** Reading and writing what a field holds past whatever a page's scripts have put over it. */
import { fieldKind, type Field } from '../mirror/fields.ts'

/** What a field holds, as one value that can be compared and put back. */
export type Held = string | boolean | readonly boolean[]

/** Null: nothing that could be put back (a button, files). */
export function readHeld(field: Field): Held | null {
  if (field instanceof HTMLSelectElement) {
    return [...field.options].map((option) => option.selected)
  }
  switch (fieldKind(field)) {
    case 'tick':
      return field instanceof HTMLInputElement && field.checked
    case 'text':
      return field.value
    case 'select':
    case 'file':
    case null:
      return null
  }
}

/** False: it held the same already. */
export function writeHeld(field: Field, held: Held): boolean {
  if (field instanceof HTMLSelectElement) {
    if (typeof held !== 'object') return false
    return selectOptions(field, (index) => held[index] === true)
  }
  if (typeof held === 'boolean') {
    return field instanceof HTMLInputElement && writeTick(field, held)
  }
  return typeof held === 'string' && writeText(field, held)
}

export function writeText(field: Field, value: string): boolean {
  if (field.value === value) return false
  const owner = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement
  setNative(owner.prototype, field, 'value', value)
  return true
}

function writeTick(field: HTMLInputElement, checked: boolean): boolean {
  if (field.checked === checked) return false
  setNative(HTMLInputElement.prototype, field, 'checked', checked)
  return true
}

export function selectOptions(
  field: HTMLSelectElement,
  isSelected: (index: number) => boolean,
): boolean {
  let changed = false
  for (const option of field.options) {
    const selected = isSelected(option.index)
    if (option.selected !== selected) changed = true
    option.selected = selected
  }
  return changed
}

/** Frameworks put a property of their own before the element's. */
function setNative(prototype: object, field: Field, name: string, value: unknown): void {
  Object.getOwnPropertyDescriptor(prototype, name)?.set?.call(field, value)
}
