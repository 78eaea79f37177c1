/** What users and their interviews do. */
import { row, save, say, withOwnTab, withUserTab, type Row } from './action.ts'
import { ROLES } from './world.ts'

export const USERS = {
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
    if (world.sessions.length === 0) return
    const session = random.pick(world.sessions)
    const others = world.users.filter((user) => !user.entered.has(session))
    if (others.length > 0) world.enter(random.pick(others), session)
  }),
} satisfies Record<string, Row>

export const INTERVIEWS = {
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
    withOwnTab(world, random, ({ person, session }) => world.exit(person, session))
  }),
} satisfies Record<string, Row>
