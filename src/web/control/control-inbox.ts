/**
 * Which messages of a controller this page carries out: each once, in their order (CTL10), and none
 * of a former controller or of one whose screen the user has taken back (CTL6, CTL7). Pure; outlives
 * the mirror agent, which begins anew with each line.
 *
 *   hear(number) ──► receive: next one ─► do │ known ─► answered again │ later one ─► gap │ else refused
 */
import type { ControlAck } from '../../protocol/mirror.ts'

export interface Inbox {
  /** The highest number under which this page was controlled; 0: none yet. */
  readonly number: number
  /** `cseq` carried out last; null: begun before this page was here, so the first that comes is next. */
  readonly done: number | null
  /** Messages in a row that came too early. */
  readonly early: number
  /** The answer to the last one is that something is missing. */
  readonly gap: boolean
  /** Up to this number control of this page is over, whatever the server says. */
  readonly over: number
}

export type Verdict =
  | 'do'
  /** Answered, and nothing else. */
  | 'answer'
  /** Of a control that this page has not been told of yet: it may be, in a moment. */
  | 'keep'
  /** Not answered: it is not its to control. */
  | 'refuse'

export const EMPTY_INBOX: Inbox = { number: 0, done: null, early: 0, gap: false, over: 0 }

/** A gap is told of again after so many more, in case the first word was lost. */
const TELL_AGAIN = 8

/** The page is controlled under `number`. `isMidway`: since before this page knew of it. */
export function hearControl(inbox: Inbox, number: number, isMidway: boolean): Inbox {
  if (number <= inbox.number) return inbox
  return { ...inbox, number, done: isMidway ? null : 0, early: 0, gap: false }
}

/** Taken back by the user, or let go of. */
export function endControl(inbox: Inbox, number: number): Inbox {
  return number <= inbox.over ? inbox : { ...inbox, over: number }
}

export function receiveControl(
  inbox: Inbox,
  message: { readonly number: number; readonly cseq: number },
): { readonly inbox: Inbox; readonly verdict: Verdict } {
  const { number, cseq } = message
  if (number <= inbox.over || number < inbox.number) return { inbox, verdict: 'refuse' }
  if (number > inbox.number) return { inbox, verdict: 'keep' }
  const next = inbox.done === null ? cseq : inbox.done + 1
  if (cseq === next) {
    return { inbox: { ...inbox, done: cseq, early: 0, gap: false }, verdict: 'do' }
  }
  if (cseq < next) return { inbox: { ...inbox, gap: false }, verdict: 'answer' }
  const early = inbox.early + 1
  return { inbox: { ...inbox, early, gap: early % TELL_AGAIN === 1 }, verdict: 'answer' }
}

export function ackOf({ number, done, gap }: Inbox): ControlAck {
  return { number, cseq: done ?? 0, gap }
}
