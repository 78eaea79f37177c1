/** The socket of an interview page: `<root>live/session/<session id>`. */
import { z } from 'zod'
import type { ParticipantView } from '../live/views.ts'
import {
  chatActivate,
  chatOff,
  chatRead,
  chatSend,
  declineHelp,
  informed,
  typing,
  type LineView,
  type PersonView,
} from './chat.ts'
import { mirrorFromPage, type ControlMessage } from './mirror.ts'
import type { ErrorCode } from './error-codes.ts'

/** First message of the page, within 10 s. */
export const pageHello = z.strictObject({
  type: z.literal('hello'),
  version: z.int(),
  /** 22 characters made at each page load; never stored. */
  page: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  /** Where the page's knowledge ends; null when it knows nothing. */
  cursor: z.int().min(0).nullable(),
  /** As the server said it last. Where it is another now, lines that the page holds or lacks changed. */
  reach: z.string().max(64).optional(),
})
/** The page is being left: no grace time. */
export const goodbye = z.strictObject({
  type: z.literal('goodbye'),
  /** Another page of the session takes this one's place in the same tab: the grace time is kept. */
  returns: z.boolean().optional(),
})
export const ping = z.strictObject({ type: z.literal('ping') })

const commandId = z.string().regex(/^[A-Za-z0-9_-]{22}-[0-9]{1,9}$/)
const operator = z.string().regex(/^[A-Za-z0-9_-]{22}$/)

/** CON3: the user answers a question of `ParticipantView.asks`. */
export const answerAsk = z.strictObject({
  type: z.literal('answer-ask'),
  id: commandId,
  operator,
  what: z.enum(['observe', 'control', 'join']),
  accepts: z.boolean(),
})
/** CON2, CON3: this operator is to watch no longer; control ends with it. */
export const endWatch = z.strictObject({ type: z.literal('end-watch'), id: commandId, operator })
/** CON2, CON3: this operator is to leave the session that they have joined. */
export const endJoin = z.strictObject({ type: z.literal('end-join'), id: commandId, operator })
/**
 * CTL7: the page is the user's again already. `silent`: it let go by itself, because it had not heard
 * that the operator is still there.
 */
export const takeBack = z.strictObject({
  type: z.literal('take-back'),
  id: commandId,
  number: z.int().min(1),
  silent: z.boolean(),
})

export const pageUp = z.discriminatedUnion('type', [
  pageHello,
  goodbye,
  ping,
  chatActivate,
  chatOff,
  chatSend,
  chatRead,
  informed,
  declineHelp,
  typing,
  mirrorFromPage,
  answerAsk,
  endWatch,
  endJoin,
  takeBack,
])
export type PageUp = z.infer<typeof pageUp>

export type PageDown =
  /**
   * Everything the page needs to be exactly right; `lines` begin after the cursor it gave. With
   * `whole` they are all that the participant may read: what the page held before is to be forgotten
   * (CHT10: the mode has changed, or who one is). `reach` names what may be read, for `hello`.
   */
  | {
      readonly type: 'welcome'
      readonly version: number
      readonly cursor: number
      readonly reach?: string
      readonly whole?: boolean
      readonly view: ParticipantView
      readonly lines: readonly LineView[]
      /** Version of the answers: another than the page's own means that it shows an old screen. */
      readonly answersVersion: number
      readonly now: number
    }
  /**
   * Events from (exclusive) `from` to (inclusive) `to`; the page is behind exactly if `from` is not its
   * cursor. `reach` and `whole` as in `welcome`; with `whole`, `from` is 0.
   */
  | {
      readonly type: 'push'
      readonly from: number
      readonly to: number
      readonly reach?: string
      readonly whole?: boolean
      readonly lines: readonly LineView[]
      readonly view: ParticipantView | null
      readonly answersVersion: number
    }
  | { readonly type: 'ack'; readonly id: string; readonly seq: number }
  /** The command changed nothing; `retry` says whether sending it again can help. */
  | {
      readonly type: 'refused'
      readonly id: string
      readonly code: ErrorCode
      readonly message: string
      readonly retry: boolean
    }
  /** CHT15: everybody else who types now. A mark that is not said again ends after 5 s, and is told so. */
  | { readonly type: 'typing'; readonly who: readonly PersonView[] }
  /** Heartbeat; `head` heals a lost wake-up. */
  | { readonly type: 'ping'; readonly head: number }
  /** Number of observers: 0 means stop (OBS6). */
  | { readonly type: 'observe'; readonly observers: number; readonly epoch: string }
  /** CTL1: what the operator does, to be done on this page; only while the view says that it is controlled. */
  | ({ readonly type: 'control' } & ControlMessage)
  /** CTL6: the lease was renewed. A page that hears nothing for `CONTROL_SILENCE_MS` lets go. */
  | { readonly type: 'control-alive'; readonly number: number }
  /** For the mirror agent: send a fresh snapshot. */
  | { readonly type: 'mirror-again' }
