/**
 * `list collect`: one question about several items of a list. Each item is an entry with the
 * question's fields; behind those that are due wait empty ones, so that more can be added without
 * asking the server. How many a form has grown to is told by the form itself.
 */
import { text as word } from '../texts/text.ts'
import { planFields, type BuiltField, type FieldSurroundings } from './build-field.ts'
import { createLook, type Look, type LookItem } from './look.ts'
import { ADD_ENTRY, BUTTON_KEY, type Entry, type EntryList } from './screen.ts'
import { fill, type Bindings } from './variable-names.ts'
import type { FieldSpec, ListCollectSpec } from './blocks.ts'
import type { Input } from './request.ts'

/** More than anybody fills in on one screen; further items are added on the next. */
export const MAX_ENTRIES = 100
/** How many fields may wait, hidden, in empty entries. */
const WAITING_FIELDS = 40
const WAITING_ENTRIES = 10

/** How far the form that was sent has grown. */
export interface SentEntries {
  readonly count: number
  /** Whether it asks for one more. */
  readonly more: boolean
}

export const NOTHING_SENT: SentEntries = { count: 0, more: false }

/** How the list stands, and what the author lets people do with it. */
export interface ListState {
  readonly spec: ListCollectSpec
  /** The list, as a variable. */
  readonly variable: string
  /** Items there are. */
  readonly size: number
  /** Items from here on are not there, and need not be. */
  readonly due: number
  /** Items before this one cannot be removed. */
  readonly least: number
  readonly isFinal: boolean
  readonly mayAppend: boolean
  readonly mayDelete: boolean
  readonly sent: SentEntries
}

/** The same for the screen as it was built, beside what the form shows. */
export interface BuiltList {
  readonly state: ListState
  readonly entries: readonly BuiltEntry[]
}

export interface BuiltEntry {
  readonly index: number
  readonly entry: Entry
  /** With the iterator standing for this item. */
  readonly bindings: Bindings
}

export function sentEntries(input: Input): SentEntries {
  if (input.type !== 'submit') return NOTHING_SENT
  let count = 0
  for (const key of Object.keys(input.values)) {
    const [, index] = /^[ef](\d{1,3})(?:_\d+)?$/.exec(key) ?? []
    if (index !== undefined) count = Math.max(count, Number(index) + 1)
  }
  return { count: Math.min(count, MAX_ENTRIES), more: asksForEntry(input.values) }
}

export function asksForEntry(values: Readonly<Record<string, readonly string[]>>): boolean {
  return values[BUTTON_KEY]?.[0] === ADD_ENTRY
}

/** Null: the question is about one item only. Whatever stops `lookUp` is handed on. */
export function readList<Stop extends { readonly type: string }>(
  spec: ListCollectSpec | null,
  around: { readonly bindings: Bindings; readonly sent: SentEntries },
  lookUp: (items: readonly LookItem[]) => readonly unknown[] | Stop,
): ListState | null | Stop {
  if (spec === null) return null
  const { bindings, sent } = around
  const look = createLook()
  const variable = fill(spec.list, bindings)
  const enable = look.flag(spec.enable)
  const isFinal = look.flag(spec.isFinal)
  const mayAppend = look.flag(spec.mayAppend)
  const mayDelete = look.flag(spec.mayDelete)
  const list = look.list(variable)
  const values = lookUp(look.items)
  if ('type' in values) return values
  look.answer(values)
  const { size, minimum, target } = list()
  const sought = Number(bindings[spec.iterator])
  if (!enable() || !Number.isInteger(sought) || sought >= MAX_ENTRIES) return null
  const wanted = Number(target ?? 0)
  const least = Math.max(1, Number(minimum ?? 0), wanted)
  return {
    spec,
    variable,
    size: Number(size),
    due: Math.min(Math.max(Number(size), least, sought + 1), Math.max(Number(size), MAX_ENTRIES)),
    least,
    isFinal: isFinal(),
    mayAppend: mayAppend() && wanted === 0,
    mayDelete: mayDelete(),
    sent,
  }
}

export interface BuiltEntries {
  readonly fields: readonly BuiltField[]
  readonly list: EntryList
  readonly built: BuiltList
}

/** All entries: those that are due, those that the form has grown by, those that wait. */
export function planEntries(
  look: Look,
  state: ListState,
  question: {
    readonly specs: readonly FieldSpec[]
    readonly around: Omit<FieldSurroundings, 'prefix'>
  },
): () => BuiltEntries {
  const { spec, sent, due, mayAppend } = state
  const { specs, around } = question
  const asked = specs.filter(({ variable }) => variable !== null).length
  const waiting = Math.max(1, Math.min(WAITING_ENTRIES, Math.floor(WAITING_FIELDS / asked)))
  const grown = Math.max(due, sent.count)
  const more = mayAppend && sent.more && grown < MAX_ENTRIES
  const shown = grown + (more ? 1 : 0)
  const room = Math.max(due, MAX_ENTRIES)
  const total = mayAppend ? Math.min(shown + waiting, room) : due
  const planned = Array.from({ length: total }, (_, index) => {
    const bindings = { ...around.bindings, [spec.iterator]: String(index) }
    return look.within({ bindings, list: state.variable }, () => ({
      index,
      bindings,
      label: look.shownOrNull(spec.label),
      fields: planFields(look, specs, { ...around, bindings, prefix: `f${index}_` }),
    }))
  })
  const addLabel = look.textOrNull(spec.addLabel)
  return () => {
    const all = planned.map(({ index, bindings, label, fields }) => {
      const built = fields()
      const entry: Entry = {
        key: `e${index}`,
        label: label() || word('list.entry', { number: index + 1 }),
        removable: index >= state.least && (state.mayDelete || index >= state.size),
        droppable: index >= due,
        fields: built.map(({ field }) => field.key),
      }
      return { index, bindings, entry, built }
    })
    return {
      fields: all.flatMap(({ built }) => built),
      list: {
        entries: all.map(({ entry }) => entry),
        shown: due,
        fresh: more ? `e${grown}` : null,
        addLabel: mayAppend && grown < room ? addLabel() || word('list.add') : null,
      },
      built: { state, entries: all },
    }
  }
}
