/**
 * One simulated world: server processes on one store, people and operators in browsers, a network
 * between them, and a checker that looks at every commit and every message.
 */
import type { ParticipantId, SessionId } from '../../src/base/id.ts'
import { must } from '../../src/base/must.ts'
import type { LiveHelpSettings } from '../../src/interview/request.ts'
import type { RoomCommand } from '../../src/live/command.ts'
import { createKeyring } from '../../src/server/seal.ts'
import { digestSecret } from '../../src/server/browser.ts'
import type { Account } from '../../src/store/account-store.ts'
import { createBrowsers, SimulatedSocket, type PageContext } from './browser.ts'
import { createFabric, type Fabric } from './bus.ts'
import { createChecker, type Checker } from './checker.ts'
import { createVirtualClock, type VirtualClock } from './clock.ts'
import { openDisk, type Disk } from './disk.ts'
import { ABNORMAL, createLink, type Link, type Way, type WayState } from './network.ts'
import { cookiesOf, createPeople, type Person } from './people.ts'
import { watchPromptness } from './promptness.ts'
import { createRandom, type Random } from './random.ts'
import { SOUND, type Seams } from './seams.ts'
import { ACCEPTED, createServerEnd, createServerProcess, type ServerProcess } from './server.ts'
import { createMonitorTab, createUserTab, type MonitorTab, type UserTab } from './tabs.ts'

/** A whole number of seconds, so that traces are readable. */
export const BEGINNING = Date.UTC(2027, 0, 1)
/** A browser's tries to reach a server that does not answer, ms after the first. */
const DIAL_TRIES = [0, 1_000, 3_000, 7_000, 15_000]
const DIAL_GIVES_UP_MS = 21_000
const RESTART_MS = 300

export interface LiveLink {
  readonly tab: string
  readonly path: string
  readonly process: ServerProcess
  readonly link: Link
  /** Something was done to it. */
  isHurt: boolean
}

export interface World {
  readonly latencyMs: number
  readonly clock: VirtualClock
  readonly random: Random
  readonly disk: Disk
  readonly fabric: Fabric
  readonly checker: Checker
  readonly processes: ServerProcess[]
  readonly sessions: SessionId[]
  readonly users: Person[]
  readonly operators: Person[]
  readonly links: LiveLink[]
  /** Tabs without a network. */
  readonly cutOff: Set<string>
  /** How long a process was frozen at most, ms. */
  readonly frozen: Map<ServerProcess, number>
  readonly trace: string[]
  /** Commits that changed something, so far. */
  commits: number
  note(text: string): void
  /** Something that was done to the world and has to be made good. */
  lastFaultAt: number
  /** A line that died without a word: only silence tells. */
  lastSilentAt: number
  fault(): void
  startProcess(): void
  crash(process: ServerProcess, isSilent: boolean): void
  stop(process: ServerProcess): void
  cut(tab: string, way: Way, state: WayState): void
  reset(tab: string): void
  openTab(person: Person, session: SessionId, storage?: Map<string, string>): UserTab
  openMonitor(person: Person): MonitorTab
  closeTab(person: Person, tab: UserTab | MonitorTab, how: 'goodbye' | 'crash' | 'power'): void
  reload(person: Person, tab: UserTab | MonitorTab, saysGoodbye: boolean): void
  /** As an account of their own, or as `account`. */
  signIn(person: Person, account: Account | null): void
  /** ACC3 */
  setRight(operator: Person, mayOperate: boolean): void
  /** By the link of a session that is for several. */
  enter(person: Person, session: SessionId): void
  exit(person: Person, session: SessionId): void
  /** Each message's text is its own. */
  nextText(): string
  freeze(process: ServerProcess): void
  thaw(process: ServerProcess): void
  /** The first participant comes, and the interview sets up live help. */
  begin(person: Person, settings: Settings): Promise<void>
  /** A request by HTTP: carried out somewhere, or not. */
  request(person: Person, name: string, run: (process: ServerProcess) => Promise<void>): void
  ask(process: ServerProcess, session: SessionId, command: RoomCommand): Promise<void>
  save(process: ServerProcess, person: Person, session: SessionId, next: Settings): Promise<void>
  heal(): void
  /** Peace has come: nothing more goes wrong. */
  isOver: boolean
  pass(ms: number): Promise<void>
  allTabs(): readonly (UserTab | MonitorTab)[]
  close(): void
}

