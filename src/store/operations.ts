/** Every method of `Store` as a script: the one place where both databases get their SQL from. */
import type { ProcessId, SessionId } from '../base/id.ts'
import type { Aggregate } from '../live/command.ts'
import { participantsOf } from '../live/room.ts'
import { audited } from './account-audit.ts'
import { accountOperations } from './accounts.ts'
import { auditOperations, toldIfDone } from './audit.ts'
import { carryOut } from './carry-out.ts'
import * as rows from './rows.ts'
import { fileOperations } from './files.ts'
import { createMailOperations } from './mails.ts'
import { identityOperations } from './identities.ts'
import { secondFactorOperations } from './second-factors.ts'
import { sessionSearchOperations } from './session-search.ts'
import { stateOperations } from './state.ts'
import { sessionOperations, TOMBSTONE_KEPT_MS } from './sessions.ts'
import { all, clock, first, integer, text, textOrNull } from './script.ts'
import type { Dialect, Script } from './script.ts'
import type { Store } from './store.ts'

export type Operations = {
  readonly [name in OperationName]: (
    ...given: Parameters<Store[name]>
  ) => Script<Awaited<ReturnType<Store[name]>>>
}
export type OperationName = Exclude<keyof Store, 'close'>

/** One statement each and nothing written: no transaction is needed. */
export const READS: ReadonlySet<OperationName> = new Set([
  'readRoom',
  'readDesk',
  'readMonitoredRooms',
  'readEvents',
  'readLines',
  'readWrappedKey',
  'readStep',
  'findSessions',
  'listInterviews',
  'readAudit',
  'searchAudit',
  'listAuditOperators',
  'changedSince',
  'readOutbox',
  'readLapsedProcesses',
  'findVisitor',
  'findAccountParticipant',
  'findAccount',
  'findAccountByEmail',
  'listAccounts',
  'listPrivileges',
  'readSignIns',
  'readVisits',
  'findSignIn',
  'findSignIns',
  'findLink',
  'readSecondFactor',
  'findIdentity',
  'listIdentities',
  'findPendingSignIn',
  'readFiles',
  'findFile',
  'readDroppedFiles',
  'readLapsedMails',
  'findMail',
  'listMails',
  'countMails',
  'countRecipients',
  'readSessionsOf',
  'readUntouched',
  'now',
])

/** How long a receipt answers for its command. A line of chat is never stored twice even later. */
const RECEIPT_KEPT_MS = 30 * 24 * 60 * 60 * 1000
/** No policy remembers for longer. */
const ATTEMPTS_KEPT_MS = 7 * 24 * 60 * 60 * 1000

