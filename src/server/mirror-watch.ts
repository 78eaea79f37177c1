/**
 * The side of mirroring where observers are: keeps the picture whole (shadow and the last deltas'
 * number), so that whoever comes late or could not keep up gets one fresh snapshot, at no cost to
 * the observed page.
 */
import type { PageId } from '../base/id.ts'
import type { ControlAck, MirrorDown, MirrorOp } from '../protocol/mirror.ts'
import type { MirrorFeed } from './mirror-feed.ts'
import { createShadow, type Shadow } from './mirror-shadow.ts'
import type { Timing } from './timing.ts'

/** Above this an observer gets nothing more, until below `DRAINED_BYTES`. */
const LAGGING_BYTES = 256 * 1024
const DRAINED_BYTES = 32 * 1024
/** A page that is loaded anew may be there before its predecessor is known to be gone. */
const OVERLAP_MS = 1_000

export interface Observer {
  send(message: MirrorDown): void
  /** Bytes that its network has not taken yet. */
  buffered(): number
  /** Another page is shown than before, or none. */
  moved(): void
}

export interface MirrorWatch {
  add(observer: Observer): void
  remove(observer: Observer): void
  /** The whole picture, markup included, to this one. */
  again(observer: Observer): void
  take(message: MirrorFeed): void
  /** The participant has no page any more: whatever was shown is over. */
  away(): void
  /** Brings those up who had fallen behind and caught up meanwhile. */
  look(): void
  /** Of the participant, which the picture shows; null while there is none. */
  page(): PageId | null
  hasPicture(): boolean
  isEmpty(): boolean
}

interface Picture {
  readonly epoch: string
  /** Of the last message of its source. */
  number: number
  /** Of the last message to observers, which are told of acknowledgements from elsewhere, too. */
  told: number
  readonly screen: number
  readonly tab: number
  readonly page: PageId
  readonly html: string
  readonly css: readonly string[]
  readonly shadow: Shadow
}

interface Seat {
  /** Epoch and screen whose markup this observer has. */
  has: string
  lagging: boolean
}

export function createMirrorWatch(input: {
  /** The feed has a gap, or there is none. */
  readonly ask: () => void
  readonly timing: Timing
}): MirrorWatch {
  const { timing } = input
  const seats = new Map<Observer, Seat>()
  let picture: Picture | null = null
  /** The latest of the controlled page; whoever fell behind needs it. */
  let ack: ControlAck | undefined
  let tab = 0
  /** Shown last, and when it was known to be gone. */
  let last: { readonly page: PageId; goneAt: number | null } | null = null

  function show(observer: Observer, seat: Seat): void {
    if (picture === null) return observer.send({ kind: 'wait' })
    const { epoch, told, screen, css } = picture
    const key = `${epoch} ${screen}`
    const html = seat.has === key ? null : picture.html
    seat.has = key
    const ops = picture.shadow.ops()
    const whole = { kind: 'snapshot', epoch, number: told, screen, tab: picture.tab } as const
    observer.send({ ...whole, html, css, ops, ...saying(ack) })
  }

  function sendAll(send: (observer: Observer, seat: Seat) => void): void {
    for (const [observer, seat] of seats) {
      if (!seat.lagging && observer.buffered() > LAGGING_BYTES) seat.lagging = true
      if (!seat.lagging) send(observer, seat)
    }
  }

  function drop(): void {
    if (picture === null) return
    picture = null
    for (const observer of seats.keys()) observer.moved()
  }

  /** Whether the page took the place of the one shown before: then it is the same tab to an operator. */
  function isSameTab(page: PageId, age: number): boolean {
    if (last === null || last.page === page) return true
    return last.goneAt !== null && age < timing.now() - last.goneAt + OVERLAP_MS
  }

  function takeSnapshot(snapshot: Extract<MirrorFeed, { kind: 'snapshot' }>): void {
    const { epoch, number, screen, html, css, page } = snapshot
    const shadow = createShadow()
    shadow.apply(snapshot.ops)
    if (tab === 0 || !isSameTab(page, snapshot.age)) tab++
    const wasShown = picture?.page
    last = { page, goneAt: null }
    picture = { epoch, number, told: number, screen, tab, page, html, css, shadow }
    ack = snapshot.ack ?? ack
    sendAll(show)
    // 0 is said once, by the page that begins to know nothing: later it would undo what was done since.
    if (ack?.cseq === 0) ack = undefined
    if (wasShown !== page) for (const observer of seats.keys()) observer.moved()
    if (shadow.isOverfull()) overflow()
  }

  function takeDelta(delta: Extract<MirrorFeed, { kind: 'delta' }>): void {
    if (delta.ack !== undefined) ack = delta.ack
    if (picture === null) return
    const follows = delta.epoch === picture.epoch && delta.number === picture.number + 1
    if (!follows) {
      // Older ones are known; with a gap the picture is wrong until it comes anew.
      if (delta.epoch === picture.epoch && delta.number <= picture.number) return
      drop()
      return input.ask()
    }
    picture.number = delta.number
    picture.shadow.apply(delta.ops)
    tellDelta(picture, delta.ops, delta.ack)
    if (picture.shadow.isOverfull()) overflow()
  }

  function tellDelta(shown: Picture, ops: readonly MirrorOp[], said: ControlAck | undefined): void {
    const { epoch } = shown
    const number = ++shown.told
    const delta = { kind: 'delta', epoch, number, ops, ...saying(said) } as const
    sendAll((observer) => observer.send(delta))
  }

  /** It is told anew, from nothing. */
  function overflow(): void {
    drop()
    input.ask()
  }

  function wait(): void {
    drop()
    sendAll((observer) => observer.send({ kind: 'wait' }))
  }

  return {
    add(observer) {
      const seat = { has: '', lagging: false }
      seats.set(observer, seat)
      show(observer, seat)
    },
    remove: (observer) => void seats.delete(observer),
    again(observer) {
      const seat = seats.get(observer)
      if (seat === undefined) return
      seat.has = ''
      show(observer, seat)
    },
    take(message) {
      switch (message.kind) {
        case 'snapshot':
          return takeSnapshot(message)
        case 'delta':
          return takeDelta(message)
        case 'ack':
          ack = message.ack
          return picture === null ? undefined : tellDelta(picture, [], message.ack)
        case 'wait':
          if (message.left !== null && last?.page === message.left) last.goneAt = timing.now()
          return wait()
      }
    },
    away() {
      if (picture !== null) wait()
    },
    look() {
      for (const [observer, seat] of seats) {
        if (!seat.lagging || observer.buffered() > DRAINED_BYTES) continue
        seat.lagging = false
        show(observer, seat)
      }
    },
    page: () => picture?.page ?? null,
    hasPicture: () => picture !== null,
    isEmpty: () => seats.size === 0,
  }
}

function saying(ack: ControlAck | undefined): { readonly ack?: ControlAck } {
  return ack === undefined ? {} : { ack }
}
