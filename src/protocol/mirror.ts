/**
 * Mirroring a user's page to observers (notes: design B). The screen's HTML comes from the server's
 * saved copy; the page sends only what differs from it. Values of masked fields never leave the page.
 */
import { z } from 'zod'
import { CONTROL_WHOLE_TEXT } from './limits.ts'

const target = z.string().regex(/^[\w-]{1,40}$/)
const text = z.string().max(400_000)
const strokePoints = z.array(z.int().min(0).max(1000)).max(2000)

/**
 * One change. `m` names an element by its `data-m`.
 * v value and caret, t splice (at, deleted, inserted, caret), c ticked, o selected indexes,
 * s focus and selection, F file names, a attribute, h inner HTML (sanitised by server and frame),
 * y scroll, w viewport, k stroke of a signature (x, y in 0..1000, 0..500), K signature cleared,
 * P audio or video plays (0 or 1, at second).
 */
export const mirrorOp = z.union([
  z.tuple([z.literal('v'), target, text, z.int(), z.int()]),
  z.tuple([z.literal('t'), target, z.int(), z.int(), text, z.int(), z.int()]),
  z.tuple([z.literal('c'), target, z.union([z.literal(0), z.literal(1)])]),
  z.tuple([z.literal('o'), target, z.array(z.int()).max(1000)]),
  z.tuple([z.literal('s'), target, z.int(), z.int()]),
  z.tuple([z.literal('F'), target, z.array(z.string().max(255)).max(50)]),
  z.tuple([z.literal('a'), target, z.string().max(40), z.string().max(4000).nullable()]),
  z.tuple([z.literal('h'), target, text]),
  z.tuple([z.literal('y'), z.int()]),
  z.tuple([z.literal('w'), z.int(), z.int()]),
  z.tuple([z.literal('k'), target, strokePoints]),
  z.tuple([z.literal('K'), target]),
  z.tuple([z.literal('P'), target, z.union([z.literal(0), z.literal(1)]), z.int().min(0)]),
])
export type MirrorOp = z.infer<typeof mirrorOp>

/** CTL10: up to which message of which control the page has carried out what the operator did. */
export const controlAck = z.strictObject({
  number: z.int().min(1),
  /** 0: nothing of it yet. */
  cseq: z.int().min(0),
  /** Something between is missing: all after `cseq` is wanted again. */
  gap: z.boolean(),
})
export type ControlAck = z.infer<typeof controlAck>

/** A page may leave the caret out where it stands at the end of what was written: a key is 50 bytes. */
export const pageOp = z.union([
  mirrorOp,
  z.tuple([z.literal('v'), target, text]),
  z.tuple([z.literal('t'), target, z.int(), z.int(), text]),
])
export type PageOp = z.infer<typeof pageOp>

/** From the page: what has no `snapshot` goes on from the last one on the same line. */
export const mirrorFromPage = z.strictObject({
  type: z.literal('mirror'),
  /** Replaces all that was known, relative to the screen as served. */
  snapshot: z
    .strictObject({
      epoch: z.string().max(40),
      /** Version of the answers whose screen this is. */
      screen: z.int().min(0),
    })
    .optional(),
  ops: z.array(pageOp).max(5000),
  /** While this page is controlled: with every snapshot, and with the answer to every `control`. */
  ack: controlAck.optional(),
})
export type MirrorFromPage = z.infer<typeof mirrorFromPage>

/**
 * What an operator does in the picture (CTL1). v text whole, with the caret; t splice: at, deleted,
 * inserted, caret, and the length that the text had before (another length there: the page answers
 * with its text and leaves it); c ticked; o selected indexes; s focus and selection; k, K signature;
 * p press a button or link; ch the field is left, its change is to be taken in; y scroll.
 */
export const controlOp = z.union([
  z.tuple([z.literal('v'), target, z.string().max(CONTROL_WHOLE_TEXT), z.int(), z.int()]),
  z.tuple([
    z.literal('t'),
    target,
    z.int().min(0),
    z.int().min(0),
    z.string().max(20_000),
    z.int(),
    z.int(),
    z.int().min(0),
  ]),
  z.tuple([z.literal('c'), target, z.union([z.literal(0), z.literal(1)])]),
  z.tuple([z.literal('o'), target, z.array(z.int()).max(1000)]),
  z.tuple([z.literal('s'), target, z.int(), z.int()]),
  z.tuple([z.literal('k'), target, strokePoints]),
  z.tuple([z.literal('K'), target]),
  z.tuple([z.literal('p'), target]),
  z.tuple([z.literal('ch'), target]),
  z.tuple([z.literal('y'), z.int().min(0)]),
])
export type ControlOp = z.infer<typeof controlOp>

/**
 * One message of a controller. `cseq` grows by one from 1 with each of one `number`; the same may be
 * sent again until it is acknowledged, and is carried out once. Ops for another screen than the one
 * shown are acknowledged and left.
 */
export const controlMessage = {
  number: z.int().min(1),
  cseq: z.int().min(1),
  /** Version of the answers whose screen this was done in. */
  screen: z.int().min(0),
  ops: z.array(controlOp).min(1).max(100),
}
export interface ControlMessage {
  readonly number: number
  readonly cseq: number
  readonly screen: number
  readonly ops: readonly ControlOp[]
}

/** How control stands, for one Monitor that observes. */
export type ControlView =
  /** Nobody controls. `why`: how it ended for this Monitor, or what became of its question. */
  | {
      readonly state: 'free'
      readonly why: 'refused' | 'no-answer' | 'taken-back' | 'lapsed' | 'interview' | 'away' | null
      /** CON3: `refused`: until when it may not be asked for again, ms since 1970. */
      readonly until?: number
    }
  /** CON3: the user has been asked. */
  | { readonly state: 'asking' }
  /** `here`: the picture shows the page on which control is; else the user is in another tab (CTL). */
  | { readonly state: 'yours'; readonly number: number; readonly here: boolean }
  /** CTL5. `own`: in another tab of the same operator. */
  | { readonly state: 'held'; readonly by: string; readonly own: boolean }

/** To an observer. */
export type MirrorDown =
  | {
      readonly kind: 'snapshot'
      readonly epoch: string
      readonly number: number
      readonly screen: number
      /** Grows when the picture moves to another tab of the participant. */
      readonly tab: number
      /** The screen as served, scripts taken out; null when it has not changed since the last snapshot. */
      readonly html: string | null
      readonly css: readonly string[]
      readonly ops: readonly MirrorOp[]
      readonly ack?: ControlAck | undefined
    }
  | {
      readonly kind: 'delta'
      readonly epoch: string
      /** Grows by one; a gap means: ask again. */
      readonly number: number
      /** Empty where it only acknowledges. */
      readonly ops: readonly MirrorOp[]
      readonly ack?: ControlAck | undefined
    }
  /** The participant is away or between screens. */
  | { readonly kind: 'wait' }
  /** CON3: the user has been asked, and the picture begins when they accept. */
  | { readonly kind: 'asking' }
  | { readonly kind: 'control'; readonly control: ControlView }
  /** It is over until it is asked for again. */
  | {
      readonly kind: 'gone'
      /** CON3: `refused`: until when it may not be asked for again, ms since 1970. */
      readonly until?: number
      readonly why:
        | 'not-allowed'
        | 'offline'
        | 'unavailable'
        | 'refused' // CON3: the user said no
        | 'no-answer' // CON3: nor yes
        | 'stopped' // CON2, CON3: by the user
        | 'consent' // the interview asks for the user's consent from now on
    }
