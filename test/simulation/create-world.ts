/** Makes a world, and what can be done to it. */
import { createBrowsers } from './browser.ts'
import { createFabric } from './bus.ts'
import { createChecker, type Checker } from './checker.ts'
import { createVirtualClock } from './clock.ts'
import { boundOf, dial } from './dialing.ts'
import { openDisk } from './disk.ts'
import { formsOf } from './forms.ts'
import { joiningOf } from './joining.ts'
import { ALL_RIGHTS, createPeople } from './people.ts'
import { watchPromptness } from './promptness.ts'
import { createRandom } from './random.ts'
import { requestsOf } from './requests.ts'
import { SOUND } from './seams.ts'
import { createServerProcess, type ServerProcess } from './server.ts'
import { createSteps, keyringOf } from './steps.ts'
import { createMonitorTab, createUserTab, type TabWorld } from './tabs.ts'
import { setLine, telephoneOf } from './telephone.ts'
import type { Done } from './user-screen.ts'
import { isWell, noteDone, watchLease } from './watch-times.ts'
import { BEGINNING, type LiveLink, type World, type WorldOptions } from './world.ts'

const RESTART_MS = 300
/** A stream goes on without the store's word for 2 s; after a fault all is known again in this time. */
const UNSURE_MS = 4_000
const CALM_MS = 20_000

export function createWorld(options: WorldOptions): World {
  const { latencyMs, seams = SOUND } = options
  const random = createRandom(options.seed)
  // Pictures and consent have chance of their own: worlds without any are what they were.
  const chance = createRandom(options.seed ^ 0x0b5e)
  const floor = chance.pick(['author', 'author', 'author', 'author', 'notice', 'ask'] as const)
  const clock = createVirtualClock(BEGINNING)
  const bytes = (count: number): Uint8Array => random.bytes(count)
  const fortune = createRandom(options.seed ^ 0x101f)
  const keyring = keyringOf(bytes)
  const trace: string[] = []
  const note = (text: string): void => {
    trace.push(`${((clock.now() - BEGINNING) / 1000).toFixed(3).padStart(9)}  ${text}`)
  }
  const { disk, close: closeDisk } = openDisk({
    clock,
    random,
    onCommit(command, done) {
      checker.committed(command, done)
      for (const { aggregate, gone } of done.changed) {
        if (aggregate.kind !== 'room' || gone !== true) continue
        remove(world.sessions, aggregate.id)
        for (const person of world.users) person.entered.delete(aggregate.id)
      }
      watchPromptness(world, command, done)
    },
  })
  const checker: Checker = createChecker({
    clock,
    disk: () => disk,
    keyring,
    note,
    floor,
    steps: () => steps,
    rightsOf: (account) => people.rightsOf(account),
    boundOf: (reader) => boundOf(world, reader),
    watching: {
      isWell: (monitor) => isWell(world, monitor),
      unsureMs: () => (clock.now() - world.lastFaultAt < CALM_MS ? UNSURE_MS : 0),
    },
  })
  const steps = createSteps(disk, (count) => fortune.bytes(count))
  const fabric = createFabric(clock, random)
  const people = createPeople({ clock, random, disk })
  const browsers = createBrowsers(clock, random, seams.hasHeart)
  const tabWorld = {
    browsers,
    random,
    seams,
    ledger: checker.ledger,
    told: {
      done: (what: Done) => noteDone(world, what),
      gaveBack: (page: string, number: number) => checker.watch.gaveBack(page, number),
    },
    dial: (...[tab, socket, url, page]: Parameters<TabWorld['dial']>) =>
      dial(world, { tab, socket, url, page }),
  }
  const links: LiveLink[] = []
  let tabsMade = 0
  let texts = 0
  const frozenAt = new Map<ServerProcess, number>()

  const world: World = {
    ...requestsOf(() => world),
    joining: joiningOf(() => world),
    forms: formsOf(() => world, seams),
    telephone: telephoneOf(() => world, seams.voice),
    latencyMs,
    clock,
    random,
    beganAt: BEGINNING,
    chance,
    fortune,
    floor,
    disk,
    steps,
    fabric,
    checker,
    everyone: () => [...world.users, ...world.operators],
    rightsOf: people.rightsOf,
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
      if (how === 'power') watchLease(world, tab.key)
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
    setPrivileges(operator, privileges) {
      note(`${operator.name} has ${privileges.join(' and ') || 'no right any more'}`)
      people.setPrivileges(operator, privileges)
    },
    forget(person) {
      note(`the account of ${person.name} is deleted`)
      people.forget(person)
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
    wake(tab) {
      if (tab.page?.gate.isFrozen !== true) return
      world.lastSilentAt = clock.now()
      tab.page.gate.thaw()
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
        world.wake(tab)
        tab.page?.tell('online')
      }
      for (const process of world.processes.filter((one) => !one.gate.isAlive)) {
        remove(world.processes, process)
      }
      while (world.processes.length < options.processes) startProcess()
    },
    pass: (ms) => clock.passUntil(clock.now() + ms, () => checker.violations.length > 0),
    allTabs: () => [
      ...world.everyone().flatMap((person) => person.tabs.map(({ tab }) => tab)),
      ...world.operators.flatMap((operator) => operator.monitors),
    ],
    close() {
      for (const process of world.processes) process.gate.kill()
      for (const tab of world.allTabs()) tab.close(false)
      browsers.close()
      closeDisk()
    },
  }

  setLine(disk)
  for (let n = 0; n < options.processes; n++) startProcess()
  for (let n = 0; n < options.users; n++)
    world.users.push(people.createPerson(`user${n + 1}`, false))
  for (let n = 0; n < options.operators; n++) {
    const operator = people.createPerson(`op${n + 1}`, true)
    operator.account = people.createAccount(operator.name, ALL_RIGHTS)
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
      floor,
      chance,
      fortune,
      wrapRelay: (relay) => seams.relay(relay, disk),
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
}

function remove<T>(from: T[], what: unknown): void {
  const at = from.findIndex((one) => one === what)
  if (at >= 0) from.splice(at, 1)
}
