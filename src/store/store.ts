/**
 * The store: the referee of every durable decision (architecture.md, ideas 1-5).
 *
 * Promises, held by `contract.ts` on every implementation:
 * - `transact` answers only after its commit is on disk; a failed commit answers nobody.
 * - One command is one transaction, whole or not at all; aggregates are locked room first, then desk.
 * - The same command id with the same digest gives the first reply again and changes nothing; with
 *   another digest it is refused (`reused-id`).
 * - Refusals are not remembered: they changed nothing, and the same command may succeed later.
 * - Commands of one caller for one aggregate are carried out in the order of the calls.
 * - `now` is the store's clock, not the caller's.
 * - Commands that a transaction leaves for other rooms survive a crash and are carried out at
 *   least once by somebody (`outbox`).
 */
import type { AccountId, ParticipantId, ProcessId, SessionId } from '../base/id.ts'
import type { Aggregate, Command } from '../live/command.ts'
import type { Reply } from '../live/reply.ts'
import type { Desk } from '../live/desk.ts'
import type { ChatLine, Room, RoomEvent } from '../live/room.ts'
import type { AccountStore } from './account-store.ts'
import type { AuditStore } from './audit-store.ts'
import type { FileStore } from './file-store.ts'
import type { IdentityStore } from './identity-store.ts'
import type { MailStore } from './mail-store.ts'
import type { SecondFactorStore } from './second-factor-store.ts'
import type { SessionSearchStore } from './session-search-store.ts'
import type { SessionStore } from './session-store.ts'
import type { StateStore } from './state-store.ts'

export interface Store
  extends
    AccountStore,
    AuditStore,
    FileStore,
    IdentityStore,
    MailStore,
    SecondFactorStore,
    StateStore,
    SessionSearchStore,
    SessionStore {
  transact(command: Command): Promise<Transacted>

  readRoom(id: SessionId): Promise<Room | null>
  readDesk(): Promise<Desk>
  /** Rooms that some Monitor may show: enabled, and present or offline for less than a day. */
  readMonitoredRooms(): Promise<readonly Room[]>
  /** Events after `after`, oldest first; null when some of them are no longer kept. */
  readEvents(room: SessionId, after: number): Promise<readonly RoomEvent[] | null>
  /** Lines with `seq > after`, oldest first, at most `limit`. */
  readLines(room: SessionId, after: number, limit: number): Promise<readonly ChatLine[]>
  /** The wrapped data key of a session; null when there is no such session. */
  readWrappedKey(room: SessionId): Promise<string | null>
  /** The saved step at `position`, or the present one. */
  readStep(room: SessionId, position?: number): Promise<SavedStep | null>

  /**
   * What changed after `mark`, and the mark for the next call. With `''` (or a mark that cannot be
   * read) only a mark is given: take it before the first aggregate is read, and nothing is missed.
   */
  changedSince(
    mark: string,
  ): Promise<{ readonly mark: string; readonly changed: readonly Changed[] }>
  /** Aggregates whose deadline has passed, at most `limit`. */
  readDue(limit: number): Promise<readonly Aggregate[]>
  /** Puts a deadline off (a `tick` that threw), so that it is not in the others' way. */
  putOff(aggregate: Aggregate, ms: number): Promise<void>
  /** Commands left by earlier transactions, oldest first. Done with `transact`, then `outboxDone`. */
  readOutbox(limit: number): Promise<readonly { readonly key: number; readonly command: Command }[]>
  outboxDone(key: number): Promise<void>

  /** Renews (or makes) the lease of a process; before its first page is opened, too. */
  renewProcess(process: ProcessId): Promise<void>
  /**
   * Processes without a valid lease, with the rooms that still name them (none, where only the desk
   * does). After `process-lost` in each of them and in the desk: `forgetProcess`.
   */
  readLapsedProcesses(
    lapseMs: number,
  ): Promise<readonly { readonly process: ProcessId; readonly rooms: readonly SessionId[] }[]>
  forgetProcess(process: ProcessId): Promise<void>

  /** Who may open a session from a browser: digest of the visitor cookie -> participant. */
  bindVisitor(room: SessionId, visitorDigest: string, participant: ParticipantId): Promise<void>
  findVisitor(room: SessionId, visitorDigest: string): Promise<ParticipantId | null>
  findAccountParticipant(room: SessionId, account: AccountId): Promise<ParticipantId | null>

  /** The store's clock, ms since 1970. */
  now(): Promise<number>
  close(): Promise<void>
}

export interface Transacted {
  readonly reply: Reply
  /** True when the reply is an earlier one given again. */
  readonly repeated: boolean
  /** Aggregates written, with their new sequence numbers: what to wake others with. */
  readonly changed: readonly Changed[]
  /** Lines stored by this very transaction. */
  readonly lines: readonly ChatLine[]
  /** True when commands wait in the outbox. */
  readonly leftCommands: boolean
  readonly now: number
}

export interface Changed {
  readonly aggregate: Aggregate
  readonly seq: number
  /** The session is deleted. */
  readonly gone?: true
}

export interface SavedStep {
  readonly position: number
  readonly version: number
  /** base64 of sealed bytes. */
  readonly answers: string
  readonly screen: string
  readonly savedAt: number
}

/** The world's fault: disk, network, database. The command may or may not have been carried out. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure'
}
