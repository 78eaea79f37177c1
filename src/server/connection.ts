/**
 * One live connection, whichever page is behind it: messages in order, heartbeats both ways, limits
 * before anything is parsed, and one place where it ends.
 *
 *   opened ──hello within HELLO_MS──► greeted ──► closed (by either side, silence, flood, bad message)
 *
 * Messages are taken one after the other, so what a page sends first is done first. Once this side has
 * closed the line, what still waits is left: the page sends it again, if it may come back.
 */
import type { WebSocket } from 'ws'
import { CLOSE, type CloseCode } from '../protocol/close-codes.ts'
import { HEARTBEAT_MS, SILENCE_MS } from '../protocol/limits.ts'
import { createBucket } from './rate-limit.ts'
import { errorName } from './room-shell.ts'
import type { Log } from './settings.ts'
import type { Timing } from './timing.ts'

const HELLO_MS = 10_000
/** Messages a second that no page of ours reaches, typing under observation included. */
const MESSAGES_PER_SECOND = 100
const MESSAGES_BURST = 400
const BYTES_PER_SECOND = 512 * 1024
const BYTES_BURST = 4 * 1024 * 1024
const MAX_WAITING = 500
/** Somebody who takes nothing any more costs no more memory than this. */
const MAX_UNSENT_BYTES = 8 * 1024 * 1024

export interface Connection<Down> {
  send(message: Down): void
  /** The same text for many receivers. */
  sendText(text: string): void
  /** Bytes that the network has not taken yet. */
  buffered(): number
  isOpen(): boolean
  close(code: CloseCode): void
}

/** Messages that ask for something to be done. */
export type Work<Up> = Exclude<Up, { type: 'hello' } | { type: 'ping' }>

export interface ConnectionEnds<Up extends { readonly type: string }, Down> {
  parse(text: string): Up | null
  /** The first message has come; rejects are failures of the world and close the connection. */
  greet(hello: Extract<Up, { type: 'hello' }>): Promise<void>
  /** Every later message but `ping`. */
  take(message: Work<Up>): Promise<void>
  beat(): Down
  /** Once, after the last message was taken. `isLeaving`: it is the server that goes. */
  ended(isLeaving: boolean): Promise<void>
}

export interface Connections {
  open<Up extends { readonly type: string }, Down>(
    socket: WebSocket,
    ends: (connection: Connection<Down>) => ConnectionEnds<Up, Down>,
  ): void
  /** How many are open. */
  count(): number
  /** All pages come back by themselves, and are counted anew. */
  restartAll(): void
  close(): Promise<void>
}

interface Watched {
  look(now: number): void
  restart(): void
  leave(): Promise<void>
}

export function createConnections(timing: Timing, log: Log): Connections {
  const watched = new Set<Watched>()
  const stopLooking = timing.every(1000, () => {
    const now = timing.now()
    for (const one of watched) one.look(now)
  })

  function open<Up extends { readonly type: string }, Down>(
    socket: WebSocket,
    make: (connection: Connection<Down>) => ConnectionEnds<Up, Down>,
  ): void {
    const messages = createBucket(timing, MESSAGES_PER_SECOND, MESSAGES_BURST)
    const bytes = createBucket(timing, BYTES_PER_SECOND, BYTES_BURST)
    const openedAt = timing.now()
    let heardAt = openedAt
    let saidAt = openedAt
    let greeted = false
    let waiting = 0
    let queue: Promise<void> = Promise.resolve()
    let over = false
    /** By this side: what the page sent before it knew is not done any more. */
    let refused = false

    const connection: Connection<Down> = {
      send: (message) => connection.sendText(JSON.stringify(message)),
      sendText(text) {
        if (!connection.isOpen()) return
        if (socket.bufferedAmount > MAX_UNSENT_BYTES) return socket.terminate()
        socket.send(text)
        saidAt = timing.now()
      },
      buffered: () => socket.bufferedAmount,
      isOpen: () => !over && socket.readyState === socket.OPEN,
      close(code) {
        if (over) return
        over = true
        refused = true
        socket.close(code)
        // A line that is dead in one direction never answers the close.
        timing.after(2000, () => socket.terminate())
      },
    }
    const ends = make(connection)

    function enqueue(work: () => Promise<void>): void {
      waiting++
      queue = queue
        .then(work)
        .catch((error: unknown) => {
          log('socket-failed', { error: errorName(error) })
          connection.close(CLOSE.restart)
        })
        .finally(() => {
          waiting--
        })
    }

    socket.on('message', (data, isBinary) => {
      if (over) return
      heardAt = timing.now()
      const size = byteLength(data)
      if (isBinary || waiting > MAX_WAITING || messages.take(1) > 0 || bytes.take(size) > 0) {
        return connection.close(CLOSE.badMessage)
      }
      const message = ends.parse(textOf(data))
      if (message === null) return connection.close(CLOSE.badMessage)
      if (isHello(message)) {
        if (greeted) return connection.close(CLOSE.badMessage)
        greeted = true
        return enqueue(() => ends.greet(message))
      }
      if (!greeted) return connection.close(CLOSE.badMessage)
      if (isWork(message)) enqueue(async () => (refused ? undefined : ends.take(message)))
    })
    // `ws` reports a frame that breaks the rules here and closes the socket itself.
    socket.on('error', (error) => log('socket-error', { error: errorName(error) }))
    socket.on('close', () => {
      over = true
      if (watched.delete(one)) enqueue(() => ends.ended(false))
    })

    const one: Watched = {
      look(now) {
        // No hello may well be a line that carries nothing upwards: the page shall try another.
        if (!greeted && now - openedAt > HELLO_MS) connection.close(CLOSE.silence)
        else if (now - heardAt > SILENCE_MS) connection.close(CLOSE.silence)
        else if (greeted && now - saidAt >= HEARTBEAT_MS - 1000) connection.send(ends.beat())
      },
      restart: () => connection.close(CLOSE.restart),
      async leave() {
        watched.delete(one)
        connection.close(CLOSE.restart)
        enqueue(() => ends.ended(true))
        await queue
      },
    }
    watched.add(one)
  }

  return {
    open,
    count: () => watched.size,
    restartAll() {
      for (const one of watched) one.restart()
    },
    async close() {
      stopLooking()
      await Promise.all([...watched].map((one) => one.leave()))
    },
  }
}

function isHello<Up extends { readonly type: string }>(
  message: Up,
): message is Extract<Up, { type: 'hello' }> {
  return message.type === 'hello'
}

function isWork<Up extends { readonly type: string }>(message: Up): message is Work<Up> {
  return message.type !== 'hello' && message.type !== 'ping'
}

type Received = Buffer | ArrayBuffer | Buffer[]

function byteLength(data: Received): number {
  return Array.isArray(data) ? data.reduce((sum, part) => sum + part.length, 0) : data.byteLength
}

function textOf(data: Received): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString()
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString()
}
