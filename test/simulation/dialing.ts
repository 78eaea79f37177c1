/** How a browser reaches a server: tries, a line between the two, and who listens to it. */
import type { SessionId } from '../../src/base/id.ts'
import { must } from '../../src/base/must.ts'
import { SimulatedSocket, type PageContext } from './browser.ts'
import type { Reader } from './checker.ts'
import { ABNORMAL, createLink } from './network.ts'
import { participantOf } from './peace.ts'
import { cookiesOf } from './people.ts'
import { ACCEPTED, createServerEnd, type ServerProcess } from './server.ts'
import type { World } from './world.ts'

/** A browser's tries to reach a server that does not answer, ms after the first. */
const DIAL_TRIES = [0, 1_000, 3_000, 7_000, 15_000]
const DIAL_GIVES_UP_MS = 21_000

export interface Dialled {
  readonly tab: string
  readonly socket: SimulatedSocket
  readonly url: string
  readonly page: PageContext
}

export function dial(world: World, { tab, socket, url, page }: Dialled): void {
  const { clock, random, latencyMs, checker, links } = world
  const path = new URL(url).pathname
  const person = must(
    [...world.users, ...world.operators].find((one) => tab.startsWith(`${one.name}.`)),
    'every tab is somebody’s',
  )
  let isGivenUp = false
  let pageKey = ''
  socket.hangUp = () => {
    isGivenUp = true
  }
  const fail = (): void => {
    page.gate.enter(() => {
      if (isGivenUp) return
      socket.readyState = 3
      socket.dispatch('close', { code: ABNORMAL })
    })
  }
  attempt(0)

  function attempt(number: number): void {
    if (isGivenUp || !page.gate.isAlive) return
    if (world.cutOff.has(tab)) {
      const before = DIAL_TRIES[number] ?? 0
      const next = DIAL_TRIES[number + 1]
      if (next === undefined) clock.after(DIAL_GIVES_UP_MS - before, fail)
      else clock.after(next - before, () => attempt(number + 1))
      return
    }
    const process = pickProcess(world)
    if (process === null) return void clock.after(random.int(1, latencyMs), fail)
    open(process)
  }

  function open(process: ServerProcess): void {
    const serverEnd = createServerEnd(process.gate)
    const link = createLink(
      { clock, random, latencyMs },
      {
        up: { gate: process.gate, end: serverEnd.events },
        down: {
          gate: page.gate,
          end: {
            message(text) {
              if (text !== ACCEPTED) return socket.dispatch('message', { data: text })
              socket.readyState = SimulatedSocket.OPEN
              socket.dispatch('open')
            },
            close(code) {
              // The browser answers a close by one of its own.
              link.close('up', code)
              socket.readyState = 3
              socket.dispatch('close', { code })
            },
          },
        },
      },
    )
    serverEnd.attach(
      checker.listen(link, {
        tab,
        path,
        participant: () =>
          participantOf(world, path.replace('/live/session/', '') as SessionId, person),
        page: () => pageKey,
        staleness: () => staleness(world, process),
        // What went wrong since then may have kept the server from knowing.
        lostRightAt: () =>
          person.lostRightAt === null ? null : Math.max(person.lostRightAt, world.lastFaultAt),
        operator: () => (person.isOperator ? (person.account?.id ?? null) : null),
      }),
    )
    socket.transmit = (text) => {
      if (text.startsWith('{"type":"hello"')) pageKey = (JSON.parse(text) as { page: string }).page
      link.send('up', text)
    }
    socket.hangUp = (code) => link.close('up', code)
    const over = links.findIndex((one) => one.link.isOver)
    if (over >= 0) links.splice(over, 1)
    links.push({ tab, path, process, link, openedAt: clock.now(), isHurt: false })
    const cookies = cookiesOf(person)
    clock.after(random.int(1, latencyMs), () => {
      process.gate.enter(() => process.accept(cookies, path, serverEnd))
    })
    // A machine that vanished answers nothing: the browser gives up by itself.
    if (!process.gate.isAlive) link.reset()
  }
}

/** Null: none is up. */
export function pickProcess(world: World, random = world.random): ServerProcess | null {
  const up = world.processes.filter((one) => one.gate.isAlive)
  return up.length === 0 ? null : random.pick(up)
}

/** Sweeps and looks that come every second. */
const LOOKED_MS = 1_000

/** ms within which what has come to an end must be known to who tells this page; null: there is trouble. */
export function boundOf(world: World, reader: Reader): number | null {
  const bound = reader.staleness() + LOOKED_MS
  const isTroubled = world.disk.weather.failures > 0
  return isTroubled || world.clock.now() - world.lastFaultAt <= bound ? null : bound
}

/** A lost wake-up heals within a second; reading takes its time; who was frozen knows nothing newer. */
function staleness(world: World, process: ServerProcess): number {
  const { readMs, commitMs } = world.disk.weather
  return 1_500 + 6 * (readMs + commitMs) + (world.frozen.get(process) ?? 0)
}
