/**
 * What an operator does about one participant or conversation: block and unblock, take, end,
 * transfer, offer help. Each says what it changes; what follows from it is `settle`'s to find.
 */
import { conversationOf, ended, wantedConversations } from './chat.ts'
import type { AccountCard, ConversationOf, RoomCommand } from './command.ts'
import type { RefusalCode } from './reply.ts'
import { put, quietly, refuse, type RoomStep } from './room-effect.ts'
import {
  allowsChat,
  findParticipant,
  INVITATION_MS,
  isPresent,
  type Participant,
  type Room,
} from './room.ts'

type Order<T extends RoomCommand['type']> = Extract<RoomCommand, { type: T }>

/** BLK1, BLK2: peers go on; only operators are taken out. */
export function block(
  room: Room,
  person: Participant,
  operator: AccountCard,
  now: number,
): RoomStep<Room> {
  if (person.block !== null) return quietly(room)
  const blocked = { ...person, block: { by: operator, at: now, afterSeq: room.seq } }
  switch (room.settings.mode) {
    case 'help':
      return quietly(put(room, person, ended(blocked, 'blocked', null)))
    case 'peer':
      return quietly(put(room, person, blocked))
    case 'peerhelp': {
      const why = person.chat.state === 'on' ? ({ why: 'blocked', by: null } as const) : null
      return quietly(put(room, person, { ...blocked, ended: why }))
    }
  }
}

export function unblock(room: Room, person: Participant): RoomStep<Room> {
  if (person.block === null) return quietly(room)
  const silence = { from: person.block.afterSeq + 1, to: room.seq }
  const unheard = silence.from > silence.to ? person.unheard : [...person.unheard, silence]
  const isBack = person.chat.state === 'on'
  const unblocked = { ...person, block: null, unheard, ended: isBack ? null : person.ended }
  return quietly(put(room, person, unblocked))
}

/** CHT20. The session's conversation goes on among peers, until one of them seeks an operator anew. */
export function endByOperator(room: Room, command: Order<'end-chat'>): RoomStep<Room> {
  const refusal = refuseOther(room, command.conversation, command.operator)
  if (refusal !== null) return refuse(room, refusal)
  const { name } = command.operator
  if (command.conversation !== null) {
    const person = findParticipant(room, command.conversation)
    if (person === null) return refuse(room, 'unknown-participant')
    return quietly(put(room, person, ended(person, 'operator', name)))
  }
  if (room.shared === null) return refuse(room, 'chat-not-active')
  const shared = {
    ...room.shared,
    operator: null,
    operatorSince: null,
    movedFrom: null,
    connectedSeq: 0,
    leftBehindBy: name,
    unansweredSince: null,
    ended: true,
  }
  return quietly({ ...room, shared })
}

/** Whether another operator has it by now is the desk's to say. */
export function takeChat(room: Room, command: Order<'take-chat'>): RoomStep<Room> {
  const participant = ownKey(room, command.conversation)
  if (!wantedConversations(room).includes(participant)) return refuse(room, 'chat-not-active')
  return { next: room, effects: [{ type: 'take', participant, operator: command.operator.id }] }
}

/** CHT20: what is offered, to whom and until when, is the desk's to remember. */
export function transfer(
  room: Room,
  command: Order<'transfer' | 'cancel-transfer'>,
): RoomStep<Room> {
  const { conversation, operator } = command
  const refusal = refuseOther(room, conversation, operator)
  if (refusal !== null) return refuse(room, refusal)
  const about = { participant: ownKey(room, conversation), from: operator.id }
  return {
    next: room,
    effects: [
      command.type === 'transfer'
        ? { type: 'offer-transfer', ...about, to: command.to }
        : { type: 'cancel-transfer', ...about },
    ],
  }
}

export function answerTransfer(room: Room, command: Order<'answer-transfer'>): RoomStep<Room> {
  const participant = ownKey(room, command.conversation)
  if (!wantedConversations(room).includes(participant)) return refuse(room, 'no-transfer')
  const { operator, accepts } = command
  return {
    next: room,
    effects: [{ type: 'answer-transfer', participant, operator: operator.id, accepts }],
  }
}

/** CHT21. */
export function offerHelp(
  room: Room,
  person: Participant,
  operator: AccountCard,
  now: number,
): RoomStep<Room> {
  const { settings } = room
  if (person.block !== null) return refuse(room, 'blocked')
  if (!allowsChat(settings) || settings.mode === 'peer') return refuse(room, 'chat-unavailable')
  if (!isPresent(person) || person.chat.state === 'on') return refuse(room, 'not-standby')
  if (person.invitation !== null) {
    const isSame = person.invitation.operator.id === operator.id
    return isSame ? quietly(room) : refuse(room, 'exists')
  }
  return quietly(put(room, person, { ...person, invitation: { operator, at: now } }))
}

/** Nothing happens where it has been answered, or is another operator's. */
export function withdrawHelp(
  room: Room,
  person: Participant,
  operator: AccountCard | null,
): RoomStep<Room> {
  const { invitation } = person
  if (invitation === null) return quietly(room)
  if (operator !== null && invitation.operator.id !== operator.id) return quietly(room)
  return quietly(put(room, person, { ...person, invitation: null }))
}

export function invitationEndsAt(person: Participant): number | null {
  return person.invitation === null ? null : person.invitation.at + INVITATION_MS
}

/** Why it is not this operator's to decide; null when they carry the conversation. */
function refuseOther(room: Room, about: ConversationOf, operator: AccountCard): RefusalCode | null {
  const carried = conversationOf(room, about)
  if (carried === null) return 'chat-not-active'
  return carried.operator?.id === operator.id ? null : 'not-your-conversation'
}

function ownKey(room: Room, about: ConversationOf): ConversationOf {
  return about === null ? null : (findParticipant(room, about)?.id ?? about)
}
