/**
 * The side of mirroring where the observed page's socket is: numbers what the page sends, puts the
 * saved screen to it, and feeds observers here and in other processes. Nothing flows unless somebody
 * observes (OBS6).
 *
 *   quiet ──first observer──► asked (pages told, epoch made) ──snapshot──► feeding ──last one gone──► quiet
 *
 * With several pages the picture follows the one used last; with pages in several processes, the
 * process of that page feeds and the others keep still. What a page acknowledges to its controller is
 * passed on whichever page is shown (CTL10).
 */
import type { PageId } from '../base/id.ts'
import type { ControlAck, MirrorFromPage, MirrorOp } from '../protocol/mirror.ts'
import type { PageDown } from '../protocol/page.ts'
import type { MirrorFeed } from './mirror-feed.ts'
import { cleanOps, isUse, markupCost } from './mirror-ops.ts'
import { createBucket, type Bucket } from './rate-limit.ts'
import { errorName } from './room-shell.ts'
import type { Log } from './settings.ts'
import type { Timing } from './timing.ts'

const OPS_PER_SECOND = 1_000
const OPS_BURST = 20_000
/** For a snapshot the saved screen is read and opened, or made anew: as many ops would cost that. */
const SNAPSHOT_COST = 100
/** Cleaning markup costs time of everybody's (`markupCost`); of all pages of the participant. */
const MARKUP_PER_SECOND = 5_000
const MARKUP_BURST = 20_000
/** Characters of what a page sent that may wait for its screen to be read, besides the first message. */
const MOST_WAITING = 2_000_000
const AGAIN_MS = 1_000
/** A page that is loaded anew is waited for, before another tab is shown in its place. */
const SUCCESSOR_MS = 1_500

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
  /** A later line of the same page takes the place of the earlier one. */
  addPage(id: PageId, send: ToPage): MirroredPage
  /** How many observe, here and elsewhere. */
  setObservers(count: number): void
  /** Somebody new needs the whole picture. */
  again(): void
  /** Another process has the page used last. */
  yield(): void
  resume(): void
  /** What pages here tell is what observers are shown. */
  feeds(): boolean
  /** ms since 1970 of the last use of a page here: only compared with other processes'. */
  usedAt(): number
  isEmpty(): boolean
}

interface Page {
  readonly id: PageId
  readonly openedAt: number
  readonly send: ToPage
  readonly bucket: Bucket
  epoch: string
  number: number
  /** Screens are read one after the other, and what comes meanwhile waits for them. */
  queue: Promise<void>
  /** Messages in the queue, and the characters of all but the first. */
  readonly waiting: { messages: number; characters: number }
  hasPicture: boolean
  againDue: boolean
}

export function createMirrorSource(input: {
  readonly feed: (message: MirrorFeed) => void
  /** A page here is used now: other processes keep still. */
  readonly used: () => void
  readonly readScreen: () => Promise<ServedScreen | null>
  readonly newEpoch: () => string
  readonly timing: Timing
  readonly log: Log
}): MirrorSource {
  const { feed, timing, log } = input
  const markup = createBucket(timing, MARKUP_PER_SECOND, MARKUP_BURST)
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
    const { ack, snapshot: whole } = message
    if (observers === 0 || !pages.includes(page)) return
    if (whole !== undefined && whole.epoch !== page.epoch) return
    const cost = message.ops.length + (whole === undefined ? 1 : SNAPSHOT_COST)
    const isTooMuch = page.bucket.take(cost) > 0 || markup.take(markupCost(message.ops)) > 0
    if (isTooMuch) return putOff(page)
    // What the controller does there is no use by the user: the picture follows the user alone.
    const isUsed = ack === undefined && whole === undefined && isUse(message.ops)
    if (isUsed && !isShown(page)) return use(page)
    const { waiting } = page
    const size = waiting.messages === 0 ? 0 : JSON.stringify(message).length
    if (waiting.characters + size > MOST_WAITING) return putOff(page)
    waiting.messages++
    waiting.characters += size
    page.queue = page.queue
      .then(() => pass(page, message))
      .catch((error: unknown) => {
        log('mirror-failed', { error: errorName(error) })
        putOff(page)
      })
      .finally(() => {
        waiting.messages--
        waiting.characters -= size
      })
  }

  async function pass(page: Page, message: MirrorFromPage): Promise<void> {
    const { ack, snapshot: whole } = message
    const ops = cleanOps(message.ops)
    const isFed =
      whole === undefined ? delta(page, ops, ack) : await snapshot(page, whole, ops, ack)
    if (!isFed && ack !== undefined && observers > 0) feed({ kind: 'ack', ack })
  }

  async function snapshot(
    page: Page,
    whole: { readonly epoch: string; readonly screen: number },
    ops: readonly MirrorOp[],
    ack: ControlAck | undefined,
  ): Promise<boolean> {
    const { epoch, screen } = whole
    const served = await input.readScreen()
    // What follows belongs to the page's last snapshot, so none of an older epoch may count as it.
    if (epoch !== page.epoch) return false
    page.number++
    // Another version is saved than the page shows: it will say so when it has swapped its screen.
    page.hasPicture = served !== null && served.version === screen
    if (!isShown(page) || observers === 0) return false
    if (served === null || !page.hasPicture) {
      feed({ kind: 'wait', left: null })
      return false
    }
    const { number, id } = page
    const { html, css } = served
    const age = timing.now() - page.openedAt
    feed({ kind: 'snapshot', epoch, number, screen, html, css, ops, ack, page: id, age })
    return true
  }

  function delta(page: Page, ops: readonly MirrorOp[], ack: ControlAck | undefined): boolean {
    if (!page.hasPicture || (ops.length === 0 && ack === undefined)) return false
    page.number++
    if (!isShown(page)) return false
    feed({ kind: 'delta', epoch: page.epoch, number: page.number, ops, ack })
    return true
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

  function remove(page: Page): void {
    const at = pages.indexOf(page)
    if (at < 0) return
    const wasShown = isShown(page)
    pages.splice(at, 1)
    if (!wasShown || observers === 0) return
    feed({ kind: 'wait', left: page.id })
    const next = pages.at(-1)
    if (next === undefined) return
    timing.after(SUCCESSOR_MS, () => {
      if (pages.at(-1) === next) askAgain(next)
    })
  }

  return {
    addPage(id, send) {
      const earlier = pages.findIndex((other) => other.id === id)
      const openedAt = pages[earlier]?.openedAt ?? timing.now()
      if (earlier >= 0) pages.splice(earlier, 1)
      const page: Page = {
        id,
        openedAt,
        send,
        bucket: createBucket(timing, OPS_PER_SECOND, OPS_BURST),
        epoch: input.newEpoch(),
        number: 0,
        queue: Promise.resolve(),
        waiting: { messages: 0, characters: 0 },
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
      return { take: (message) => take(page, message), close: () => remove(page) }
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
    feeds: () => !yielded && pages.length > 0,
    usedAt: () => usedAt,
    isEmpty: () => pages.length === 0,
  }
}
