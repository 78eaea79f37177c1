/**
 * Telephone help in a room (PHN): what operators ask for, what the desk tells of calls, and when no
 * call may be offered any more. Offers themselves are the desk's: none is kept here.
 */
import type { CommandId } from '../base/id.ts'
import { deriveCommandId } from './derived-id.ts'
import type { RoomPhoneCommand } from './phone-command.ts'
import { MAX_CALLS_KEPT, rankOf, type CallEvent } from './phone.ts'
import { put, refuse, type RoomEffect, type RoomStep } from './room-effect.ts'
import { findParticipant, isEnabled, participantsOf, type Participant, type Room } from './room.ts'
import { isSameScope } from './scope.ts'

type Order<T extends RoomPhoneCommand['type']> = Extract<RoomPhoneCommand, { type: T }>

/** PHN3, PHN11: whatever becomes of chat, and also to whom is blocked. */
export function offerCall(
  room: Room,
  { participant, operator, draw }: Order<'offer-call'>,
  id: CommandId,
): RoomStep<Room> {
  const person = findParticipant(room, participant)
  // Who joined has no entry that a call could be offered in.
  if (person === null || person.joined !== null) return refuse(room, 'unknown-participant')
  if (!isEnabled(room.settings)) return refuse(room, 'not-observable')
  const { account, visitorNumber } = person
  const next = person.mayHaveOffers ? room : put(room, person, { ...person, mayHaveOffers: true })
  return {
    next,
    effects: [
      {
        type: 'issue-code',
        // A Monitor may send one id to two rooms: the desk and the audit log must not take them for one.
        id: deriveCommandId('issue-code', room.id, id),
        operator: operator.id,
        session: room.id,
        participant: person.id,
        whom: { account: account?.id ?? null, visitorNumber },
        scope: { interview: room.interview, operators: room.operators },
        draw,
      },
    ],
  }
}

export function askAboutCode(
  room: Room,
  person: Participant,
  { type, operator }: Order<'withdraw-call' | 'renew-call'>,
): RoomStep<Room> {
  const about = { operator: operator.id, session: room.id, participant: person.id }
  const ask = type === 'renew-call' ? 'renew-code' : 'withdraw-code'
  return { next: room, effects: [{ type: ask, ...about }] }
}

/** PHN10. Same participant when it says nothing new. */
export function tellCall(person: Participant, told: CallEvent): Participant {
  const earlier = person.calls.find(({ id }) => id === told.id)
  if (earlier !== undefined && rankOf(earlier.fate) >= rankOf(told.fate)) return person
  // Whom it was with is as it was told first: that account may have been deleted since.
  const event = earlier === undefined ? told : { ...told, operator: earlier.operator }
  const calls = mergedCalls(
    person.calls.filter((one) => one !== earlier),
    [event],
  )
  return calls.includes(event) ? { ...person, calls } : person
}

/** The newest of both, oldest first. */
export function mergedCalls(
  some: readonly CallEvent[],
  others: readonly CallEvent[],
): readonly CallEvent[] {
  return [...some, ...others].toSorted((a, b) => a.at - b.at).slice(-MAX_CALLS_KEPT)
}

/** CHT18: who was offered a call under an account, and is somebody else's self now. */
export function withdrawnFrom(room: Room, earlier: Participant): readonly RoomEffect[] {
  if (!earlier.mayHaveOffers) return []
  return [{ type: 'withdraw-codes', session: room.id, participant: earlier.id }]
}

/** AUT8, ACC4: what the settings say of offers that were made. `before` is settled. */
export function settleOffers(before: Room, room: Room): RoomStep<Room> {
  const offered = participantsOf(room).filter(({ mayHaveOffers }) => mayHaveOffers)
  if (offered.length === 0) return { next: room, effects: [] }
  const session = room.id
  if (!isEnabled(room.settings)) {
    const next = offered.reduce(
      (rest, person) => put(rest, person, { ...person, mayHaveOffers: false }),
      room,
    )
    return { next, effects: [{ type: 'withdraw-codes', session, participant: null }] }
  }
  if (isSameScope(before, room)) return { next: room, effects: [] }
  const scope = { interview: room.interview, operators: room.operators }
  return { next: room, effects: [{ type: 'scope-codes', session, scope }] }
}
