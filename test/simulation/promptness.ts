/**
 * STA7, BLK4: where nothing is wrong with network, store and processes, every change shows within a
 * second, on every page and Monitor that is there. Looked at a second after each commit.
 */
import { participantView } from '../../src/live/derive.ts'
import { deskView } from '../../src/live/monitor-view.ts'
import type { Command } from '../../src/live/command.ts'
import type { Transacted } from '../../src/store/store.ts'
import { resolve } from './line-checks.ts'
import { expectSame, participantOf, rowsFor, seatOf, sorted } from './peace.ts'
import type { Person } from './people.ts'
import type { MonitorTab, UserTab } from './tabs.ts'
import { checkWatched } from './watch-shown.ts'
import type { LiveLink, World } from './world.ts'

const PROMPT_MS = 1_000
/** What went wrong is made good after this: lines are up, copies are read again. */
const CALM_MS = 5_000
/** ACC3: within about a second, and then it is shown. */
const NOTICED_RIGHT_MS = 2_500
const MOST_READ_MS = 20
const MOST_COMMIT_MS = 50
const MOST_BUS_MS = 3

export function watchPromptness(world: World, command: Command, done: Transacted): void {
  if (done.changed.length === 0) return
  const at = world.clock.now()
  world.commits++
  const { commits } = world
  if (!isCalm(world, at)) return
  const before = soundLinks(world)
  const told = done.changed.flatMap(({ aggregate, seq }) => {
    if (aggregate.kind !== 'room') return []
    const changed = world.checker.room(aggregate.id)?.changed?.version ?? 0
    return [{ command, session: aggregate.id, seq, changed }]
  })
  // One way down, at most.
  world.clock.after(PROMPT_MS + world.latencyMs, () => {
    if (!isCalm(world, at)) return
    const links = soundLinks(world).filter((link) => before.includes(link))
    const has = (tab: UserTab | MonitorTab): boolean =>
      tab.line === 'open' && links.some((link) => link.tab === tab.name)
    for (const one of told) checkTold(world, { ...one, has })
    // What is newer than this has its own second.
    if (world.commits === commits) checkShown(world, has)
  })
}

/** Nothing is wrong now, nor was for some time before that moment. */
export function isCalm(world: World, at: number): boolean {
  const { weather } = world.disk
  const isStoreWell =
    weather.failures === 0 && weather.readMs <= MOST_READ_MS && weather.commitMs <= MOST_COMMIT_MS
  const isBusWell = world.fabric.loss === 0 && world.fabric.latencyMs <= MOST_BUS_MS
  const isUp = world.processes.every(({ gate }) => gate.isAlive && !gate.isFrozen)
  return isStoreWell && isBusWell && isUp && world.lastFaultAt + CALM_MS <= at
}

/** The lines of pages that are up and awake. */
function soundLinks(world: World): readonly LiveLink[] {
  const up = new Set(
    world
      .allTabs()
      .filter((tab) => tab.line === 'open' && tab.page?.gate.isFrozen === false)
      .map((tab) => tab.name),
  )
  const latest = new Map(world.links.map((one) => [one.tab, one]))
  return [...latest.values()].filter(
    (one) => up.has(one.tab) && !one.isHurt && !one.link.isOver && one.process.gate.isAlive,
  )
}

/** Every page of the session knows of it, whatever came after it. */
function checkTold(
  world: World,
  told: {
    readonly command: Command
    readonly session: string
    readonly seq: number
    /** Version of the answers that were changed last then. */
    readonly changed: number
    readonly has: (tab: UserTab) => boolean
  },
): void {
  const { type } = told.command.command
  for (const { session, tab } of world.everyone().flatMap((person) => person.tabs)) {
    if (session !== told.session || !told.has(tab)) continue
    // Those of this commit, or newer ones.
    const isTold = (tab.state.view?.answers?.version ?? 0) >= told.changed
    if (!isTold) world.checker.violate('JOI3', `${tab.name} is not told of changed answers`)
    if ((tab.state.cursor ?? 0) >= told.seq) continue
    const rule = type === 'block' ? 'BLK4' : 'STA7'
    world.checker.violate(rule, `${tab.name} is not told of ${type} within a second`)
  }
}

/** Everything shown is as the store has it. */
function checkShown(world: World, has: (tab: UserTab | MonitorTab) => boolean): void {
  world.checker.count('all looked at after a second')
  for (const person of world.everyone()) {
    for (const one of person.tabs) if (has(one.tab)) checkPage(world, person, one)
  }
  const desk = world.checker.desk()
  for (const person of world.operators) {
    const { account, monitors } = person
    for (const tab of monitors) {
      if (account === null || !has(tab) || tab.state.arriving !== null) continue
      const since = world.clock.now() - (world.rightsOf(account.id).at(-1)?.at ?? 0)
      if (since < NOTICED_RIGHT_MS) continue
      expectSame(
        world,
        'STA7',
        `the desk of ${tab.name}`,
        tab.state.desk,
        deskView(desk, account.id),
      )
      checkWatched(world, person, tab)
      const rows = sorted(tab.state.rows)
      expectSame(world, 'STA7', `the list of ${tab.name}`, rows, rowsFor(world, account.id))
    }
  }
}

function checkPage(world: World, person: Person, one: Person['tabs'][number]): void {
  const room = world.checker.room(one.session)
  const bound = participantOf(world, one.session, person)
  if (room === null || bound === null) return
  const me = resolve(room, bound)
  // The door will take whoever signed in for somebody else at the next load.
  if (seatOf(world, one.session, person) !== me) return
  const shown = participantView(room, me, world.checker.desk())
  // CHT16: who helps others is not invited to be helped.
  const view = person.isOperator ? { ...shown, announce: false } : shown
  expectSame(world, 'STA7', `the view of ${one.tab.name}`, one.tab.state.view, view)
}
