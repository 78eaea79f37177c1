/**
 * Operators who join a session through the Monitor (JOI): participants like others, but for as long as
 * they may help there and nobody wants them out.
 *
 *     join ─┬─ allowed ──► present ──► over(left | participant | interview | not-allowed)
 *           │                 ▲                       │ join, once more
 *           └─ a question ────┴───────────────────────┘
 *
 * Only who came in like this is ever put out like this: an operator who was a participant anyway is one.
 */
import { stricter } from './permission.ts'
import {
  ask,
  isSame,
  mayAsk,
  mustAsk,
  permissionsOf,
  permit,
  remember,
  withoutAsks,
} from './permission.ts'
import type { AccountCard } from './command.ts'
import type { JoinCommand } from './join-command.ts'
import { CHAT_OFF } from './chat.ts'
import { addParticipant, holderOf } from './people.ts'
import {
  findParticipant,
  isEnabled,
  JOINED_UNSEEN_MS,
  participantsOf,
  type JoinEnd,
  type Joined,
  type Participant,
  type Room,
} from './room.ts'
import { put, quietly, refuse, type RoomStep } from './room-effect.ts'

type Order<T extends JoinCommand['type']> = Extract<JoinCommand, { type: T }>

/** In the session just now because they joined. */
export function isJoined(person: Participant): boolean {
  return person.joined !== null && person.joined.over === null
}

/** Was, and is not any more: nothing that they still send counts. */
export function isOut(person: Participant): boolean {
  return person.joined !== null && person.joined.over !== null
}

export function joinSession(
  room: Room,
  person: Participant,
  command: Order<'join'>,
  now: number,
): RoomStep<Room> {
  const { operator, monitor, process, floor } = command
  if (!isEnabled(room.settings) || person.joined !== null) return refuse(room, 'not-observable')
  const holder = holderOf(room, operator)
  if (holder !== undefined && !isOut(holder)) return quietly(room)
  const permission = permissionsOf(person, operator.id).join
  if (mustAsk(permission, stricter(room.settings.consent, floor))) {
    if (!mayAsk(person, operator.id, 'join', now)) return refuse(room, 'too-soon')
    const question = { operator, what: 'join', monitor, process, at: now } as const
    return quietly(put(room, person, ask(person, question)))
  }
  const asked = withoutAsks(person, (open) => isSame(open, operator, 'join'))
  const known = put(room, person, remember(asked, operator.id))
  const joined: Joined = { through: person.id, since: now, floor, over: null }
  if (holder !== undefined) {
    return quietly(put(known, holder, { ...holder, account: operator, joined }))
  }
  const entered = addParticipant(known, command.joiner, operator, now)
  const joiner = findParticipant(entered, command.joiner)
  return quietly(joiner === null ? entered : put(entered, joiner, { ...joiner, joined }))
}

/** Done also where nothing is asked any more. */
export function withdrawJoin(
  room: Room,
  person: Participant,
  { operator }: Order<'withdraw-join'>,
): RoomStep<Room> {
  const asked = withoutAsks(person, (open) => isSame(open, operator, 'join'))
  return quietly(put(room, person, asked))
}

export function leaveJoin(
  room: Room,
  person: Participant,
  { why }: Order<'leave-join'>,
  now: number,
): RoomStep<Room> {
  return quietly(isJoined(person) ? put(room, person, putOut(person, why, now)) : room)
}

/** From then on that operator must ask, whoever it is whose entry they come through. */
export function endJoin(
  room: Room,
  person: Participant,
  { operator }: Order<'end-join'>,
  now: number,
): RoomStep<Room> {
  const holder = participantsOf(room).find(({ account }) => account?.id === operator)
  if (person.joined !== null || holder === undefined || holder.joined === null) return quietly(room)
  const told = participantsOf(room).reduce((next, one) => {
    if (one.joined !== null) return next
    const asked = withoutAsks(one, (open) => isSame(open, { id: operator }, 'join'))
    return put(next, one, permit(asked, operator, { join: 'stopped' }))
  }, room)
  const isOver = !isJoined(holder)
  return quietly(isOver ? told : put(told, holder, putOut(holder, 'participant', now)))
}

/** What the settings no longer allow ends, and so does it when the last tab is gone. */
export function settleJoined(room: Room, person: Participant, now: number): Participant {
  const { joined } = person
  if (joined === null || joined.over !== null) return person
  // SES3: it was deleted.
  if (person.account === null) return putOut(person, 'not-allowed', now)
  if (!isEnabled(room.settings)) {
    return room.multiUser ? person : putOut(person, 'interview', now)
  }
  const through = findParticipant(room, joined.through)
  const said = through === null ? 'unasked' : permissionsOf(through, person.account.id).join
  if (mustAsk(said, stricter(room.settings.consent, joined.floor))) {
    return putOut(person, 'interview', now)
  }
  return person.offlineAt !== null && person.listed ? putOut(person, 'left', now) : person
}

/** When somebody who never had a live line leaves; null for all others. */
export function joinEndsAt(person: Participant): number | null {
  const { joined } = person
  if (joined === null || joined.over !== null || person.listed) return null
  return joined.since + JOINED_UNSEEN_MS
}

export function passJoin(person: Participant, now: number): Participant {
  const endsAt = joinEndsAt(person)
  return endsAt === null || endsAt > now ? person : putOut(person, 'left', now)
}

/** Operators who are in the session now, with whose entry they came through. */
export function joinedIn(
  room: Room,
): readonly { readonly operator: AccountCard; readonly joined: Joined }[] {
  return participantsOf(room).flatMap((person) =>
    person.account === null || person.joined === null || person.joined.over !== null
      ? []
      : [{ operator: person.account, joined: person.joined }],
  )
}

function putOut(person: Participant, over: JoinEnd, now: number): Participant {
  return {
    ...person,
    pages: {},
    graceEndsAt: null,
    offlineAt: now,
    listed: false,
    chat: CHAT_OFF,
    joined: person.joined === null ? null : { ...person.joined, over },
  }
}
