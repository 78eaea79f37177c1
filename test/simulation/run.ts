/** One run: a world and a schedule from a seed, then peace, then the question whether all is well. */
import type { ParticipantId, SessionId } from '../../src/base/id.ts'
import { mayRead } from '../../src/live/derive.ts'
import { conversationsOf, deskView, isDismissed, monitorRows } from '../../src/live/monitor-view.ts'
import type { LineView } from '../../src/protocol/chat.ts'
import type { ConversationView } from '../../src/protocol/monitor.ts'
import { digestSecret } from '../../src/server/browser.ts'
import { ACTIONS, type ActionName } from './actions.ts'
import { resolve } from './checker.ts'
import { createRandom } from './random.ts'
import type { Seams } from './seams.ts'
import type { MonitorTab, UserTab } from './tabs.ts'
import type { Person } from './people.ts'
import { BEGINNING, createWorld, ROLES, type World } from './world.ts'

export interface Step {
  /** ms that pass before it. */
  readonly after: number
  readonly action: ActionName
  /** Of the action's own randomness. */
  readonly seed: number
}

export interface Schedule {
  readonly seed: number
  readonly steps: readonly Step[]
}

export interface RunResult {
  readonly violations: readonly string[]
  readonly trace: readonly string[]
  readonly reached: ReadonlyMap<string, number>
  readonly events: number
  readonly simulatedMs: number
}

const NAMES = Object.keys(ACTIONS) as ActionName[]
/** REL3, with the way there and back. */
const HEALED_MS = 5_000
/** A process that starts, at the second try. */
const START_MS = 1_500
/** REL4: what is cut without a word is noticed after this. */
const NOTICED_MS = 25_000
/** Leases and grace times of whoever died have run out: 10 s and 3 s, then 15 s, and a sweep. */
const SETTLED_MS = 35_000
const MAX_STEPS = 45

/**
 * A random half of the actions with random weights: rare stories come about that way. `favours` are
 * always among them.
 */
export function makeSchedule(seed: number, favours: readonly ActionName[] = []): Schedule {
  const random = createRandom(seed ^ 0x5eed)
  const weights = NAMES.map((action) => ({
    action,
    weight: random.chance(0.5) ? ACTIONS[action].weight * random.pick([1, 1, 3]) : 0,
  }))
  for (const one of weights) if (favours.includes(one.action)) one.weight += 12
  for (const one of weights) if (one.action === 'send') one.weight += 6
  const total = weights.reduce((sum, one) => sum + one.weight, 0)
  const steps = Array.from({ length: random.int(5, MAX_STEPS) }, (): Step => {
    let at = random.next() * total
    const chosen = weights.find((one) => (at -= one.weight) < 0)
    return {
      after: pause(random),
      action: chosen?.action ?? 'send',
      seed: random.int(0, 2 ** 31),
    }
  })
  // CHT19: long enough for a conversation of somebody offline to end.
  const longest = random.chance(0.1) ? random.pick(steps) : null
  return {
    seed,
    steps: steps.map((one) => (one === longest ? { ...one, after: 31 * 60_000 } : one)),
  }
}

function pause(random: ReturnType<typeof createRandom>): number {
  const kind = random.int(0, 99)
  if (kind < 45) return random.int(0, 60)
  if (kind < 75) return random.int(60, 1_500)
  if (kind < 95) return random.int(1_500, 9_000)
  return random.int(9_000, 40_000)
}

export async function run(schedule: Schedule, seams?: Seams): Promise<RunResult> {
  const random = createRandom(schedule.seed ^ 0xb16b00)
  const world = createWorld({
    seed: schedule.seed,
    processes: random.int(1, 3),
    users: random.int(1, 3),
    operators: random.int(1, 3),
    latencyMs: random.pick([2, 40, 200]),
    ...(seams === undefined ? {} : { seams }),
  })
  const onRejection = (error: unknown): void => {
    const what = error instanceof Error ? (error.stack ?? error.message) : 'unknown'
    world.checker.violate('REL7', `it would have ended the process: ${what}`)
  }
  process.on('unhandledRejection', onRejection)
  try {
    await begin(world, random)
    for (const step of schedule.steps) {
      await world.pass(step.after)
      if (world.checker.violations.length > 0) break
      world.note(`# ${step.action}`)
      ACTIONS[step.action].run(world, createRandom(step.seed))
    }
    if (world.checker.violations.length === 0) await settle(world)
  } catch (error) {
    world.checker.violate('REL7', error instanceof Error ? (error.stack ?? error.message) : 'threw')
  } finally {
    world.close()
    process.off('unhandledRejection', onRejection)
  }
  return {
    violations: world.checker.violations,
    trace: world.trace,
    reached: world.checker.reached,
    events: world.clock.done(),
    simulatedMs: world.clock.now() - BEGINNING,
  }
}

