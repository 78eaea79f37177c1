/** Rows of the database as what they stand for. JSON in them was written by this folder. */
import type { AccountId, ParticipantId, ProcessId, SessionId } from '../base/id.ts'
import { must } from '../base/must.ts'
import type { AuditEntry, AuditOperator } from '../live/audit-entry.ts'
import type { Aggregate, ChatSender, Command } from '../live/command.ts'
import type { Reply } from '../live/reply.ts'
import type { Desk } from '../live/desk.ts'
import { isEnabled, participantsOf } from '../live/room.ts'
import type { ChatLine, Room, RoomEvent } from '../live/room.ts'
import { upgradeDesk, upgradeRoom, type StoredDesk, type StoredRoom } from '../live/upgrade.ts'
import type { Account, OneTimeLink, SignIn } from './account-store.ts'
import { integer, text, textOrNull } from './script.ts'
import type { Row } from './script.ts'
import type { Audited } from './audit-store.ts'
import type { Changed, SavedStep } from './store.ts'

export function roomOf(row: Row): Room {
  const room: StoredRoom = JSON.parse(text(row, 'state'))
  return upgradeRoom(room)
}

export function deskOf(row: Row): Desk {
  const desk: StoredDesk = JSON.parse(text(row, 'state'))
  return upgradeDesk(desk)
}

export function eventOf(row: Row): RoomEvent {
  const event: RoomEvent = JSON.parse(text(row, 'event'))
  return event
}

export function replyOf(row: Row): Reply {
  const reply: Reply = JSON.parse(text(row, 'reply'))
  return reply
}

export function auditedOf(row: Row): Audited {
  return { key: integer(row, 'key'), entry: auditEntryOf(row) }
}

/** Who did it, by a row that has somebody. */
export function auditOperatorOf(row: Row): AuditOperator {
  return must(auditEntryOf(row).operator, 'an entry that was found by its operator')
}

function auditEntryOf(row: Row): AuditEntry {
  const stored: Partial<Pick<AuditEntry, 'accountName'>> & Omit<AuditEntry, 'accountName'> =
    JSON.parse(text(row, 'entry'))
  // The first entries were about sessions only.
  return { accountName: null, ...stored }
}

export function commandOf(row: Row): Command {
  const command: Command = JSON.parse(text(row, 'command'))
  return command
}

// The columns below hold what was branded when it was written.

export function sessionOf(row: Row, column: string): SessionId {
  return text(row, column) as SessionId
}

export function participantOf(row: Row, column: string): ParticipantId {
  return text(row, column) as ParticipantId
}

export function processOf(row: Row, column: string): ProcessId {
  return text(row, column) as ProcessId
}

function accountIdOf(row: Row, column: string): AccountId {
  return text(row, column) as AccountId
}

/** How an aggregate is called in the columns `aggregate` and `kind, id`. */
export function keyOf(aggregate: Aggregate): string {
  return aggregate.kind === 'room' ? aggregate.id : 'desk'
}

export function changedOf(row: Row): Changed {
  const aggregate: Aggregate =
    text(row, 'kind') === 'desk' ? { kind: 'desk' } : { kind: 'room', id: sessionOf(row, 'id') }
  const seq = integer(row, 'seq')
  return text(row, 'kind') === 'gone' ? { aggregate, seq, gone: true } : { aggregate, seq }
}

export function lineOf(row: Row): ChatLine {
  const sender: ChatSender = JSON.parse(text(row, 'sender'))
  return {
    seq: integer(row, 'seq'),
    id: text(row, 'id'),
    conversation: participantOf(row, 'conversation'),
    sender,
    audience: text(row, 'audience') as ChatLine['audience'],
    sentAt: integer(row, 'sent_at'),
    sealed: text(row, 'sealed'),
  }
}

export function stepOf(row: Row): SavedStep {
  return {
    position: integer(row, 'position'),
    version: integer(row, 'version'),
    answers: text(row, 'answers'),
    screen: text(row, 'screen'),
    savedAt: integer(row, 'saved_at'),
  }
}

export function accountOf(row: Row): Account {
  const privileges: readonly string[] = JSON.parse(text(row, 'privileges'))
  return {
    id: accountIdOf(row, 'id'),
    email: text(row, 'email'),
    firstName: text(row, 'first_name'),
    lastName: text(row, 'last_name'),
    passwordHash: textOrNull(row, 'password_hash'),
    privileges,
    language: textOrNull(row, 'language'),
    timezone: textOrNull(row, 'timezone'),
    active: integer(row, 'active') === 1,
    createdAt: integer(row, 'created_at'),
    secondFactorAt: row['second_factor_at'] === null ? null : integer(row, 'second_factor_at'),
  }
}

/** Of a row that has the columns of its account too: a sign-in's are called differently. */
export function signInOf(row: Row): SignIn {
  return {
    digest: text(row, 'digest'),
    account: accountIdOf(row, 'account'),
    createdAt: integer(row, 'signed_in_at'),
    usedAt: integer(row, 'used_at'),
    expiresAt: integer(row, 'expires_at'),
    endsAt: integer(row, 'ends_at'),
    agent: text(row, 'agent'),
  }
}

export function linkOf(row: Row): OneTimeLink {
  return {
    digest: text(row, 'digest'),
    account: textOrNull(row, 'account') === null ? null : accountIdOf(row, 'account'),
    purpose: text(row, 'purpose') as OneTimeLink['purpose'],
    email: textOrNull(row, 'email'),
    details: textOrNull(row, 'details'),
    expiresAt: integer(row, 'expires_at'),
  }
}

/** Whether some Monitor may show the room (STA1, STA6). */
export function isShown(room: Room): boolean {
  return isEnabled(room.settings) && participantsOf(room).some(({ listed }) => listed)
}

/** The server processes that hold pages of the room. */
export function processesOf(room: Room): Set<ProcessId> {
  return new Set(
    Object.values(room.participants).flatMap(({ pages, watchers, asks }) => [
      ...Object.values(pages),
      ...Object.values(watchers).map(({ process }) => process),
      ...asks.map(({ process }) => process),
    ]),
  )
}