export function createOperations(dialect: Dialect): Operations {
  const factors = secondFactorOperations(dialect)
  const mails = createMailOperations(dialect)
  return {
    ...accountOperations(dialect),
    ...auditOperations(dialect),
    ...fileOperations,
    ...mails,
    retryMail: (id, by) => toldIfDone(dialect, mails.retryMail(id), by, { type: 'mail-retried' }),
    dropMail: (id, by) => toldIfDone(dialect, mails.dropMail(id), by, { type: 'mail-dropped' }),
    ...factors,
    confirmSecondFactor: (confirmed) =>
      audited(
        dialect,
        { id: confirmed.account, by: 'owner' },
        factors.confirmSecondFactor(confirmed),
      ),
    removeSecondFactor: (id, by) =>
      audited(dialect, { id, by: by ?? 'owner' }, factors.removeSecondFactor(id)),
    ...sessionOperations,
    ...sessionSearchOperations,
    ...stateOperations(dialect),
    ...identityOperations(dialect),
    transact: (command) => carryOut(dialect, command),
    changedSince: (mark) => dialect.changedSince(mark),
    now: clock,

    *readRoom(id) {
      const row = yield* first('select state from room where id = $1', id)
      return row === null ? null : rows.roomOf(row)
    },

    *readDesk() {
      const row = yield* first('select state from desk')
      if (row === null) throw new Error('the desk is missing')
      return rows.deskOf(row)
    },

    *readMonitoredRooms() {
      return (yield* all('select state from room where shown = 1')).map(rows.roomOf)
    },

    *readEvents(room, after) {
      // One statement, so that head and events are of one moment.
      const found = yield* all(
        `select room.seq as head, room_event.event from room
          left join room_event on room_event.room = room.id and room_event.seq > $2
          where room.id = $1 order by room_event.seq`,
        room,
        after,
      )
      const head = found[0] === undefined ? Number.NaN : integer(found[0], 'head')
      const events = found.filter((row) => textOrNull(row, 'event') !== null).map(rows.eventOf)
      // Sequences have no gaps: fewer events than numbers means that some are no longer kept. A
      // reader that is ahead of the room (a backup was restored) has to start anew, too.
      return events.length === head - after ? events : null
    },

    *readLines(room, after, limit) {
      const sql = 'select * from chat_line where room = $1 and seq > $2 order by seq limit $3'
      return (yield* all(sql, room, after, limit)).map(rows.lineOf)
    },

    *readWrappedKey(room) {
      const row = yield* first('select wrapped from session_key where room = $1', room)
      return row === null ? null : text(row, 'wrapped')
    },

    *readStep(room, position) {
      const row =
        position === undefined
          ? yield* first('select * from step where room = $1 order by position desc limit 1', room)
          : yield* first('select * from step where room = $1 and position = $2', room, position)
      return row === null ? null : rows.stepOf(row)
    },

    readDue: (limit) => readDue(dialect, limit),

    *putOff(aggregate, ms) {
      const until = (yield* clock()) + ms
      if (aggregate.kind === 'desk') {
        yield* all('update desk set deadline = $1', until)
      } else {
        yield* all('update room set deadline = $1 where id = $2', until, aggregate.id)
      }
    },

    *readOutbox(limit) {
      const found = yield* all('select key, command from outbox order by key limit $1', limit)
      return found.map((row) => ({ key: integer(row, 'key'), command: rows.commandOf(row) }))
    },

    *outboxDone(key) {
      yield* all('delete from outbox where key = $1', key)
    },

    *renewProcess(process) {
      const now = yield* clock()
      yield* all(
        `insert into process (id, renewed_at) values ($1, $2)
          on conflict (id) do update set renewed_at = excluded.renewed_at`,
        process,
        now,
      )
      // Often enough, and nobody waits for it: what has run out is swept here.
      yield* all('delete from receipt where at < $1', now - RECEIPT_KEPT_MS)
      yield* all('delete from deleted_room where at < $1', now - TOMBSTONE_KEPT_MS)
      yield* all('delete from sign_in where expires_at <= $1', now)
      yield* all('delete from one_time_link where expires_at <= $1', now)
      yield* all('delete from pending_sign_in where expires_at <= $1', now)
      yield* all('delete from attempt where at <= $1', now - ATTEMPTS_KEPT_MS)
      yield* all('delete from openid_attempt where expires_at <= $1', now)
    },

    readLapsedProcesses,

    *forgetProcess(process) {
      yield* all('delete from process where id = $1', process)
    },

    *bindVisitor(room, digest, participant) {
      yield* all(
        `insert into visitor (room, digest, participant) values ($1, $2, $3)
          on conflict (room, digest) do update set participant = excluded.participant`,
        room,
        digest,
        participant,
      )
    },

    *findVisitor(room, digest) {
      const sql = 'select participant from visitor where room = $1 and digest = $2'
      const row = yield* first(sql, room, digest)
      return row === null ? null : rows.participantOf(row, 'participant')
    },

    *findAccountParticipant(id, account) {
      const row = yield* first('select state from room where id = $1', id)
      if (row === null) return null
      const [earliest] = participantsOf(rows.roomOf(row))
        .filter((participant) => participant.account?.id === account)
        .toSorted((a, b) => a.enteredAt - b.enteredAt)
      return earliest?.id ?? null
    },
  }
}

/** Rooms that some transaction holds just now are left out: they are being looked after. */
function* readDue(dialect: Dialect, limit: number): Script<readonly Aggregate[]> {
  const now = yield* clock()
  const rooms = yield* all(
    `select id from room where deadline <= $1 order by deadline limit $2${dialect.skipLocked}`,
    now,
    limit,
  )
  const due: Aggregate[] = rooms.map((row) => ({ kind: 'room', id: rowId(row) }))
  const desk = yield* all(`select 1 as due from desk where deadline <= $1`, now)
  return [...desk.map(() => ({ kind: 'desk' }) as const), ...due].slice(0, limit)
}

function rowId(row: Parameters<typeof rows.sessionOf>[0]): SessionId {
  return rows.sessionOf(row, 'id')
}

/**
 * A process without a lease counts as lapsed too, where a room or the desk still names it: it woke
 * up after it had been forgotten, and died. Hence a process renews its lease before its first page.
 */
function* readLapsedProcesses(
  lapseMs: number,
): Script<readonly { process: ProcessId; rooms: readonly SessionId[] }[]> {
  // Names first, leases last: a page that is seen here has a process whose lease is seen, too.
  const held = yield* all('select process, room from room_process order by process, room')
  const desk = yield* first('select state from desk')
  const operators = desk === null ? [] : Object.values(rows.deskOf(desk).operators)
  const lapsedAt = (yield* clock()) - lapseMs
  const leases = yield* all('select id, renewed_at from process')
  const alive = new Set(
    leases.filter((row) => integer(row, 'renewed_at') >= lapsedAt).map((row) => text(row, 'id')),
  )
  const lapsed = new Map<ProcessId, SessionId[]>()
  for (const process of [
    ...leases.map((row) => rows.processOf(row, 'id')),
    ...held.map((row) => rows.processOf(row, 'process')),
    ...operators.flatMap(({ pages }) => Object.values(pages)),
  ]) {
    if (!alive.has(process)) lapsed.set(process, [])
  }
  for (const row of held) {
    lapsed.get(rows.processOf(row, 'process'))?.push(rows.sessionOf(row, 'room'))
  }
  return [...lapsed].map(([process, rooms]) => ({ process, rooms }))
}
