/** The socket of a Monitor: `<root>live/monitor`. */
import { z } from 'zod'
import type { DeskView, MonitorRow } from '../live/views.ts'
import {
  monitorChatRead,
  monitorChatSend,
  monitorTyping,
  type LineView,
  type PersonView,
} from './chat.ts'
import { ping, goodbye } from './page.ts'
import type { ErrorCode } from './error-codes.ts'
import { MAX_PHONE_TEXT, MAX_ROLE_LENGTH, MAX_TICKED_ROLES } from './limits.ts'
import { controlMessage, type MirrorDown } from './mirror.ts'

const commandId = z.string().regex(/^[A-Za-z0-9_-]{22}-[0-9]{1,9}$/)
const role = z.string().min(1).max(MAX_ROLE_LENGTH)
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
  roles: z.array(role).max(MAX_TICKED_ROLES),
})
/** CHT5; null for no limit. */
export const setLimit = z.strictObject({
  type: z.literal('set-limit'),
  id: commandId,
  limit: z.int().min(1).max(100).nullable(),
})
const aboutEntry = { id: commandId, session: id, participant: id }
/** `participant` null: the session's conversation. */
const aboutConversation = { id: commandId, session: id, participant: id.nullable() }
export const block = z.strictObject({ type: z.literal('block'), ...aboutEntry })
export const unblock = z.strictObject({ type: z.literal('unblock'), ...aboutEntry })
export const offerHelp = z.strictObject({ type: z.literal('offer-help'), ...aboutEntry })
export const withdrawHelp = z.strictObject({ type: z.literal('withdraw-help'), ...aboutEntry })
/** PHN2: the operator's own number, as they typed it; '' erases it. */
export const setPhone = z.strictObject({
  type: z.literal('set-phone'),
  id: commandId,
  number: z.string().max(MAX_PHONE_TEXT),
})
/** PHN3, PHN7. */
export const offerCall = z.strictObject({ type: z.literal('offer-call'), ...aboutEntry })
export const withdrawCall = z.strictObject({ type: z.literal('withdraw-call'), ...aboutEntry })
export const renewCall = z.strictObject({ type: z.literal('renew-call'), ...aboutEntry })
/** CHT5: a conversation that nobody carries, available or not and whatever the limit. */
export const takeChat = z.strictObject({ type: z.literal('take-chat'), ...aboutConversation })
export const endChat = z.strictObject({ type: z.literal('end-chat'), ...aboutConversation })
export const transfer = z.strictObject({
  type: z.literal('transfer'),
  ...aboutConversation,
  to: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('operator'), id }),
    z.strictObject({ kind: z.literal('role'), role }),
  ]),
})
export const cancelTransfer = z.strictObject({
  type: z.literal('cancel-transfer'),
  ...aboutConversation,
})
export const answerTransfer = z.strictObject({
  type: z.literal('answer-transfer'),
  ...aboutConversation,
  accepts: z.boolean(),
})
/** CHT10: shows a conversation that somebody else carries, or nobody; until `unfollow`. */
export const follow = z.strictObject({
  type: z.literal('follow'),
  session: id,
  participant: id.nullable(),
})
export const unfollow = z.strictObject({
  type: z.literal('unfollow'),
  session: id,
  participant: id.nullable(),
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

/** CTL1, CTL5: of an entry that this Monitor observes; `takeOver` where somebody else has it. */
export const takeControl = z.strictObject({
  type: z.literal('take-control'),
  ...aboutEntry,
  takeOver: z.boolean(),
})
/** CTL4; also withdraws a question that the user has not answered. `number` 0: there is no control yet. */
export const releaseControl = z.strictObject({
  type: z.literal('release-control'),
  ...aboutEntry,
  number: z.int().min(0),
})
/** CTL6: every `CONTROL_RENEW_MS`. */
export const renewControl = z.strictObject({
  type: z.literal('renew-control'),
  session: id,
  participant: id,
  number: z.int().min(1),
})
/** CTL1. */
export const control = z.strictObject({
  type: z.literal('control'),
  session: id,
  participant: id,
  ...controlMessage,
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
  monitorTyping,
  setLimit,
  block,
  unblock,
  offerHelp,
  withdrawHelp,
  setPhone,
  offerCall,
  withdrawCall,
  renewCall,
  takeChat,
  endChat,
  transfer,
  cancelTransfer,
  answerTransfer,
  follow,
  unfollow,
  observe,
  unobserve,
  takeControl,
  releaseControl,
  renewControl,
  control,
])
export type MonitorUp = z.infer<typeof monitorUp>

/** A conversation that the operator carries or follows. */
export interface ConversationView {
  readonly session: string
  /** Null: the session's conversation. */
  readonly participant: string | null
  /** Its room's sequence number up to which `lines` are complete. */
  readonly cursor: number
  readonly lines: readonly LineView[]
  readonly state: ConversationState
}

export interface ConversationState {
  /** By this operator: only then may they write. False: they follow it (CHT10). */
  readonly carried: boolean
  /** Last line that a participant has seen, and that an operator has. */
  readonly readUpTo: number
  readonly ownReadUpTo: number
  /** MON5: new until `chat-read` reaches this, though nothing was written. */
  readonly beganSeq: number
  /** CHT15: who takes part, the operator's own self left out. */
  readonly members: readonly PersonView[]
  /** CHT20: offered to this name (or role), until then; null when it is not. */
  readonly offered: { readonly to: string; readonly until: number } | null
}

export type MonitorDown =
  /** The state whole, with what `more` brings: after it the Monitor equals a freshly loaded one. */
  | {
      readonly type: 'welcome'
      readonly version: number
      readonly me: { readonly id: string; readonly name: string }
      readonly desk: DeskView
      readonly rows: readonly MonitorRow[]
      /** MON8: the list is long and comes in parts; it is whole after the one that says false. */
      readonly more: boolean
      readonly conversations: readonly ConversationView[]
      readonly now: number
    }
  | { readonly type: 'more-rows'; readonly rows: readonly MonitorRow[]; readonly more: boolean }
  /** What changed; while the list comes in parts, of what has come of it already or will come. */
  | {
      readonly type: 'rows'
      readonly upsert: readonly MonitorRow[]
      readonly remove: readonly { readonly session: string; readonly participant: string }[]
    }
  | { readonly type: 'desk'; readonly desk: DeskView }
  /** A conversation began (or is shown again): its lines whole. */
  | { readonly type: 'conversation'; readonly conversation: ConversationView }
  | {
      readonly type: 'conversation-over'
      readonly session: string
      readonly participant: string | null
    }
  | {
      readonly type: 'lines'
      readonly session: string
      readonly participant: string | null
      readonly from: number
      readonly to: number
      readonly lines: readonly LineView[]
      readonly state: ConversationState
    }
  /** CHT15: everybody else who types now. A mark that is not said again ends after 5 s, and is told so. */
  | {
      readonly type: 'typing'
      readonly session: string
      readonly participant: string | null
      readonly who: readonly PersonView[]
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
