/**
 * What people, operators, interviews and fate do. One line is one action: it is chosen by weight, gets
 * randomness of its own (so that leaving out another step changes nothing here), and does something at
 * once or nothing.
 */
import type { SessionId } from '../../src/base/id.ts'
import { GRACE_MS } from '../../src/live/room.ts'
import type { Random } from './random.ts'
import type { MonitorTab, UserTab } from './tabs.ts'
import type { Person } from './people.ts'
import { ROLES, type World } from './world.ts'

type Action = (world: World, random: Random) => void

interface Row {
  readonly weight: number
  readonly run: Action
}

export const ACTIONS = {
  // Users
  send: row(12, (world, random) => withUserTab(world, random, ({ tab }) => say(world, tab))),
  sendThree: row(3, (world, random) =>
    withUserTab(world, random, ({ tab }) => {
      for (let n = 0; n < 3; n++) say(world, tab)
    }),
  ),
  activate: row(8, (world, random) =>
    withUserTab(world, random, ({ tab }) => {
      tab.submit({ type: 'chat-activate', invited: random.chance(0.3) })
    }),
  ),
  off: row(2, (world, random) =>
    withUserTab(world, random, ({ tab }) => tab.submit({ type: 'chat-off' })),
  ),
  type: row(2, (world, random) =>
    withUserTab(world, random, ({ tab }) => tab.say({ type: 'typing', is: random.chance(0.7) })),
  ),
  informed: row(1, (world, random) =>
    withUserTab(world, random, ({ tab }) => tab.submit({ type: 'informed' })),
  ),
  declineHelp: row(1, (world, random) =>
    withUserTab(world, random, ({ tab }) => tab.submit({ type: 'decline-help' })),
  ),
  retry: row(2, (world, random) => withUserTab(world, random, ({ tab }) => tab.settleRefused())),
  reload: row(4, (world, random) =>
    withUserTab(world, random, ({ person, tab }) => {
      world.note(`${tab.name} is reloaded`)
      world.reload(person, tab, random.chance(0.8))
    }),
  ),
  openTab: row(2, (world, random) =>
    withUserTab(world, random, ({ person, session }) => {
      if (person.tabs.length >= 3) return
      world.note(`${person.name} opens a tab`)
      world.openTab(person, session)
    }),
  ),
  duplicateTab: row(1, (world, random) =>
    withUserTab(world, random, ({ person, session, tab }) => {
      if (person.tabs.length >= 3) return
      world.note(`${person.name} duplicates ${tab.name}`)
      world.openTab(person, session, new Map(tab.storage))
    }),
  ),
  closeTab: row(2, (world, random) =>
    withUserTab(world, random, ({ person, tab }) => {
      // Whoever closes a page with something unsent loses it, and is asked first.
      if (tab.pending() > 0) return
      const how = random.pick(['goodbye', 'goodbye', 'crash', 'power'] as const)
      world.note(`${tab.name} is closed (${how})`)
      world.closeTab(person, tab, how)
    }),
  ),
  goAway: row(1, (world, random) => {
    const person = random.pick(world.users)
    world.note(`${person.name} goes away`)
    for (const { tab } of person.tabs.slice()) {
      if (tab.pending() === 0) world.closeTab(person, tab, random.pick(['goodbye', 'crash']))
    }
  }),
  comeBack: row(4, (world, random) => {
    const away = world.users.filter((user) => user.tabs.length === 0)
    const person = away.length === 0 ? null : random.pick(away)
    const session = person?.entered.size === 0 ? undefined : [...(person?.entered ?? [])][0]
    if (person === null || session === undefined) return
    world.note(`${person.name} comes back`)
    world.openTab(person, session)
  }),
  signIn: row(1, (world, random) => {
    const person = random.pick(world.users)
    if (person.account !== null) return
    world.note(`${person.name} signs in`)
    // Sometimes as somebody who is in the session already, from another machine.
    const known = world.users.filter((user) => user.account !== null)
    const account =
      known.length > 0 && random.chance(0.4) ? (random.pick(known).account ?? null) : null
    world.signIn(person, account)
    for (const { tab } of person.tabs) world.reload(person, tab, true)
  }),
  enter: row(3, (world, random) => {
    const session = random.pick(world.sessions)
    const others = world.users.filter((user) => !user.entered.has(session))
    if (others.length > 0) world.enter(random.pick(others), session)
  }),

  // Operators
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
    if (operator.lostRightAt === null) world.setRight(operator, false)
  }),
  regainRight: row(2, (world, random) => {
    const without = world.operators.filter((one) => one.lostRightAt !== null)
    if (without.length === 0) return
    const operator = random.pick(without)
    world.setRight(operator, true)
    for (const tab of operator.monitors) {
      if (tab.line === 'ended') world.reload(operator, tab, false)
    }
  }),

  // The interview
  mode: row(4, (world, random) =>
    save(world, random, { mode: random.pick(['help', 'help', 'peer', 'peerhelp'] as const) }),
  ),
  availability: row(2, (world, random) =>
    save(world, random, {
      availability: random.pick([
        'available',
        'available',
        'available',
        'observeonly',
        'unavailable',
      ] as const),
    }),
  ),
  partnerRoles: row(1, (world, random) =>
    save(world, random, { partnerRoles: ROLES.filter(() => random.chance(0.6)) }),
  ),
  nextScreen: row(2, (world, random) => save(world, random, {})),
  restart: row(1, (world, random) => save(world, random, { restarts: true })),
  exit: row(1, (world, random) => {
    if (!random.chance(0.3)) return
    withUserTab(world, random, ({ person, session }) => world.exit(person, session))
  }),

  // Fate
  reset: row(4, (world, random) => withAnyTab(world, random, (tab) => world.reset(tab))),
  stall: row(3, (world, random) =>
    withAnyTab(world, random, (tab) => {
      const way = random.pick(['up', 'down', 'both'] as const)
      world.note(`${tab} stalls ${way}`)
      if (way !== 'down') world.cut(tab, 'up', 'stalled')
      if (way !== 'up') world.cut(tab, 'down', 'stalled')
    }),
  ),
  silentCut: row(2, (world, random) =>
    withAnyTab(world, random, (tab) => {
      const way = random.pick(['up', 'down', 'both'] as const)
      world.note(`${tab} is cut silently ${way}`)
      if (way !== 'down') world.cut(tab, 'up', 'dead')
      if (way !== 'up') world.cut(tab, 'down', 'dead')
    }),
  ),
  goOffline: row(2, (world, random) =>
    withAnyTab(world, random, (tab) => {
      world.note(`${tab} loses its network`)
      world.cutOff.add(tab)
      world.cut(tab, 'up', 'dead')
      world.cut(tab, 'down', 'dead')
    }),
  ),
  comeOnline: row(3, (world, random) => {
    const tab = [...world.cutOff][0]
    if (tab === undefined) return
    world.note(`${tab} has its network again`)
    world.cutOff.delete(tab)
    const back = world.allTabs().find((one) => one.name === tab)
    if (random.chance(0.5)) back?.page?.tell('online')
  }),
  freezeTab: row(2, (world, random) =>
    withAnyTab(world, random, (name) => {
      const tab = world.allTabs().find((one) => one.name === name)
      if (tab?.page?.gate.isFrozen === true) return
      world.note(`${name} falls asleep`)
      world.fault()
      tab?.page?.gate.freeze()
      world.lastSilentAt = world.clock.now()
    }),
  ),
  thawTab: row(3, (world) => {
    for (const tab of world.allTabs()) tab.page?.gate.thaw()
  }),
  crash: row(3, (world, random) => {
    if (world.processes.length === 0) return
    const process = random.pick(world.processes)
    const isSilent = random.chance(0.2)
    world.note(`process ${process.id.slice(0, 4)} dies${isSilent ? ' with its machine' : ''}`)
    world.crash(process, isSilent)
    if (random.chance(0.7)) world.startProcess()
  }),
  deploy: row(2, (world, random) => {
    if (world.processes.length === 0) return
    const process = random.pick(world.processes)
    world.note(`process ${process.id.slice(0, 4)} leaves`)
    world.stop(process)
    world.startProcess()
  }),
  startProcess: row(2, (world) => {
    if (world.processes.length < 3) world.startProcess()
  }),
  freezeProcess: row(2, (world, random) => {
    if (world.processes.length === 0) return
    const process = random.pick(world.processes)
    world.note(`process ${process.id.slice(0, 4)} is stopped`)
    world.freeze(process)
  }),
  thawProcesses: row(3, (world) => {
    for (const process of world.processes) world.thaw(process)
  }),
  slowStore: row(2, (world, random) => {
    world.fault()
    world.disk.weather.readMs = random.pick([2, 20, 300])
    world.disk.weather.commitMs = random.pick([5, 50, 800])
  }),
  failingStore: row(2, (world, random) => {
    world.fault()
    world.disk.weather.failures = random.pick([0, 0, 10, 40])
  }),
  losingBus: row(2, (world, random) => {
    world.fault()
    world.fabric.loss = random.pick([0, 30, 100])
    world.fabric.latencyMs = random.pick([3, 200])
  }),
  /** Something is written while no wake-up reaches another process. */
  whisper: row(2, (world, random) => {
    world.fault()
    world.fabric.loss = 100
    withUserTab(world, random, ({ tab }) => say(world, tab))
  }),
  /** An operator leaves, and the server dies about when their conversations are handed on. */
  operatorLeaves: row(1, (world, random) => {
    const busy = world.operators.filter(({ monitors }) =>
      monitors.some(({ state }) =>
        [...state.conversations.values()].some((one) => one.state.carried),
      ),
    )
    const operator = random.pick(busy.length > 0 ? busy : world.operators)
    world.note(`${operator.name} leaves`)
    for (const tab of operator.monitors.filter((one) => one.pending() === 0)) {
      world.closeTab(operator, tab, 'goodbye')
    }
    Object.assign(
      world.disk.weather,
      random.pick([{}, { readMs: 300, commitMs: 800 }, { failures: 40 }]),
    )
    world.clock.after(GRACE_MS + random.int(0, 4_000), () => {
      if (world.isOver) return
      world.note('all processes die')
      for (const process of world.processes.slice()) world.crash(process, false)
      world.startProcess()
    })
  }),
  calm: row(2, (world) => {
    Object.assign(world.disk.weather, { readMs: 2, commitMs: 5, failures: 0 })
    world.fabric.loss = 0
    for (const { link } of world.links) link.heal()
  }),
} satisfies Record<string, Row>

