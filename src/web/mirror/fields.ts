import type { MirrorOp, PageOp } from '../../protocol/mirror.ts'
import { findSplice } from './splice.ts'

export type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement
export type FieldKind = 'text' | 'tick' | 'select' | 'file'

/** Longer text is cut in the picture; more than anybody reads in a miniature. */
const MAX_TEXT = 100_000
/** Up to here the whole text is about as short as a splice. */
const SPLICE_ABOVE = 10
const TARGET = /^[\w-]{1,40}$/

export function isField(node: unknown): node is Field {
  return (
    node instanceof HTMLInputElement ||
    node instanceof HTMLTextAreaElement ||
    node instanceof HTMLSelectElement
  )
}

/** Null: a button, or what nobody sees. */
export function fieldKind(field: Field): FieldKind | null {
  if (field instanceof HTMLSelectElement) return 'select'
  switch (field.type) {
    case 'checkbox':
    case 'radio':
      return 'tick'
    case 'file':
      return 'file'
    case 'hidden':
    case 'submit':
    case 'button':
    case 'reset':
    case 'image':
      return null
    default:
      return 'text'
  }
}

/** The element's name in the mirror's messages. */
export function targetOf(element: Element): string | null {
  const target = element.getAttribute('data-m')
  return target !== null && TARGET.test(target) ? target : null
}

export function allFields(root: ParentNode): Field[] {
  return [...root.querySelectorAll<Field>('input,textarea,select')]
}

/** What a field holds, as one string that can be compared. */
export function readField(field: Field): string {
  if (field instanceof HTMLSelectElement) {
    return [...field.selectedOptions].map((option) => option.index).join(',')
  }
  if (fieldKind(field) === 'tick' && 'checked' in field) return field.checked ? '1' : ''
  if ('files' in field && field.files !== null) {
    return JSON.stringify([...field.files].slice(0, 50).map((file) => file.name.slice(0, 255)))
  }
  return field.value.slice(0, MAX_TEXT)
}

export interface Selection {
  readonly from: number
  readonly to: number
}
export const NO_SELECTION: Selection = { from: -1, to: -1 }

export function readSelection(field: Field): Selection {
  // Number, date and the like have no selection and some browsers throw on asking.
  if (field instanceof HTMLSelectElement || field.ownerDocument.activeElement !== field) {
    return NO_SELECTION
  }
  try {
    return { from: field.selectionStart ?? -1, to: field.selectionEnd ?? -1 }
  } catch {
    return NO_SELECTION
  }
}

/** The op that brings a field from `before` (undefined: not known) to `state`. */
export function fieldOp(
  target: string,
  kind: FieldKind,
  change: { before: string | undefined; state: string; selection: Selection },
): MirrorOp {
  const { before, state, selection } = change
  switch (kind) {
    case 'tick':
      return ['c', target, state === '1' ? 1 : 0]
    case 'select':
      return ['o', target, state === '' ? [] : state.split(',').slice(0, 1000).map(Number)]
    case 'file':
      return ['F', target, JSON.parse(state || '[]')]
    case 'text': {
      if (before === undefined || state.length <= SPLICE_ABOVE) {
        return ['v', target, state, selection.from, selection.to]
      }
      const { at, deleted, inserted } = findSplice(before, state)
      return ['t', target, at, deleted, inserted, selection.from, selection.to]
    }
  }
}

/** Without the caret where it stands at the end of what was written. */
export function shortenOp(op: MirrorOp): PageOp {
  const [name, target] = op
  if (name === 'v') {
    const [, , text, from, to] = op
    return from === text.length && to === from ? ['v', target, text] : op
  }
  if (name !== 't') return op
  const [, , at, deleted, inserted, from, to] = op
  const end = at + inserted.length
  return from === end && to === end ? ['t', target, at, deleted, inserted] : op
}
