/** What a page knows of a room's events, and how pushes fit on it. */

export interface Span {
  /** Exclusive. */
  readonly from: number
  /** Inclusive. */
  readonly to: number
}

/**
 * `apply`: it continues what is known (or overlaps it); `known`: nothing new; `gap`: something was
 * missed and the page must ask with its cursor.
 */
export function placeSpan(cursor: number, span: Span): 'apply' | 'known' | 'gap' {
  if (span.from > cursor) return 'gap'
  // An empty span carries a view that depends on others than the room's own events.
  if (span.to < cursor || (span.to === cursor && span.from < span.to)) return 'known'
  return 'apply'
}

/** In order, each once, whatever was sent twice. The newer copy of a line wins. */
export function mergeLines<Line extends { readonly seq: number }>(
  known: readonly Line[],
  arrived: readonly Line[],
): readonly Line[] {
  if (arrived.length === 0) return known
  const bySeq = new Map(known.map((line) => [line.seq, line]))
  for (const line of arrived) bySeq.set(line.seq, line)
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq)
}
