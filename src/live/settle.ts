/**
 * What follows from a change of a room, whatever the change was: chats that the settings or a block
 * no longer allow end, the session's conversation begins and ends with those who share it, and the
 * desk is asked for exactly the conversations that an operator should carry, and told of each
 * whether anybody who takes part in it is there.
 *
 *     mode help      one conversation for each participant with chat on
 *     mode peer      none
 *     mode peerhelp  one for the session, while somebody takes part who is not blocked
 *
 * So no command needs to know the others: each says what it changes, and this says what that means.
 */
import type { AccountId } from '../base/id.ts'
import {
  chatOn,
  conversationOf,
  ended,
  isAway,
  sharedChat,
  sharers,
  wantedConversations,
} from './chat.ts'
import type { ConversationOf } from './command.ts'
import { allowsChat, isPresent, participantsOf, type Participant, type Room } from './room.ts'
import { settleJoined } from './joining.ts'
import { settleWatching } from './observing.ts'
import { settleOffers } from './phone-orders.ts'
import { isSameScope } from './scope.ts'
import { put, type RoomEffect, type RoomStep } from './room-effect.ts'

/** `before` is settled. Same room and effects when the step changed nothing. */
export function settle(before: Room, step: RoomStep<Room>, now: number): RoomStep<Room> {
  if (step.next === before) return step
  const people = participantsOf(step.next).reduce(
    (room, person) => put(room, person, settlePerson(before, room, person, now)),
    step.next,
  )
  const offered = settleOffers(before, settleShared(before, people, now))
  const effects = [...step.effects, ...deskEffects(before, offered.next, step), ...offered.effects]
  return { next: offered.next, effects }
}

function settlePerson(before: Room, room: Room, person: Participant, now: number): Participant {
  const { settings } = room
  let settled = settleJoined(room, settleWatching(room, person), now)
  if (!allowsChat(settings)) settled = ended(settled, 'interview', null)
  else if (settings.mode === 'help' && person.joined !== null) {
    settled = ended(settled, 'interview', null)
  } else if (settings.mode === 'help' && person.block !== null) {
    settled = ended(settled, 'blocked', null)
  }
  const isMoved = before.settings.mode !== settings.mode
  if (isMoved && settled.chat.state === 'on') {
    const { since } = settled.chat
    settled = { ...settled, chat: chatOn(since, unansweredAfter(before, room, now)) }
  }
  const mayBeInvited =
    settled.chat.state === 'off' &&
    settled.block === null &&
    allowsChat(settings) &&
    settings.mode !== 'peer' &&
    isPresent(settled)
  if (settled.invitation === null || mayBeInvited) return settled
  return { ...settled, invitation: null }
}

/** Since when a participant waits for an operator's word, in the mode that begins. */
function unansweredAfter(before: Room, room: Room, now: number): number | null {
  if (room.settings.mode !== 'help') return null
  return before.shared === null || before.shared.ended ? now : before.shared.unansweredSince
}

function settleShared(before: Room, room: Room, now: number): Room {
  const isWanted =
    allowsChat(room.settings) && room.settings.mode === 'peerhelp' && sharers(room).length > 0
  if (!isWanted) return room.shared === null ? room : { ...room, shared: null }
  if (room.shared !== null) return room
  const had = before.settings.mode === 'help' ? sharers(before) : []
  const waiting = had.flatMap(({ chat }) =>
    chat.state === 'on' && chat.unansweredSince !== null ? [chat.unansweredSince] : [],
  )
  const since = had.length > 0 && waiting.length === 0 ? null : Math.min(now, ...waiting)
  return { ...room, shared: sharedChat(now, since) }
}

/**
 * Who begins is assigned before others are released: an operator whose conversation only changes
 * its kind (a new mode) keeps it, and nobody from the queue slips into its place.
 */
function deskEffects(before: Room, room: Room, { seek }: RoomStep): readonly RoomEffect[] {
  const had = wantedConversations(before)
  const has = wantedConversations(room)
  const sameRoles =
    JSON.stringify(before.settings.partnerRoles) === JSON.stringify(room.settings.partnerRoles)
  const assigned = has.flatMap((participant): RoomEffect[] => {
    if (!had.includes(participant)) {
      const prefer = seek?.prefer ?? carrierBefore(before, participant)
      return [{ type: 'assign', participant, mayWait: seek?.mayWait ?? true, prefer }]
    }
    const isSought = !sameRoles && conversationOf(room, participant)?.operator === null
    // ACC4: whoever carries it may no longer be one who may see it.
    if (isSought || !isSameScope(before, room)) {
      return [{ type: 'assign', participant, mayWait: true, prefer: null }]
    }
    if (isAway(before, participant) === isAway(room, participant)) return []
    return [{ type: 'away', participant }]
  })
  const released = had
    .filter((participant) => !has.includes(participant))
    .map((participant): RoomEffect => ({ type: 'release', participant }))
  return [...assigned, ...released]
}

/** Who carried the conversation while it was of another kind. */
function carrierBefore(before: Room, about: ConversationOf): AccountId | null {
  if (about !== null) return conversationOf(before, null)?.operator?.id ?? null
  for (const { id } of sharers(before)) {
    const operator = conversationOf(before, id)?.operator ?? null
    if (operator !== null) return operator.id
  }
  return null
}
