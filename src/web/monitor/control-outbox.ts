/**
 * CTL10: the operator's doing on its way to the user's page, in order, each message until the page has
 * acknowledged it (go-back-N). Pure: time is an argument, and whoever calls sends what is returned.
 *
 *   made ──► sent, at most WINDOW ahead of what is acknowledged ──acknowledged──► gone
 *                │  ▲
 *                └──┘ all of them again: at a gap, when the picture came anew, and after RESEND_MS
 *                     without a word
 *
 * Until the page has acknowledged anything of this number (also after it was loaded anew), one message
 * at a time is under way: such a page begins with whichever comes first.
 */
import type { ControlAck, ControlMessage } from '../../protocol/mirror.ts'

/** Nothing acknowledged for so long: what is under way may be lost. */
export const RESEND_MS = 2_000
/** What was under way behind a gap tells of it too; later than this it is another loss. */
const GAP_AGAIN_MS = 500
const WINDOW = 64
/** More than anybody types while a line stands still; then the picture takes nothing until it moves. */
export const MAX_KEPT = 400

/** Not done by the page for so long: it is more than the way there and back. */
export const WAITS_AFTER_MS = 1_500

export interface ControlOutbox {
  /** Of the control that is held. */
  readonly number: number
  /** What the next message has to bear. */
  readonly next: number
  readonly kept: readonly ControlMessage[]
  /** Since when the first of `kept` has been the first, in the caller's ms. */
  readonly firstAt: number
  /** How many of `kept` are under way. */
  readonly sent: number
  /** Whether the page that is there now has acknowledged anything. */
  readonly isKnown: boolean
  /** Of the picture that came last: another is of a page that was loaded anew, or whose line was. */
  readonly epoch: string | null
  /** When anything was sent or acknowledged last, in the caller's ms. */
  readonly movedAt: number
  /** The gap behind this was answered by sending again. */
  readonly answeredGap: number | null
}

export interface OutboxStep {
  readonly outbox: ControlOutbox
  readonly send: readonly ControlMessage[]
  /** What was kept is given up: the page does not know of it, and shall not do it late. */
  readonly dropped: boolean
}

/** `epoch`: of the picture that is shown. */
export function beginControl(number: number, epoch: string | null, now: number): ControlOutbox {
  return {
    number,
    next: 1,
    kept: [],
    firstAt: now,
    sent: 0,
    isKnown: false,
    epoch,
    movedAt: now,
    answeredGap: null,
  }
}

/** Null: of another control, out of turn, or more than is kept. */
export function pushControl(
  outbox: ControlOutbox,
  message: ControlMessage,
  now: number,
): OutboxStep | null {
  const isNext = message.number === outbox.number && message.cseq === outbox.next
  if (!isNext || outbox.kept.length >= MAX_KEPT) return null
  // Nothing is under way, so the wait for an answer begins with this one.
  const movedAt = outbox.sent === 0 ? now : outbox.movedAt
  const firstAt = outbox.kept.length === 0 ? now : outbox.firstAt
  const kept = [...outbox.kept, message]
  return fill({ ...outbox, next: outbox.next + 1, kept, firstAt, movedAt })
}

export function acknowledge(outbox: ControlOutbox, ack: ControlAck, now: number): OutboxStep {
  if (ack.number !== outbox.number) return step(outbox)
  const kept = outbox.kept.filter(({ cseq }) => cseq > ack.cseq)
  const done = outbox.kept.length - kept.length
  const isKnown = outbox.isKnown || ack.cseq > 0
  if (done > 0 || isKnown !== outbox.isKnown) {
    const sent = Math.max(0, outbox.sent - done)
    const firstAt = done > 0 ? now : outbox.firstAt
    const moved = { ...outbox, kept, firstAt, sent, isKnown, movedAt: now, answeredGap: null }
    return ack.gap ? goBack(moved, now, ack.cseq) : fill(moved)
  }
  // What was answered to late repetitions says nothing of the present.
  const isPresent = kept.length > 0 && kept[0]?.cseq === ack.cseq + 1
  const isAnswered = outbox.answeredGap === ack.cseq && now - outbox.movedAt < GAP_AGAIN_MS
  if (!ack.gap || !isPresent || isAnswered) return step(outbox)
  return goBack(outbox, now, ack.cseq)
}

/** The picture came whole: after a loss on either side, or for another reason. */
export function pictureCame(
  outbox: ControlOutbox,
  picture: { readonly epoch: string; readonly ack: ControlAck | undefined },
  now: number,
): OutboxStep {
  const { epoch, ack } = picture
  const isOther = outbox.epoch !== null && outbox.epoch !== epoch
  const known = { ...outbox, epoch }
  if (ack === undefined || ack.number !== outbox.number) return step(known)
  // A page that never acknowledged anything has done one message at most, and all others never came.
  if (isOther && outbox.isKnown && ack.cseq === 0) {
    const fresh = { ...known, kept: [], sent: 0, isKnown: false, movedAt: now, answeredGap: null }
    return { outbox: fresh, send: [], dropped: outbox.kept.length > 0 }
  }
  const { outbox: moved } = acknowledge(known, { ...ack, gap: false }, now)
  return goBack(moved, now, null)
}

/** Called now and then. */
export function lookAtControl(outbox: ControlOutbox, now: number): OutboxStep {
  if (outbox.sent === 0 || now - outbox.movedAt < RESEND_MS) return step(outbox)
  return goBack(outbox, now, null)
}

/** Some of it waits, for a line or for the page: whoever made it is told. */
export function isWaiting(outbox: ControlOutbox | null, now: number): boolean {
  return outbox !== null && outbox.kept.length > 0 && now - outbox.firstAt >= WAITS_AFTER_MS
}

function goBack(outbox: ControlOutbox, now: number, answeredGap: number | null): OutboxStep {
  return fill({ ...outbox, sent: 0, movedAt: now, answeredGap })
}

function fill(outbox: ControlOutbox): OutboxStep {
  const sent = Math.min(outbox.kept.length, outbox.isKnown ? WINDOW : 1)
  if (sent <= outbox.sent) return step(outbox)
  return { outbox: { ...outbox, sent }, send: outbox.kept.slice(outbox.sent, sent), dropped: false }
}

function step(outbox: ControlOutbox): OutboxStep {
  return { outbox, send: [], dropped: false }
}
