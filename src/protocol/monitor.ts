/** The socket of a Monitor: `<root>live/monitor`. */
import { z } from 'zod'
import type { DeskView, MonitorRow } from '../live/views.ts'
import { monitorChatRead, monitorChatSend, type LineView } from './chat.ts'
import { ping, goodbye } from './page.ts'
import type { ErrorCode } from './error-codes.ts'
import type { MirrorDown } from './mirror.ts'

const commandId = z.string().regex(/^[A-Za-z0-9_-]{22}-[0-9]{1,9}$/)
const id = z.string().regex(/^[A-Za-z0-9_-]{22}$/)

export const monitorHello = z.strictObject({
  type: z.literal('hello'),
  version: z.int(),
  page: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
})
export const setAvailable = z.strictObject({
  type: z.literal('set-available'),
  id: commandId,
  available: z.boolean(),
})
export const setRoles = z.strictObject({
  type: z.literal('set-roles'),
  id: commandId,
  roles: z.array(z.string().min(1).max(100)).max(200),
})
export const dismiss = z.strictObject({
  type: z.literal('dismiss'),
  id: commandId,
  session: id,
  participant: id,
})
export const observe = z.strictObject({ type: z.literal('observe'), session: id, participant: id })
export const unobserve = z.strictObject({
  type: z.literal('unobserve'),
  session: id,
  participant: id,
})

export const monitorUp = z.discriminatedUnion('type', [
  monitorHello,
  goodbye,
  ping,
  setAvailable,
  setRoles,
  dismiss,
  monitorChatSend,
  monitorChatRead,
  observe,
  unobserve,
])
export type MonitorUp = z.infer<typeof monitorUp>

/** A conversation that the operator carries. */
export interface ConversationView {
  readonly session: string
  readonly participant: string
  /** Its room's sequence number up to which `lines` are complete. */
  readonly cursor: number
  readonly lines: readonly LineView[]
  /** Last line that the participant has seen, and that an operator has. */
  readonly readUpTo: number
  readonly ownReadUpTo: number
}

export type MonitorDown =
  /** The state whole: after it the Monitor equals a freshly loaded one. */
  | {
      readonly type: 'welcome'
      readonly version: number
      readonly me: { readonly id: string; readonly name: string }
      readonly desk: DeskView
      readonly rows: readonly MonitorRow[]
      readonly conversations: readonly ConversationView[]
      readonly now: number
    }
  | {
      readonly type: 'rows'
      readonly upsert: readonly MonitorRow[]
      readonly remove: readonly { readonly session: string; readonly participant: string }[]
    }
  | { readonly type: 'desk'; readonly desk: DeskView }
  /** A conversation began (or is shown again): its lines whole. */
  | { readonly type: 'conversation'; readonly conversation: ConversationView }
  | { readonly type: 'conversation-over'; readonly session: string; readonly participant: string }
  | {
      readonly type: 'lines'
      readonly session: string
      readonly participant: string
      readonly from: number
      readonly to: number
      readonly lines: readonly LineView[]
      readonly readUpTo: number
      readonly ownReadUpTo: number
    }
  | {
      readonly type: 'mirror'
      readonly session: string
      readonly participant: string
      readonly message: MirrorDown
    }
  | { readonly type: 'ack'; readonly id: string }
  | {
      readonly type: 'refused'
      readonly id: string
      readonly code: ErrorCode
      readonly message: string
      readonly retry: boolean
    }
  | { readonly type: 'ping' }

export type { DeskView }
