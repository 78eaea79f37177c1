/**
 * kill -9 in the middle of many conversations, again and again, and a check after each restart:
 * every acknowledged message is there, once, and every reader sees the same order (REL1-REL3, REL6).
 */
import type { LineView } from '../../src/protocol/chat.ts'
import type { PageDown, PageUp } from '../../src/protocol/page.ts'
import { OPERATOR, runCommand, startServer, type TestServer } from '../e2e/server.ts'
import {
  signIn,
  startParticipant,
  type Wire,
  type WireParticipant,
} from '../support/wire-client.ts'

export interface KillLoopOptions {
  readonly rounds: number
  readonly participants: number
  /** Milliseconds that a server lives, at least and at most. */
  readonly lifeMs: readonly [number, number]
  readonly random: () => number
  readonly env?: Readonly<Record<string, string>>
  readonly report?: (line: string) => void
}

export interface KillLoopResult {
  readonly kills: number
  readonly acknowledged: number
  readonly lost: number
  readonly doubled: number
  readonly disordered: number
}

const INTERVIEW = 'docassemble.base:data/questions/examples/chat-example-1.yml'
/** Slower than the limit of REL9, so that no message is refused. */
const SEND_EVERY_MS = 1_050

/** One participant's half of a conversation, with what it knows and what it still has to send. */
class Talker {
  readonly acknowledged: string[] = []
  readonly seen: LineView[] = []
  #pending: { id: string; text: string } | null = null
  #count = 0
  #wire: Wire<PageUp, PageDown> | null = null
  #cursor: number | null = null
  readonly #participant: WireParticipant
  /** Ids must survive the connection: the first page's key is kept, as a page keeps its own. */
  #key = ''

  constructor(participant: WireParticipant) {
    this.#participant = participant
  }

  async connect(): Promise<void> {
    const wire = await this.#participant.connect(this.#cursor)
    this.#wire = wire
    if (this.#key === '') this.#key = wire.pageKey
    const welcome = await wire.next('welcome')
    this.#cursor = welcome.cursor
    this.seen.push(...welcome.lines)
    if (welcome.view.chat === 'off') await this.#activate(wire)
    void this.#listen(wire)
    if (this.#pending !== null) this.#transmit()
  }

  /** Sends the next message unless one is on its way. */
  speak(): void {
    if (this.#pending === null) {
      this.#count += 1
      this.#pending = { id: `${this.#key}-${this.#count}`, text: `message ${this.#count}` }
    }
    this.#transmit()
  }

  dropped(): void {
    this.#wire?.terminate()
    this.#wire = null
  }

  /** The whole conversation as the server now has it. */
  async readAll(): Promise<readonly LineView[]> {
    const wire = await this.#participant.connect(null)
    const { lines } = await wire.next('welcome')
    wire.close()
    return lines
  }

  async #activate(wire: Wire<PageUp, PageDown>): Promise<void> {
    const id = wire.nextId().replace(/-\d+$/, '-999999')
    wire.send({ type: 'chat-activate', id })
    const answer = await Promise.race([wire.next('ack', (m) => m.id === id), wire.next('refused')])
    if (answer.type === 'refused') throw new Error(`chat was refused: ${answer.code}`)
  }

  #transmit(): void {
    if (this.#wire === null || this.#pending === null) return
    this.#wire.send({ type: 'chat-send', ...this.#pending })
  }

  async #listen(wire: Wire<PageUp, PageDown>): Promise<void> {
    while (this.#wire === wire) {
      const message = await Promise.race([wire.next('ack'), wire.next('push'), wire.closed()])
      if (typeof message === 'number') return
      if (message.type === 'push') {
        this.#cursor = message.to
        this.seen.push(...message.lines)
      } else if (message.id === this.#pending?.id) {
        this.acknowledged.push(message.id)
        this.#pending = null
      }
    }
  }
}

export async function runKillLoop(options: KillLoopOptions): Promise<KillLoopResult> {
  const server = await startServer(options.env === undefined ? {} : { env: options.env })
  try {
    await makeOperator(server)
    const monitor = await openMonitor(server)
    const talkers = await Promise.all(
      Array.from(
        { length: options.participants },
        async () => new Talker(await startParticipant(server.url, INTERVIEW)),
      ),
    )
    let operatorWire = monitor
    await Promise.all(talkers.map((talker) => talker.connect()))
    const result = { kills: 0, lost: 0, doubled: 0, disordered: 0 }
    for (let round = 0; round < options.rounds; round++) {
      const timers = talkers.map((talker) => {
        talker.speak()
        return setInterval(() => talker.speak(), SEND_EVERY_MS)
      })
      const [least, most] = options.lifeMs
      await new Promise((resolve) => setTimeout(resolve, least + options.random() * (most - least)))
      await server.kill()
      for (const timer of timers) clearInterval(timer)
      for (const talker of talkers) talker.dropped()
      operatorWire.terminate()
      result.kills += 1
      await server.start()
      operatorWire = await openMonitor(server)
      for (const talker of talkers) {
        const stored = (await talker.readAll()).filter(({ own }) => own)
        const ids = stored.map(({ id }) => id)
        result.lost += talker.acknowledged.filter((id) => !ids.includes(id)).length
        result.doubled += ids.length - new Set(ids).size
        const numbers = ids.map((id) => Number(id.slice(id.lastIndexOf('-') + 1)))
        if (numbers.some((n, i) => i > 0 && n <= (numbers[i - 1] ?? 0))) result.disordered += 1
      }
      await Promise.all(talkers.map((talker) => talker.connect()))
      options.report?.(
        `round ${round + 1}: ${JSON.stringify({ ...result, acknowledged: count(talkers) })}`,
      )
    }
    operatorWire.close()
    for (const talker of talkers) {
      // What a page was told, live and by resuming, is the log: no gap, nothing twice.
      const seen = talker.seen.map(({ seq }) => seq)
      if (seen.some((seq, i) => i > 0 && seq <= (seen[i - 1] ?? 0))) result.disordered += 1
      talker.dropped()
    }
    return { ...result, acknowledged: count(talkers) }
  } finally {
    await server.close()
  }
}

function count(talkers: readonly Talker[]): number {
  return talkers.reduce((sum, talker) => sum + talker.acknowledged.length, 0)
}

async function makeOperator(server: TestServer): Promise<void> {
  await runCommand(
    server.dataFolder,
    [
      'create-operator',
      '--email',
      OPERATOR.email,
      '--first-name',
      'Olivia',
      '--last-name',
      'Ortega',
      '--password-stdin',
    ],
    OPERATOR.password,
  )
}

async function openMonitor(server: TestServer) {
  const operator = await signIn(server.url, OPERATOR)
  const wire = await operator.connect()
  await wire.next('welcome')
  wire.send({ type: 'set-roles', id: wire.nextId(), roles: ['family law'] })
  await wire.next('ack')
  wire.send({ type: 'set-available', id: wire.nextId(), available: true })
  await wire.next('ack')
  return wire
}
