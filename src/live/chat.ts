/**
 * A conversation with operators: one participant's own (mode `help`), or the session's (`peerhelp`).
 *
 *     off ──activate──► on(operator) ──operator gone──► on(nobody) ──found──► on(operator)
 *      ▲                    │                               │
 *      └── turned off, ended, blocked, chat no longer allowed, CHAT_KEPT_OFFLINE_MS offline
 *
 * Who carries it is the desk's to say. `connect` takes in whatever the desk answered, so that a late
 * or repeated message from the desk can only bring a room nearer to the truth.
 */
import type { AccountCard, ConversationOf } from './command.ts'
import {
  allowsChat,
  CHAT_KEPT_OFFLINE_MS,
  findParticipant,
  isPresent,
  participantsOf,
  type Carried,
  type ChatEnd,
  type ChatState,
  type MovedFrom,
  type Participant,
  type Room,
  type SharedChat,
} from './room.ts'

export const CHAT_OFF: ChatState = { state: 'off' }

/** What the desk came to. `nobody`: it did not queue, because the asker would not wait. */
export type DeskAnswer =
  | { readonly type: 'assigned'; readonly operator: AccountCard }
  | { readonly type: 'queued' }
  | { readonly type: 'nobody' }

type ChatOn = Extract<ChatState, { state: 'on' }>

/** Of a conversation that no operator carries. */
export const NOBODY = {
  operator: null,
  operatorSince: null,
  leftBehindBy: null,
  movedFrom: null,
  connectedSeq: 0,
} as const

/** `unansweredSince`: null where no operator's word is waited for (mode `peer`, or the session's). */
export function chatOn(since: number, unansweredSince: number | null): ChatOn {
  return { state: 'on', since, ...NOBODY, unansweredSince }
}

export function sharedChat(since: number, unansweredSince: number | null): SharedChat {
  return { since, ...NOBODY, unansweredSince, ended: false }
}

/** Same chat when the desk says nothing new. `seq`: of the event that this will be. */
export function connect<C extends Carried>(
  chat: C,
  answer: Exclude<DeskAnswer, { type: 'nobody' }>,
  at: { readonly seq: number; readonly how: MovedFrom['how']; readonly now: number },
): C {
  if (answer.type === 'queued') {
    if (chat.operator === null) return chat
    return { ...chat, ...NOBODY, leftBehindBy: chat.operator.name }
  }
  const { operator } = answer
  if (chat.operator?.id === operator.id) {
    return chat.operator.name === operator.name ? chat : { ...chat, operator }
  }
  const before = chat.operator?.name ?? chat.leftBehindBy
  const how = chat.operator === null ? 'left' : at.how
  const movedFrom = before === null || before === operator.name ? null : { name: before, how }
  const since = { operatorSince: at.now, connectedSeq: at.seq }
  return { ...chat, operator, ...since, leftBehindBy: null, movedFrom }
}

/** Chat goes off by somebody else's doing (CHT19): whoever has it on is told why. */
export function ended(person: Participant, why: ChatEnd['why'], by: string | null): Participant {
  return person.chat.state === 'off' ? person : { ...person, chat: CHAT_OFF, ended: { why, by } }
}

/** When the conversation of somebody offline ends; null while they are there or chat is off. */
export function chatEndsAt(participant: Participant): number | null {
  if (participant.chat.state === 'off' || participant.offlineAt === null) return null
  return participant.offlineAt + CHAT_KEPT_OFFLINE_MS
}

/** Who takes part in the session's conversation with operators: longest on first. No operator summons another. */
export function sharers(room: Room): readonly Participant[] {
  return participantsOf(room)
    .filter(({ block, chat, joined }) => block === null && chat.state === 'on' && joined === null)
    .toSorted((a, b) => sinceOf(a) - sinceOf(b))
}

/** The conversations that an operator should carry: exactly these are the desk's concern. */
export function wantedConversations(room: Room): readonly ConversationOf[] {
  if (!allowsChat(room.settings)) return []
  switch (room.settings.mode) {
    case 'help':
      return sharers(room).map((person) => person.id)
    case 'peer':
      return []
    case 'peerhelp':
      return room.shared === null || room.shared.ended ? [] : [null]
  }
}

/** Nobody who takes part in the conversation is there: the grace time of the last one is over. */
export function isAway(room: Room, about: ConversationOf): boolean {
  return !sharers(room).some((person) => (about ?? person.id) === person.id && isPresent(person))
}

/** What the room knows of who carries a wanted conversation; null when it is not one, or is off. */
export function conversationOf(room: Room, about: ConversationOf): Carried | null {
  const { mode } = room.settings
  if (about === null) return mode === 'peerhelp' ? room.shared : null
  const chat = mode === 'help' ? findParticipant(room, about)?.chat : undefined
  return chat?.state === 'on' ? chat : null
}

function sinceOf(person: Participant): number {
  return person.chat.state === 'on' ? person.chat.since : 0
}
