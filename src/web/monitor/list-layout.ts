/** Where each entry of a long list lies, so that only those in sight need be drawn (MON8). Pure. */
import type { EntryKey } from './monitor-state.ts'

export interface Layout {
  readonly keys: readonly EntryKey[]
  /** Distance of each entry from the list's top, px; one more than entries: the last is the whole height. */
  readonly offsets: Float64Array
  readonly indexOf: ReadonlyMap<EntryKey, number>
}

export const EMPTY_LAYOUT: Layout = layOut([], () => 0)

export function layOut(keys: readonly EntryKey[], heightOf: (key: EntryKey) => number): Layout {
  const offsets = new Float64Array(keys.length + 1)
  const indexOf = new Map<EntryKey, number>()
  let top = 0
  for (const [i, key] of keys.entries()) {
    offsets[i] = top
    indexOf.set(key, i)
    top += heightOf(key)
  }
  offsets[keys.length] = top
  return { keys, offsets, indexOf }
}

export function heightOfAll(layout: Layout): number {
  return layout.offsets[layout.keys.length] ?? 0
}

/** Null: not in the list. */
export function placeOf(
  layout: Layout,
  key: EntryKey,
): { readonly top: number; readonly bottom: number } | null {
  const index = layout.indexOf.get(key)
  if (index === undefined) return null
  return { top: layout.offsets[index] ?? 0, bottom: layout.offsets[index + 1] ?? 0 }
}

/** Indices of entries that reach into `from`..`to` (px from the list's top); `end` is exclusive. */
export function findRange(
  layout: Layout,
  from: number,
  to: number,
): { readonly start: number; readonly end: number } {
  const { offsets, keys } = layout
  const start = firstWhere(keys.length, (i) => (offsets[i + 1] ?? 0) > from)
  const end = firstWhere(keys.length, (i) => (offsets[i] ?? 0) >= to)
  return { start, end: Math.max(start, end) }
}

/** Indices to draw: those in the range, and the pinned ones wherever they are, in order. */
export function drawnIndices(
  layout: Layout,
  range: { readonly start: number; readonly end: number },
  pinned: Iterable<EntryKey>,
): readonly number[] {
  const drawn = new Set<number>()
  for (let i = range.start; i < range.end; i++) drawn.add(i)
  for (const key of pinned) {
    const index = layout.indexOf.get(key)
    if (index !== undefined) drawn.add(index)
  }
  return [...drawn].sort((a, b) => a - b)
}

/**
 * By how much the page must scroll for what is in sight to stay where it is. The entry with the
 * focus decides; else the one that moved least, since most of what is in sight moves together.
 */
export function shiftBetween(
  before: Layout,
  after: Layout,
  inSight: { readonly from: number; readonly to: number },
  focused: EntryKey | null,
): number {
  if (focused !== null) {
    const [old, now] = [placeOf(before, focused), placeOf(after, focused)]
    const wasInSight = old !== null && old.bottom > inSight.from && old.top < inSight.to
    if (now !== null && wasInSight) return now.top - old.top
  }
  // At the list's beginning what comes first is what should be seen.
  if (inSight.from <= 0) return 0
  const range = findRange(before, inSight.from, inSight.to)
  const counts = new Map<number, number>()
  for (let i = range.start; i < range.end; i++) {
    const now = placeOf(after, before.keys[i] ?? '')
    if (now === null) continue
    const shift = Math.round(now.top - (before.offsets[i] ?? 0))
    counts.set(shift, (counts.get(shift) ?? 0) + 1)
  }
  const [commonest] = [...counts].sort(
    ([a, countA], [b, countB]) => countB - countA || Math.abs(a) - Math.abs(b),
  )
  return commonest?.[0] ?? 0
}

/** First index for which it holds, given that it holds for all after; `length` when for none. */
function firstWhere(length: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
