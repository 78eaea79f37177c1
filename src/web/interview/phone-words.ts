/** What the user's page says of telephone help; pure, so that every state can be looked at. */
import type { CallView, CodeView, ParticipantView } from '../../live/views.ts'
import { text } from '../../texts/text.ts'
import { calledName, isMissed } from '../phone/call-words.ts'

export type PhoneView = NonNullable<ParticipantView['phone']>

const MINUTE_MS = 60_000

/** `4821` as `48 21`, `123456` as `123 456`: nobody keeps more than three digits in mind. */
export function groupDigits(code: string): string {
  const size = code.length % 3 === 0 ? 3 : 2
  return code.replace(new RegExp(`(.{${size}})(?=.)`, 'g'), '$1 ')
}

/** Digit by digit: a voice would say "four thousand eight hundred...". */
export function spellDigits(code: string): string {
  return code.split('').join(', ')
}

/** Those whose code is valid by the server's clock `now`, newest first. */
export function validOffers(phone: PhoneView | null, now: number): readonly CodeView[] {
  return phone?.offers.filter(({ endsAt }) => endsAt > now) ?? []
}

/** Those of `offers` that are not among `others`. */
export function without(
  offers: readonly CodeView[],
  others: readonly CodeView[],
): readonly CodeView[] {
  return offers.filter(({ id }) => !others.some((other) => other.id === id))
}

export function describeMinutesLeft(leftMs: number): string {
  return text('phone.minutesLeft', { count: Math.max(1, Math.round(leftMs / MINUTE_MS)) })
}

/** Read out once for each time that a code is given. */
export function isLastMinute({ endsAt }: CodeView, now: number): boolean {
  return endsAt > now && endsAt - now <= MINUTE_MS
}

/** The line under the heading: an offer that has gone without a call, or else what became of the newest call. */
export function describePhone(
  gone: CodeView | null,
  call: CallView | undefined,
  offers: readonly CodeView[],
): string {
  if (gone !== null) return text('phone.over', { name: gone.by })
  if (call === undefined) return ''
  // What was asked for is there.
  const name = calledName(call)
  if (isMissed(call) && offers.some(({ by }) => by === name)) return ''
  return text(`phone.call.${call.fate}`, { name })
}
