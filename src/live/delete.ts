/**
 * The end of a session for good (SES3, SES4). Conversations and watching end like at any other
 * ending, so the desk, its queue and the audit log learn of it; what the store then deletes is all
 * that it has of the session, but for the audit log.
 */
import type { AccountId } from '../base/id.ts'
import { withoutChats } from './chat-endings.ts'
import type { DeletedBy, RoomCommand } from './command.ts'
import { findParticipant, isPresent, participantsOf, START_SETTINGS } from './room.ts'
import type { Participant, Room } from './room.ts'
import { refuse, type RoomStep } from './room-effect.ts'

/** How exactly it is known when a session was used last: not every word of chat writes it anew. */
export const USED_EXACT_MS = 60_000

/** Who began the session: the one person in it who may delete it. */
export function ownerOf(room: Room): Participant | null {
  const [first] = Object.values(room.participants).toSorted((a, b) => a.enteredAt - b.enteredAt)
  return first === undefined ? null : findParticipant(room, first.id)
}

export function deleteSession(
  room: Room,
  { by }: Extract<RoomCommand, { type: 'delete' }>,
): RoomStep<Room> {
  if (!mayDelete(room, by)) {
    return refuse(room, by.kind === 'retention' ? 'stale' : 'unknown-participant')
  }
  const next: Room = { ...withoutChats(room), settings: START_SETTINGS, multiUser: false }
  return { next, effects: [{ type: 'delete' }] }
}

function mayDelete(room: Room, by: DeletedBy): boolean {
  switch (by.kind) {
    case 'administrator':
      return true
    case 'owner':
      return findParticipant(room, by.participant)?.id === ownerOf(room)?.id
    case 'retention':
      // Whoever has it open just now is using it, however long nothing was saved.
      return room.usedAt < by.untouchedSince && !participantsOf(room).some(isPresent)
  }
}

/** By the people of the session, or said to them: what keeps it from being deleted as forgotten. */
const USES: ReadonlySet<RoomCommand['type']> = new Set([
  'enter',
  'attach-account',
  'page-opened',
  'save',
  'exit',
  'chat-activate',
  'chat-send',
])

/** `after` a command that changed something. */
export function used(before: Room, after: Room, command: RoomCommand, now: number): Room {
  const isNoted = now - before.usedAt < USED_EXACT_MS
  if (after === before || isNoted || !USES.has(command.type)) return after
  return { ...after, usedAt: now }
}

/** Accounts on whose list it stands. Joining changes nothing of an operator's own list (JOI4). */
export function accountsIn(room: Room): ReadonlySet<AccountId> {
  const cards = ownPeople(room).map(({ account, setAside }) => (setAside ? null : account))
  return new Set(cards.flatMap((card) => (card === null ? [] : [card.id])))
}

/** Everybody in it but operators who only joined. */
export function ownPeople(room: Room): readonly Participant[] {
  return participantsOf(room).filter(({ joined }) => joined === null)
}
