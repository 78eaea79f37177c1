/**
 * Runs transactions on aggregates that lie in memory: what a store does, without disk, clock or
 * waiting. For tests of the machines, and for whoever needs rooms and a desk in a known state.
 */
import type { AccountId, CommandId, SessionId } from '../../base/id.ts'
import type { AuditEntry } from '../audit-entry.ts'
import type { Command, CommandToRoom, RoomCommand } from '../command.ts'
import type { DeskCommand } from '../desk-command.ts'
import type { Reply } from '../reply.ts'
import { deriveCommandId } from '../derived-id.ts'
import { EMPTY_DESK, type Desk } from '../desk.ts'
import { nextDeskDeadline } from '../desk-step.ts'
import type { ChatLine, Room, RoomEvent } from '../room.ts'
import { nextRoomDeadline } from '../room-step.ts'
import type { Found, Outcome, Read } from '../transact.ts'
import { transact } from '../transaction.ts'

export interface MemoryDriver {
  readonly rooms: ReadonlyMap<SessionId, Room>
  readonly lines: readonly ChatLine[]
  linesOf(id: SessionId): readonly ChatLine[]
  /** All that was written to the audit log. */
  readonly audit: readonly AuditEntry[]
  readonly outbox: readonly Command[]
  desk(): Desk
  room(id: SessionId): Room
  now(): number
  /** Moves the clock without telling anybody. */
  advance(ms: number): void
  transact(command: Command): Outcome
  nextId(): CommandId
  toRoom(id: SessionId, command: RoomCommand, commandId?: CommandId): Reply
  toDesk(command: DeskCommand): Reply
  /** What the store's row of an account says; without one there is no such account. */
  setAccount(id: AccountId, privileges: readonly string[]): void
  /** Carries one waiting command out; `keep` leaves it there, as a crash after the commit would. */
  deliver(at?: number, keep?: boolean): void
  /** Carries out whatever waits, until nothing does. */
  drain(): void
  /** Ticks whatever is due. */
  sweep(): void
}

export function createMemoryDriver(startAt = 1_000_000): MemoryDriver {
  const rooms = new Map<SessionId, Room>()
  const lines: { readonly room: SessionId; readonly line: ChatLine }[] = []
  const audit: AuditEntry[] = []
  const replies = new Map<string, Reply>()
  let outbox: readonly Command[] = []
  let desk = EMPTY_DESK
  /** Accounts of operators, with their privileges. */
  const askers = new Map<AccountId, readonly string[]>()
  let now = startAt
  let made = 0

  function find(read: Read): Found {
    switch (read.kind) {
      case 'desk':
        return desk
      case 'room':
        return rooms.get(read.id) ?? null
      case 'asker': {
        const privileges = askers.get(read.id)
        return privileges === undefined ? null : { privileges }
      }
    }
  }

  function run(command: Command): Outcome {
    const transaction = transact(command, now)
    let isDeskRead = false
    let step = transaction.next()
    while (step.done !== true) {
      if (step.value.kind === 'room' && isDeskRead) throw new Error('room locked after the desk')
      isDeskRead ||= step.value.kind === 'desk'
      step = transaction.next(find(step.value))
    }
    const outcome = step.value
    if (outcome.room !== null) {
      checkEvents(rooms.get(outcome.room.next.id) ?? null, outcome.room)
      rooms.set(outcome.room.next.id, outcome.room.next)
    }
    if (outcome.gone !== null) rooms.delete(outcome.gone.id)
    desk = outcome.desk ?? desk
    const room = outcome.room?.next.id
    if (room !== undefined) lines.push(...outcome.lines.map((line) => ({ room, line })))
    audit.push(...outcome.audit)
    outbox = [...outbox, ...outcome.outbox]
    return outcome
  }

  const driver: MemoryDriver = {
    rooms,
    get lines() {
      return lines.map(({ line }) => line)
    },
    linesOf: (id) => lines.filter(({ room }) => room === id).map(({ line }) => line),
    audit,
    get outbox() {
      return outbox
    },
    desk: () => desk,
    setAccount: (id, privileges) => void askers.set(id, privileges),
    room(id) {
      const room = rooms.get(id)
      if (room === undefined) throw new Error(`no room ${id}`)
      return room
    },
    now: () => now,
    advance(ms) {
      now += ms
    },
    transact: run,
    nextId: () => deriveCommandId('driver', made++),
    toRoom(id, command, commandId = deriveCommandId('driver', made++)) {
      const key = `${id} ${commandId}`
      const earlier = replies.get(key)
      if (earlier !== undefined) return earlier
      const order: CommandToRoom = {
        aggregate: { kind: 'room', id },
        id: commandId,
        command,
        digest: commandId,
      }
      const { reply } = run(order)
      replies.set(key, reply)
      return reply
    },
    toDesk(command) {
      const id = deriveCommandId('driver', made++)
      return run({ aggregate: { kind: 'desk' }, id, command, digest: id }).reply
    },
    deliver(at = 0, keep = false) {
      const command = outbox[at]
      if (command === undefined) return
      if (!keep) outbox = outbox.filter((other) => other !== command)
      run(command)
    },
    drain() {
      for (let rounds = 0; outbox.length > 0; rounds++) {
        if (rounds > 10_000) throw new Error('the outbox never empties')
        driver.deliver()
      }
    },
    sweep() {
      for (const room of rooms.values()) {
        const deadline = nextRoomDeadline(room)
        if (deadline === null || deadline > now) continue
        driver.toRoom(room.id, { type: 'tick' })
        checkMoved(nextRoomDeadline(driver.room(room.id)), now)
      }
      const deadline = nextDeskDeadline(desk)
      if (deadline === null || deadline > now) return
      driver.toDesk({ type: 'tick' })
      checkMoved(nextDeskDeadline(desk), now)
    },
  }
  return driver
}

/** The sequence number grows by one with each event, whatever the command. */
function checkEvents(
  before: Room | null,
  written: { readonly next: Room; readonly events: readonly RoomEvent[] },
): void {
  const first = before?.seq ?? 0
  const isWhole =
    written.events.length > 0 &&
    written.next.seq === first + written.events.length &&
    written.events.every((event, at) => event.seq === first + at + 1)
  if (!isWhole) throw new Error(`events do not follow ${first}`)
}

/** A tick leaves no passed deadline: whoever sweeps would come back to it without end. */
function checkMoved(deadline: number | null, now: number): void {
  if (deadline !== null && deadline <= now) throw new Error(`a deadline of ${deadline} stands`)
}
