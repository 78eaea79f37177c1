/** PHN9, as the rule has it: whether a code that is keyed may be compared with those that live. */
import type { Try } from './phone-line.ts'

const MINUTE = 60_000
const PER_CALLER = 3
const OVERALL = 30
const OVERALL_SIX = 10
const OF_DAY = 50

interface Failure extends Pick<Try, 'call' | 'caller' | 'attempt'> {
  readonly at: number
}

export interface GuessCount {
  isCompared(tried: Try, now: number): boolean
  failed(tried: Try, now: number): void
  isFrozen(now: number): boolean
  /** Codes that are made, or live, have six digits. */
  isLong(now: number): boolean
}

export function createGuessCount(): GuessCount {
  const failures: Failure[] = []
  let frozenUntil = 0

  const since = (now: number, ms: number): readonly Failure[] =>
    failures.filter(({ at }) => at > now - ms)
  const isLong = (now: number): boolean => since(now, 24 * 60 * MINUTE).length >= OF_DAY

  return {
    isLong,
    isFrozen: (now) => now < frozenUntil,
    isCompared({ call, caller, attempt }, now) {
      const lately = since(now, 15 * MINUTE)
      const ofCall = lately.filter((one) => one.call === call)
      if (now < frozenUntil || attempt > PER_CALLER || ofCall.length >= PER_CALLER) return false
      if (ofCall.some((one) => one.attempt === attempt)) return false
      return caller === null || lately.filter((one) => one.caller === caller).length < PER_CALLER
    },
    failed({ call, caller, attempt }, now) {
      failures.push({ at: now, call, caller, attempt })
      const most = isLong(now) ? OVERALL_SIX : OVERALL
      if (since(now, 5 * MINUTE).length >= most) frozenUntil = now + 5 * MINUTE
    },
  }
}
