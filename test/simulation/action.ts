/** What the tables of actions have in common. */
import type { SessionId } from '../../src/base/id.ts'
import type { Person } from './people.ts'
import type { Random } from './random.ts'
import type { MonitorTab, UserTab } from './tabs.ts'
import type { World } from './world.ts'

export type Action = (world: World, random: Random) => void

export interface Row {
  readonly weight: number
  readonly run: Action
}

export function row(weight: number, run: Action): Row {
  return { weight, run }
}

/** Whoever has something to say turns chat on first, where the page lets them. */
export function say(world: World, tab: UserTab): void {
  if (tab.state.view?.chat === 'off' && tab.state.view.canActivate) {
    tab.submit({ type: 'chat-activate', invited: false })
  }
  tab.submit({ type: 'chat-send', text: world.nextText() })
}

export function sayTo(
  world: World,
  tab: MonitorTab,
  session: string,
  participant: string | null,
): void {
  tab.submit({ type: 'chat-send', session, participant, text: world.nextText() })
}

/** What somebody does a while after something else, if peace has not come meanwhile. */
export function later(world: World, ms: number, run: () => void): void {
  world.clock.after(ms, () => {
    if (!world.isOver) run()
  })
}

export function save(world: World, random: Random, next: Parameters<World['save']>[3]): void {
  withOwnTab(world, random, ({ person, session }) => {
    const multiUser = random.chance(0.8)
    world.request(person, 'save', (process) =>
      world.save(process, person, session, {
        called: true,
        ...(world.users.length > 1 ? { multiUser } : {}),
        ...next,
      }),
    )
  })
}

/** Of whoever is in a session, an operator who joined among them. */
export function withUserTab(
  world: World,
  random: Random,
  run: (on: { person: Person; session: SessionId; tab: UserTab }) => void,
): void {
  pickTab(world.everyone(), random, run)
}

/** Of a user: no operator who joined. */
export function withOwnTab(
  world: World,
  random: Random,
  run: (on: { person: Person; session: SessionId; tab: UserTab }) => void,
): void {
  pickTab(world.users, random, run)
}

export function withJoinedTab(
  world: World,
  random: Random,
  run: (on: { person: Person; session: SessionId; tab: UserTab }) => void,
): void {
  pickTab(world.operators, random, run)
}

function pickTab(
  people: readonly Person[],
  random: Random,
  run: (on: { person: Person; session: SessionId; tab: UserTab }) => void,
): void {
  const all = people.flatMap((person) => person.tabs.map((one) => ({ person, ...one })))
  if (all.length > 0) run(random.pick(all))
}

export function withMonitor(
  world: World,
  random: Random,
  run: (on: { person: Person; tab: MonitorTab }) => void,
): void {
  const all = world.operators.flatMap((person) => person.monitors.map((tab) => ({ person, tab })))
  if (all.length > 0) run(random.pick(all))
}

/** As the Monitor shows it, which may be old. */
export function withConversation(
  world: World,
  random: Random,
  run: (on: {
    tab: MonitorTab
    session: string
    participant: string | null
    isCarried: boolean
  }) => void,
): void {
  withMonitor(world, random, ({ tab }) => {
    const all = [...tab.state.conversations.values()]
    if (all.length === 0) return
    const { session, participant, state } = random.pick(all)
    run({ tab, session, participant, isCarried: state.carried })
  })
}

export function withEntry(
  world: World,
  random: Random,
  run: (on: { tab: MonitorTab; session: string; participant: string; isShared: boolean }) => void,
): void {
  withMonitor(world, random, ({ tab }) => {
    const all = [...tab.state.rows.values()]
    if (all.length === 0) return
    const { session, participant, shared } = random.pick(all)
    run({ tab, session, participant, isShared: shared })
  })
}

export function withAnyTab(world: World, random: Random, run: (tab: string) => void): void {
  const all = world.allTabs()
  if (all.length > 0) run(random.pick(all).name)
}
