/**
 * Whoever guesses codes by telephone (PHN9), and what they may expect: of one code that is always live,
 * how often it would be hit. A try is worth 1 in the number of codes that could be it, wherever the right
 * code would have been accepted at that moment from that caller; otherwise nothing.
 */
import type { Desk } from '../desk.ts'
import { stepDesk } from '../desk-step.ts'
import type { DeskCommand } from '../desk-command.ts'
import { must } from '../../base/must.ts'
import { codeLength } from '../phone-guessing.ts'
import { DAY_MS, type PhoneOffer } from '../phone.ts'
import { callId, commandId } from './samples.ts'
import { callers } from './callers.ts'

export type Step = (desk: Desk, command: DeskCommand, now: number) => Desk

/** The machine as it is. */
export const realStep: Step = (desk, command, now) => stepDesk(desk, command, now).next

/** What a guesser does: so many tries at once, or as many as are compared; or they wait. */
export type Guess =
  | { readonly do: 'try'; readonly count: number; readonly caller: string | null }
  | { readonly do: 'all'; readonly caller: string | null }
  | { readonly do: 'wait'; readonly ms: number }
  /** Until tries are compared again. */
  | { readonly do: 'wait-frozen' }
  | { readonly do: 'restart' }

const DRAWS = Array.from({ length: 500 }, (_, at) => at * 104_729)
/** A schedule that never ends is no schedule. */
const MOST_AT_ONCE = 200

/**
 * The most hits to be expected within any 24 hours of the schedule. `others`: live codes beside the one
 * that is guessed at. `restart`: what of the desk is still known after a restart of the server. No further
 * than to `enough` hits.
 */
export function expectedHits(
  schedule: readonly Guess[],
  { step = realStep, others = 0, restart = (desk: Desk) => desk, enough = Infinity } = {},
): { readonly hits: number; readonly compared: number } {
  let desk = deskWith(others)
  let now = desk.phone.offers[0]?.madeAt ?? 0
  let made = 0
  const day = hitsOfDay()

  /** Whether it was compared. */
  function guess(caller: string | null): boolean {
    const target = must(desk.phone.offers[0], 'always live')
    const call = callId(`c${made++}`)
    const tried = { type: 'try-code', call, attempt: 1, caller, draws: DRAWS } as const
    const right = step(desk, { ...tried, digits: target.code }, now)
    const isCompared = right.phone.calls.length > desk.phone.calls.length
    if (isCompared) day.add(now, 1 / codesThatMayBe(desk, target))
    desk = alwaysLive(step(desk, { ...tried, digits: wrongCode(desk, target) }, now), now)
    return isCompared
  }

  for (const doing of schedule) {
    if (day.most() > enough) break
    switch (doing.do) {
      case 'try':
        for (let count = 0; count < doing.count; count++) guess(doing.caller)
        break
      case 'all':
        for (let count = 0; count < MOST_AT_ONCE && guess(doing.caller); count++);
        break
      case 'wait':
        now += doing.ms
        desk = alwaysLive(step(desk, { type: 'tick' }, now), now)
        break
      case 'wait-frozen':
        now = desk.phone.guessing.frozenUntil ?? now
        desk = alwaysLive(step(desk, { type: 'tick' }, now), now)
        break
      case 'restart':
        desk = restart(desk)
        break
    }
  }
  return { hits: day.most(), compared: day.count() }
}

function deskWith(others: number): Desk {
  const { driver, offer } = callers()
  offer('olga', 4711)
  const desk = driver.desk()
  const first = must(desk.phone.offers[0], 'offered')
  const offers = Array.from({ length: others + 1 }, (_, at): PhoneOffer =>
    at === 0
      ? { ...first, endsAt: Infinity }
      : {
          ...first,
          id: commandId(`o${at}`),
          code: String(at).padStart(4, '0'),
          endsAt: Infinity,
        },
  )
  return { ...desk, phone: { ...desk.phone, offers } }
}

/** The guesser's luck: as soon as codes have four digits again, whoever is offered a call has such a code. */
function alwaysLive(desk: Desk, now: number): Desk {
  const length = codeLength(desk.phone.guessing, now)
  const short = (code: string, at: number): string =>
    code.length > length ? String(at).padStart(length, '0') : code
  const offers = desk.phone.offers.map((one, at) => ({ ...one, code: short(one.code, at) }))
  return { ...desk, phone: { ...desk.phone, offers } }
}

function codesThatMayBe(desk: Desk, target: PhoneOffer): number {
  const { length } = target.code
  const taken = desk.phone.offers.filter((one) => one !== target && one.code.length === length)
  return 10 ** length - taken.length
}

function wrongCode(desk: Desk, { code }: PhoneOffer): string {
  const live = new Set(desk.phone.offers.map((offer) => offer.code))
  for (let at = 10 ** code.length - 1; ; at--) {
    const wrong = String(at).padStart(code.length, '0')
    if (!live.has(wrong)) return wrong
  }
}

/** The most within any 24 hours. */
function hitsOfDay() {
  const worth: { readonly at: number; readonly hits: number }[] = []
  let [most, sum, first] = [0, 0, 0]
  return {
    most: () => most,
    count: () => worth.length,
    add(at: number, hits: number) {
      worth.push({ at, hits })
      sum += hits
      for (let one = worth[first]; one !== undefined && one.at <= at - DAY_MS; one = worth[first]) {
        sum -= one.hits
        first++
      }
      most = Math.max(most, sum)
    },
  }
}
