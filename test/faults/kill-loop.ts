/**
 * kill -9 in the middle of many conversations over bad lines, again and again. After each restart
 * the store itself is read: every acknowledged message is there, once, in its sender's order, and
 * every step of answers is whole (REL1, REL2, REL5). At the end the lines heal, and everybody who
 * may read a conversation has been told the same, without gaps, nothing twice (REL3, REL6).
 */
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { OPERATOR, runCommand, startServer, type TestServer } from '../e2e/server.ts'
import { signIn } from '../support/wire-client.ts'
import { checkStore } from './checker.ts'
import { anyFault, inject } from './faults.ts'
import {
  createOperatorAtWork,
  createPair,
  createUser,
  createWitness,
  type OperatorAtWork,
  type Told,
  type User,
  type Witness,
} from './people.ts'
import { startFaultProxy, type FaultProxy } from './proxy.ts'

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
  readonly faults: number
  readonly acknowledged: number
  /** Messages that came to the other participant of the sender's session. */
  readonly toldOfPeers: number
  /** Steps of answers that were acknowledged. */
  readonly steps: number
  readonly lost: number
  readonly doubled: number
  readonly disordered: number
  /** Sessions whose step, version and lines do not belong together, and wrong steps. */
  readonly torn: number
  /** Readers who were told something else than the others, at the end. */
  readonly disagreeing: number
}

/** Slower than the limit of REL9, so that no message is refused. */
const SEND_EVERY_MS = 1_050
/** Nobody writes on and on while nothing goes through. */
const MOST_PENDING = 10
/** Everybody is behind one of so many lines; each fails for itself. */
const LINES = 3
/** The longest that one fault lasts. */
const FAULT_MS = 1_500
const OPERATORS = 3
/** At each such number two participants share a session, in mode `peerhelp`. */
const PAIR_EVERY = 4
/** How long after the last fault everything must be told (REL3 says 5 s; an old machine gets more). */
const SETTLE_MS = 60_000

export async function runKillLoop(options: KillLoopOptions): Promise<KillLoopResult> {
  const { random } = options
  const server = await startServer(options.env === undefined ? {} : { env: options.env })
  const port = Number(new URL(server.url).port)
  const proxies = await Promise.all(
    Array.from({ length: LINES }, () => startFaultProxy({ host: '127.0.0.1', port })),
  )
  const witness = createWitness()
  const users: User[] = []
  const operators: OperatorAtWork[] = []
  const result = { kills: 0, faults: 0, lost: 0, doubled: 0, disordered: 0, torn: 0 }
  try {
    for (let n = 1; n <= OPERATORS; n++) {
      const account = { ...OPERATOR, email: `operator${n}@example.org` }
      await makeOperator(server, account)
      const signedIn = await signIn(lineOf(proxies, n), account)
      operators.push(await createOperatorAtWork(signedIn, `operator ${n}`, witness))
    }
    for (let n = 1; n <= options.participants; n++) {
      // The second of a pair comes another way than the first.
      if (n % PAIR_EVERY === 0 && n < options.participants) {
        const lines = [lineOf(proxies, n), lineOf(proxies, n + 1)] as const
        users.push(...(await createPair(lines, [`user ${n}`, `user ${++n}`], witness)))
      } else users.push(await createUser(lineOf(proxies, n), `user ${n}`, witness))
    }
    for (let round = 1; round <= options.rounds; round++) {
      await live(round)
      const told = {
        acknowledged: new Set(witness.acknowledged),
        versions: greatest(users.map(({ session, answered }) => [session, answered()])),
      }
      await server.start()
      const found = checkStore(join(server.dataFolder, 'alongside.sqlite'), told)
      // What is lost stays lost; what is torn might be mended unseen.
      for (const name of ['lost', 'doubled', 'disordered', 'torn'] as const) {
        result[name] = Math.max(result[name], found[name])
      }
      options.report?.(`round ${round}: ${JSON.stringify({ ...summary(), stored: found.lines })}`)
    }
    await settle()
    return { ...summary(), disagreeing: await countDisagreeing(users, operators, witness) }
  } finally {
    for (const person of [...users, ...operators]) person.close()
    for (const proxy of proxies) await proxy.close()
    await server.close()
  }

  /** One life of the server, to its end. */
  async function live(round: number): Promise<void> {
    const timers = [...users, ...operators].map((person) => {
      const speak = (): void => {
        if (person.page.pending() < MOST_PENDING) person.speak()
      }
      speak()
      return setInterval(speak, SEND_EVERY_MS)
    })
    timers.push(
      setInterval(() => users[Math.floor(random() * users.length)]?.answer(), 300),
      setInterval(() => users[Math.floor(random() * users.length)]?.reload(), 900),
    )
    const stop = new AbortController()
    const failing = proxies.map((proxy) => fail(proxy, stop.signal))
    const [least, most] = options.lifeMs
    await pause(least + random() * (most - least))
    // Half of the kills come right upon an acknowledgement: what it promised is put to the test.
    if (round % 2 === 0) await nextAcknowledgement(witness)
    await server.kill()
    result.kills += 1
    for (const timer of timers) clearInterval(timer)
    stop.abort()
    await Promise.all(failing)
    for (const proxy of proxies) proxy.cut()
  }

  /** One fault after the other on a line, until the server dies. */
  async function fail(proxy: FaultProxy, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      inject(proxy, anyFault(random))
      result.faults += 1
      await waitOr(signal, random() * FAULT_MS)
      proxy.heal()
      await waitOr(signal, random() * FAULT_MS)
    }
  }

  function summary() {
    const steps = users.reduce((sum, { answered }) => sum + answered(), 0)
    const doubled = result.doubled + witness.toldTwice
    const torn = result.torn + witness.wrongSteps
    const { acknowledged, toldOfPeers } = witness
    return { ...result, acknowledged: acknowledged.size, toldOfPeers, steps, doubled, torn }
  }

  async function settle(): Promise<void> {
    const until = Date.now() + SETTLE_MS
    for (;;) {
      const people = [...users, ...operators]
      const pending = people.reduce((sum, { page }) => sum + page.pending(), 0)
      const closed = people.filter(({ page }) => !page.isOpen()).length
      const answering = users.filter(({ isAnswering }) => isAnswering()).length
      if (pending + closed + answering === 0) return
      if (Date.now() > until) {
        throw new Error(`in the end: ${JSON.stringify({ pending, closed, answering })}`)
      }
      await pause(50)
    }
  }
}

