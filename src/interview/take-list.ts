/** Which entries of a `list collect` form count, and what becomes of the list. */
import { ENTRY, type Field } from './screen.ts'
import type { BuiltEntry, BuiltList } from './list-collect.ts'
import type { Bindings } from './variable-names.ts'

export interface TakenList {
  readonly variable: string
  readonly ofObjects: boolean
  /** So many items there are to be before answers are put into them. */
  readonly size: number
  /** Indices of what is taken out afterwards. */
  readonly gone: readonly number[]
  /** Of each item that stays. */
  readonly kept: readonly Bindings[]
  /** Nobody is asked whether there is another. */
  readonly isFinal: boolean
}

export interface TakenEntries {
  readonly list: TakenList
  /** By the keys of the fields that count. */
  readonly bindingsOf: ReadonlyMap<string, Bindings>
}

type Given = Readonly<Record<string, readonly string[]>>

/** An entry that was removed, or added and left as it was, is not taken. */
export function takeEntries(
  { state, entries }: BuiltList,
  fields: readonly Field[],
  given: Given,
): TakenEntries {
  const byKey = new Map(fields.map((field) => [field.key, field]))
  const kept = entries.filter((one) => isKept(one, byKey, given))
  const size = Math.max(state.size, ...kept.map(({ index }) => index + 1))
  const stays = new Set(kept.map(({ index }) => index))
  return {
    list: {
      variable: state.variable,
      ofObjects: state.spec.ofObjects,
      size,
      gone: Array.from({ length: size }, (_, index) => index).filter((index) => !stays.has(index)),
      kept: kept.map(({ bindings }) => bindings),
      isFinal: state.isFinal,
    },
    bindingsOf: new Map(
      kept.flatMap(({ entry, bindings }) => entry.fields.map((key) => [key, bindings] as const)),
    ),
  }
}

function isKept({ entry }: BuiltEntry, fields: ReadonlyMap<string, Field>, given: Given): boolean {
  if (entry.removable && given[entry.key]?.includes(ENTRY.removed) === true) return false
  if (!entry.droppable) return true
  return entry.fields.some((key) => {
    const field = fields.get(key)
    const sent = given[key]
    return field !== undefined && sent !== undefined && !isUntouched(field, sent)
  })
}

/** What was sent is what the form held at first. */
function isUntouched(field: Field, sent: readonly string[]): boolean {
  const { widget, value, choices } = field
  const held = sent.filter((part) => part !== '')
  if (widget === 'checkbox') return held.length > 0 === (value === 'True')
  if (choices.length > 0 && widget !== 'combobox') {
    const first = choices.filter(({ selected }) => selected).map((choice) => choice.value)
    return held.length === first.length && held.every((part) => first.includes(part))
  }
  const first = value ?? (widget === 'range' ? (field.min ?? '0') : '')
  const [text = ''] = sent
  return text.replaceAll('\r\n', '\n') === first
}
