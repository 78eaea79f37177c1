/**
 * Telephone help (PHN): what the desk knows of it. An operator offers a call to a participant, who
 * is given the server's number and a code; whoever calls and keys the code is put through.
 *
 *     offered ──code keyed──► ringing ──► answered ──► ended
 *        │                       └──► busy, no answer, failed, nothing heard
 *        └── withdrawn, expired, the operator gone, the interview's end, the day's calls used up
 *
 * An operator's number is nobody's to know but their own; a code is nobody's but its participant's.
 */
import type { E164 } from '../base/e164.ts'
import type { AccountId, CallId, CommandId, ParticipantId, SessionId } from '../base/id.ts'
import type { AccountCard } from './command.ts'
import { NO_GUESSES, type Guessing } from './phone-guessing.ts'
import type { Scope } from './scope.ts'

/** PHN7: so long a code lives, and each renewal adds as much. */
export const CODE_MS = 5 * 60 * 1000
export const MAX_RENEWALS = 3
/** Live ones, of all operators together. */
export const MAX_PHONE_OFFERS = 500
/** PHN2: so long after their Monitor was last open an operator's number is remembered. */
export const PHONE_KEPT_MS = 30 * 24 * 60 * 60 * 1000
/** PHN6: tries in one call. */
export const MAX_TRIES = 3
/** A call that nothing is heard of while it rings counts as over after this. */
export const RINGING_MS = 3 * 60 * 1000
/** One that was answered: so long after its time limit. */
export const CALL_SLACK_MS = 5 * 60 * 1000
/** PHN10: calls that are kept of one participant. */
export const MAX_CALLS_KEPT = 20
export const DAY_MS = 24 * 60 * 60 * 1000

export interface PhoneDesk {
  /** Of the configuration of the process that started last; null: no telephony, and no trace of it (PHN1). */
  readonly line: PhoneLineFacts | null
  /** Live ones, oldest first. */
  readonly offers: readonly PhoneOffer[]
  /** Connected ones whose end is not known yet, oldest first. */
  readonly calls: readonly PhoneCall[]
  readonly guessing: Guessing
}

export interface PhoneLineFacts {
  /** The server's number: what users dial and operators see calling. */
  readonly number: E164
  /** The same as people read it. */
  readonly display: string
  /** PHN13: of one operator, at most, in a day of UTC. */
  readonly callsPerDay: number
  /** PHN13: of a call, in seconds. */
  readonly timeLimitS: number
}

/** Whose call it is, as the audit log names users of interviews. */
export interface CalledBy {
  readonly account: AccountId | null
  readonly visitorNumber: number | null
}

export interface PhoneOffer {
  /** Derived from the session and the command that made it; no other offer has it. */
  readonly id: CommandId
  readonly operator: AccountId
  readonly session: SessionId
  readonly participant: ParticipantId
  readonly whom: CalledBy
  /** ACC4. */
  readonly scope: Scope
  /** Four digits, or six (PHN9); no other live offer has it. */
  readonly code: string
  /** ms since 1970; from `endsAt` on the code is dead. */
  readonly madeAt: number
  readonly endsAt: number
  /** From 0 to `MAX_RENEWALS`. */
  readonly renewals: number
}

export type CallFate = 'ringing' | 'answered' | CallEnd

/** `unknown`: nothing was heard of it any more. */
export type CallEnd = 'ended' | 'busy' | 'no-answer' | 'failed' | 'unknown'

export interface PhoneCall {
  readonly id: CallId
  /** Which try of the call found the code, from 1: no other is ever put through. */
  readonly attempt: number
  readonly offer: CommandId
  readonly operator: AccountCard
  readonly session: SessionId
  readonly participant: ParticipantId
  readonly whom: CalledBy
  readonly interview: string
  /** ms since 1970 */
  readonly at: number
  readonly answeredAt: number | null
}

/** PHN10: what a participant's room remembers of a call. */
export interface CallEvent {
  /** Of the offer that it used. */
  readonly id: CommandId
  readonly operator: AccountCard
  /** When it was put through, ms since 1970. */
  readonly at: number
  readonly fate: CallFate
  readonly answeredAt: number | null
  readonly endedAt: number | null
}

/** An operator's own number (PHN2). */
export interface OwnNumber {
  readonly number: E164
  /** ms since 1970 */
  readonly keptUntil: number
}

/** PHN13. */
export interface CallsOfDay {
  /** Days of UTC since 1970. */
  readonly day: number
  readonly count: number
}

export const NO_PHONE: PhoneDesk = { line: null, offers: [], calls: [], guessing: NO_GUESSES }

/** Calls that the operator may still take today; 0 where there is no telephony. */
export function callsLeft(line: PhoneLineFacts | null, today: CallsOfDay | null): number {
  return line === null ? 0 : Math.max(0, line.callsPerDay - (today?.count ?? 0))
}

export function dayOf(now: number): number {
  return Math.floor(now / DAY_MS)
}

/** How far a call has come: of two reports the higher one is true, whichever is heard first. */
export function rankOf(fate: CallFate): number {
  if (fate === 'ringing') return 0
  return fate === 'answered' ? 1 : 2
}
