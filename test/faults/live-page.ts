/**
 * A page's end of the live line without a browser, as `web/connection` has it: an outbox that
 * outlives sockets and reloads, one command under way at a time, ids that are kept, and a return
 * after every loss. For runs in which the line and the server fail all the time.
 */
import { randomBytes } from 'node:crypto'
import { WebSocket } from 'ws'
import { encodeId } from '../../src/base/id.ts'
import { CLOSE } from '../../src/protocol/close-codes.ts'
import { SILENCE_MS } from '../../src/protocol/limits.ts'
import { PROTOCOL_VERSION } from '../../src/protocol/version.ts'
import type { Browser } from '../support/wire-client.ts'

/** Sooner than a browser's page, so that a short life of the server sees much of everybody. */
const BACK_AFTER_MS = 150
const RETRY_MS = 400

interface Command {
  readonly type: string
  readonly id: string
}

interface FromServer {
  readonly type: string
  readonly id?: string
  readonly code?: string
  readonly retry?: boolean
}

export interface LivePageOptions<Down> {
  readonly browser: Browser
  /** `/live/...` */
  readonly path: string
  /** What its hello says besides version and page. */
  hello(): object
  /** Everything but acknowledgements and refusals. */
  heard(message: Down): void
  acknowledged(command: Command): void
}

/** A command before it has its id. */
type Draft<Up> = Up extends { readonly id: string } ? Omit<Up, 'id'> : never

export interface LivePage<Up> {
  /** Sends it in its turn, over as many sockets as it takes; its id. */
  submit(draft: Draft<Up>): string
  /** Commands that are neither acknowledged nor refused for good. */
  readonly pending: () => number
  refused(): readonly string[]
  readonly isOpen: () => boolean
  /** Drops the socket and comes back at once. */
  restart(): void
  /** As if the tab was loaded anew: another page, the same outbox. */
  reload(): void
  close(): void
}

export function openLivePage<
  Up extends { readonly type: string },
  Down extends { readonly type: string },
>(options: LivePageOptions<Down>): LivePage<Up> {
  const { browser, path } = options
  const address = new URL(path, browser.url)
  address.protocol = 'ws:'
  let key = newKey()
  let count = 0
  let outbox: readonly Command[] = []
  const refused: string[] = []
  let socket: WebSocket | null = null
  let isWelcome = false
  let isOver = false
  let timer: NodeJS.Timeout | undefined
  let retryTimer: NodeJS.Timeout | undefined
  let heardAt = 0
  const heart = setInterval(beat, 2_000)
  open()

  function open(): void {
    clearTimeout(timer)
    heardAt = performance.now()
    isWelcome = false
    const headers = { cookie: browser.cookieHeader(), origin: new URL(browser.url).origin }
    const opened = new WebSocket(address, { headers, perMessageDeflate: false })
    socket = opened
    // The end shows in `close`.
    opened.on('error', () => {})
    opened.on('open', () => {
      const hello = { type: 'hello', version: PROTOCOL_VERSION, page: key, ...options.hello() }
      opened.send(JSON.stringify(hello))
    })
    opened.on('message', (bytes: Buffer) => {
      if (opened === socket) take(JSON.parse(bytes.toString()))
    })
    opened.on('close', (code) => {
      if (opened !== socket) return
      socket = null
      isWelcome = false
      if (code >= CLOSE.badMessage && code < CLOSE.restart) {
        throw new Error(`${path} was closed for good: ${code}`)
      }
      if (!isOver) timer = setTimeout(open, BACK_AFTER_MS * (0.5 + Math.random()))
    })
  }

  function take(message: FromServer & Down): void {
    heardAt = performance.now()
    switch (message.type) {
      case 'ack':
        return settle(message.id, (command) => options.acknowledged(command))
      case 'refused':
        if (message.retry === true) {
          retryTimer = setTimeout(pump, RETRY_MS)
          return
        }
        return settle(message.id, () => refused.push(message.code ?? ''))
      case 'welcome':
        isWelcome = true
        options.heard(message)
        return pump()
      default:
        options.heard(message)
    }
  }

  function settle(id: string | undefined, then: (command: Command) => void): void {
    const command = outbox.find((one) => one.id === id)
    // A second answer to something that was sent twice.
    if (command === undefined) return
    outbox = outbox.filter((one) => one !== command)
    then(command)
    pump()
  }

  function pump(): void {
    const [next] = outbox
    if (next !== undefined && isWelcome) socket?.send(JSON.stringify(next))
  }

  function beat(): void {
    if (socket === null) return
    if (performance.now() - heardAt > SILENCE_MS) restart()
    else if (isWelcome) socket.send('{"type":"ping"}')
  }

  function restart(): void {
    const dropped = socket
    socket = null
    dropped?.terminate()
    if (!isOver) open()
  }

  return {
    submit(draft) {
      const id = `${key}-${++count}`
      outbox = [...outbox, { ...draft, id }]
      if (outbox.length === 1) pump()
      return id
    },
    pending: () => outbox.length,
    refused: () => refused,
    isOpen: () => isWelcome,
    restart,
    reload() {
      key = newKey()
      count = 0
      restart()
    },
    close() {
      isOver = true
      clearInterval(heart)
      clearTimeout(timer)
      clearTimeout(retryTimer)
      socket?.terminate()
      socket = null
    },
  }
}

function newKey(): string {
  return encodeId(randomBytes(16))
}
