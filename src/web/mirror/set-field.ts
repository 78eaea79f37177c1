/** Writes into a field of the picture what it is to show, as `readField` would read it. */
import { fieldKind, readField, type Field } from './fields.ts'
import { keepCaret } from './own-caret.ts'

/** `keepsCaret`: the operator types in it, and goes on typing where they are. */
export function setField(field: Field, value: string, keepsCaret: boolean): void {
  switch (fieldKind(field)) {
    case 'text':
      return setText(field, value, keepsCaret)
    case 'tick':
      if (field instanceof HTMLInputElement) field.checked = value === '1'
      return
    case 'select':
      if (field instanceof HTMLSelectElement && readField(field) !== value) choose(field, value)
      return
    case 'file':
    case null:
  }
}

function setText(field: Field, value: string, keepsCaret: boolean): void {
  if (field.value === value || field instanceof HTMLSelectElement) return
  const before = field.value
  const caret = keepsCaret && document.activeElement === field ? selectionOf(field) : null
  field.value = value
  if (caret === null) return
  const { value: after } = field
  field.setSelectionRange(
    keepCaret(before, after, caret.from),
    keepCaret(before, after, caret.to),
    caret.direction,
  )
}

/** Null: of a kind that has none (numbers, dates, e-mail addresses). */
function selectionOf(field: HTMLInputElement | HTMLTextAreaElement) {
  const { selectionStart: from, selectionEnd: to, selectionDirection: direction } = field
  return from === null || to === null ? null : { from, to, direction: direction ?? 'none' }
}

function choose(field: HTMLSelectElement, value: string): void {
  const wanted = new Set(value === '' ? [] : value.split(',').map(Number))
  for (const option of field.options) option.selected = wanted.has(option.index)
}
