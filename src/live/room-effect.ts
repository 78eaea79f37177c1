import type { AccountId } from '../base/id.ts'
import type { ConversationOf, TransferTarget } from './command.ts'
import type { NewMail } from './mail.ts'
import type { PhoneAsk } from './phone-command.ts'
import type { RefusalCode } from './reply.ts'
import type { ChatLine, Participant, Room } from './room.ts'

/** Rows above `position` are dropped. */
export interface SavedStep {
  readonly position: number
  readonly version: number
  readonly answers: string
  readonly screen: string
}

export type RoomEffect =
  | { readonly type: 'refuse'; readonly code: RefusalCode }
  | { readonly type: 'key'; readonly wrappedKey: string }
  | { readonly type: 'save'; readonly saved: SavedStep }
  | { readonly type: 'drop-steps' }
  | { readonly type: 'mail'; readonly mail: NewMail }
  /** The session is gone. */
  | { readonly type: 'delete' }
  | { readonly type: 'line'; readonly line: ChatLine }
  /** The desk makes sure that the conversation has an operator or stands in the queue. */
  | {
      readonly type: 'assign'
      readonly participant: ConversationOf
      readonly mayWait: boolean
      readonly prefer: AccountId | null
    }
  | { readonly type: 'release'; readonly participant: ConversationOf }
  /** The desk learns that whoever takes part in the conversation has gone, or come back. */
  | { readonly type: 'away'; readonly participant: ConversationOf }
  | { readonly type: 'take'; readonly participant: ConversationOf; readonly operator: AccountId }
  | {
      readonly type: 'offer-transfer'
      readonly participant: ConversationOf
      readonly from: AccountId
      readonly to: TransferTarget
    }
  | {
      readonly type: 'cancel-transfer'
      readonly participant: ConversationOf
      readonly from: AccountId
    }
  | {
      readonly type: 'answer-transfer'
      readonly participant: ConversationOf
      readonly operator: AccountId
      readonly accepts: boolean
    }
  | { readonly type: 'roles-named'; readonly roles: readonly string[] }
  /** The desk issues, withdraws or renews codes (PHN). */
  | PhoneAsk

export interface RoomStep<R extends Room | null = Room | null> {
  readonly next: R
  readonly effects: readonly RoomEffect[]
  /** How an operator is sought for the conversation that begins by this step. */
  readonly seek?: { readonly mayWait: boolean; readonly prefer: AccountId | null }
}

/** Same room when the participant is the same object. */
export function put(room: Room, before: Participant, after: Participant): Room {
  if (before === after) return room
  return { ...room, participants: { ...room.participants, [after.id]: after } }
}

export function quietly<R extends Room | null>(next: R): RoomStep<R> {
  return { next, effects: [] }
}

export function refuse<R extends Room | null>(room: R, code: RefusalCode): RoomStep<R> {
  return { next: room, effects: [{ type: 'refuse', code }] }
}
