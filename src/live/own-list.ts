/**
 * A session that somebody else began, on one's own "My interviews" (SES3). Who takes it off the list
 * takes nothing from the session: not the answers, not their part in it. Whoever began it deletes it
 * instead, so that no session is on nobody's list who could.
 */
import { ownerOf } from './delete.ts'
import type { Participant, Room } from './room.ts'
import { put, quietly, refuse, type RoomStep } from './room-effect.ts'

/** Whether it stands on a list of theirs that they may take it off. */
export function mayBeSetAside(room: Room, person: Participant): boolean {
  return person.account !== null && person.joined === null && ownerOf(room)?.id !== person.id
}

export function setAside(room: Room, person: Participant): RoomStep<Room> {
  if (!mayBeSetAside(room, person)) return refuse(room, 'unknown-participant')
  return quietly(person.setAside ? room : put(room, person, { ...person, setAside: true }))
}

/** Same room where it is on the list. */
export function takenUp(room: Room, person: Participant): Room {
  return person.setAside ? put(room, person, { ...person, setAside: false }) : room
}
