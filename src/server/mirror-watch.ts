/**
 * The side of mirroring where observers are: keeps the picture whole (shadow and the last deltas'
 * number), so that whoever comes late or could not keep up gets one fresh snapshot, at no cost to
 * the observed page.
 */
import type { MirrorDown } from '../protocol/mirror.ts'
import { createShadow, type Shadow } from './mirror-shadow.ts'

/** Above this an observer gets nothing more, until below `DRAINED_BYTES`. */
const LAGGING_BYTES = 256 * 1024
const DRAINED_BYTES = 32 * 1024

export interface Observer {
  send(message: MirrorDown): void
  /** Bytes that its network has not taken yet. */
  buffered(): number
}

export interface MirrorWatch {
  add(observer: Observer): void
  remove(observer: Observer): void
  /** The whole picture, markup included, to this one. */
  again(observer: Observer): void
  take(message: MirrorDown): void
  /** Brings those up who had fallen behind and caught up meanwhile. */
  look(): void
  hasPicture(): boolean
  isEmpty(): boolean
}

interface Picture {
  readonly epoch: string
  number: number
  readonly screen: number
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
}): MirrorWatch {
  const seats = new Map<Observer, Seat>()
  let picture: Picture | null = null

  function show(observer: Observer, seat: Seat): void {
    if (picture === null) return observer.send({ kind: 'wait' })
    const { epoch, number, screen, css } = picture
    const key = `${epoch} ${screen}`
    const html = seat.has === key ? null : picture.html
    seat.has = key
    const ops = picture.shadow.ops()
    observer.send({ kind: 'snapshot', epoch, number, screen, html, css, ops })
  }

  function sendAll(send: (observer: Observer, seat: Seat) => void): void {
    for (const [observer, seat] of seats) {
      if (!seat.lagging && observer.buffered() > LAGGING_BYTES) seat.lagging = true
      if (!seat.lagging) send(observer, seat)
    }
  }

  function takeDelta(delta: Extract<MirrorDown, { kind: 'delta' }>): void {
    if (picture === null) return
    const follows = delta.epoch === picture.epoch && delta.number === picture.number + 1
    if (!follows) {
      // Older ones are known; with a gap the picture is wrong until it comes anew.
      if (delta.epoch === picture.epoch && delta.number <= picture.number) return
      picture = null
      return input.ask()
    }
    picture.number = delta.number
    picture.shadow.apply(delta.ops)
    sendAll((observer) => observer.send(delta))
    if (picture.shadow.isOverfull()) input.ask()
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
        case 'snapshot': {
          const html = message.html ?? picture?.html
          if (html === undefined) return input.ask()
          const shadow = createShadow()
          shadow.apply(message.ops)
          const { epoch, number, screen, css } = message
          picture = { epoch, number, screen, html, css, shadow }
          return sendAll(show)
        }
        case 'delta':
          return takeDelta(message)
        case 'wait':
        case 'gone':
          picture = null
          return sendAll((observer) => observer.send(message))
      }
    },
    look() {
      for (const [observer, seat] of seats) {
        if (!seat.lagging || observer.buffered() > DRAINED_BYTES) continue
        seat.lagging = false
        show(observer, seat)
      }
    },
    hasPicture: () => picture !== null,
    isEmpty: () => seats.size === 0,
  }
}
