/**
 * How soon are all pages back and right after `kill -9`? Beside them, as many bare `ws` sockets of a
 * relay that is killed and started at the same moments: what of it is the machine's.
 * `node bench/restart.ts [pages] [rounds]` (REL6: 500 pages within 10 s).
 */
import { fork, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { WebSocket, WebSocketServer } from 'ws'
import { encodeId } from '../src/base/id.ts'
import { PROTOCOL_VERSION } from '../src/protocol/version.ts'
import { backoffDelay } from '../src/web/connection/backoff.ts'
import { startServer } from '../test/e2e/server.ts'

const INTERVIEW = 'docassemble.base:data/questions/examples/chat-example-1.yml'
/** The server takes 240 new sessions a minute from one address: each address of ours makes so many. */
const SESSIONS_OF_ADDRESS = 200
const RELAY = '--relay'

/** A socket that comes back as a page does. */
interface Returning {
  /** When it was last welcome, `performance.now()`; 0 while it is not. */
  welcomeAt: number
  close(): void
}

if (process.argv[2] === RELAY) runRelay(Number(process.argv[3]))
else await measure(Number(process.argv[2] ?? 500), Number(process.argv[3] ?? 3))

async function measure(count: number, rounds: number): Promise<void> {
  const server = await startServer()
  const pages: Returning[] = []
  for (let n = 0; n < count; n++) pages.push(await openPage(server.url, n))
  const relayPort = await freeRelayPort()
  let relay = await startRelay(relayPort)
  const bare = Array.from({ length: count }, () => openBare(relayPort))
  await untilWelcome([...pages, ...bare])

  console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}; ${count} pages`)
  for (let round = 1; round <= rounds; round++) {
    const relayGone = once(relay, 'exit')
    relay.kill('SIGKILL')
    await relayGone
    const relayKilledAt = performance.now()
    for (const socket of bare) socket.welcomeAt = 0
    relay = await startRelay(relayPort)
    const relayUpAt = performance.now()
    await untilWelcome(bare)
    report(`round ${round}, bare ws`, bare, relayKilledAt, relayUpAt)

    await server.kill()
    const killedAt = performance.now()
    for (const page of pages) page.welcomeAt = 0
    await server.start()
    const upAt = performance.now()
    await untilWelcome(pages)
    report(`round ${round}, pages  `, pages, killedAt, upAt)
  }
  for (const socket of [...pages, ...bare]) socket.close()
  relay.kill('SIGKILL')
  await server.close()
}

function report(name: string, sockets: readonly Returning[], from: number, up: number): void {
  const back = sockets.map(({ welcomeAt }) => welcomeAt - from).toSorted((a, b) => a - b)
  const at = (part: number): string =>
    ((back[Math.ceil(back.length * part) - 1] ?? 0) / 1000).toFixed(2)
  const started = ((up - from) / 1000).toFixed(2)
  console.log(`${name}: up after ${started} s; back p50 ${at(0.5)} p95 ${at(0.95)} max ${at(1)} s`)
}

/** A session of its own, and its page. */
async function openPage(url: string, n: number): Promise<Returning> {
  const { hostname, port, origin } = new URL(url)
  const cookies = new Map<string, string>()
  const cookieHeader = (): string => [...cookies].map((pair) => pair.join('=')).join('; ')
  const localAddress = `127.0.0.${2 + Math.floor(n / SESSIONS_OF_ADDRESS)}`

  async function get(path: string): Promise<string> {
    const headers = { cookie: cookieHeader(), origin, 'sec-fetch-site': 'same-origin' }
    const asked = request({ hostname, port, path, headers, localAddress, family: 4 })
    asked.end()
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    for (const cookie of response.headers['set-cookie'] ?? []) {
      const [pair = ''] = cookie.split(';')
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    response.resume()
    return response.headers.location ?? ''
  }

  const location = await get(`/interview?i=${encodeURIComponent(INTERVIEW)}&new_session=1`)
  const session = /\/s\/([\w-]{22})$/.exec(location)?.[1]
  if (session === undefined) throw new Error(`session ${n} was not made`)
  const page = encodeId(randomBytes(16))
  let cursor: number | null = null
  return comeBack(
    () => {
      const address = `ws://${hostname}:${port}/live/session/${session}`
      return new WebSocket(address, { headers: { cookie: cookieHeader(), origin } })
    },
    () => JSON.stringify({ type: 'hello', version: PROTOCOL_VERSION, page, cursor }),
    (text) => {
      const message = JSON.parse(text) as { readonly type: string; readonly cursor?: number }
      if (message.type === 'welcome') cursor = message.cursor ?? null
      return message.type === 'welcome'
    },
  )
}

function openBare(port: number): Returning {
  return comeBack(
    () => new WebSocket(`ws://127.0.0.1:${port}`),
    () => 'hello',
    (text) => text === 'hello',
  )
}

function comeBack(
  connect: () => WebSocket,
  hello: () => string,
  isWelcome: (text: string) => boolean,
): Returning {
  let failures = 0
  let isOver = false
  let socket = open()
  const returning: Returning = {
    welcomeAt: 0,
    close() {
      isOver = true
      socket.terminate()
    },
  }
  return returning

  function open(): WebSocket {
    const opened = connect()
    opened.on('error', () => {})
    opened.on('open', () => opened.send(hello()))
    opened.on('message', (bytes: Buffer) => {
      const text = bytes.toString()
      if (isWelcome(text)) {
        failures = 0
        returning.welcomeAt = performance.now()
      } else if (text.startsWith('{"type":"ping"')) {
        opened.send('{"type":"ping"}')
      }
    })
    opened.on('close', () => {
      if (isOver) return
      setTimeout(
        () => {
          if (!isOver) socket = open()
        },
        backoffDelay(failures++, Math.random()),
      )
    })
    return opened
  }
}

async function untilWelcome(sockets: readonly Returning[]): Promise<void> {
  while (sockets.some(({ welcomeAt }) => welcomeAt === 0)) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function startRelay(port: number): Promise<ChildProcess> {
  const relay = fork(fileURLToPath(import.meta.url), [RELAY, String(port)])
  await once(relay, 'message')
  return relay
}

function runRelay(port: number): void {
  const relay = new WebSocketServer({ port, host: '127.0.0.1', perMessageDeflate: false })
  relay.on('connection', (socket) =>
    socket.on('message', (bytes: Buffer) => socket.send(bytes.toString())),
  )
  relay.on('listening', () => process.send?.('up'))
}

async function freeRelayPort(): Promise<number> {
  const probe = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
