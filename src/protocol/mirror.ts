/**
 * Mirroring a user's page to observers (notes: design B). The screen's HTML comes from the server's
 * saved copy; the page sends only what differs from it. Values of masked fields never leave the page.
 */
import { z } from 'zod'

const target = z.string().regex(/^[\w-]{1,40}$/)
const text = z.string().max(400_000)

/**
 * One change. `m` names an element by its `data-m`.
 * v value and caret, t splice (at, deleted, inserted, caret), c ticked, o selected indexes,
 * s focus and selection, F file names, a attribute, h inner HTML (sanitised by server and frame),
 * y scroll, w viewport.
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
])
export type MirrorOp = z.infer<typeof mirrorOp>

/** From the page: `snapshot` true replaces all that was known, relative to the screen as served. */
export const mirrorFromPage = z.strictObject({
  type: z.literal('mirror'),
  epoch: z.string().max(40),
  /** Version of the answers whose screen this is. */
  screen: z.int().min(0),
  snapshot: z.boolean(),
  ops: z.array(mirrorOp).max(5000),
})
export type MirrorFromPage = z.infer<typeof mirrorFromPage>

/** To an observer. */
export type MirrorDown =
  | {
      readonly kind: 'snapshot'
      readonly epoch: string
      readonly number: number
      readonly screen: number
      /** The screen as served, scripts taken out; null when it has not changed since the last snapshot. */
      readonly html: string | null
      readonly css: readonly string[]
      readonly ops: readonly MirrorOp[]
    }
  | {
      readonly kind: 'delta'
      readonly epoch: string
      /** Grows by one; a gap means: ask again. */
      readonly number: number
      readonly ops: readonly MirrorOp[]
    }
  /** The participant is away or between screens. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'gone'; readonly why: 'not-allowed' | 'offline' | 'unavailable' }
