/**
 * What keeps a code from being guessed (PHN9). Only a try that is compared with the live codes can hit,
 * and a try that is compared and hits nothing is a failure:
 *
 *     one caller     3 failures in 15 minutes; whoever withholds their number counts in the others only
 *     everybody      30 failures in 5 minutes, then nothing is compared for 5 minutes
 *     a rolling day  from the 50th failure on codes have six digits, and 10 failures in 5 minutes are the limit
 *
 * Of one code that is always live, whatever the schedule of tries, that is in a day at most 50 comparisons
 * with 1 in 9,501 and 2,890 with 1 in 999,501: hit in less than 1 % of days (SPEC.md has the sum).
 */
import type { CallId } from '../base/id.ts'

const MINUTE = 60_000

export const CALLER_WINDOW_MS = 15 * MINUTE
export const CALLER_FAILURES = 3
export const RATE_WINDOW_MS = 5 * MINUTE
export const RATE_FAILURES = 30
/** The same while codes have six digits. */
export const RATE_FAILURES_SIX = 10
export const FREEZE_MS = 5 * MINUTE
export const DAY_FAILURES = 50
const ROLLING_DAY_MS = 24 * 60 * MINUTE
/** A rolling day is counted by quarters of an hour; one that is partly in it counts whole. */
const BUCKET_MS = 15 * MINUTE

export interface Guessing {
  /** Of the last 15 minutes, oldest first. */
  readonly failures: readonly Failure[]
  /** Of the last day, oldest first: failures by the quarter of an hour that begins at `from`. */
  readonly day: readonly { readonly from: number; readonly count: number }[]
  /** Until then no code is compared; null when none of that. ms since 1970 */
  readonly frozenUntil: number | null
  /** When codes got six digits, until the last day has fewer failures; null while they have four. */
  readonly lengthenedAt: number | null
}

export interface Failure {
  readonly at: number
  /** Keyed digest of the caller's number; null where it is withheld. */
  readonly caller: string | null
  readonly call: CallId
  readonly attempt: number
}

export const NO_GUESSES: Guessing = {
  failures: [],
  day: [],
  frozenUntil: null,
  lengthenedAt: null,
}

/** Whether nothing is compared for the moment, with anybody's code. */
export function isFrozen({ frozenUntil }: Guessing, now: number): boolean {
  return frozenUntil !== null && now < frozenUntil
}

/** PHN9: in the last day there were so many failures that codes have six digits. */
export function isLengthened(guessing: Guessing, now: number): boolean {
  return failuresOfDay(guessing, now) >= DAY_FAILURES
}

export function codeLength(guessing: Guessing, now: number): 4 | 6 {
  return isLengthened(guessing, now) ? 6 : 4
}

/** Whether it is compared with the live codes at all. */
export function mayCompare(guessing: Guessing, tried: Omit<Failure, 'at'>, now: number): boolean {
  if (isFrozen(guessing, now)) return false
  const recent = guessing.failures.filter(({ at }) => at > now - CALLER_WINDOW_MS)
  const ofCall = recent.filter(({ call }) => call === tried.call)
  if (ofCall.length >= CALLER_FAILURES) return false
  if (ofCall.some(({ attempt }) => attempt === tried.attempt)) return false
  const { caller } = tried
  if (caller === null) return true
  return recent.filter((one) => one.caller === caller).length < CALLER_FAILURES
}

/** Of a try that was compared and hit nothing. */
export function withFailure(guessing: Guessing, failure: Failure): Guessing {
  const now = failure.at
  const passed = passGuessing(guessing, now)
  const { day } = passed
  const from = Math.floor(now / BUCKET_MS) * BUCKET_MS
  const last = day.at(-1)
  const counted =
    last !== undefined && last.from >= from
      ? day.with(-1, { from: last.from, count: last.count + 1 })
      : [...day, { from, count: 1 }]
  const noted = { ...passed, failures: [...passed.failures, failure], day: counted }
  const isLong = isLengthened(noted, now)
  const recent = noted.failures.filter(({ at }) => at > now - RATE_WINDOW_MS).length
  const isTooFast = recent >= (isLong ? RATE_FAILURES_SIX : RATE_FAILURES)
  return {
    ...noted,
    frozenUntil: isTooFast ? now + FREEZE_MS : noted.frozenUntil,
    lengthenedAt: isLong ? (noted.lengthenedAt ?? now) : null,
  }
}

/** Forgets what no longer counts. Same object when there is nothing. */
export function passGuessing(guessing: Guessing, now: number): Guessing {
  const failures = guessing.failures.filter(({ at }) => at > now - CALLER_WINDOW_MS)
  const day = guessing.day.filter(({ from }) => isInDay(from, now))
  const frozenUntil = isFrozen(guessing, now) ? guessing.frozenUntil : null
  const lengthenedAt = isLengthened(guessing, now) ? guessing.lengthenedAt : null
  const isSame =
    failures.length === guessing.failures.length &&
    day.length === guessing.day.length &&
    frozenUntil === guessing.frozenUntil &&
    lengthenedAt === guessing.lengthenedAt
  return isSame ? guessing : { failures, day, frozenUntil, lengthenedAt }
}

/** When something of it no longer counts; null when there is nothing. */
export function guessingEndsAt({ failures, day, frozenUntil }: Guessing): number | null {
  const ends = [
    frozenUntil,
    failures[0] === undefined ? null : failures[0].at + CALLER_WINDOW_MS,
    day[0] === undefined ? null : day[0].from + BUCKET_MS + ROLLING_DAY_MS,
  ].filter((at) => at !== null)
  return ends.length === 0 ? null : Math.min(...ends)
}

function failuresOfDay({ day }: Guessing, now: number): number {
  return day.reduce((sum, { from, count }) => (isInDay(from, now) ? sum + count : sum), 0)
}

function isInDay(from: number, now: number): boolean {
  return from + BUCKET_MS > now - ROLLING_DAY_MS
}
