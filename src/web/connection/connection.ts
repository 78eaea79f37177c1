/**
 * One live line to the server that keeps itself up: it says hello, beats, notices silence, and comes
 * back with jittered backoff. What was sent while it was down is the courier's business.
 *
 *   connecting ──welcome──► open ──lost──► connecting (again after a wait)
 *        └────────── told not to come back ──────────► ended
 */
import { HEARTBEAT_MS, SILENCE_MS } from '../../protocol/limits.ts'
import { backoffDelay } from './backoff.ts'

/** Close codes below this and from 4400 on: coming back by ourselves would not help. */
const FIRST_REFUSAL = 4400
const FIRST_TEMPORARY = 4500
/** An attempt that a dead network swallows is given up, so that the next one meets it healed (REL3). */
const OPEN_MS = 3_000
/** From the socket's opening to the welcome: a server that has just started is busy. */
const WELCOME_MS = 12_000

export type ConnectionState =
  /** `failures` 0: the first try; `since`: when the line was lost (performance.now). */
  | { readonly state: 'connecting'; readonly failures: number }
  /** The server's welcome has come. */
  | { readonly state: 'open' }
  /** Given up: `code` is one of `CLOSE`. */
  | { readonly state: 'ended'; readonly code: number }

export interface ConnectionOptions<Up, Down> {
  /** Path (`/live/monitor`) or full address. */
  readonly url: string
  /** First message of every socket; asked anew each time, for the cursor. */
  hello(): Up
  /** Everything the server says, the welcome and its pings too. State is `open` before the welcome comes here. */
  onMessage(message: Down): void
  onState(state: ConnectionState): void
}

export interface Connection<Up> {
  readonly state: ConnectionState
  /** False: not sent, because the line is not open. */
  send(message: Up): boolean
  /** Bytes not yet taken by the network: for whoever can send less. */
  readonly bufferedAmount: number
  /** Drops the socket and comes back at once with a fresh hello (a gap was noticed). */
  restart(): void
  /** Ends for good; `goodbye` is sent first when given. */
  close(goodbye?: Up): void
}

export function createConnection<Up, Down extends { readonly type: string }>(
  options: ConnectionOptions<Up, Down>,
): Connection<Up> {
  let socket: WebSocket | null = null
  let state: ConnectionState = { state: 'connecting', failures: 0 }
  let failures = 0
  let heardAt = 0
  /** How long the slowest opening took, so that a slow line is given its time; null: none did yet. */
  let slowestMs: number | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  const heart = setInterval(beat, HEARTBEAT_MS / 4)
  let saidAt = 0

  window.addEventListener('online', hurry)
  window.addEventListener('pageshow', hurry)
  document.addEventListener('visibilitychange', hurry)
  open()

  return {
    get state() {
      return state
    },
    get bufferedAmount() {
      return socket?.bufferedAmount ?? 0
    },
    send: (message) => state.state === 'open' && say(message),
    restart() {
      if (state.state === 'ended') return
      drop()
      // The line itself is well: nobody is told of a failure.
      failures = -1
      lost(0)
    },
    close(goodbye) {
      if (goodbye !== undefined) say(goodbye)
      end(1000)
    },
  }

  function open(): void {
    clearTimeout(timer)
    const openedAt = performance.now()
    const opened = openSocket(options.url)
    if (opened === null) return lost(backoffDelay(failures, Math.random()))
    socket = opened
    heardAt = openedAt
    opened.addEventListener('open', () => {
      if (opened !== socket) return
      heardAt = performance.now()
      slowestMs = Math.max(slowestMs ?? 0, heardAt - openedAt)
      say(options.hello())
    })
    opened.addEventListener('message', (event) => {
      if (opened === socket) heard(event.data)
    })
    opened.addEventListener('close', (event) => {
      if (opened !== socket) return
      socket = null
      const refused = event.code >= FIRST_REFUSAL && event.code < FIRST_TEMPORARY
      if (refused) end(event.code)
      else lost(backoffDelay(failures, Math.random()))
    })
  }

  function heard(data: unknown): void {
    heardAt = performance.now()
    if (typeof data !== 'string') return
    // Our own server speaks here, over its own origin: its messages are taken as typed.
    const message = JSON.parse(data) as Down
    if (message.type === 'welcome') {
      failures = 0
      become({ state: 'open' })
    }
    // Timers of a hidden tab may sleep for a minute; its answers keep it present.
    if (message.type === 'ping' && heardAt - saidAt >= HEARTBEAT_MS / 2) say({ type: 'ping' })
    options.onMessage(message)
  }

  function say(message: Up | { type: 'ping' }): boolean {
    if (socket === null || socket.readyState !== WebSocket.OPEN) return false
    socket.send(JSON.stringify(message))
    saidAt = performance.now()
    return true
  }

  function beat(): void {
    if (socket === null) return
    const now = performance.now()
    if (now - heardAt > patience(socket)) {
      drop()
      lost(0)
    } else if (state.state === 'open' && now - saidAt >= HEARTBEAT_MS - HEARTBEAT_MS / 4) {
      say({ type: 'ping' })
    }
  }

  /** How long nothing needs to be heard before the line counts as dead. */
  function patience(watched: WebSocket): number {
    if (state.state === 'open') return SILENCE_MS
    if (watched.readyState === WebSocket.OPEN) return WELCOME_MS
    // How slow a line is that was never open nobody knows: each attempt has more time.
    const needed = slowestMs === null ? OPEN_MS * (failures + 1) : 3 * slowestMs
    return Math.min(Math.max(OPEN_MS, needed), SILENCE_MS)
  }

  function lost(delay: number): void {
    failures++
    become({ state: 'connecting', failures })
    clearTimeout(timer)
    timer = setTimeout(open, delay)
  }

  /** The network is back, or somebody looks at the page again: no reason to wait. */
  function hurry(): void {
    if (state.state !== 'connecting' || socket !== null || document.visibilityState === 'hidden') {
      return
    }
    open()
  }

  function drop(): void {
    const dropped = socket
    socket = null
    dropped?.close()
  }

  function end(code: number): void {
    clearInterval(heart)
    clearTimeout(timer)
    drop()
    window.removeEventListener('online', hurry)
    window.removeEventListener('pageshow', hurry)
    document.removeEventListener('visibilitychange', hurry)
    become({ state: 'ended', code })
  }

  function become(next: ConnectionState): void {
    state = next
    options.onState(next)
  }
}

/** Null: there is no such thing here, or the browser's settings forbid it (REL8). */
function openSocket(url: string): WebSocket | null {
  try {
    return new WebSocket(absolute(url))
  } catch {
    return null
  }
}

function absolute(url: string): string {
  return new URL(url, location.href).href.replace(/^http/, 'ws')
}
