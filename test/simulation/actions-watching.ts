/** Observing, asking, and working in a screen. */
import { later, row, save, withMonitor, withUserTab, type Row } from './action.ts'
import type { Observed } from './operator-hand.ts'
import type { Person } from './people.ts'
import type { Random } from './random.ts'
import type { MonitorTab } from './tabs.ts'
import type { World } from './world.ts'

export const WATCHING = {
  observe: row(8, (world, random) =>
    withMonitor(world, random, ({ tab }) => void observeAny(tab, random)),
  ),
  unobserve: row(2, (world, random) =>
    withObserved(world, random, ({ tab, one }) => tab.act((hand) => hand.unobserve(one))),
  ),
  takeControl: row(4, (world, random) => {
    const takeOver = random.chance(0.4)
    withObserved(world, random, ({ tab, one }) => tab.act((hand) => hand.take(one, takeOver)))
  }),
  releaseControl: row(2, (world, random) =>
    withControl(world, random, ({ tab, one }) => tab.act((hand) => hand.release(one))),
  ),
  operate: row(6, (world, random) => {
    const times = random.int(1, 6)
    withControl(world, random, ({ tab, one }) => {
      for (let n = 0; n < times; n++) operate(world, tab, one)
    })
  }),
  /** From the first look to the last key, over some seconds. */
  work: row(8, (world, random) => {
    const waits = Array.from({ length: random.int(3, 12) }, () => random.int(0, 900))
    const releases = random.chance(0.5)
    withMonitor(world, random, ({ tab }) => {
      const one = observeAny(tab, random)
      if (one === null) return
      const begins = 4 * world.latencyMs + 300
      later(world, begins, () => answerAll(world))
      later(world, 2 * begins, () => tab.act((hand) => hand.take(one, false)))
      later(world, 3 * begins, () => answerAll(world))
      let at = 4 * begins
      for (const ms of waits) {
        at += ms
        later(world, at, () => operate(world, tab, one))
      }
      if (releases) later(world, at + 100, () => tab.act((hand) => hand.release(one)))
    })
  }),
  /** Somebody takes over while another types. */
  contest: row(3, (world, random) => {
    const [first, second] = [random.int(0, 40), random.int(0, 400)]
    withControl(world, random, ({ tab, one }) => {
      for (let n = 0; n < 8; n++) later(world, n * 25 + first, () => operate(world, tab, one))
      const other = world.operators
        .flatMap(({ monitors }) => monitors)
        .find((monitor) => monitor !== tab)
      if (other === undefined) return
      other.act((hand) => hand.observe(one.session, one.participant))
      const theirs = (): Observed | undefined =>
        other.part?.observed().find(({ key }) => key === one.key)
      later(world, 100, () => {
        const same = theirs()
        if (same !== undefined) other.act((hand) => hand.take(same, true))
      })
      for (let n = 0; n < 8; n++) {
        later(world, 100 + second + n * 25, () => {
          const same = theirs()
          if (same !== undefined) operate(world, other, same)
        })
      }
    })
  }),
  powerOffController: row(2, (world, random) =>
    withControl(world, random, ({ person, tab }) => {
      if (tab.pending() > 0) return
      world.note(`${tab.name} dies with its machine`)
      world.closeTab(person, tab, 'power')
    }),
  ),
  answerAsk: row(8, (world, random) => {
    const accepts = random.chance(0.7)
    withUserTab(world, random, ({ tab }) => {
      const [ask] = tab.state.view?.asks ?? []
      if (ask === undefined) return
      const { operator, what } = ask
      tab.act((screen) => {
        screen.obey({ type: 'answer-ask', operator: operator.id, what, accepts })
      })
    })
  }),
  takeBack: row(3, (world, random) =>
    withUserTab(world, random, ({ tab }) => {
      const control = tab.state.view?.control ?? null
      if (control === null) return
      const { number } = control
      tab.act((screen) => screen.obey({ type: 'take-back', number, silent: false }))
    }),
  ),
  endWatch: row(2, (world, random) =>
    withUserTab(world, random, ({ tab }) => {
      const [operator] = tab.state.view?.watchedBy ?? []
      if (operator === undefined) return
      tab.act((screen) => screen.obey({ type: 'end-watch', operator: operator.id }))
    }),
  ),
  userTypes: row(3, (world, random) =>
    withUserTab(world, random, ({ tab }) => {
      const text = world.nextText()
      tab.act((screen) => screen.type(text))
    }),
  ),
  consent: row(2, (world, random) =>
    save(world, random, { consent: random.pick(['author', 'notice', 'ask'] as const) }),
  ),
} satisfies Record<string, Row>

/** Null: there is nobody in the list. */
function observeAny(tab: MonitorTab, random: Random): Observed | null {
  const all = [...tab.state.rows.values()]
  if (all.length === 0) return null
  const { session, participant } = random.pick(all)
  tab.act((hand) => hand.observe(session, participant))
  return tab.part?.observed().find((one) => one.participant === participant) ?? null
}

function operate(world: World, tab: MonitorTab, one: Observed): void {
  const text = world.nextText()
  tab.act((hand) => {
    const under = hand.type(one, text)
    if (under !== null) world.checker.watch.typed(text, under.number)
  })
}

/** Users who say yes. */
function answerAll(world: World): void {
  for (const { tab } of world.users.flatMap(({ tabs }) => tabs)) {
    for (const { operator, what } of tab.state.view?.asks ?? []) {
      tab.act((screen) => {
        screen.obey({ type: 'answer-ask', operator: operator.id, what, accepts: true })
      })
    }
  }
}

interface On {
  readonly person: Person
  readonly tab: MonitorTab
  readonly one: Observed
}

function allObserved(world: World): readonly On[] {
  return world.operators.flatMap((person) =>
    person.monitors.flatMap((tab) =>
      (tab.part?.observed() ?? []).map((one) => ({ person, tab, one })),
    ),
  )
}

function withObserved(world: World, random: Random, run: (on: On) => void): void {
  const all = allObserved(world)
  if (all.length > 0) run(random.pick(all))
}

function withControl(world: World, random: Random, run: (on: On) => void): void {
  const all = allObserved(world).filter(({ tab, one }) => tab.part?.view(one).state === 'yours')
  if (all.length > 0) run(random.pick(all))
}
