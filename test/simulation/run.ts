/** One run: a world and a schedule from a seed, then peace, then the question whether all is well. */
import { ACTIONS, type ActionName } from './actions.ts'
import {
  checkDeleted,
  checkOffers,
  checkOwnLists,
  closeEndedTabs,
  sendForms,
} from './peace-ends.ts'
import {
  checkAgreement,
  checkDeadlines,
  checkDelivered,
  checkFresh,
  checkLines,
  checkPresence,
  checkStored,
} from './peace.ts'
import { createWorld } from './create-world.ts'
import { createRandom } from './random.ts'
import type { Seams } from './seams.ts'
import { checkControlled, checkWatched } from './watch-shown.ts'
import { BEGINNING, ROLES, type World } from './world.ts'

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
/** ACC3: within about a second, once the store can be read. */
const NOTICED_RIGHT_MS = 2_500
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
  const usual = weights.reduce((sum, one) => sum + one.weight, 0)
  for (const one of weights) if (favours.includes(one.action)) one.weight += usual / 6
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
  if (!random.chance(0.1)) return { seed, steps }
  // CHT19: long enough for a conversation of somebody offline to end, or not quite.
  const longest = random.int(1, steps.length - 1)
  const after = random.pick([29, 31, 31]) * 60_000
  return {
    seed,
    steps: steps.map((one, at) => {
      if (at === longest) return { ...one, after }
      return at === longest - 1 ? { ...one, action: 'goAway' } : one
    }),
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
        consent: world.chance.pick(['author', 'author', 'author', 'notice', 'ask'] as const),
      })
      .finally(() => {
        isBegun = true
      })
    // Time stands still once a rule is broken.
    while (!isBegun && world.checker.violations.length === 0) await world.pass(10)
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
  world.heal()
  const wasSilent = clock.now() - world.lastSilentAt < 60_000
  // A server that was just started is up when it has read what it must.
  await world.pass(START_MS)
  await reopenMonitors(world)
  // One message after the other: each takes the way there and back.
  const waiting = Math.max(0, ...world.allTabs().map((tab) => tab.pending()))
  const healed = HEALED_MS + (waiting + 4) * 2 * world.latencyMs
  await world.pass(wasSilent ? NOTICED_MS + healed : healed)
  closeLostMonitors(world)
  closeEndedTabs(world)
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
  await sendForms(world)
  closeEndedTabs(world)
  checkLines(world)
  checkDelivered(world)
  checkStored(world)
  for (const tab of world.allTabs()) {
    if (tab.hasRefused()) checker.violate('CHT7', `${tab.name} cannot send what it wrote`)
  }
  checkPresence(world)
  checkDeadlines(world)
  checkAgreement(world)
  checkOwnLists(world)
  checkOffers(world)
  for (const person of world.operators) {
    for (const tab of person.monitors) checkWatched(world, person, tab)
  }
  await checkControlled(world)
  await checkDeleted(world)
  if (checker.violations.length > 0) return
  await checkFresh(world)
}

/** Who has the right again loads a Monitor anew that says that it was lost. */
async function reopenMonitors(world: World): Promise<void> {
  await world.pass(NOTICED_RIGHT_MS)
  for (const operator of world.operators.filter((one) => one.lostRightAt === null)) {
    for (const tab of operator.monitors) {
      if (tab.line === 'ended') world.reload(operator, tab, false)
    }
  }
}

/** ACC3: whoever has lost the right is told, and closes it. */
function closeLostMonitors(world: World): void {
  for (const operator of world.operators.filter((one) => one.lostRightAt !== null)) {
    for (const tab of operator.monitors.slice()) {
      if (tab.line === 'open') {
        world.checker.violate('ACC3', `${tab.name} is open to somebody who may not have it`)
      }
      world.closeTab(operator, tab, 'crash')
    }
  }
}