async function begin(world: World, random: ReturnType<typeof createRandom>): Promise<void> {
  await world.pass(200)
  for (const operator of world.operators) {
    const monitor = world.openMonitor(operator)
    monitor.submit({ type: 'set-roles', roles: [...ROLES] })
    monitor.submit({ type: 'set-available', available: random.chance(0.8) })
  }
  const sessions = random.int(1, Math.min(2, world.users.length))
  for (const person of world.users.slice(0, sessions)) {
    let isBegun = false
    void world
      .begin(person, {
        availability: 'available',
        mode: random.pick(['help', 'help', 'peer', 'peerhelp'] as const),
        partnerRoles: [...ROLES],
        multiUser: true,
      })
      .finally(() => {
        isBegun = true
      })
    while (!isBegun) await world.pass(10)
  }
  for (const person of world.users.slice(sessions)) {
    world.enter(person, random.pick(world.sessions))
  }
  await world.pass(random.int(0, 2_000))
}

/** Peace, as long as the rules allow, and then everything must be as it should. */
async function settle(world: World): Promise<void> {
  const { clock, checker } = world
  world.note('# peace')
  const wasSilent = clock.now() - world.lastSilentAt < 60_000
  world.heal()
  // A server that was just started is up when it has read what it must.
  await world.pass(START_MS)
  // One message after the other: each takes the way there and back.
  const waiting = Math.max(0, ...world.allTabs().map((tab) => tab.pending()))
  const healed = HEALED_MS + (waiting + 4) * 2 * world.latencyMs
  await world.pass(wasSilent ? NOTICED_MS + healed : healed)
  checkLines(world)
  checkDelivered(world)
  if (checker.violations.length > 0) return
  for (const tab of world.allTabs()) tab.settleRefused()
  await world.pass(SETTLED_MS)
  // Messages over the limit of a sender are refused more than once before all are through.
  for (let turn = 0; turn < 8 && world.allTabs().some((tab) => tab.hasRefused()); turn++) {
    for (const tab of world.allTabs()) tab.settleRefused()
    await world.pass(11_000)
  }
  checkLines(world)
  checkDelivered(world)
  checkStored(world)
  for (const tab of world.allTabs()) {
    if (tab.hasRefused()) checker.violate('CHT7', `${tab.name} cannot send what it wrote`)
  }
  checkPresence(world)
  checkAgreement(world)
  if (checker.violations.length > 0) return
  await checkFresh(world)
}

/** REL4: every page that is open has its line. */
function checkLines(world: World): void {
  for (const tab of world.allTabs()) {
    if (tab.line !== 'open') world.checker.violate('REL4', `${tab.name} is not connected`)
  }
}

/** REL1, REL3: nothing is on its way any more, and whoever may read it has it. */
function checkDelivered(world: World): void {
  const { checker } = world
  for (const tab of world.allTabs()) {
    if (tab.pending() > 0) checker.violate('REL1', `${tab.name} has ${tab.pending()} unsent`)
  }
  for (const person of world.users) {
    for (const { session, tab } of person.tabs) {
      const expected = readable(world, session, person)
      expectLines(world, tab.name, tab.state.lines, expected)
    }
  }
}

function readable(world: World, session: SessionId, person: Person): readonly string[] {
  const { checker } = world
  const room = checker.room(session)
  const participant = participantOf(world, session, person)
  if (room === null || participant === null) return []
  const reader = { kind: 'participant', participant } as const
  return checker
    .lines(session)
    .filter((line) => mayRead(room, line, reader))
    .map((line) => `${line.seq} ${checker.textOf(session, line)}`)
}

function participantOf(world: World, session: SessionId, person: Person): ParticipantId | null {
  const { disk } = world
  return disk.run(disk.operations.findVisitor(session, digestSecret(person.visitor)))
}

function expectLines(
  world: World,
  who: string,
  lines: readonly LineView[],
  expected: readonly string[],
): void {
  const shown = lines.map((line) => `${line.seq} ${line.text}`)
  const missing = expected.filter((line) => !shown.includes(line))
  if (missing.length > 0) world.checker.violate('REL3', `${who} misses ${missing.join(', ')}`)
  const sorted = lines.toSorted((a, b) => a.seq - b.seq)
  if (sorted.some((line, at) => line !== lines[at])) {
    world.checker.violate('REL3', `${who} shows lines in another order`)
  }
  if (new Set(lines.map((line) => line.text)).size !== lines.length) {
    world.checker.violate('REL2', `${who} shows a line twice`)
  }
}

