/**
 * One command, whole: a generator that asks the store for the aggregates it needs and returns
 * what must be written. Pure; both adapters run it, one synchronously and one with `await`.
 *
 *     adapter: locks and reads what is yielded (room first, then desk: never the other way),
 *              writes the outcome, commits, and only then lets anybody know.
 */
import type { AuditEntry } from './audit-entry.ts'
import type { Command } from './command.ts'
import type { Reply } from './reply.ts'
import type { Desk } from './desk.ts'
import type { NewMail } from './mail.ts'
import type { ChatLine, Room, RoomEvent } from './room.ts'
import type { SavedStep } from './room-effect.ts'
import type { AccountId, SessionId } from '../base/id.ts'

export type Read =
  | { readonly kind: 'room'; readonly id: SessionId }
  | { readonly kind: 'desk' }
  /** Not changed by anybody until the commit. */
  | { readonly kind: 'asker'; readonly id: AccountId }

/** Of an account what decides whether it is an operator's. */
export interface Asker {
  readonly privileges: readonly string[]
}

/** `null` for a room that does not exist, and an account that is not there or switched off. */
export type Found = Room | Desk | Asker | null

/** What one transaction writes. Rows not named stay as they are. */
export interface Outcome {
  readonly reply: Reply
  readonly room: { readonly next: Room; readonly events: readonly RoomEvent[] } | null
  readonly desk: Desk | null
  /** When the aggregates next want a `tick`; null for never. Present with `room` / `desk`. */
  readonly roomDeadline: number | null
  readonly deskDeadline: number | null
  readonly lines: readonly ChatLine[]
  /** Queued with the step that wants them. */
  readonly mails: readonly NewMail[]
  /** When the command saved one. */
  readonly saved: SavedStep | null
  /** All earlier steps are dropped (`exit`, `restart`), and what people sent with them. */
  readonly dropsSteps: boolean
  /** The new session's key, on `create`. */
  readonly wrappedKey: string | null
  /**
   * The session is deleted: its rows and all that belong to them, `room` and whatever else is named
   * here of it included. `seq`: what its readers are told.
   */
  readonly gone: { readonly id: SessionId; readonly seq: number } | null
  /** What is added to the audit log. */
  readonly audit: readonly AuditEntry[]
  /** Commands for other rooms, to be carried out after this one; each is idempotent. */
  readonly outbox: readonly Command[]
}

export type Transaction = Generator<Read, Outcome, Found>
