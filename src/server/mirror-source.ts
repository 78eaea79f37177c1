/**
 * The side of mirroring where the observed page's socket is: numbers what the page sends, puts the
 * saved screen to it, and feeds observers here and in other processes. Nothing flows unless somebody
 * observes (OBS6).
 *
 *   quiet ──first observer──► asked (pages told, epoch made) ──snapshot──► feeding ──last one gone──► quiet
 *
 * With several pages the picture follows the one used last; with pages in several processes, the
 * process of that page feeds and the others keep still.
 */
import type { MirrorDown, MirrorFromPage, MirrorOp } from '../protocol/mirror.ts'
import type { PageDown } from '../protocol/page.ts'
import { cleanOps, isUse } from './mirror-ops.ts'
import { createBucket, type Bucket } from './rate-limit.ts'
import { errorName } from './room-shell.ts'
import type { Log } from './settings.ts'
import type { Timing } from './timing.ts'

const OPS_PER_SECOND = 1_000
const OPS_BURST = 20_000
const AGAIN_MS = 1_000

export type ToPage = (message: Extract<PageDown, { type: 'observe' | 'mirror-again' }>) => void

export interface ServedScreen {
  readonly version: number
  /** As served, scripts taken out. */
  readonly html: string
  readonly css: readonly string[]
}

export interface MirroredPage {
  take(message: MirrorFromPage): void
  close(): void
}

export interface MirrorSource {
  addPage(send: ToPage): MirroredPage
  /** How many observe, here and elsewhere. */
  setObservers(count: number): void
  /** Somebody new needs the whole picture. */
  again(): void
  /** Another process has the page used last. */
  yield(): void
  resume(): void
  /** ms since 1970 of the last use of a page here: only compared with other processes'. */
  usedAt(): number
  isEmpty(): boolean
}

interface Page {
  readonly send: ToPage
  readonly bucket: Bucket
  epoch: string
  number: number
  /** Screens are read one after the other, and what comes meanwhile waits for them. */
  queue: Promise<void>
  hasPicture: boolean
  againDue: boolean
}

export function createMirrorSource(input: {
  readonly feed: (message: MirrorDown) => void
  /** A page here is used now: other processes keep still. */
  readonly used: () => void
  readonly readScreen: () => Promise<ServedScreen | null>
  readonly newEpoch: () => string
  readonly timing: Timing
  readonly log: Log
}): MirrorSource {
  const { feed, timing, log } = input
  /** The one used last comes last. */
  const pages: Page[] = []
  let observers = 0
  let yielded = false
  let usedAt = 0

  function isShown(page: Page): boolean {
    return !yielded && pages.at(-1) === page
  }

  function tell(page: Page): void {
    page.send({ type: 'observe', observers, epoch: page.epoch })
  }

  function askAgain(page: Page | undefined): void {
    if (page === undefined || observers === 0) return
    page.send({ type: 'mirror-again' })
  }

  function use(page: Page): void {
    usedAt = Date.now()
    const wasShown = isShown(page)
    pages.splice(pages.indexOf(page), 1)
    pages.push(page)
    yielded = false
    if (wasShown || observers === 0) return
    input.used()
    askAgain(page)
  }

  function take(page: Page, message: MirrorFromPage): void {
    if (observers === 0 || message.epoch !== page.epoch) return
    if (page.bucket.take(message.ops.length + 1) > 0) return putOff(page)
    if (!message.snapshot && isUse(message.ops) && !isShown(page)) return use(page)
    const ops = cleanOps(message.ops)
    page.queue = page.queue
      .then(() => (message.snapshot ? snapshot(page, message.screen, ops) : delta(page, ops)))
      .catch((error: unknown) => {
        log('mirror-failed', { error: errorName(error) })
        putOff(page)
      })
  }

  async function snapshot(page: Page, screen: number, ops: readonly MirrorOp[]): Promise<void> {
    page.number++
    const served = await input.readScreen()
    // Another version is saved than the page shows: it will say so when it has swapped its screen.
    page.hasPicture = served !== null && served.version === screen
    if (!isShown(page) || observers === 0) return
    if (served === null || !page.hasPicture) return feed({ kind: 'wait' })
    const { epoch, number } = page
    const { html, css } = served
    feed({ kind: 'snapshot', epoch, number, screen, html, css, ops })
  }

  async function delta(page: Page, ops: readonly MirrorOp[]): Promise<void> {
    if (!page.hasPicture || ops.length === 0) return
    page.number++
    if (isShown(page)) feed({ kind: 'delta', epoch: page.epoch, number: page.number, ops })
  }

  /** Too much of it, or it failed: this page's picture begins anew in a moment. */
  function putOff(page: Page): void {
    page.hasPicture = false
    if (page.againDue) return
    page.againDue = true
    timing.after(AGAIN_MS, () => {
      page.againDue = false
      if (pages.includes(page)) askAgain(page)
    })
  }

  return {
    addPage(send) {
      const page: Page = {
        send,
        bucket: createBucket(timing, OPS_PER_SECOND, OPS_BURST),
        epoch: input.newEpoch(),
        number: 0,
        queue: Promise.resolve(),
        hasPicture: false,
        againDue: false,
      }
      pages.push(page)
      usedAt = Date.now()
      yielded = false
      if (observers > 0) {
        input.used()
        tell(page)
      }
      return {
        take: (message) => take(page, message),
        close() {
          const wasShown = isShown(page)
          const at = pages.indexOf(page)
          if (at >= 0) pages.splice(at, 1)
          if (!wasShown || observers === 0) return
          feed({ kind: 'wait' })
          askAgain(pages.at(-1))
        },
      }
    },
    setObservers(count) {
      if (count === observers) return
      const begins = observers === 0
      observers = count
      for (const page of pages) {
        if (begins) {
          page.epoch = input.newEpoch()
          page.number = 0
          page.hasPicture = false
        }
        tell(page)
      }
    },
    again: () => askAgain(pages.at(-1)),
    yield() {
      yielded = true
    },
    resume() {
      if (!yielded) return
      yielded = false
      askAgain(pages.at(-1))
    },
    usedAt: () => usedAt,
    isEmpty: () => pages.length === 0,
  }
}
