import { must } from '../base/must.ts'
import { auditOf } from './audit.ts'
import { phoneAuditOf } from './audit-phone.ts'
import { isAway } from './chat.ts'
import type { AskedBy, Command, CommandToDesk, CommandToRoom } from './command.ts'
import type { DeskCommand } from './desk-command.ts'
import type { RefusalCode } from './reply.ts'
import type { Desk } from './desk.ts'
import { nextDeskDeadline, stepDesk } from './desk-step.ts'
import type { ChatLine, Room, RoomEvent } from './room.ts'
import type { RoomEffect, RoomStep } from './room-effect.ts'
import { answerRoom, nextRoomDeadline, stepRoom } from './room-step.ts'
import { isOperatorBy, maySee } from './scope.ts'
import type { Asker, Found, Outcome, Read, Transaction } from './transact.ts'

/** One command, whole (see transact.ts). `now` is the store's clock. */
export function* transact(command: Command, now: number): Transaction {
  return isToRoom(command) ? yield* transactRoom(command, now) : yield* transactDesk(command, now)
}

function* transactDesk(order: CommandToDesk, now: number): Transaction {
  const desk = asDesk(yield { kind: 'desk' })
  const forbidden = yield* refuseAsker(order.by, null)
  if (forbidden !== null) return refusal(forbidden)
  const step = stepDesk(desk, order.command, now)
  if (step.refused !== null) return refusal(step.refused)
  return {
    ...NOTHING,
    reply: { type: 'done', seq: step.next.seq },
    ...(step.next === desk ? {} : deskPart(step.next)),
    audit: phoneAuditOf(desk, step.next, order.command, now),
    outbox: step.outbox,
  }
}

function* transactRoom(order: CommandToRoom, now: number): Transaction {
  const { id } = order.aggregate
  const before = asRoom(yield { kind: 'room', id })
  const forbidden = yield* refuseAsker(order.by, before)
  if (forbidden !== null) return refusal(forbidden)
  const step = stepRoom(before, order, now)
  let room = step.next
  let deskBefore: Desk | null = null
  let desk: Desk | null = null
  let isDeskChanged = false
  const outbox: Command[] = []
  // Answers of the desk may bring effects of their own: the list grows while it is gone through.
  const effects = [...step.effects]
  for (const effect of effects) {
    if (effect.type === 'refuse') return refusal(effect.code)
    const ask = room === null ? null : askOf(room, effect)
    if (ask === null || room === null) continue
    deskBefore ??= asDesk(yield { kind: 'desk' })
    desk ??= deskBefore
    const asked = stepDesk(desk, ask, now)
    if (asked.refused !== null) return refusal(asked.refused)
    isDeskChanged ||= asked.next !== desk
    desk = asked.next
    outbox.push(...asked.outbox)
    if (asked.answer === null) continue
    if (ask.type === 'assign' || ask.type === 'take' || ask.type === 'answer-transfer') {
      const how = ask.type === 'answer-transfer' ? 'transferred' : 'left'
      const answered: RoomStep<Room> = answerRoom(room, ask.participant, asked.answer, {
        how,
        now,
      })
      room = answered.next
      effects.push(...answered.effects)
    }
  }
  const after = must(room, 'only a refusal leaves no room')
  const audit = [
    ...auditOf(before, after, order, now),
    ...(deskBefore === null || desk === null
      ? []
      : phoneAuditOf(deskBefore, desk, order.command, now)),
  ]
  if (effects.some((effect) => effect.type === 'delete')) {
    const seq = after.seq + 1
    return {
      ...NOTHING,
      reply: { type: 'done', seq },
      ...(desk !== null && isDeskChanged ? deskPart(desk) : {}),
      gone: { id, seq },
      audit,
      outbox,
    }
  }
  const lines = effects.flatMap((effect) => (effect.type === 'line' ? [effect.line] : []))
  return {
    ...NOTHING,
    ...roomPart(before, after, lines),
    ...(desk !== null && isDeskChanged ? deskPart(desk) : {}),
    lines,
    mails: effects.flatMap((effect) => (effect.type === 'mail' ? [effect.mail] : [])),
    saved: effects.find((effect) => effect.type === 'save')?.saved ?? null,
    dropsSteps: effects.some((effect) => effect.type === 'drop-steps'),
    wrappedKey: effects.find((effect) => effect.type === 'key')?.wrappedKey ?? null,
    audit,
    outbox,
  }
}

