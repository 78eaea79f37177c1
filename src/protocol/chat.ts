import { z } from 'zod'

const commandId = z.string().regex(/^[A-Za-z0-9_-]{22}-[0-9]{1,9}$/)
const id = z.string().regex(/^[A-Za-z0-9_-]{22}$/)

/** User's page: turns chat on or off (CHT4, CHT12). */
export const chatActivate = z.strictObject({ type: z.literal('chat-activate'), id: commandId })
export const chatOff = z.strictObject({ type: z.literal('chat-off'), id: commandId })
/** User's page: a message. Longer text than allowed is refused with a reason, so the schema lets it pass. */
export const chatSend = z.strictObject({
  type: z.literal('chat-send'),
  id: commandId,
  text: z.string().max(60_000),
})
export const chatRead = z.strictObject({
  type: z.literal('chat-read'),
  id: commandId,
  upTo: z.int().min(0),
})
/** CHT16: the one-time notice was shown. */
export const informed = z.strictObject({ type: z.literal('informed'), id: commandId })

/** Monitor: the same for one of its conversations. */
export const monitorChatSend = z.strictObject({
  type: z.literal('chat-send'),
  id: commandId,
  session: id,
  participant: id,
  text: z.string().max(60_000),
})
export const monitorChatRead = z.strictObject({
  type: z.literal('chat-read'),
  id: commandId,
  session: id,
  participant: id,
  upTo: z.int().min(0),
})

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
  /** Sent by the reader's own account or participant (right side, CHT7). */
  readonly own: boolean
  /** ms since 1970 */
  readonly sentAt: number
}
