/**
 * The desk is what the server must agree on about all operators: who is available in which roles,
 * who carries which conversations, who waits in which order. There is one.
 */
import type { AccountId, PageId, ProcessId, SessionId } from '../base/id.ts'
import type { AccountCard, ConversationOf, TransferTarget } from './command.ts'
import { NO_PHONE, type CallsOfDay, type OwnNumber, type PhoneDesk } from './phone.ts'
import { maySee, NO_LIMITS, type OperatorLimits, type Scope } from './scope.ts'

/** MON3: how long a role that an interview named is offered. */
export const ROLE_KEPT_MS = 30 * 24 * 60 * 60 * 1000

/** So many names at most: interview code can make them up. The ones named longest ago go first. */
export const MAX_ROLES = 1000

/** CHT20: a transfer that nobody answers comes back after this. */
export const TRANSFER_MS = 60_000

export interface Desk {
  readonly seq: number
  readonly operators: Readonly<Record<AccountId, Operator>>
  /** Conversations that wait for an operator, oldest first, those of who is away among them. */
  readonly queue: readonly Waiting[]
  /** Role name -> when it was named last (written at most once a day each). */
  readonly roles: Readonly<Record<string, number>>
  /** ACC4: of the configuration of the process that started last. */
  readonly limits: OperatorLimits
  /** PHN. */
  readonly phone: PhoneDesk
}

export interface Operator {
  readonly card: AccountCard
  /** ACC4: as a Monitor of theirs told last. */
  readonly privileges: readonly string[]
  readonly available: boolean
  /** Ticked roles, remembered for good. */
  readonly roles: readonly string[]
  readonly pages: Readonly<Record<PageId, ProcessId>>
  readonly graceEndsAt: number | null
  readonly conversations: readonly Conversation[]
  /** CHT5: simultaneous conversations at most, of people who are there; null for no limit. */
  readonly limit: number | null
  /** Since when without a new conversation: among equals the longest wait wins (CHT5). */
  readonly idleSince: number
  /** PHN2: their own number; null where none is known. */
  readonly phone: OwnNumber | null
  /** PHN13: calls that they were given; null where there was none of late. */
  readonly callsToday: CallsOfDay | null
}

export interface Conversation {
  readonly session: SessionId
  readonly participant: ConversationOf
  readonly since: number
  /** Nobody who takes part in it is there (grace time over): it does not count against the limit. */
  readonly away: boolean
  /** ACC4. */
  readonly scope: Scope
  /** CHT20: offered to somebody else; null when it is not. */
  readonly offer: Offer | null
}

export interface Offer {
  readonly to: TransferTarget
  /** ms since 1970; then it has gone back. */
  readonly until: number
  /** Of those who have ticked the role. */
  readonly declinedBy: readonly AccountId[]
}

export interface Waiting {
  readonly session: SessionId
  readonly participant: ConversationOf
  readonly roles: readonly string[]
  /** ACC4. */
  readonly scope: Scope
  readonly since: number
  /** Nobody who takes part in it is there: it keeps its turn, and is passed over meanwhile. */
  readonly away: boolean
}

/** Has a Monitor open, or had within the grace time. */
export function isHere(operator: Operator): boolean {
  return Object.keys(operator.pages).length > 0 || operator.graceEndsAt !== null
}

export function findOperator(desk: Desk, id: AccountId): Operator | null {
  return (Object.hasOwn(desk.operators, id) ? desk.operators[id] : undefined) ?? null
}

/** Same desk when the operator is the same object. */
export function putOperator(desk: Desk, operator: Operator): Desk {
  if (findOperator(desk, operator.card.id) === operator) return desk
  return { ...desk, operators: { ...desk.operators, [operator.card.id]: operator } }
}

/** ACC4. */
export function seesScope(desk: Desk, operator: Operator, scope: Scope): boolean {
  return maySee(operator.privileges, desk.limits, scope)
}

export const EMPTY_DESK: Desk = {
  seq: 0,
  operators: {},
  queue: [],
  roles: {},
  limits: NO_LIMITS,
  phone: NO_PHONE,
}
