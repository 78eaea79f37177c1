import { z } from 'zod'

const commandId = z.string().regex(/^[A-Za-z0-9_-]{22}-[0-9]{1,9}$/)
const id = z.string().regex(/^[A-Za-z0-9_-]{22}$/)

/** User's page: turns chat on or off (CHT4, CHT12); `invited` accepts an invitation (CHT21). */
export const chatActivate = z.strictObject({
  type: z.literal('chat-activate'),
  id: commandId,
  invited: z.boolean().default(false),
})
export const chatOff = z.strictObject({ type: z.literal('chat-off'), id: commandId })
/** User's page: a message. Longer text than allowed is refused with a reason, so the schema lets it pass. */
export const chatSend = z.strictObject({
  type: z.literal('chat-send'),
  id: commandId,
  text: z.string().max(60_000),
  /** As the page had it when this was written: in another one others would read it (CHT9). */
  mode: z.enum(['help', 'peer', 'peerhelp']).optional(),
})
export const chatRead = z.strictObject({
  type: z.literal('chat-read'),
  id: commandId,
  upTo: z.int().min(0),
})
/** CHT16: asks to show the one-time notice: acknowledged to one page, `exists` to every other. */
export const informed = z.strictObject({ type: z.literal('informed'), id: commandId })

/** CHT21: the user says no. */
export const declineHelp = z.strictObject({ type: z.literal('decline-help'), id: commandId })
/** CHT15: sent at most every 3 s while somebody types, and with `false` when they stop. Never stored. */
export const typing = z.strictObject({ type: z.literal('typing'), is: z.boolean() })

/** Monitor: the same for one of its conversations; `participant` null is the session's own. */
export const monitorChatSend = z.strictObject({
  type: z.literal('chat-send'),
  id: commandId,
  session: id,
  participant: id.nullable(),
  text: z.string().max(60_000),
})
export const monitorChatRead = z.strictObject({
  type: z.literal('chat-read'),
  id: commandId,
  session: id,
  participant: id.nullable(),
  upTo: z.int().min(0),
})

export const monitorTyping = z.strictObject({
  type: z.literal('typing'),
  session: id,
  participant: id.nullable(),
  is: z.boolean(),
})

/** Somebody other than the reader who types (CHT15), or takes part (Monitor). */
export interface PersonView {
  /** Null: an anonymous visitor, then `visitorNumber`. */
  readonly name: string | null
  readonly visitorNumber: number | null
  readonly kind: 'participant' | 'operator'
}

/** A line of chat as a reader sees it. */
export interface LineView {
  readonly seq: number
  /** The sender's command id: the page knows its own by it. */
  readonly id: string
  readonly text: string
  /** Null: an anonymous visitor, then `visitorNumber`. */
  readonly name: string | null
  readonly visitorNumber: number | null
  readonly from: 'participant' | 'operator'
  /** CHT9. */
  readonly audience: 'private' | 'session' | 'peers'
  /** Sent by the reader's own account or participant (right side, CHT7). */
  readonly own: boolean
  /** ms since 1970 */
  readonly sentAt: number
}
