/**
 * What a page's script takes from its browser, for many tabs in one program: `window`, timers, the
 * clock and `WebSocket` are those of the tab whose code runs just now.
 */
import type { VirtualClock } from './clock.ts'
import { createGate, type Gate } from './gate.ts'
import type { Random } from './random.ts'

/** One load of a page: a reload makes another. */
export interface PageContext {
  readonly gate: Gate
  /** What `window` and `document` tell: `online`, `pagehide`, ... */
  tell(event: string): void
  /** Opens a line for this page; called by `new WebSocket(url)`. */
  readonly connect: (socket: SimulatedSocket, url: string) => void
}

interface Hidden {
  readonly page: PageContext
  listen(event: string, listener: (event: object) => void): void
  ignore(event: string, listener: (event: object) => void): void
}

export interface Browsers {
  load(connect: PageContext['connect']): PageContext
  /** Gives the globals back. */
  close(): void
}

type Listener = (event: { readonly data?: unknown; readonly code?: number }) => void

/** The part of a browser's WebSocket that pages of ours use. */
export class SimulatedSocket {
  static readonly OPEN = 1
  readyState = 0
  bufferedAmount = 0
  readonly #listeners = new Map<string, Listener[]>()
  transmit: (text: string) => void = () => {}
  hangUp: (code: number) => void = () => {}

  constructor(url: string) {
    if (running === null) throw new Error('a socket is made by a page')
    running.page.connect(this, url)
  }

  addEventListener(event: string, listener: Listener): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener])
  }

  dispatch(event: string, fields: { readonly data?: unknown; readonly code?: number } = {}): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(fields)
  }

  send(text: string): void {
    if (this.readyState === SimulatedSocket.OPEN) this.transmit(text)
  }

  close(code = 1000): void {
    if (this.readyState > SimulatedSocket.OPEN) return
    this.readyState = 2
    this.hangUp(code)
  }
}

/** The page whose code runs just now. */
let running: Hidden | null = null

export function createBrowsers(clock: VirtualClock, random: Random, hasHeart: boolean): Browsers {
  const began = clock.now()
  const timers = new Map<number, () => void>()
  let lastTimer = 0

  function current(): Hidden {
    if (running === null) throw new Error('only a page asks its browser')
    return running
  }

  function timer(start: (run: () => void) => () => void, run: () => void): number {
    const id = ++lastTimer
    timers.set(id, start(run))
    return id
  }

  function clear(id: number | undefined): void {
    if (id === undefined) return
    timers.get(id)?.()
    timers.delete(id)
  }

  const target = {
    addEventListener: (event: string, listener: (event: object) => void) =>
      current().listen(event, listener),
    removeEventListener: (event: string, listener: (event: object) => void) =>
      current().ignore(event, listener),
  }
  const restore = replaceGlobals({
    window: target,
    document: { ...target, visibilityState: 'visible' },
    location: { href: 'http://simulated/' },
    WebSocket: SimulatedSocket,
    performance: { now: () => clock.now() - began },
    setTimeout: (run: () => void, ms = 0) =>
      timer((then) => current().page.gate.after(ms, then), run),
    setInterval: (run: () => void, ms = 0) =>
      timer((then) => (hasHeart ? current().page.gate.every(ms, then) : () => {}), run),
    clearTimeout: clear,
    clearInterval: clear,
  })
  const { now } = Date
  const { random: chance } = Math
  Date.now = () => clock.now()
  Math.random = () => random.next()

  return {
    load(connect) {
      const listeners = new Map<string, Set<(event: object) => void>>()
      const gate = createGate(clock, (run) => {
        const before = running
        running = hidden
        try {
          run()
        } finally {
          running = before
        }
      })
      const page: PageContext = {
        gate,
        connect,
        tell(event) {
          gate.enter(() => {
            for (const listener of Array.from(listeners.get(event) ?? [])) listener({})
          })
        },
      }
      const hidden: Hidden = {
        page,
        listen(event, listener) {
          listeners.set(event, (listeners.get(event) ?? new Set()).add(listener))
        },
        ignore(event, listener) {
          listeners.get(event)?.delete(listener)
        },
      }
      return page
    },
    close() {
      restore()
      Date.now = now
      Math.random = chance
    },
  }
}

function replaceGlobals(values: Readonly<Record<string, unknown>>): () => void {
  const before = Object.keys(values).map(
    (name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const,
  )
  for (const [name, value] of Object.entries(values)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  }
  return () => {
    for (const [name, descriptor] of before) {
      if (descriptor === undefined) Reflect.deleteProperty(globalThis, name)
      else Object.defineProperty(globalThis, name, descriptor)
    }
  }
}
