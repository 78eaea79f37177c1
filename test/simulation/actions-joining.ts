/** Operators who join, and several people who answer the same questions. */
import type { SessionId } from '../../src/base/id.ts'
import { later, row, save, withJoinedTab, withMonitor, withUserTab, type Row } from './action.ts'
import { KEYS } from './interview.ts'
import type { Person } from './people.ts'
import type { Random } from './random.ts'
import type { MonitorTab } from './tabs.ts'
import type { World } from './world.ts'

export const JOINING = {
  join: row(4, (world, random) =>
    withMonitor(world, random, (on) => void joinAny(world, random, on)),
  ),
  leaveJoin: row(2, (world, random) =>
    withJoinedTab(world, random, ({ person, session, tab }) => {
      world.note(`${person.name} leaves ${session.slice(0, 4)}`)
      world.joining.leave(person, session, tab)
    }),
  ),
  closeJoined: row(2, (world, random) =>
    withJoinedTab(world, random, ({ person, tab }) => {
      if (tab.pending() > 0) return
      const how = random.pick(['goodbye', 'goodbye', 'crash', 'power'] as const)
      world.note(`${tab.name} is closed (${how})`)
      world.closeTab(person, tab, how)
    }),
  ),
  endJoin: row(2, (world, random) =>
    withUserTab(world, random, ({ tab }) => {
      const [operator] = tab.state.view?.joinedBy ?? []
      if (operator === undefined) return
      tab.submit({ type: 'end-join', operator: operator.id })
    }),
  ),
  /** Asked, allowed, some answers, and out again. */
  joinAndWork: row(6, (world, random) => {
    const waits = Array.from({ length: random.int(2, 8) }, () => random.int(0, 900))
    const leaves = random.chance(0.5)
    withMonitor(world, random, ({ person, tab }) => {
      const session = joinAny(world, random, { person, tab })
      if (session === null) return
      const begins = 6 * world.latencyMs + 600
      later(world, begins, () => allowJoins(world, session))
      let at = begins + 4_000
      for (const ms of waits) {
        at += ms
        later(world, at, () => fillIn(world, random, person, session))
      }
      if (!leaves) return
      later(world, at + 200, () => {
        const mine = person.tabs.find((one) => one.session === session)
        if (mine !== undefined) world.joining.leave(person, session, mine.tab)
      })
    })
  }),
  lookAtScreen: row(2, (world, random) => withUserTab(world, random, (at) => world.forms.look(at))),
  fill: row(5, (world, random) => {
    const keys = someKeys(random)
    withUserTab(world, random, (at) => world.forms.fill(at, keys))
  }),
  /** Two who have the same screen send it at about the same moment. */
  bothFill: row(5, (world, random) => {
    const [first, second] = [someKeys(random), someKeys(random)]
    const ms = random.pick([0, random.int(0, 50), random.int(0, 2_000)])
    withUserTab(world, random, (one) => {
      const others = world
        .everyone()
        .flatMap((person) => person.tabs.map((tab) => ({ person, ...tab })))
        .filter(({ session, tab }) => session === one.session && tab !== one.tab)
      if (others.length === 0) return
      const other = random.pick(others)
      world.forms.look(one)
      world.forms.look(other)
      const begins = 6 * world.latencyMs + 200
      later(world, begins, () => world.forms.fill(one, first))
      later(world, begins + ms, () => world.forms.fill(other, second))
    })
  }),
  change: row(3, (world, random) => {
    const what = random.pick([...KEYS, 'aside'])
    withUserTab(world, random, (at) => world.forms.change(at, what))
  }),
  back: row(2, (world, random) => withUserTab(world, random, (at) => world.forms.back(at))),
  sendFormAgain: row(3, (world, random) =>
    withUserTab(world, random, (at) => void world.forms.sendAgain(at)),
  ),
  several: row(1, (world, random) => save(world, random, { multiUser: random.chance(0.5) })),
} satisfies Record<string, Row>

/** Null: there is nobody in the list. */
function joinAny(
  world: World,
  random: Random,
  { person, tab }: { readonly person: Person; readonly tab: MonitorTab },
): SessionId | null {
  const all = [...tab.state.rows.values()]
  if (all.length === 0) return null
  const { session, participant } = random.pick(all)
  world.note(`${person.name} wants to join ${session.slice(0, 4)}`)
  world.joining.join(person, session, participant)
  return session
}

/** Users of the session say yes to whoever asks to come in. */
function allowJoins(world: World, session: SessionId): void {
  const tabs = world.users.flatMap((person) => person.tabs)
  for (const { tab } of tabs.filter((one) => one.session === session)) {
    for (const { operator, what } of tab.state.view?.asks ?? []) {
      if (what !== 'join') continue
      tab.act((screen) => {
        screen.obey({ type: 'answer-ask', operator: operator.id, what, accepts: true })
      })
    }
  }
}

/** The operator and a user of the session, by turns. */
function fillIn(world: World, random: Random, operator: Person, session: SessionId): void {
  const all = [operator, ...world.users].flatMap((person) =>
    person.tabs.filter((one) => one.session === session).map((one) => ({ person, ...one })),
  )
  if (all.length > 0) world.forms.fill(random.pick(all), someKeys(random))
}

function someKeys(random: Random): readonly string[] {
  const keys = KEYS.filter(() => random.chance(0.6))
  return keys.length > 0 ? keys : KEYS.slice(0, 1)
}