/** REL1, REL2: what was written is stored once, in the order in which each tab's person wrote it. */
function checkStored(world: World): void {
  const { checker } = world
  const stored = new Map<string, { readonly session: string; readonly seq: number }>()
  for (const session of world.sessions) {
    for (const line of checker.lines(session)) {
      const text = checker.textOf(session, line)
      if (stored.has(text)) checker.violate('REL2', `${text} is stored twice`)
      stored.set(text, { session, seq: line.seq })
    }
  }
  const open = new Set(world.allTabs().map((tab) => tab.name))
  const last = new Map<string, number>()
  for (const one of checker.written.values()) {
    const line = stored.get(one.text)
    if (line === undefined) {
      if (one.acknowledged) checker.violate('REL1', `${one.text} was acknowledged and is lost`)
      else if (!one.discarded && open.has(one.tab)) {
        checker.violate('REL1', `${one.text} of ${one.tab} is lost`)
      }
      continue
    }
    if (one.everRefused) continue
    const key = `${one.tab} ${line.session}`
    if (line.seq < (last.get(key) ?? 0)) checker.violate('REL3', `${one.text} overtook another`)
    last.set(key, line.seq)
  }
}

/** STA1: who is connected is present, who is not is not. */
function checkPresence(world: World): void {
  const { checker } = world
  const alive = new Set<string>(world.processes.map((process) => process.id))
  const expectPages = (
    who: string,
    found: Readonly<Record<string, string>>,
    tabs: readonly (UserTab | MonitorTab)[],
  ): void => {
    const pages = Object.keys(found).toSorted().join()
    const wanted = tabs
      .map((tab) => tab.key)
      .toSorted()
      .join()
    if (pages !== wanted) checker.violate('STA1', `${who} has other pages than are open`)
    if (Object.values(found).some((process) => !alive.has(process))) {
      checker.violate('STA1', `${who} is held by a process that is gone`)
    }
  }
  for (const session of world.sessions) {
    const room = checker.room(session)
    if (room === null) continue
    const tabs = new Map<string, UserTab[]>()
    for (const person of world.users) {
      const participant = seatOf(world, session, person)
      if (participant === null) continue
      const mine = person.tabs.filter((one) => one.session === session).map((one) => one.tab)
      tabs.set(participant, [...(tabs.get(participant) ?? []), ...mine])
    }
    for (const person of Object.values(room.participants)) {
      if (person.mergedInto !== null) continue
      expectPages(`participant ${person.id.slice(0, 4)}`, person.pages, tabs.get(person.id) ?? [])
    }
  }
  const desk = checker.desk()
  for (const operator of world.operators) {
    const found = Object.values(desk.operators).find((one) => one.card.id === operator.account?.id)
    expectPages(operator.name, found?.pages ?? {}, operator.monitors)
  }
}

/** Whom the door takes this browser for: by its account, where it has signed in. */
function seatOf(world: World, session: SessionId, person: Person): ParticipantId | null {
  const room = world.checker.room(session)
  const bound = participantOf(world, session, person)
  if (room === null || bound === null) return null
  const seat = resolve(room, bound)
  if (person.account === null || room.participants[seat]?.account?.id === person.account.id) {
    return seat
  }
  const own = Object.values(room.participants).find(
    (one) => one.mergedInto === null && one.account?.id === person.account?.id,
  )
  return own?.id ?? null
}

/** CHT5, CHT14: rooms and desk say the same, and nobody waits while somebody is free. */
function checkAgreement(world: World): void {
  const { checker, disk } = world
  const left = disk.query('select count(*) as count from outbox')[0]?.['count']
  if (left !== 0) checker.violate('CHT14', `${String(left)} commands are left in the outbox`)
  const desk = checker.desk()
  const onDesk = [
    ...Object.values(desk.operators).flatMap((operator) =>
      operator.conversations.map((one) => `${one.session} ${one.participant} ${operator.card.id}`),
    ),
    ...desk.queue.map((one) => `${one.session} ${one.participant} nobody`),
  ]
  const inRooms: string[] = []
  for (const session of world.sessions) {
    const room = checker.room(session)
    if (room === null) continue
    const { mode } = room.settings
    if (mode === 'peerhelp' && room.shared !== null && !room.shared.ended) {
      inRooms.push(`${session} null ${room.shared.operator?.id ?? 'nobody'}`)
    }
    for (const { id, chat, mergedInto } of Object.values(room.participants)) {
      if (mode !== 'help' || mergedInto !== null || chat.state === 'off') continue
      inRooms.push(`${session} ${id} ${chat.operator?.id ?? 'nobody'}`)
    }
  }
  if (onDesk.toSorted().join('; ') !== inRooms.toSorted().join('; ')) {
    checker.violate('CHT5', `desk: ${onDesk.join('; ')} - rooms: ${inRooms.join('; ')}`)
  }
  for (const waiting of desk.queue) {
    const free = Object.values(desk.operators).find(
      ({ available, limit, roles, conversations }) =>
        available &&
        (limit === null || conversations.length < limit) &&
        roles.some((role) => waiting.roles.includes(role)),
    )
    if (free !== undefined) checker.violate('CHT5', `${free.card.name} is free and somebody waits`)
  }
}

