/**
 * Telephone help: what must hold of offers, codes and calls at each commit, of what callers hear, and of
 * what is told to whom. It counts guesses by itself, as PHN9 has them.
 */
import type { CallId, CommandId } from '../../src/base/id.ts'
import type { Command } from '../../src/live/command.ts'
import type { Desk } from '../../src/live/desk.ts'
import type { VoiceAnswer } from '../../src/live/phone-calls.ts'
import type { PhoneCall, PhoneOffer } from '../../src/live/phone.ts'
import { isEnabled } from '../../src/live/room.ts'
import type { Checker, Reader } from './checker.ts'
import type { VirtualClock } from './clock.ts'
import { createGuessCount } from './guess-count.ts'
import { OWN_NUMBERS, PHONE, type Try } from './phone-line.ts'

export interface PhoneChecks {
  /** Any command of the desk that was not refused; `before` and `after` are the same where nothing changed. */
  committed(before: Desk, after: Desk, command: Command): void
  /** After all that a command has changed. */
  settled(): void
  /** What a server has a caller told. */
  answered(tried: Try, answer: VoiceAnswer): void
  sent(text: string, reader: Reader): void
  /** Offers that calls were put through by. */
  readonly used: ReadonlyMap<CommandId, PhoneCall>
}

const CODE_MS = 5 * 60_000
const RENEWALS = 3
const DAY_MS = 86_400_000

export function createPhoneChecks(
  of: Pick<Checker, 'violate' | 'count' | 'room' | 'desk'> & { readonly clock: VirtualClock },
): PhoneChecks {
  const { violate, count, clock } = of
  const used = new Map<CommandId, PhoneCall>()
  const calls = new Set<CallId>()
  const dialled = new Set<CallId>()
  const guesses = createGuessCount()

  function checkOffers(desk: Desk): void {
    const now = clock.now()
    const codes = new Set<string>()
    for (const offer of desk.phone.offers) {
      const { code, endsAt, madeAt, renewals, id } = offer
      if (codes.has(code)) violate('PHN7', `two live offers have the code ${code}`)
      codes.add(code)
      if (endsAt <= now) violate('PHN7', 'a code outlives its time')
      if (renewals > RENEWALS) violate('PHN7', 'a code was renewed too often')
      if (endsAt > madeAt + CODE_MS * (renewals + 1)) violate('PHN7', 'a code lives too long')
      if (used.has(id)) violate('PHN5', 'a code that was used lives on')
      const digits = guesses.isLong(now) ? 6 : 4
      // One of six stays so until it is dead.
      if (!/^\d+$/.test(code) || code.length < digits) violate('PHN9', `${code} is too short`)
      checkOperator(desk, offer)
    }
  }

  function checkOperator(desk: Desk, { operator: id }: PhoneOffer): void {
    const operator = desk.operators[id]
    const isHere =
      operator !== undefined &&
      (Object.keys(operator.pages).length > 0 || operator.graceEndsAt !== null)
    if (!isHere) return violate('PHN12', 'an offer outlives its operator’s being there')
    if (operator.phone === null) violate('PHN2', 'an offer without a number to be put through to')
  }

  function checkCalls(before: Desk, after: Desk, { command }: Command): void {
    const fresh = after.phone.calls.filter(({ id }) =>
      before.phone.calls.every((one) => one.id !== id),
    )
    const now = clock.now()
    const tried = command.type === 'try-code' ? command : null
    for (const call of fresh) {
      count('put through')
      if (calls.has(call.id)) violate('PHN8', 'a call is put through twice')
      calls.add(call.id)
      if (used.has(call.offer)) violate('PHN5', 'a code connects a second time')
      used.set(call.offer, call)
      const offer = before.phone.offers.find(({ id }) => id === call.offer)
      const isLive = offer !== undefined && offer.endsAt > now
      if (tried === null || !isLive || tried.digits !== offer.code || tried.call !== call.id) {
        violate('PHN6', 'a call was put through by no live code that was keyed')
      }
      const { callsToday } = after.operators[call.operator.id] ?? {}
      const day = Math.floor(now / DAY_MS)
      const ofDay = [...used.values()].filter(
        (one) => one.operator.id === call.operator.id && Math.floor(one.at / DAY_MS) === day,
      ).length
      if (ofDay > PHONE.line.callsPerDay) violate('PHN13', 'more calls in a day than allowed')
      if (callsToday?.count !== ofDay) violate('PHN13', 'calls of the day are counted wrongly')
    }
    if (tried === null) return
    const hit = before.phone.offers.find(
      ({ code, endsAt }) => code === tried.digits && endsAt > now,
    )
    const isCompared = guesses.isCompared(tried, now) && !calls.has(tried.call)
    if (fresh.length > 0) return guesses.isCompared(tried, now) ? undefined : tooMuch()
    if (isCompared && hit !== undefined) violate('PHN5', 'the right code was not taken')
    if (isCompared && hit === undefined) {
      count('guess failed')
      guesses.failed(tried, now)
      if (guesses.isFrozen(now)) count('codes frozen')
    }
  }

  function tooMuch(): void {
    violate('PHN9', 'a code was compared though nothing was to be')
  }

  return {
    used,
    committed(before, after, command) {
      checkCalls(before, after, command)
      checkOffers(after)
    },
    settled() {
      for (const { session, participant, operator } of of.desk().phone.offers) {
        const room = of.room(session)
        if (room === null) return violate('SES3', 'an offer outlives its session')
        if (!isEnabled(room.settings)) violate('AUT8', 'an offer though it is unavailable')
        const person = room.participants[participant]
        if (person?.joined !== null || person.mergedInto !== null) {
          violate('PHN3', `${operator.slice(0, 4)} offers a call to somebody who is no entry`)
        }
      }
    },
    answered({ call }, answer) {
      count(`a caller hears: ${answer.type}`)
      if (answer.type !== 'connect') return
      if (!calls.has(call)) violate('PHN5', 'somebody is put through whom the desk has not')
      if (dialled.has(call)) violate('PHN8', 'a call is dialled twice')
      dialled.add(call)
    },
    sent(text, reader) {
      if (reader.path === '/live/monitor') return
      if (OWN_NUMBERS.some((number) => text.includes(number))) {
        violate('PHN4', `${reader.tab} is told an operator’s number`)
      }
    },
  }
}