export type ActionName = keyof typeof ACTIONS

function row(weight: number, run: Action): Row {
  return { weight, run }
}

/** Whoever has something to say turns chat on first, where the page lets them. */
function say(world: World, tab: UserTab): void {
  if (tab.state.view?.chat === 'off' && tab.state.view.canActivate) {
    tab.submit({ type: 'chat-activate', invited: false })
  }
  tab.submit({ type: 'chat-send', text: world.nextText() })
}

function sayTo(world: World, tab: MonitorTab, session: string, participant: string | null): void {
  tab.submit({ type: 'chat-send', session, participant, text: world.nextText() })
}

/** What somebody does a while after something else, if peace has not come meanwhile. */
function later(world: World, ms: number, run: () => void): void {
  world.clock.after(ms, () => {
    if (!world.isOver) run()
  })
}

function save(world: World, random: Random, next: Parameters<World['save']>[3]): void {
  withUserTab(world, random, ({ person, session }) => {
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

function withUserTab(
  world: World,
  random: Random,
  run: (on: { person: Person; session: SessionId; tab: UserTab }) => void,
): void {
  const all = world.users.flatMap((person) => person.tabs.map((one) => ({ person, ...one })))
  if (all.length > 0) run(random.pick(all))
}

function withMonitor(
  world: World,
  random: Random,
  run: (on: { person: Person; tab: MonitorTab }) => void,
): void {
  const all = world.operators.flatMap((person) => person.monitors.map((tab) => ({ person, tab })))
  if (all.length > 0) run(random.pick(all))
}

/** As the Monitor shows it, which may be old. */
function withConversation(
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

function withEntry(
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

function withAnyTab(world: World, random: Random, run: (tab: string) => void): void {
  const all = world.allTabs()
  if (all.length > 0) run(random.pick(all).name)
}
