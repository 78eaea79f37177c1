import { text } from '../../texts/text.ts'

/** Of a row, a sender or a member; an account without a name has an empty one. */
export function nameOf(person: {
  readonly name: string | null
  readonly visitorNumber: number | null
}): string {
  return person.name ?? text('common.visitor', { number: person.visitorNumber ?? '' })
}

/** "Ann, Bob, anonymous visitor 3" in the page's language. */
export function listNames(names: readonly string[]): string {
  return new Intl.ListFormat(document.documentElement.lang || 'en').format(names)
}
