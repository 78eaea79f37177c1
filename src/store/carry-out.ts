/**
 * One command as one transaction: lock, look for a receipt, let `live` decide, write.
 *
 *     lock own aggregate ─ clock ─ receipt? ──yes──► the first reply again, nothing written
 *                                     │no
 *                                  transact ─ (lock desk) ─► outcome ─ write it, with its receipt
 *
 * The clock is read after the lock, so that in one aggregate time does not run backwards with `seq`.
 * A receipt is kept of everything that was done, also where nothing had to change: a late duplicate
 * must not do something later. None is kept of a refusal: it changed nothing, and the same command
 * sent again may have better luck. Nor of a `tick`, which nobody sends again.
 */
import type { AccountId, ProcessId, SessionId } from '../base/id.ts'
import type { Aggregate, Command } from '../live/command.ts'
import type { Desk } from '../live/desk.ts'
import { nextDeskDeadline } from '../live/desk-step.ts'
import type { ChatLine, Room } from '../live/room.ts'
import { nextRoomDeadline } from '../live/room-step.ts'
import type { Asker, Found, Outcome, Read } from '../live/transact.ts'
import { transact } from '../live/transaction.ts'
import { writeAudit } from './audit.ts'
import { dropFiles } from './files.ts'
import { deleteRoom, writeAccounts } from './sessions.ts'
import { writeMail } from './mails.ts'
import { accountOf, deskOf, isShown, keyOf, processesOf, replyOf, roomOf } from './rows.ts'
import { all, clock, first, text } from './script.ts'
import type { Dialect, Script } from './script.ts'
import type { Changed, Transacted } from './store.ts'

/** Events kept of each room; a page that is further behind loads its view anew. */
export const EVENTS_KEPT = 500
/** Steps kept for Back. */
export const STEPS_KEPT = 200

/** The aggregates that this transaction has locked. */
interface Held {
  room: Room | null
  desk: Desk | null
}

export function* carryOut(dialect: Dialect, command: Command): Script<Transacted> {
  const key = keyOf(command.aggregate)
  const held: Held = { room: null, desk: null }
  if (command.aggregate.kind === 'room') {
    held.room = yield* lockRoom(dialect, command.aggregate.id)
  } else {
    held.desk = yield* lockDesk(dialect)
  }
  const now = yield* clock()
  const nothing = { repeated: false, changed: [], lines: [], leftCommands: false, now }

  const receipt = yield* first(
    'select digest, reply from receipt where aggregate = $1 and command = $2',
    key,
    command.id,
  )
  if (receipt !== null) {
    if (text(receipt, 'digest') === command.digest) {
      return { ...nothing, reply: replyOf(receipt), repeated: true }
    }
    return { ...nothing, reply: { type: 'refused', code: 'reused-id' } }
  }

  const transaction = transact(command, now)
  let step = transaction.next()
  while (step.done !== true) {
    step = transaction.next(yield* find(dialect, command, held, step.value))
  }
  const outcome = step.value
  if (outcome.reply.type === 'refused') {
    if (outcome.room !== null || outcome.desk !== null || outcome.outbox.length > 0) {
      throw new Error(`the refusal of ${command.command.type} would have changed something`)
    }
    return { ...nothing, reply: outcome.reply }
  }

  const changed = yield* write(dialect, held.room, outcome, now)
  if (command.command.type === 'tick') yield* settleDeadline(command.aggregate, held, outcome)
  if (command.command.type !== 'tick') {
    yield* all(
      'insert into receipt (aggregate, command, digest, reply, at) values ($1, $2, $3, $4, $5)',
      key,
      command.id,
      command.digest,
      JSON.stringify(outcome.reply),
      now,
    )
  }
  return {
    ...nothing,
    reply: outcome.reply,
    changed,
    lines: outcome.lines,
    leftCommands: outcome.outbox.length > 0,
  }
}

function* find(dialect: Dialect, command: Command, held: Held, read: Read): Script<Found> {
  if (read.kind === 'room') {
    // Any other order of locks, or a second room, could make two transactions wait for each other.
    if (command.aggregate.kind !== 'room' || command.aggregate.id !== read.id) {
      throw new Error(`${command.command.type} asked for a room that it does not hold`)
    }
    return held.room
  }
  if (read.kind === 'asker') return yield* findAsker(dialect, read.id)
  held.desk ??= yield* lockDesk(dialect)
  return held.desk
}

/** A privilege that is taken away in the meantime waits for this commit: what comes later is refused. */
function* findAsker(dialect: Dialect, id: AccountId): Script<Asker | null> {
  const sql = `select * from account where id = $1 and active = 1${dialect.forShare}`
  const row = yield* first(sql, id)
  return row === null ? null : { privileges: accountOf(row).privileges }
}

function* lockRoom(dialect: Dialect, id: SessionId): Script<Room | null> {
  const row = yield* first(`select state from room where id = $1${dialect.forUpdate}`, id)
  return row === null ? null : roomOf(row)
}

function* lockDesk(dialect: Dialect): Script<Desk> {
  const row = yield* first(`select state from desk${dialect.forUpdate}`)
  if (row === null) throw new Error('the desk is missing')
  return deskOf(row)
}

