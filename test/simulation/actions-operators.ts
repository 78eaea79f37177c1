/** What operators do. */
import { later, row, sayTo, withConversation, withEntry, withMonitor, type Row } from './action.ts'
import { ALL_RIGHTS } from './people.ts'
import { ROLES } from './world.ts'

export const OPERATORS = {
  answer: row(10, (world, random) =>
    withConversation(world, random, ({ tab, session, participant, isCarried }) => {
      if (isCarried) sayTo(world, tab, session, participant)
    }),
  ),
  available: row(6, (world, random) =>
    withMonitor(world, random, ({ tab }) => {
      tab.submit({ type: 'set-available', available: random.chance(0.8) })
    }),
  ),
  roles: row(2, (world, random) =>
    withMonitor(world, random, ({ tab }) => {
      tab.submit({ type: 'set-roles', roles: ROLES.filter(() => random.chance(0.7)) })
    }),
  ),
  limit: row(2, (world, random) =>
    withMonitor(world, random, ({ tab }) => {
      tab.submit({ type: 'set-limit', limit: random.pick([null, 1, 1, 2]) })
    }),
  ),
  operatorTypes: row(1, (world, random) =>
    withConversation(world, random, ({ tab, session, participant }) => {
      tab.say({ type: 'typing', session, participant, is: true })
    }),
  ),
  end: row(2, (world, random) =>
    withConversation(world, random, ({ tab, session, participant }) => {
      tab.submit({ type: 'end-chat', session, participant })
    }),
  ),
  transfer: row(3, (world, random) =>
    withConversation(world, random, ({ tab, session, participant }) => {
      const other = random.pick(world.operators).account
      const to =
        other === null || random.chance(0.4)
          ? ({ kind: 'role', role: random.pick(ROLES) } as const)
          : ({ kind: 'operator', id: other.id } as const)
      tab.submit({ type: 'transfer', session, participant, to })
    }),
  ),
  cancelTransfer: row(1, (world, random) =>
    withConversation(world, random, ({ tab, session, participant }) => {
      tab.submit({ type: 'cancel-transfer', session, participant })
    }),
  ),
  answerTransfer: row(3, (world, random) =>
    withMonitor(world, random, ({ tab }) => {
      const offers = tab.state.desk?.offers ?? []
      if (offers.length === 0) return
      const { session, participant } = random.pick(offers)
      const accepts = random.chance(0.7)
      tab.submit({ type: 'answer-transfer', session, participant, accepts })
    }),
  ),
  /** Offered to somebody who is there, and taken within its time. */
  handOver: row(6, (world, random) => {
    const ms = random.pick([random.int(100, 3_000), random.int(100, 55_000)])
    const number = random.int(0, 1_000)
    withConversation(world, random, ({ tab, session, participant, isCarried }) => {
      const others = world.operators.filter(
        ({ monitors }) => monitors.length > 0 && !monitors.includes(tab),
      )
      const other = others[number % Math.max(others.length, 1)]
      const { account = null, monitors = [] } = other ?? {}
      if (account === null || !isCarried) return
      monitors[0]?.submit({ type: 'set-available', available: true })
      later(world, 500, () => {
        tab.submit({
          type: 'transfer',
          session,
          participant,
          to: { kind: 'operator', id: account.id },
        })
      })
      later(world, 500 + ms, () => {
        const taker = monitors.find(({ state }) =>
          state.desk?.offers.some(
            (one) => one.session === session && one.participant === participant,
          ),
        )
        taker?.submit({ type: 'answer-transfer', session, participant, accepts: true })
      })
    })
  }),
  blockForAWhile: row(3, (world, random) => {
    const ms = random.int(200, 8_000)
    withEntry(world, random, ({ tab, session, participant }) => {
      tab.submit({ type: 'block', session, participant })
      later(world, ms, () => tab.submit({ type: 'unblock', session, participant }))
    })
  }),
  block: row(2, (world, random) =>
    withEntry(world, random, ({ tab, session, participant }) => {
      tab.submit({ type: 'block', session, participant })
    }),
  ),
  unblock: row(2, (world, random) =>
    withEntry(world, random, ({ tab, session, participant }) => {
      tab.submit({ type: 'unblock', session, participant })
    }),
  ),
  offerHelp: row(3, (world, random) =>
    withEntry(world, random, ({ tab, session, participant }) => {
      tab.submit({ type: 'offer-help', session, participant })
    }),
  ),
  withdrawHelp: row(1, (world, random) =>
    withEntry(world, random, ({ tab, session, participant }) => {
      tab.submit({ type: 'withdraw-help', session, participant })
    }),
  ),
  dismiss: row(1, (world, random) =>
    withEntry(world, random, ({ tab, session, participant }) => {
      tab.submit({ type: 'dismiss', session, participant })
    }),
  ),
  take: row(3, (world, random) =>
    withMonitor(world, random, ({ tab }) => {
      const all = [...tab.state.rows.values()]
      if (all.length === 0) return
      const free = all.filter(({ canTake }) => canTake)
      const { session, participant, shared } = random.pick(free.length === 0 ? all : free)
      tab.submit({ type: 'take-chat', session, participant: shared ? null : participant })
    }),
  ),
  follow: row(2, (world, random) =>
    withEntry(world, random, ({ tab, session, participant, isShared }) => {
      tab.say({ type: 'follow', session, participant: isShared ? null : participant })
    }),
  ),
  unfollow: row(1, (world, random) =>
    withConversation(world, random, ({ tab, session, participant }) => {
      tab.say({ type: 'unfollow', session, participant })
    }),
  ),
  openMonitor: row(3, (world, random) => {
    const operator = random.pick(world.operators)
    if (operator.monitors.length >= 2) return
    world.note(`${operator.name} opens a Monitor`)
    world.openMonitor(operator)
  }),
  reloadMonitor: row(2, (world, random) =>
    withMonitor(world, random, ({ person, tab }) => {
      world.note(`${tab.name} is reloaded`)
      world.reload(person, tab, random.chance(0.8))
    }),
  ),
  closeMonitor: row(1, (world, random) =>
    withMonitor(world, random, ({ person, tab }) => {
      if (tab.pending() > 0) return
      const how = random.pick(['goodbye', 'crash', 'power'] as const)
      world.note(`${tab.name} is closed (${how})`)
      world.closeTab(person, tab, how)
    }),
  ),
  loseRight: row(1, (world, random) => {
    const operator = random.pick(world.operators)
    if (operator.lostRightAt === null) world.setPrivileges(operator, [])
  }),
  regainRight: row(2, (world, random) => {
    const without = world.operators.filter((one) => one.lostRightAt !== null && !one.isForgotten)
    if (without.length === 0) return
    const operator = random.pick(without)
    world.setPrivileges(operator, ALL_RIGHTS)
    for (const tab of operator.monitors) {
      if (tab.line === 'ended') world.reload(operator, tab, false)
    }
  }),
} satisfies Record<string, Row>
