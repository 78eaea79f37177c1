/**
 * How long from a user's message to the operator's socket, beside a bare `ws` relay in the same run?
 * `node bench/chat.ts [messages] [idle pages]`: idle, then with so many further pages connected (to
 * both). Each message goes through the server, which stores it before anybody hears of it, and then
 * through the relay, which stores nothing. Times are of one client process on the same machine.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'
import type { PageDown, PageUp } from '../src/protocol/page.ts'
import { createOperator } from '../test/e2e/people.ts'
import { OPERATOR, startServer } from '../test/e2e/server.ts'
import { signIn, startParticipant, type Wire } from '../test/support/wire-client.ts'

const INTERVIEW = 'docassemble.base:data/questions/examples/chat-example-1.yml'
const ROLES = ['family law']
const WARM_UP = 40
const TALKERS = 20
/** A sender may send 10 messages in 10 s (REL9). */
const PACE_MS = (1000 / TALKERS) * 1.1
/** Open pages of one idle visitor: new sessions are limited to 240 in a minute. */
const TABS = 5
/** Visitors who come at once. */
const AT_ONCE = 4

const messages = Number(process.argv[2] ?? 400)
const idlePages = Number(process.argv[3] ?? 1000)

const server = await startServer()
const relay = spawn(process.execPath, [fileURLToPath(new URL('relay.ts', import.meta.url))], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
try {
  await createOperator(server)
  const [printed] = (await once(relay.stdout, 'data')) as [Buffer]
  await run(`ws://127.0.0.1:${printed.toString().trim()}`)
} finally {
  relay.kill()
  await server.close()
}

async function run(relayUrl: string): Promise<void> {
  const operator = await (await signIn(server.url, OPERATOR)).connect()
  await operator.next('welcome')
  operator.send({ type: 'set-roles', id: operator.nextId(), roles: ROLES })
  operator.send({ type: 'set-available', id: operator.nextId(), available: true })
  await operator.next('desk', (message) => message.desk.available)
  const talkers: Talker[] = []
  for (let i = 0; i < TALKERS; i++) talkers.push(await createTalker(relayUrl, `/talk/${i}`))

  console.log(
    `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}, ${messages} messages`,
  )
  const disk = await syncs()
  console.log(`one fsync: p50 ${ms(percentile(disk, 0.5))}  p95 ${ms(percentile(disk, 0.95))}`)
  await measure('warm-up', WARM_UP)
  await measure('idle', messages)
  for (let visitors = 0; visitors < idlePages / TABS; visitors += AT_ONCE) {
    const some = Array.from({ length: AT_ONCE }, (_, i) => openIdle(relayUrl, visitors + i))
    await Promise.all(some)
  }
  await measure(`with ${idlePages} idle pages`, messages)

  async function measure(name: string, count: number): Promise<void> {
    const stored: number[] = []
    const heard: number[] = []
    const relayed: number[] = []
    for (let i = 0; i < count; i++) {
      const talker = talkers[i % TALKERS]
      if (talker === undefined) throw new Error('no talker')
      const text = `${name} ${i}: is there anything else that I should bring to the court?`
      const began = performance.now()
      const arrives = operator
        .next('lines', (message) => message.lines.some((line) => line.text === text))
        .then(() => performance.now() - began)
      const acknowledged = talker.say(text).then(() => performance.now() - began)
      heard.push(await arrives)
      stored.push(await acknowledged)
      relayed.push(await talker.relay(text))
      operator.received.length = 0
      await pause(PACE_MS)
    }
    if (name === 'warm-up') return
    const own = [percentile(heard, 0.5), percentile(heard, 0.95)] as const
    const bare = [percentile(relayed, 0.5), percentile(relayed, 0.95)] as const
    console.log(`${name}:`)
    console.log(`  user -> operator  p50 ${ms(own[0])}  p95 ${ms(own[1])}`)
    console.log(
      `  user -> "sent"    p50 ${ms(percentile(stored, 0.5))}  p95 ${ms(percentile(stored, 0.95))}`,
    )
    console.log(`  bare ws relay     p50 ${ms(bare[0])}  p95 ${ms(bare[1])}`)
    console.log(
      `  ratio             p50 ${(own[0] / bare[0]).toFixed(1)}  p95 ${(own[1] / bare[1]).toFixed(1)}`,
    )
  }
}

interface Talker {
  /** Resolves when the message is acknowledged. */
  say(text: string): Promise<void>
  /** How many ms the same bytes take through the relay. */
  relay(text: string): Promise<number>
}

async function createTalker(relayUrl: string, room: string): Promise<Talker> {
  const wire = await openPage()
  wire.send({ type: 'chat-activate', id: wire.nextId(), invited: false })
  await wire.next('push', (message) => message.view?.operatorName === 'Olivia Ortega')
  const sender = await openRelay(relayUrl + room)
  const receiver = await openRelay(relayUrl + room)
  return {
    async say(text) {
      const id = wire.nextId()
      wire.send({ type: 'chat-send', id, text })
      await wire.next('ack', (message) => message.id === id)
      wire.received.length = 0
    },
    async relay(text) {
      const began = performance.now()
      const id = wire.nextId()
      const arrives = once(receiver, 'message') as Promise<[Buffer]>
      sender.send(JSON.stringify({ type: 'chat-send', id, text }))
      const [bytes] = await arrives
      const told = JSON.parse(bytes.toString()) as { readonly text: string }
      if (told.text !== text) throw new Error('the relay told another message')
      return performance.now() - began
    },
  }
}

async function openPage(): Promise<Wire<PageUp, PageDown>> {
  const wire = await (await startParticipant(server.url, INTERVIEW)).connect(null)
  await wire.next('welcome')
  return wire
}

/** Pages that are only there, and connections to the relay that are only there. */
async function openIdle(relayUrl: string, room: number): Promise<void> {
  const participant = await startParticipant(server.url, INTERVIEW)
  for (let i = 0; i < TABS; i++) {
    await (await participant.connect(null)).next('welcome')
    await openRelay(`${relayUrl}/idle/${room}`)
  }
}

/** A write of one database page and its `fsync`, in ms: the least that storing can take here. */
async function syncs(): Promise<readonly number[]> {
  const file = await open(join(server.dataFolder, 'bench'), 'w')
  const durations: number[] = []
  for (let i = 0; i < 100; i++) {
    const began = performance.now()
    await file.write(Buffer.alloc(4096, i))
    await file.datasync()
    durations.push(performance.now() - began)
  }
  await file.close()
  return durations
}

async function openRelay(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, { perMessageDeflate: false })
  await once(socket, 'open')
  return socket
}

function percentile(durations: readonly number[], part: number): number {
  const sorted = durations.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

function ms(duration: number): string {
  return `${duration.toFixed(2)} ms`.padStart(9)
}
