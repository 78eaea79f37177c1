/** What becomes of a mail after an attempt. Pure: the time is an argument. */
import type { SendOutcome } from '../mail/mailer.ts'
import type { MailSettled, StoredMail } from '../store/mail-store.ts'

/** After this a mail is of no use to anybody any more, and whoever wanted it has noticed. */
export const TRIED_FOR_MS = 2 * 24 * 60 * 60 * 1000
const FIRST_PAUSE_MS = 60_000
const LONGEST_PAUSE_MS = 60 * 60 * 1000
/** How often a mail that may have arrived is sent once more. */
const SECOND_CHANCES = 1

export type Attempted = Pick<StoredMail, 'id' | 'attempts' | 'doubts' | 'createdAt' | 'expiresAt'>

export interface Fate {
  readonly settled: Omit<MailSettled, 'content'>
  /** Who is to get it with the next attempt; null: whoever was to get it with this one. */
  readonly left: readonly string[] | null
}

/** `lapsed`: its sender never said. */
export function fateOf(
  mail: Attempted,
  outcome: SendOutcome | { readonly type: 'lapsed' },
  now: number,
): Fate {
  const { doubts } = mail
  switch (outcome.type) {
    case 'taken': {
      const later = outcome.refused.filter(({ type }) => type === 'later')
      const [first] = later
      if (first !== undefined) {
        const left = later.map(({ address }) => address)
        return { settled: again(mail, first.code, doubts, now), left }
      }
      const code = outcome.refused[0]?.code ?? null
      return { settled: { ...over(mail, 'sent', code), doubts }, left: null }
    }
    case 'away':
    case 'later':
      return { settled: again(mail, outcome.code, doubts, now), left: null }
    case 'never':
      return { settled: over(mail, 'failed', outcome.code), left: null }
    case 'unknown':
    case 'lapsed': {
      const code = outcome.type === 'lapsed' ? 'lapsed' : outcome.code
      if (doubts < SECOND_CHANCES) {
        return { settled: again(mail, code, doubts + 1, now), left: null }
      }
      return { settled: { ...over(mail, 'doubtful', code), doubts: doubts + 1 }, left: null }
    }
  }
}

function over(
  mail: Attempted,
  state: 'sent' | 'failed' | 'doubtful',
  code: string | null,
): Fate['settled'] {
  const { id, attempts, doubts } = mail
  return { id, attempt: attempts, state, doubts, code, dueAt: null }
}

function again(mail: Attempted, code: string, doubts: number, now: number): Fate['settled'] {
  const dueAt = now + pauseAfter(mail.attempts)
  const until = Math.min(mail.createdAt + TRIED_FOR_MS, mail.expiresAt ?? Number.POSITIVE_INFINITY)
  // What may have arrived must not look as if it had not.
  if (dueAt > until) return { ...over(mail, doubts > 0 ? 'doubtful' : 'failed', code), doubts }
  const { id, attempts } = mail
  return { id, attempt: attempts, state: 'waiting', doubts, code, dueAt }
}

/** Twice as long each time, up to an hour. */
export function pauseAfter(attempts: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, attempts - 1), LONGEST_PAUSE_MS)
}