function* write(
  dialect: Dialect,
  before: Room | null,
  outcome: Outcome,
  now: number,
): Script<readonly Changed[]> {
  const changed: Changed[] = []
  const writesBeside =
    outcome.lines.length > 0 ||
    outcome.mails.length > 0 ||
    outcome.saved !== null ||
    outcome.dropsSteps
  if (outcome.room === null && outcome.gone === null && writesBeside) {
    throw new Error('lines and steps are written with their room')
  }
  const isChange = outcome.room !== null || outcome.desk !== null || outcome.gone !== null
  if (!isChange && outcome.audit.length > 0) {
    throw new Error('the audit log tells of what has changed')
  }
  if (dialect.nextStamp !== null && isChange) yield* all(dialect.nextStamp)
  if (outcome.room !== null) {
    const { next, events } = outcome.room
    yield* writeRoom(dialect, before, next, outcome.roomDeadline)
    yield* writeAccounts(before, next)
    for (const event of events) {
      yield* all(
        'insert into room_event (room, seq, event) values ($1, $2, $3)',
        next.id,
        event.seq,
        JSON.stringify(event),
      )
    }
    if (events.length > 0) {
      const last = next.seq - EVENTS_KEPT
      yield* all('delete from room_event where room = $1 and seq <= $2', next.id, last)
    }
    for (const line of outcome.lines) yield* writeLine(next.id, line)
    for (const mail of outcome.mails) yield* writeMail(mail, now)
    if (outcome.dropsSteps) {
      yield* all('delete from step where room = $1', next.id)
      yield* dropFiles(next.id)
    }
    if (outcome.saved !== null) yield* writeStep(next.id, outcome.saved, now)
    if (outcome.wrappedKey !== null) {
      const sql = 'insert into session_key (room, wrapped) values ($1, $2)'
      yield* all(sql, next.id, outcome.wrappedKey)
    }
    changed.push({ aggregate: { kind: 'room', id: next.id }, seq: next.seq })
  }
  if (outcome.gone !== null) {
    const { id, seq } = outcome.gone
    yield* deleteRoom(dialect, outcome.gone, now)
    changed.push({ aggregate: { kind: 'room', id }, seq, gone: true })
  }
  if (outcome.desk !== null) {
    yield* all(
      `update desk set seq = $1, state = $2, deadline = $3, changed = ${dialect.stamp}`,
      outcome.desk.seq,
      JSON.stringify(outcome.desk),
      outcome.deskDeadline,
    )
    changed.push({ aggregate: { kind: 'desk' }, seq: outcome.desk.seq })
  }
  yield* writeAudit(dialect, outcome.audit)
  for (const left of outcome.outbox) {
    yield* all('insert into outbox (command) values ($1)', JSON.stringify(left))
  }
  return changed
}

/**
 * A tick that found nothing to do leaves no passed deadline behind (an older form's, or one that was
 * put off): the sweep would come back to it without end.
 */
function* settleDeadline(aggregate: Aggregate, held: Held, outcome: Outcome): Script<void> {
  if (aggregate.kind === 'room' && outcome.room === null && held.room !== null) {
    const deadline = nextRoomDeadline(held.room)
    yield* all('update room set deadline = $1 where id = $2', deadline, aggregate.id)
  }
  if (aggregate.kind === 'desk' && outcome.desk === null && held.desk !== null) {
    yield* all('update desk set deadline = $1', nextDeskDeadline(held.desk))
  }
}

function* writeRoom(
  dialect: Dialect,
  before: Room | null,
  next: Room,
  deadline: number | null,
): Script<void> {
  yield* all(
    before === null
      ? `insert into room (id, seq, state, deadline, shown, used_at, interview, changed)
          values ($1, $2, $3, $4, $5, $6, $7, ${dialect.stamp})`
      : `update room set seq = $2, state = $3, deadline = $4, shown = $5,
          changed = ${dialect.stamp} where id = $1`,
    next.id,
    next.seq,
    JSON.stringify(next),
    deadline,
    isShown(next) ? 1 : 0,
    ...(before === null ? [next.usedAt, next.interview] : []),
  )
  // Seldom: an index stands on it.
  if (before !== null && before.usedAt !== next.usedAt) {
    yield* all('update room set used_at = $1 where id = $2', next.usedAt, next.id)
  }
  const had = before === null ? new Set<ProcessId>() : processesOf(before)
  const has = processesOf(next)
  for (const process of [...has].filter((id) => !had.has(id))) {
    yield* all('insert into room_process (room, process) values ($1, $2)', next.id, process)
  }
  for (const process of [...had].filter((id) => !has.has(id))) {
    yield* all('delete from room_process where room = $1 and process = $2', next.id, process)
  }
}

function* writeLine(room: SessionId, line: ChatLine): Script<void> {
  yield* all(
    `insert into chat_line (room, seq, id, conversation, sender, audience, sent_at, sealed)
      values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    room,
    line.seq,
    line.id,
    line.conversation,
    JSON.stringify(line.sender),
    line.audience,
    line.sentAt,
    line.sealed,
  )
}

/** Back means that what came after is gone, in the same transaction (REL5). */
function* writeStep(
  room: SessionId,
  saved: NonNullable<Outcome['saved']>,
  now: number,
): Script<void> {
  yield* all(
    'delete from step where room = $1 and (position >= $2 or position <= $3)',
    room,
    saved.position,
    saved.position - STEPS_KEPT,
  )
  yield* all(
    `insert into step (room, position, version, answers, screen, saved_at)
      values ($1, $2, $3, $4, $5, $6)`,
    room,
    saved.position,
    saved.version,
    saved.answers,
    saved.screen,
    now,
  )
}
