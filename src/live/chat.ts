/**
 * The conversation of one participant with operators.
 *
 *     off ──activate──► on(operator) ──operator gone──► on(nobody) ──found──► on(operator)
 *      ▲                    │                               │
 *      └── turned off, chat no longer allowed, CHAT_KEPT_OFFLINE_MS offline
 *
 * Who carries it is the desk's to say. `connect` takes in whatever the desk answered, so that a late
 * or repeated message from the desk can only bring a room nearer to the truth.
 */
import type { AccountCard } from './command.ts'
import { CHAT_KEPT_OFFLINE_MS, type ChatState, type Participant } from './room.ts'

export const CHAT_OFF: ChatState = { state: 'off' }

/** What the desk came to. `nobody`: it did not queue, because the asker would not wait. */
export type DeskAnswer =
  | { readonly type: 'assigned'; readonly operator: AccountCard }
  | { readonly type: 'queued' }
  | { readonly type: 'nobody' }

export function activate(chat: ChatState, now: number): ChatState {
  if (chat.state === 'on') return chat
  return {
    state: 'on',
    since: now,
    operator: null,
    leftBehindBy: null,
    movedFrom: null,
    connectedSeq: 0,
    unansweredSince: now,
  }
}

export function connect(
  chat: ChatState,
  answer: Exclude<DeskAnswer, { type: 'nobody' }>,
): ChatState {
  if (chat.state === 'off') return chat
  switch (answer.type) {
    case 'assigned':
      if (chat.operator?.id === answer.operator.id && chat.operator.name === answer.operator.name) {
        return chat
      }
      return { ...chat, operator: answer.operator, leftBehindBy: null }
    case 'queued':
      if (chat.operator === null) return chat
      return { ...chat, operator: null, leftBehindBy: chat.operator.name }
  }
}

/** When the conversation of somebody offline ends; null while they are there or chat is off. */
export function chatEndsAt(participant: Participant): number | null {
  if (participant.chat.state === 'off' || participant.offlineAt === null) return null
  return participant.offlineAt + CHAT_KEPT_OFFLINE_MS
}
