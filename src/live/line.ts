import type { CommandId } from '../base/id.ts'
import type { RefusalCode, RoomCommand } from './command.ts'
import { put, refuse, type RoomStep } from './room-effect.ts'
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

/** CHT7, CHT8: stores a message in the conversation of `person`. */
export function sendLine(room: Room, person: Participant, send: Send): RoomStep {
  const { sealed, from } = send.command
  const code = refusal(room, person, send)
  if (code !== null) return refuse(room, code)
  const line: ChatLine = {
    seq: room.seq + 1,
    id: send.id,
    // As it was sent, though `person` may go by another id since: the text is sealed for this one.
    conversation: send.command.conversation ?? person.id,
    sender: from,
    // CHT9. Only the help mode has conversations yet, and there they are private.
    audience: 'private',
    sentAt: send.now,
    sealed,
  }
  return {
    next: put(room, person, { ...person, lastLine: line.seq }),
    effects: [{ type: 'line', line }],
  }
}

function refusal(room: Room, person: Participant, send: Send): RefusalCode | null {
  const { sealed, from } = send.command
  const { chat } = person
  if (sealed.length > MAX_SEALED_TEXT) return 'too-long'
  if (sealed === '') return 'blank'
  switch (from.kind) {
    case 'participant':
      if (findParticipant(room, from.participant)?.id !== person.id) return 'not-your-conversation'
      return chat.state === 'on' && allowsChat(room.settings) ? null : 'chat-not-active'
    case 'operator':
      if (chat.state === 'off') return 'chat-not-active'
      return chat.operator?.id === from.account.id ? null : 'not-your-conversation'
  }
}