/** Of those who share a session one answers. */
function greatest(versions: readonly (readonly [string, number])[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (const [session, version] of versions) {
    found.set(session, Math.max(version, found.get(session) ?? 0))
  }
  return found
}

function lineOf(proxies: readonly FaultProxy[], n: number): string {
  return `http://localhost:${proxies[n % proxies.length]?.port}`
}

/** Readers of the store's log anew, readers of the live line and operators: all must have the same. */
async function countDisagreeing(
  users: readonly User[],
  operators: readonly OperatorAtWork[],
  witness: Witness,
): Promise<number> {
  const until = Date.now() + SETTLE_MS
  for (;;) {
    let disagreeing = 0
    for (const user of users) {
      const log = user.lines()
      const shown = operators.flatMap((operator) => operator.lines(user.session) ?? [])
      const isWritten = log.every(({ text }) => witness.written.has(text))
      const isOnce = new Set(log.map(({ text }) => text)).size === log.length
      if (!isWritten || !isOnce || !isInOrder(log, witness)) disagreeing += 1
      if (JSON.stringify(shown) !== JSON.stringify(log)) disagreeing += 1
    }
    if (disagreeing === 0 || Date.now() > until) return disagreeing
    await pause(100)
  }
}

/** Each author's messages in the order of writing, in the order of the log. */
function isInOrder(log: readonly Told[], witness: Witness): boolean {
  const latest = new Map<string, number>()
  return log.every(({ seq, text }, at) => {
    const written = witness.written.get(text)
    if (written === undefined || seq <= (log[at - 1]?.seq ?? 0)) return false
    const isLater = written.number > (latest.get(written.author) ?? 0)
    latest.set(written.author, written.number)
    return isLater
  })
}

function nextAcknowledgement(witness: Witness): Promise<void> {
  return new Promise((resolve) => {
    witness.onAcknowledged = () => resolve()
  })
}

async function waitOr(signal: AbortSignal, ms: number): Promise<void> {
  if (signal.aborted) return
  const timer = new AbortController()
  const waiting = pause(ms, undefined, { signal: timer.signal }).catch(() => undefined)
  await Promise.race([waiting, once(signal, 'abort')])
  timer.abort()
}

async function makeOperator(
  server: TestServer,
  account: { readonly email: string; readonly password: string },
): Promise<void> {
  const names = ['--first-name', 'Olivia', '--last-name', 'Ortega']
  const command = ['create-operator', '--email', account.email, ...names, '--password-stdin']
  await runCommand(server.dataFolder, command, account.password)
}
