/**
 * Calls: what a caller keys, who is put through, and what becomes of it (PHN5, PHN6, PHN9, PHN10).
 * The desk decides it in one transaction, so that of two who key one code one is put through, and a
 * request that is delivered twice never dials twice.
 */
import type { E164 } from '../base/e164.ts'
import type { CallId } from '../base/id.ts'
import type { CommandToRoom } from './command.ts'
import { deriveCommandId } from './derived-id.ts'
import { findOperator, putOperator, type Desk, type Operator } from './desk.ts'
import type { DeskPhoneCommand } from './phone-command.ts'
import { isLengthened, mayCompare, withFailure } from './phone-guessing.ts'
import { changeOffers, freeCode, today, withoutOffers, withPhone } from './phone-offers.ts'
import {
  CALL_SLACK_MS,
  dayOf,
  MAX_TRIES,
  RINGING_MS,
  type CallEnd,
  type CallEvent,
  type CallFate,
  type PhoneCall,
  type PhoneOffer,
} from './phone.ts'

type Order<T extends DeskPhoneCommand['type']> = Extract<DeskPhoneCommand, { type: T }>

export interface Called {
  readonly desk: Desk
  /** For the rooms. */
  readonly told: readonly CommandToRoom[]
}

/** What a caller is to hear after their try was carried out. */
export type VoiceAnswer =
  /** They are put through now. */
  | { readonly type: 'connect'; readonly number: E164; readonly timeLimitS: number }
  /** They were before, by this call: nothing is dialled again. */
  | { readonly type: 'connected-already' }
  /** Wrong, used, withdrawn, expired, not compared: nobody can tell which (PHN6). */
  | { readonly type: 'wrong'; readonly triesLeft: number }

/**
 * `desk`: read after `try-code` was carried out. `repeated`: as the store says of that command; where it
 * was refused (the same id with other digits) nobody was put through by it either, so true.
 */
export function voiceAnswer(
  desk: Desk,
  tried: { readonly call: CallId; readonly attempt: number; readonly repeated: boolean },
): VoiceAnswer {
  const { calls, line } = desk.phone
  const call = calls.find(({ id }) => id === tried.call)
  if (call === undefined || line === null) {
    return { type: 'wrong', triesLeft: Math.max(0, MAX_TRIES - tried.attempt) }
  }
  const number = findOperator(desk, call.operator.id)?.phone?.number
  if (tried.repeated || call.attempt !== tried.attempt || number === undefined) {
    return { type: 'connected-already' }
  }
  return { type: 'connect', number, timeLimitS: line.timeLimitS }
}

export function tryCode(desk: Desk, command: Order<'try-code'>, now: number): Called {
  const { call, attempt, caller, digits } = command
  const { line, offers, calls, guessing } = desk.phone
  const tried = { call, attempt, caller }
  const isTry = attempt >= 1 && attempt <= MAX_TRIES && /^([0-9]{4}|[0-9]{6})$/.test(digits)
  const isConnected = calls.some(({ id }) => id === call)
  const isHeard = line !== null && isTry && !isConnected
  if (!isHeard || !mayCompare(guessing, tried, now)) return { desk, told: [] }
  const offer = offers.find(({ code, endsAt }) => code === digits && endsAt > now)
  const operator = offer === undefined ? null : findOperator(desk, offer.operator)
  if (offer !== undefined && operator !== null) return connect(desk, offer, operator, command, now)
  const failed = withFailure(guessing, { at: now, ...tried })
  const noted = withPhone(desk, { ...desk.phone, guessing: failed })
  return { desk: isLengthened(failed, now) ? withLongCodes(noted, command.draws) : noted, told: [] }
}

/** What is known already, or of a call that is not known or over, changes nothing. */
export function callStatus(desk: Desk, command: Order<'call-status'>, now: number): Called {
  const call = desk.phone.calls.find(({ id }) => id === command.call)
  if (call === undefined) return { desk, told: [] }
  switch (command.fate) {
    case 'ringing':
      return { desk, told: [] }
    case 'answered': {
      if (call.answeredAt !== null) return { desk, told: [] }
      const answered = { ...call, answeredAt: now }
      const calls = desk.phone.calls.map((one) => (one === call ? answered : one))
      return { desk: withPhone(desk, { ...desk.phone, calls }), told: [tell(answered, 'answered')] }
    }
    case 'ended':
    case 'busy':
    case 'no-answer':
    case 'failed':
    case 'unknown': {
      const calls = desk.phone.calls.filter((one) => one !== call)
      const told = [tell(call, endOf(call, command.fate), now)]
      return { desk: withPhone(desk, { ...desk.phone, calls }), told }
    }
  }
}

/** Those that nothing was heard of for too long. */
export function passCalls(desk: Desk, now: number): Called {
  const over = desk.phone.calls.filter((call) => callEndsAt(desk, call) <= now)
  if (over.length === 0) return { desk, told: [] }
  const calls = desk.phone.calls.filter((call) => !over.includes(call))
  return {
    desk: withPhone(desk, { ...desk.phone, calls }),
    told: over.map((call) => tell(call, endOf(call, 'unknown'), now)),
  }
}

/** When it counts as over though nothing is heard of it. */
export function callEndsAt(desk: Desk, { at, answeredAt }: PhoneCall): number {
  if (answeredAt === null) return at + RINGING_MS
  return answeredAt + (desk.phone.line?.timeLimitS ?? 0) * 1000 + CALL_SLACK_MS
}

/** What was answered is not busy any more, whatever is reported late. */
export function endOf(call: PhoneCall, fate: CallEnd): CallEnd {
  return call.answeredAt === null || fate === 'unknown' ? fate : 'ended'
}

function connect(
  desk: Desk,
  offer: PhoneOffer,
  operator: Operator,
  { call: id, attempt }: Order<'try-code'>,
  now: number,
): Called {
  const { session, participant, whom, scope } = offer
  const call: PhoneCall = {
    id,
    attempt,
    offer: offer.id,
    operator: operator.card,
    session,
    participant,
    whom,
    interview: scope.interview,
    at: now,
    answeredAt: null,
  }
  const used = withoutOffers(desk, (one) => one === offer)
  const count = (today(operator, now)?.count ?? 0) + 1
  const counted = putOperator(used, { ...operator, callsToday: { day: dayOf(now), count } })
  const calls = [...counted.phone.calls, call]
  return {
    desk: withPhone(counted, { ...counted.phone, calls }),
    told: [tell(call, 'ringing')],
  }
}

/** PHN9: live codes of four digits are replaced, for as long as each has left to live. */
function withLongCodes(desk: Desk, draws: readonly number[]): Desk {
  const taken = desk.phone.offers.map(({ code }) => code)
  return changeOffers(desk, (offer) => {
    if (offer.code.length > 4) return offer
    const draw = draws[taken.filter((code) => code.length > 4).length]
    // Without randomness there is no code.
    if (draw === undefined) return { ...offer, endsAt: offer.madeAt }
    const code = freeCode(taken, 6, draw)
    taken.push(code)
    return { ...offer, code }
  })
}

function tell(call: PhoneCall, fate: CallFate, endedAt: number | null = null): CommandToRoom {
  const { operator, session, participant, at, answeredAt } = call
  const told: CallEvent = { id: call.offer, operator, at, fate, answeredAt, endedAt }
  const id = deriveCommandId('call-told', session, participant, call.offer, fate)
  return {
    aggregate: { kind: 'room', id: session },
    id,
    command: { type: 'call-told', participant, call: told },
    digest: id,
  }
}
