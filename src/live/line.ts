import type { CommandId } from '../base/id.ts'
import { conversationOf, sharers } from './chat.ts'
import type { RoomCommand } from './command.ts'
import { isOut } from './joining.ts'
import type { RefusalCode } from './reply.ts'
import { put, quietly, refuse, type RoomStep } from './room-effect.ts'
import {
  allowsChat,
  findParticipant,
  MAX_SEALED_TEXT,
  type ChatLine,
  type Participant,
  type Room,
} from './room.ts'

interface Send {
  readonly id: CommandId
  readonly command: Extract<RoomCommand, { type: 'chat-send' }>
  readonly now: number
}

/** CHT9: what a line of the moment's mode may be read by. */
const AUDIENCE = { help: 'private', peer: 'peers', peerhelp: 'session' } as const

/** CHT7-CHT9: stores a message, as the mode of the moment has it. */
export function sendLine(room: Room, send: Send): RoomStep<Room> {
  const { sealed, from } = send.command
  const audience = AUDIENCE[room.settings.mode]
  const owner = ownerOf(room, send.command)
  if (typeof owner === 'string') return refuse(room, owner)
  const line: ChatLine = {
    seq: room.seq + 1,
    id: send.id,
    conversation: owner.id,
    sender: from,
    audience,
    sentAt: send.now,
    sealed,
  }
  const lastPrivate = audience === 'private' ? line.seq : owner.lastPrivate
  const next = put(room, owner, {
    ...owner,
    lastLine: line.seq,
    lastPrivate,
    chat: audience === 'private' ? answered(owner.chat, send) : owner.chat,
  })
  const lastShared = audience === 'private' ? room.lastShared : line.seq
  // Whoever is blocked is not waiting for an operator's word, nor is an operator who joined.
  const asks = owner.block === null && (owner.joined === null || from.kind === 'operator')
  const isForOperators = audience === 'session' && asks && next.shared !== null
  const shared = isForOperators ? answered(next.shared, send) : next.shared
  return { next: { ...next, lastShared, shared }, effects: [{ type: 'line', line }] }
}

/** All that is there has been seen up to a line (CHT7), or that a conversation began (MON5). */
export function markRead(
  room: Room,
  command: Extract<RoomCommand, { type: 'chat-read' }>,
): RoomStep<Room> {
  return command.reader.kind === 'participant'
    ? markReadByParticipant(room, command)
    : markReadByOperator(room, command)
}

type Read = Extract<RoomCommand, { type: 'chat-read' }>

function markReadByParticipant(room: Room, command: Read): RoomStep<Room> {
  const person = participantOf(room, command.reader, command.conversation)
  if (typeof person === 'string') return refuse(room, person)
  if (isOut(person)) return refuse(room, 'join-over')
  const mayReadShared = room.settings.mode !== 'help'
  const last = Math.max(person.lastLine, mayReadShared ? room.lastShared : 0)
  const upTo = Math.min(command.upTo, last)
  const readUpTo = Math.max(person.readUpTo, upTo)
  const sharedReadUpTo = mayReadShared
    ? Math.max(person.sharedReadUpTo, upTo)
    : person.sharedReadUpTo
  if (readUpTo === person.readUpTo && sharedReadUpTo === person.sharedReadUpTo) return quietly(room)
  return quietly(put(room, person, { ...person, readUpTo, sharedReadUpTo }))
}

function markReadByOperator(room: Room, command: Read): RoomStep<Room> {
  const { reader, conversation } = command
  const person = conversation === null ? null : findParticipant(room, conversation)
  if (conversation !== null && person === null) return refuse(room, 'unknown-participant')
  const carried = conversationOf(room, conversation)
  if (reader.kind !== 'operator' || carried?.operator?.id !== reader.account.id) {
    return refuse(room, 'not-your-conversation')
  }
  const last = person?.lastPrivate ?? room.lastShared
  const upTo = Math.min(command.upTo, Math.max(last, carried.connectedSeq))
  if (upTo <= (person?.readByOperatorUpTo ?? room.sharedReadByOperatorUpTo)) return quietly(room)
  return quietly(
    person === null
      ? { ...room, sharedReadByOperatorUpTo: upTo }
      : put(room, person, { ...person, readByOperatorUpTo: upTo }),
  )
}

/** Whose own the line will be, or why there will be none. */
function ownerOf(room: Room, command: Send['command']): Participant | RefusalCode {
  const { sealed, from, conversation } = command
  if (sealed.length > MAX_SEALED_TEXT) return 'too-long'
  if (sealed === '') return 'blank'
  if (from.kind === 'participant') {
    const person = participantOf(room, from, conversation)
    if (typeof person === 'string') return person
    if (person.chat.state === 'off' || !allowsChat(room.settings)) return 'chat-not-active'
    // What waited for a line, or crossed a change of mode, was not meant for whoever reads it now.
    const isMeant = command.mode === undefined || command.mode === room.settings.mode
    return isMeant ? person : 'other-readers'
  }
  const person = conversation === null ? null : findParticipant(room, conversation)
  if (conversation !== null && person === null) return 'unknown-participant'
  const carried = conversationOf(room, conversation)
  if (carried === null) return 'chat-not-active'
  // Also where the mode has changed: what was meant for one person must not reach their peers.
  if (carried.operator?.id !== from.account.id) return 'not-your-conversation'
  return person ?? sharers(room)[0] ?? 'chat-not-active'
}

/** Under which conversation a page's message comes is its own, or the session's. */
function participantOf(
  room: Room,
  from: Read['reader'],
  conversation: Read['conversation'],
): Participant | RefusalCode {
  const person = from.kind === 'participant' ? findParticipant(room, from.participant) : null
  if (person === null) return 'unknown-participant'
  if (conversation === null) return person
  const about = findParticipant(room, conversation)
  if (about === null) return 'unknown-participant'
  return about.id === person.id ? person : 'not-your-conversation'
}

/** `unansweredSince` after a line: an operator's answers, anybody else's waits if none waits yet. */
function answered<
  C extends { readonly unansweredSince: number | null } | { readonly state: 'off' },
>(chat: C, send: Send): C {
  if (!('unansweredSince' in chat)) return chat
  if (send.command.from.kind === 'operator') return { ...chat, unansweredSince: null }
  return { ...chat, unansweredSince: chat.unansweredSince ?? send.now }
}