/** MON9: what a page has come to know is what a fresh one is told. */
async function checkFresh(world: World): Promise<void> {
  const users = world.users.flatMap((person) =>
    person.tabs.map((one) => ({ ...one, person, fresh: world.openTab(person, one.session) })),
  )
  const monitors = world.operators.flatMap((person) =>
    person.monitors.map((tab) => ({ person, tab, fresh: world.openMonitor(person) })),
  )
  await world.pass(1_000)
  for (const { tab, fresh } of monitors) {
    for (const { session, participant, state } of tab.state.conversations.values()) {
      if (!state.carried) fresh.say({ type: 'follow', session, participant })
    }
  }
  await world.pass(2_000)
  for (const { tab, fresh } of users) {
    expectSame(world, `the view of ${tab.name}`, tab.state.view, fresh.state.view)
    expectSame(
      world,
      `the lines of ${tab.name}`,
      nameless(tab.state.lines),
      nameless(fresh.state.lines),
    )
  }
  for (const { person, tab, fresh } of monitors) {
    expectSame(world, `the rows of ${tab.name}`, sorted(tab.state.rows), sorted(fresh.state.rows))
    expectSame(world, `the desk of ${tab.name}`, tab.state.desk, fresh.state.desk)
    expectSame(
      world,
      `the conversations of ${tab.name}`,
      talk(tab.state.conversations),
      talk(fresh.state.conversations),
    )
    checkMonitor(world, person, fresh)
  }
}

/** The fresh page itself: as the store has it. */
function checkMonitor(world: World, person: Person, tab: MonitorTab): void {
  const { checker } = world
  const { account } = person
  if (account === null) return
  const desk = checker.desk()
  expectSame(world, `the desk of ${tab.name}`, tab.state.desk, deskView(desk, account.id))
  const rows = world.sessions.flatMap((session) => {
    const room = checker.room(session)
    if (room === null) return []
    return monitorRows(room, desk).filter((one) => !isDismissed(room, one.participant, account.id))
  })
  const byKey = new Map(rows.map((one) => [`${one.session}/${one.participant}`, one]))
  expectSame(world, `the rows of ${tab.name}`, sorted(tab.state.rows), sorted(byKey))
  for (const { session, participant } of conversationsOf(desk, account.id)) {
    const shown = tab.state.conversations.get(`${session}/${participant ?? ''}`)
    const room = checker.room(session)
    if (shown === undefined || room === null) {
      checker.violate('MON9', `${tab.name} does not show a conversation that it carries`)
      continue
    }
    const expected = checker
      .lines(session)
      .filter((line) =>
        participant === null
          ? line.audience === 'session'
          : line.audience === 'private' && resolve(room, line.conversation) === participant,
      )
      .map((line) => `${line.seq} ${checker.textOf(session, line)}`)
    expectLines(world, tab.name, shown.lines, expected)
  }
}

/** Whoever signs in has a name from then on; what was shown before keeps the number. */
function nameless(lines: readonly LineView[]): readonly object[] {
  return lines.map((line) => ({ ...line, name: null }))
}

function talk(conversations: ReadonlyMap<string, ConversationView>): readonly object[] {
  return sorted(conversations).map(([key, one]) => [key, { ...one, lines: nameless(one.lines) }])
}

function sorted<V>(map: ReadonlyMap<string, V>): readonly (readonly [string, V])[] {
  return [...map].toSorted(([a], [b]) => (a < b ? -1 : 1))
}

function expectSame(world: World, what: string, one: unknown, other: unknown): void {
  const [a, b] = [JSON.stringify(one), JSON.stringify(other)]
  if (a === b) return
  let at = 0
  while (a[at] === b[at]) at++
  const from = Math.max(0, at - 60)
  world.checker.violate(
    'MON9',
    `${what} differs: ...${a.slice(from, at + 60)} instead of ...${b.slice(from, at + 60)}`,
  )
}
