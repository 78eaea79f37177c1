/** Sessions that are deleted, accounts that are deleted, and who may see what. */
import { parseAccountId, type ParticipantId, type SessionId } from '../../src/base/id.ts'
import { must } from '../../src/base/must.ts'
import type { DeletedBy } from '../../src/live/command.ts'
import { later, row, save, withEntry, withOwnTab, withUserTab, type Row } from './action.ts'
import { askServer } from './asking.ts'
import { pickProcess } from './dialing.ts'
import { ALL_RIGHTS, cookiesOf, FEW_RIGHTS } from './people.ts'
import type { Random } from './random.ts'
import type { World } from './world.ts'

/** Sessions that a world has at most. */
const MOST_SESSIONS = 3

export const ENDS = {
  deleteOwn: row(2, (world, random) =>
    withOwnTab(world, random, ({ person, session, tab }) => {
      world.note(`${person.name} wants ${session.slice(0, 4)} deleted`)
      askServer(
        world,
        { person, name: tab.name },
        async (process) => {
          const visitor = await process.visitorOf(cookiesOf(person))
          return process.http.deleteOwn(session, visitor)
        },
        (answer) => {
          if (answer === 'lost' || 'failed' in answer || !answer.value) return
          // The page leads to the list of one's own.
          if (person.tabs.some((one) => one.tab === tab)) world.closeTab(person, tab, 'goodbye')
        },
      )
    }),
  ),
  deleteByAdministrator: row(1, (world, random) => {
    const session = anySession(world, random)
    if (session === null) return
    const by = { kind: 'administrator', account: ADMINISTRATOR } as const
    drop(world, session, by)
  }),
  /** Everybody writes while it is deleted. */
  deleteInTheMiddle: row(2, (world, random) => {
    const session = anySession(world, random)
    if (session === null) return
    const ms = random.int(0, 200)
    for (const person of world.everyone()) {
      for (const one of person.tabs.filter((tab) => tab.session === session)) {
        one.tab.submit({ type: 'chat-activate', invited: false })
        one.tab.submit({ type: 'chat-send', text: world.nextText() })
        world.forms.fill({ person, ...one }, ['f0'])
        later(world, random.int(0, 400), () => {
          one.tab.submit({ type: 'chat-send', text: world.nextText() })
          world.forms.sendAgain({ person, ...one })
        })
      }
      for (const tab of person.monitors) {
        const row = [...tab.state.rows.values()].find((entry) => entry.session === session)
        if (row === undefined) continue
        const { participant } = row
        tab.act((hand) => hand.observe(session, participant))
        later(world, random.int(0, 300), () => tab.submit({ type: 'block', session, participant }))
        later(world, random.int(0, 300), () => tab.say({ type: 'follow', session, participant }))
      }
    }
    later(world, ms, () => {
      drop(world, session, { kind: 'administrator', account: ADMINISTRATOR })
    })
  }),
  /** SES4: by its own rule the sweep comes once an hour; here it comes when chance says so. */
  retention: row(1, (world, random) => {
    const ms = random.pick([0, 30_000, 600_000])
    for (const session of world.sessions.slice()) {
      const untouchedSince = world.clock.now() - ms
      drop(world, session, { kind: 'retention', untouchedSince })
    }
  }),
  forgetUser: row(1, (world, random) => {
    const person = random.pick(world.users)
    if (person.account === null) return
    if (world.users.some((one) => one !== person && one.account?.id === person.account?.id)) return
    world.forget(person)
    for (const { tab } of person.tabs) world.reload(person, tab, true)
  }),
  forgetOperator: row(1, (world, random) => {
    const operator = random.pick(world.operators)
    if (operator.isForgotten || !random.chance(0.4)) return
    world.forget(operator)
  }),
  beginAgain: row(3, (world, random) => {
    const person = random.pick(world.users)
    if (world.sessions.length >= MOST_SESSIONS || person.tabs.length > 1) return
    if (pickProcess(world, random) === null) return
    world.note(`${person.name} begins anew`)
    const settings = { availability: 'available', mode: 'help', partnerRoles: ['law'] } as const
    world.begin(person, { ...settings, multiUser: random.chance(0.5) }).catch((error: unknown) => {
      world.note(`not begun: ${error instanceof Error ? error.message : 'unknown'}`)
    })
  }),
  /** ACC4: the interview says who may see it. */
  scope: row(2, (world, random) =>
    save(world, random, { operators: random.pick([null, ['family'], ['family']]) }),
  ),
  loseSomeRight: row(2, (world, random) => {
    const operator = random.pick(world.operators)
    if (operator.lostRightAt === null) world.setPrivileges(operator, FEW_RIGHTS)
  }),
  regainSomeRight: row(1, (world, random) => {
    const operator = random.pick(world.operators)
    if (operator.lostRightAt === null) world.setPrivileges(operator, ALL_RIGHTS)
  }),
  /** The server hears of it within a second; what is ordered meanwhile is asked of the store. */
  orderWithoutRight: row(2, (world, random) => {
    const privileges = random.pick<readonly string[]>([[], FEW_RIGHTS])
    const waits = Array.from({ length: 4 }, () => random.int(0, 1_200))
    withEntry(world, random, ({ tab, session, participant }) => {
      const operator = world.operators.find(({ monitors }) => monitors.includes(tab))
      if (operator === undefined || operator.lostRightAt !== null) return
      world.setPrivileges(operator, privileges)
      for (const ms of waits) {
        later(world, ms, () => {
          tab.submit({ type: 'offer-help', session, participant })
          tab.submit({ type: 'block', session, participant })
          tab.act((hand) => hand.observe(session, participant))
          world.joining.join(operator, session as SessionId, participant as ParticipantId)
        })
      }
    })
  }),
  /** Somebody else's address, or one in the history of a browser. */
  visitTheDead: row(1, (world, random) => {
    const [session] = world.checker.deletion.sessions()
    if (session === undefined) return
    withUserTab(world, random, ({ person }) => {
      if (person.tabs.length < 3) world.openTab(person, session)
    })
  }),
} satisfies Record<string, Row>

const ADMINISTRATOR = {
  id: must(parseAccountId('AAAAAAAAAAAAAAAAAAAAAA'), 'an account id'),
  name: 'Administrator',
}

function anySession(world: World, random: Random): SessionId | null {
  return world.sessions.length === 0 ? null : random.pick(world.sessions)
}

function drop(world: World, session: SessionId, by: DeletedBy): void {
  const [person] = world.operators
  if (person === undefined) return
  world.note(`${session.slice(0, 4)} is to be deleted by ${by.kind}`)
  askServer(
    world,
    { person, name: null },
    (process) => process.http.delete(session, by),
    () => {},
  )
}
