/**
 * Connections between browsers and server processes, as both ends see them: ordered bytes that come
 * late, stand still, or vanish without a word. A stalled direction holds what is sent and delivers it
 * when it is healed; a dead one loses it for good, and nobody is told (a router forgot the line).
 */
import type { VirtualClock } from './clock.ts'
import type { Gate } from './gate.ts'
import type { Random } from './random.ts'

export type Way = 'up' | 'down'
export type WayState = 'open' | 'stalled' | 'dead'

/** What an end hears. */
export interface EndEvents {
  message(text: string): void
  /** The other end is gone, as far as this one can know. */
  close(code: number): void
}

export interface Link {
  readonly isOver: boolean
  /** Says so on the wire. `to`: the end that hears. */
  send(way: Way, text: string): void
  /** Bytes on their way. */
  unsent(way: Way): number
  /** One end closes in good order: the other hears it after what was sent. */
  close(way: Way, code: number): void
  /** Both ends hear that it is over, if their direction carries anything at all. */
  reset(): void
  set(way: Way, state: WayState): void
  heal(): void
}

type Frame = { readonly text: string } | { readonly code: number }

interface Pipe {
  state: WayState
  lastAt: number
  unsent: number
  held: Frame[]
  readonly gate: Gate
  readonly end: EndEvents
  isClosed: boolean
  /** A stalled end hears of a reset when something gets through again. */
  isReset: boolean
}

/** A line whose other end vanished with its machine. */
export const ABNORMAL = 1006

export function createLink(
  world: { readonly clock: VirtualClock; readonly random: Random; readonly latencyMs: number },
  ends: Readonly<Record<Way, { readonly gate: Gate; readonly end: EndEvents }>>,
): Link {
  const { clock, random, latencyMs } = world
  const pipe = (way: Way): Pipe => ({
    state: 'open',
    lastAt: 0,
    unsent: 0,
    held: [],
    isClosed: false,
    isReset: false,
    ...ends[way],
  })
  const pipes: Readonly<Record<Way, Pipe>> = { up: pipe('up'), down: pipe('down') }

  function put(way: Way, frame: Frame): void {
    const to = pipes[way]
    to.lastAt = Math.max(to.lastAt, clock.now() + random.int(1, latencyMs))
    if ('text' in frame) to.unsent += frame.text.length
    clock.after(to.lastAt - clock.now(), () => arrive(to, frame))
  }

  function arrive(to: Pipe, frame: Frame): void {
    if (to.state === 'dead' || to.isClosed) return
    if (to.state === 'stalled' || to.held.length > 0) to.held.push(frame)
    else deliver(to, frame)
  }

  function deliver(to: Pipe, frame: Frame): void {
    if ('text' in frame) {
      to.unsent -= frame.text.length
      to.gate.enter(() => {
        if (!to.isClosed) to.end.message(frame.text)
      })
    } else {
      hangUp(to, frame.code)
    }
  }

  function hangUp(to: Pipe, code: number): void {
    to.gate.enter(() => {
      if (to.isClosed) return
      to.isClosed = true
      to.end.close(code)
    })
  }

  return {
    get isOver() {
      return pipes.up.isClosed && pipes.down.isClosed
    },
    send: (way, text) => put(way, { text }),
    unsent: (way) => pipes[way].unsent,
    close: (way, code) => put(way, { code }),
    reset() {
      for (const to of Object.values(pipes)) {
        if (to.isClosed) continue
        to.isReset = true
        if (to.state !== 'open') continue
        clock.after(random.int(0, latencyMs), () => {
          if (to.state === 'open') hangUp(to, ABNORMAL)
        })
      }
    },
    set(way, state) {
      const to = pipes[way]
      if (to.state !== 'dead') to.state = state
      if (state === 'dead') to.held = []
    },
    heal() {
      for (const to of Object.values(pipes)) {
        if (to.state !== 'stalled') continue
        to.state = 'open'
        for (const frame of to.held.splice(0)) deliver(to, frame)
        if (to.isReset) hangUp(to, ABNORMAL)
      }
    },
  }
}