/** ACC3, ACC4: what the operator is refused for; null when they may, or nobody in particular asks. */
function* refuseAsker(
  by: AskedBy | undefined,
  room: Room | null,
): Generator<Read, RefusalCode | null, Found> {
  if (by === undefined) return null
  const asker = asAsker(yield { kind: 'asker', id: by.account })
  if (asker === null || !isOperatorBy(asker.privileges)) return 'not-allowed'
  return room === null || maySee(asker.privileges, by.limits, room) ? null : 'unknown-session'
}

function askOf(room: Room, effect: RoomEffect): DeskCommand | null {
  const session = room.id
  switch (effect.type) {
    case 'assign': {
      const away = isAway(room, effect.participant)
      const { interview, operators, settings } = room
      const scope = { interview, operators }
      return { ...effect, session, roles: settings.partnerRoles, scope, away }
    }
    case 'away':
      return { ...effect, session, away: isAway(room, effect.participant) }
    case 'take': {
      const { interview, operators } = room
      const away = isAway(room, effect.participant)
      return { ...effect, session, scope: { interview, operators }, away }
    }
    case 'release':
    case 'offer-transfer':
    case 'cancel-transfer':
    case 'answer-transfer':
      return { ...effect, session }
    case 'roles-named':
      return { type: 'roles-named', roles: effect.roles }
    case 'issue-code':
    case 'withdraw-code':
    case 'renew-code':
    case 'withdraw-codes':
    case 'scope-codes':
      return effect
    case 'refuse':
    case 'key':
    case 'save':
    case 'drop-steps':
    case 'delete':
    case 'line':
    case 'mail':
      return null
  }
}

/** A line is an event of its own; whatever else changed is one event together. */
function roomPart(
  before: Room | null,
  after: Room,
  lines: readonly ChatLine[],
): Pick<Outcome, 'reply' | 'room' | 'roomDeadline'> {
  if (after === before) {
    return { reply: { type: 'done', seq: after.seq }, room: null, roomDeadline: null }
  }
  const events: RoomEvent[] = lines.map((line) => ({ type: 'line', seq: line.seq, line }))
  if (events.length === 0) events.push({ type: 'changed', seq: after.seq + 1 })
  const next = { ...after, seq: after.seq + events.length }
  return {
    reply: { type: 'done', seq: next.seq },
    room: { next, events },
    roomDeadline: nextRoomDeadline(next),
  }
}

function deskPart(desk: Desk): Pick<Outcome, 'desk' | 'deskDeadline'> {
  return { desk, deskDeadline: nextDeskDeadline(desk) }
}

const NOTHING = {
  room: null,
  desk: null,
  roomDeadline: null,
  deskDeadline: null,
  lines: [],
  mails: [],
  saved: null,
  dropsSteps: false,
  wrappedKey: null,
  gone: null,
  audit: [],
  outbox: [],
} as const

function refusal(code: RefusalCode): Outcome {
  return { ...NOTHING, reply: { type: 'refused', code } }
}

function isToRoom(command: Command): command is CommandToRoom {
  return command.aggregate.kind === 'room'
}

function asRoom(found: Found): Room | null {
  if (found !== null && !('participants' in found))
    throw new Error('asked for a room, found something else')
  return found
}

function asAsker(found: Found): Asker | null {
  if (found !== null && !('privileges' in found)) throw new Error('asked for an account')
  return found
}

function asDesk(found: Found): Desk {
  if (found === null || !('queue' in found)) throw new Error('the desk always exists')
  return found
}
