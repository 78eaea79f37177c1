import { text } from '../../texts/text.ts'

/** Of a row, a sender or a member; an account without a name has an empty one. */
export function nameOf(person: {
  readonly name: string | null
  readonly visitorNumber: number | null
}): string {
  return person.name ?? text('common.visitor', { number: person.visitorNumber ?? '' })
}

/**
 * Of an entry. Visitors are numbered within their session alone: of fifty sessions each has a first,
 * so that a mark of the session tells them apart.
 */
export function entryNameOf(row: {
  readonly name: string | null
  readonly visitorNumber: number | null
  readonly session: string
}): string {
  if (row.name !== null) return row.name
  const mark = row.session
    .replaceAll(/[^a-z0-9]/gi, '')
    .slice(0, 4)
    .toUpperCase()
  return text('monitor.visitor', { number: row.visitorNumber ?? '', mark })
}

/** "Ann, Bob, anonymous visitor 3" in the page's language. */
export function listNames(names: readonly string[]): string {
  return new Intl.ListFormat(document.documentElement.lang || 'en').format(names)
}