export interface Settings extends Partial<LiveHelpSettings> {
  readonly multiUser?: boolean
  readonly restarts?: boolean
}

export interface WorldOptions {
  readonly seed: number
  readonly processes: number
  readonly users: number
  readonly operators: number
  readonly latencyMs: number
  readonly seams?: Seams
}

const KEY = Uint8Array.from({ length: 32 }, (_, at) => at)
export const ROLES = ['law', 'tax'] as const

export function createWorld(options: WorldOptions): World {
  const { latencyMs, seams = SOUND } = options
  const random = createRandom(options.seed)
  const clock = createVirtualClock(BEGINNING)
  const bytes = (count: number): Uint8Array => random.bytes(count)
  const keyring = createKeyring({ keys: [{ id: 'k', bytes: KEY }], currentId: 'k', random: bytes })
  const trace: string[] = []
  const note = (text: string): void => {
    trace.push(`${((clock.now() - BEGINNING) / 1000).toFixed(3).padStart(9)}  ${text}`)
  }
  const { disk, close: closeDisk } = openDisk({
    clock,
    random,
    onCommit(command, done) {
      checker.committed(command, done)
      watchPromptness(world, command, done)
    },
  })
  const checker: Checker = createChecker({ clock, disk: () => disk, keyring, note })
  const fabric = createFabric(clock, random)
  const people = createPeople({ clock, random, disk })
  const browsers = createBrowsers(clock, random, seams.hasHeart)
  const tabWorld = { browsers, random, seams, ledger: checker.ledger, dial }
  const links: LiveLink[] = []
  let tabsMade = 0
  let texts = 0
  const frozenAt = new Map<ServerProcess, number>()

  const world: World = {
    latencyMs,
    clock,
    random,
    disk,
    fabric,
    checker,
    processes: [],
    sessions: [],
    users: [],
    operators: [],
    links,
    cutOff: new Set(),
    frozen: new Map(),
    trace,
    commits: 0,
    note,
    lastFaultAt: 0,
    lastSilentAt: 0,
    fault() {
      world.lastFaultAt = clock.now()
    },
    startProcess,
    crash(process, isSilent) {
      world.fault()
      if (isSilent) world.lastSilentAt = clock.now()
      process.gate.kill()
      dropLinks((one) => one.process === process, isSilent)
      remove(world.processes, process)
    },
    stop(process) {
      world.fault()
      // Who stands still cannot leave in order; a supervisor wakes it for that.
      world.thaw(process)
      remove(world.processes, process)
      process.gate.enter(() => {
        const gone = (): void => {
          process.gate.kill()
          dropLinks((one) => one.process === process, false)
        }
        process.leave().then(gone, gone)
      })
    },
    cut(tab, way, state) {
      world.fault()
      if (state === 'dead') world.lastSilentAt = clock.now()
      for (const one of links.filter((link) => link.tab === tab)) {
        one.isHurt = true
        one.link.set(way, state)
      }
    },
    reset(tab) {
      world.fault()
      for (const one of links) if (one.tab === tab) one.link.reset()
    },
    openTab(person, session, storage = new Map<string, string>()) {
      const name = `${person.name}.${++tabsMade}`
      const isAttentive = random.chance(0.7)
      const tab = createUserTab(tabWorld, { name, session, storage, isAttentive })
      person.tabs.push({ session, tab })
      tab.load()
      return tab
    },
    openMonitor(person) {
      const name = `${person.name}.${++tabsMade}`
      const tab = createMonitorTab(tabWorld, {
        name,
        storage: new Map(),
        isAttentive: random.chance(0.7),
      })
      person.monitors.push(tab)
      tab.load()
      return tab
    },
    closeTab(person, tab, how) {
      tab.close(how === 'goodbye')
      if (how !== 'goodbye') {
        if (how === 'power') world.lastSilentAt = clock.now()
        dropLinks((one) => one.tab === tab.name, how === 'power')
      }
      const at = person.tabs.findIndex((one) => one.tab === tab)
      if (at >= 0) person.tabs.splice(at, 1)
      remove(person.monitors, tab)
    },
    reload(person, tab, saysGoodbye) {
      tab.close(saysGoodbye)
      if (!saysGoodbye) dropLinks((one) => one.tab === tab.name, false)
      tab.load()
      world.note(`${person.name} has ${tab.name} again`)
    },
    signIn(person, account) {
      person.account = account ?? people.createAccount(person.name, [])
      people.signIn(person, person.account)
    },
    setRight(operator, mayOperate) {
      note(`${operator.name} ${mayOperate ? 'may operate again' : 'may not operate any more'}`)
      people.setRight(operator, mayOperate)
    },
    enter(person, session) {
      world.request(person, 'enter', async (process) => {
        const cookies = cookiesOf(person)
        const visitor = await process.visitorOf(cookies)
        const opened = await process.door.enter(session, visitor, process.door.shareKey(session))
        note(`${person.name} enters: ${opened.type}`)
        if (opened.type !== 'open' || person.entered.has(session)) return
        person.entered.add(session)
        if (person.tabs.length === 0) world.openTab(person, session)
      })
    },
    exit(person, session) {
      const participant = participantOf(session, person)
      if (participant === null) return
      world.request(person, 'exit', (process) =>
        world.ask(process, session, { type: 'exit', participant }),
      )
    },
    nextText: () => `m${++texts}`,
    freeze(process) {
      if (process.gate.isFrozen) return
      world.fault()
      frozenAt.set(process, clock.now())
      process.gate.freeze()
    },
    thaw(process) {
      const since = frozenAt.get(process)
      frozenAt.delete(process)
      if (since !== undefined) {
        world.fault()
        const longest = Math.max(world.frozen.get(process) ?? 0, clock.now() - since)
        world.frozen.set(process, longest)
      }
      process.gate.thaw()
    },
    async begin(person, settings) {
      const process = must(pickProcess(), 'a server')
      const visitor = await process.visitorOf(cookiesOf(person))
      const { room } = await process.door.create('interview.yml', visitor)
      world.sessions.push(room.id)
      person.entered.add(room.id)
      await world.save(process, person, room.id, { called: true, ...settings })
      world.openTab(person, room.id)
    },
    request(person, name, run) {
      const process = pickProcess()
      if (process === null || person.tabs.some(({ tab }) => world.cutOff.has(tab.name))) return
      clock.after(random.int(1, latencyMs), () => {
        process.gate.enter(() => {
          run(process).catch((error: unknown) => {
            note(`${name} failed: ${error instanceof Error ? error.message : String(error)}`)
          })
        })
      })
    },
    async ask(process, session, command) {
      const { reply } = await process.shell.perform({
        aggregate: { kind: 'room', id: session },
        id: process.shell.freshId(),
        digest: '',
        command,
      })
      if (reply.type === 'refused') note(`${command.type} refused: ${reply.code}`)
    },
    async save(process, person, session, next) {
      const room = await process.store.readRoom(session)
      const participant = participantOf(session, person)
      if (room === null || participant === null) return
      const { multiUser = room.multiUser, restarts = false, ...settings } = next
      await world.ask(process, session, {
        type: 'save',
        participant,
        expects: room.version,
        position: restarts ? 0 : room.position + 1,
        settings: { ...room.settings, ...settings },
        multiUser,
        rolesNamed: [],
        title: 'Interview',
        question: `question ${room.version}`,
        progress: null,
        restarts,
        answers: 'YQ==',
        screen: 'YQ==',
      })
    },
    isOver: false,
    heal() {
      world.isOver = true
      world.fault()
      Object.assign(disk.weather, { readMs: 2, commitMs: 5, failures: 0 })
      fabric.loss = 0
      fabric.latencyMs = 3
      world.cutOff.clear()
      for (const one of links) one.link.heal()
      for (const process of world.processes) world.thaw(process)
      for (const tab of world.allTabs()) {
        tab.page?.gate.thaw()
        tab.page?.tell('online')
      }
      for (const process of world.processes.filter((one) => !one.gate.isAlive)) {
        remove(world.processes, process)
      }
      while (world.processes.length < options.processes) startProcess()
    },
    pass: (ms) => clock.passUntil(clock.now() + ms, () => checker.violations.length > 0),
    allTabs: () => [
      ...world.users.flatMap((user) => user.tabs.map(({ tab }) => tab)),
      ...world.operators.flatMap((operator) => operator.monitors),
    ],
    close() {
      for (const process of world.processes) process.gate.kill()
      for (const tab of world.allTabs()) tab.close(false)
      browsers.close()
      closeDisk()
    },
  }

  for (let n = 0; n < options.processes; n++) startProcess()
  for (let n = 0; n < options.users; n++) world.users.push(people.createPerson(`user${n + 1}`))
  for (let n = 0; n < options.operators; n++) {
    const operator = people.createPerson(`op${n + 1}`)
    operator.account = people.createAccount(operator.name, ['advocate'])
    people.signIn(operator, operator.account)
    world.operators.push(operator)
  }
  return world

  function startProcess(): void {
    const process: ServerProcess = createServerProcess({
      clock,
      random,
      keyring,
      log: (event, fields) => note(`server: ${event} ${JSON.stringify(fields ?? {})}`),
      connectStore: (gate) => seams.store(disk.connect(gate), { gate, disk }),
      onDeath() {
        world.crash(process, false)
        // Whoever runs servers starts such a one again.
        clock.after(RESTART_MS, startProcess)
      },
      connectBus: (gate) => seams.bus(fabric.connect(gate)),
      timingOf: (gate) =>
        seams.timing({
          now: () => clock.now() - BEGINNING,
          every: (ms, run) => gate.every(ms, run),
          after: (ms, run) => gate.after(ms, run),
        }),
    })
    world.processes.push(process)
    process.start()
  }

  function pickProcess(): ServerProcess | null {
    const up = world.processes.filter((one) => one.gate.isAlive)
    return up.length === 0 ? null : random.pick(up)
  }

  function participantOf(session: SessionId, person: Person): ParticipantId | null {
    return disk.run(disk.operations.findVisitor(session, digestSecret(person.visitor)))
  }

  /** A lost wake-up heals within a second; reading takes its time; who was frozen knows nothing newer. */
  function staleness(process: ServerProcess): number {
    const { readMs, commitMs } = disk.weather
    return 1_500 + 6 * (readMs + commitMs) + (world.frozen.get(process) ?? 0)
  }

  function dropLinks(which: (one: LiveLink) => boolean, isSilent: boolean): void {
    for (const one of links.filter(which)) {
      if (isSilent) {
        one.isHurt = true
        one.link.set('up', 'dead')
        one.link.set('down', 'dead')
      } else {
        one.link.reset()
      }
    }
  }

  function dial(tab: string, socket: SimulatedSocket, url: string, page: PageContext): void {
    const path = new URL(url).pathname
    const person = must(
      [...world.users, ...world.operators].find((one) => tab.startsWith(`${one.name}.`)),
      'every tab is somebody’s',
    )
    let isGivenUp = false
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
      const process = pickProcess()
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
          participant: () => participantOf(path.replace('/live/session/', '') as SessionId, person),
          staleness: () => staleness(process),
          // What went wrong since then may have kept the server from knowing.
          lostRightAt: () =>
            person.lostRightAt === null ? null : Math.max(person.lostRightAt, world.lastFaultAt),
        }),
      )
      socket.transmit = (text) => link.send('up', text)
      socket.hangUp = (code) => link.close('up', code)
      const over = links.findIndex((one) => one.link.isOver)
      if (over >= 0) links.splice(over, 1)
      links.push({ tab, path, process, link, isHurt: false })
      const cookies = cookiesOf(person)
      clock.after(random.int(1, latencyMs), () => {
        process.gate.enter(() => process.accept(cookies, path, serverEnd))
      })
      // A machine that vanished answers nothing: the browser gives up by itself.
      if (!process.gate.isAlive) link.reset()
    }
  }
}

function remove<T>(from: T[], what: unknown): void {
  const at = from.findIndex((one) => one === what)
  if (at >= 0) from.splice(at, 1)
}
