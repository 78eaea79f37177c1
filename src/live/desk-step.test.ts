import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AccountCard } from './command.ts'
import type { DeskCommand } from './desk-command.ts'
import { EMPTY_DESK, findOperator, MAX_ROLES, ROLE_KEPT_MS, type Desk } from './desk.ts'
import { nextDeskDeadline, stepDesk } from './desk-step.ts'
import { conversationsOf, deskView } from './monitor-view.ts'
import { GRACE_MS } from './room.ts'
import { account, card, page, participant, process, session } from './testing/samples.ts'

const P = process('P')
const Q = process('Q')
const OLGA = card('olga')

function run(desk: Desk, commands: readonly DeskCommand[], now = 0): Desk {
  return commands.reduce((before, command) => stepDesk(before, command, now).next, desk)
}

const opened = (operator: AccountCard, on = P): DeskCommand => ({
  type: 'monitor-opened',
  privileges: [],
  operator,
  page: page(operator.name),
  process: on,
})
const closed = (operator: AccountCard, on = P): DeskCommand => ({
  type: 'monitor-closed',
  operator: operator.id,
  page: page(operator.name),
  process: on,
})
const available = (operator: AccountCard, is = true): DeskCommand => ({
  type: 'set-available',
  operator: operator.id,
  available: is,
})
const roles = (operator: AccountCard, ...ticked: string[]): DeskCommand => ({
  type: 'set-roles',
  operator: operator.id,
  roles: ticked,
})
const ready = (name: string, ...ticked: string[]): readonly DeskCommand[] => [
  opened(card(name)),
  roles(card(name), ...ticked),
  available(card(name)),
]
const assign = (name: string, asked: readonly string[] = ['law'], mayWait = true): DeskCommand => ({
  type: 'assign',
  session: session('S'),
  participant: participant(name),
  roles: asked,
  scope: { interview: 'interview.yml', operators: null },
  mayWait,
  prefer: null,
  away: false,
})
const release = (name: string): DeskCommand => ({
  type: 'release',
  session: session('S'),
  participant: participant(name),
})

const short = (participant: string | null) => participant?.replace(/_+$/, '')
const carries = (desk: Desk, name: string) =>
  conversationsOf(desk, account(name)).map((one) => short(one.participant))
const waits = (desk: Desk) => desk.queue.map((one) => short(one.participant))

/** Where an operator stands; each with or without being available. */
type Place = 'here' | 'grace' | 'away'
function placeOf(desk: Desk): `${Place}${' available' | ''}` {
  const operator = findOperator(desk, OLGA.id)
  assert.ok(operator)
  const place =
    Object.keys(operator.pages).length > 0
      ? 'here'
      : operator.graceEndsAt === null
        ? 'away'
        : 'grace'
  return `${place}${operator.available ? ' available' : ''}`
}

const here = run(EMPTY_DESK, [opened(OLGA)])
const grace = run(here, [closed(OLGA)])
const away = stepDesk(grace, { type: 'tick' }, GRACE_MS).next
const hereAvailable = run(here, [available(OLGA)])

const STATES = {
  here,
  'here available': hereAvailable,
  grace,
  'grace available': run(hereAvailable, [closed(OLGA)]),
  away,
}
const EVENTS = {
  opened: opened(OLGA),
  'opened elsewhere': opened(OLGA, Q),
  closed: closed(OLGA),
  'closed late by another process': closed(OLGA, Q),
  'process lost': { type: 'process-lost', process: P },
  available: available(OLGA),
  'not available': available(OLGA, false),
  'grace time passes': { type: 'tick' },
} satisfies Record<string, DeskCommand>

type Table = Record<keyof typeof STATES, Record<keyof typeof EVENTS, string>>
const TABLE: Table = {
  here: {
    opened: 'here',
    'opened elsewhere': 'here',
    closed: 'grace',
    'closed late by another process': 'here',
    'process lost': 'grace',
    available: 'here available',
    'not available': 'here',
    'grace time passes': 'here',
  },
  'here available': {
    opened: 'here available',
    'opened elsewhere': 'here available',
    closed: 'grace available',
    'closed late by another process': 'here available',
    'process lost': 'grace available',
    available: 'here available',
    'not available': 'here',
    'grace time passes': 'here available',
  },
  grace: {
    opened: 'here',
    'opened elsewhere': 'here',
    closed: 'grace',
    'closed late by another process': 'grace',
    'process lost': 'grace',
    available: 'grace available',
    'not available': 'grace',
    'grace time passes': 'away',
  },
  'grace available': {
    opened: 'here available',
    'opened elsewhere': 'here available',
    closed: 'grace available',
    'closed late by another process': 'grace available',
    'process lost': 'grace available',
    available: 'grace available',
    'not available': 'grace',
    'grace time passes': 'away',
  },
  away: {
    opened: 'here',
    'opened elsewhere': 'here',
    closed: 'away',
    'closed late by another process': 'away',
    'process lost': 'away',
    available: 'grace available',
    'not available': 'away',
    'grace time passes': 'away',
  },
}

describe('the desk', () => {
  for (const [from, row] of Object.entries(TABLE)) {
    for (const [event, to] of Object.entries(row)) {
      it(`[MON2] ${from}: ${event} -> ${to}`, () => {
        const before = STATES[from as keyof typeof STATES]
        assert.equal(placeOf(before), from)
        const now = event === 'grace time passes' ? GRACE_MS : 0
        const step = stepDesk(before, EVENTS[event as keyof typeof EVENTS], now)
        assert.equal(placeOf(step.next), to)
        assert.equal(step.next.seq, before.seq + (step.next === before ? 0 : 1))
      })
    }
  }

  it('[MON2] starts at not available, with no role', () => {
    assert.deepEqual(deskView(EMPTY_DESK, OLGA.id), {
      available: false,
      roles: [],
      knownRoles: [],
      limit: null,
      open: 0,
      colleagues: [],
      offers: [],
      phone: null,
    })
    assert.equal(deskView(here, OLGA.id).available, false)
  })

  it('[MON2] one closed tab of two loses nothing', () => {
    const second = {
      type: 'monitor-opened',
      operator: OLGA,
      privileges: [],
      page: page('2'),
      process: P,
    } as const
    const desk = run(hereAvailable, [second, closed(OLGA)])
    assert.equal(placeOf(desk), 'here available')
    assert.equal(nextDeskDeadline(desk), null)
  })

  it('[MON2] the desk wants its tick exactly when a grace time ends', () => {
    const desk = run(hereAvailable, [closed(OLGA)], 500)
    assert.equal(nextDeskDeadline(desk), 500 + GRACE_MS)
    assert.equal(stepDesk(desk, { type: 'tick' }, 500 + GRACE_MS - 1).next, desk)
  })

  it('[MON2] refuses operators whom it does not know, unchanged', () => {
    for (const command of [available(OLGA), roles(OLGA, 'law'), closed(OLGA)]) {
      const step = stepDesk(EMPTY_DESK, command, 0)
      assert.equal(step.refused, 'unknown-operator')
      assert.equal(step.next, EMPTY_DESK)
    }
  })

  it('[MON3] ticks are remembered while the operator is away', () => {
    const desk = run(here, [roles(OLGA, 'law', 'tax', 'law')])
    const gone = stepDesk(run(desk, [closed(OLGA)]), { type: 'tick' }, GRACE_MS).next
    assert.deepEqual(deskView(gone, OLGA.id).roles, ['law', 'tax'])
  })

  it('[MON3] a role is known for 30 days after it was named last, and one ticked by somebody to them', () => {
    const day = ROLE_KEPT_MS / 30
    let desk = run(here, [{ type: 'roles-named', roles: ['law', 'constructor', '__proto__', ''] }])
    assert.deepEqual(deskView(desk, OLGA.id).knownRoles, ['__proto__', 'constructor', 'law'])
    const again: DeskCommand = { type: 'roles-named', roles: ['law'] }
    assert.equal(stepDesk(desk, again, day - 1).next, desk, 'written at most once a day')
    desk = stepDesk(desk, again, day).next
    desk = stepDesk(desk, { type: 'tick' }, ROLE_KEPT_MS).next
    assert.deepEqual(deskView(desk, OLGA.id).knownRoles, ['law'])
    desk = run(desk, [roles(OLGA, 'my own')], ROLE_KEPT_MS)
    assert.deepEqual(deskView(desk, account('omar')).knownRoles, ['law', 'my own'])
    desk = stepDesk(desk, { type: 'tick' }, 3 * ROLE_KEPT_MS).next
    assert.deepEqual(deskView(desk, OLGA.id).knownRoles, ['my own'])
  })

  it('[MON3] made-up roles do not grow the desk without end', () => {
    const named = Array.from({ length: MAX_ROLES + 5 }, (_, at) => `role ${at}`)
    const desk = run(EMPTY_DESK, [{ type: 'roles-named', roles: named }])
    assert.equal(Object.keys(desk.roles).length, MAX_ROLES)
  })

  it('[CHT5] the operator with the fewest conversations; among equals the longest idle', () => {
    let desk = run(EMPTY_DESK, ready('olga', 'law'), 1)
    desk = run(desk, ready('omar', 'tax', 'law'), 2)
    desk = run(desk, ready('tom', 'tax'), 0)
    for (const [at, who] of ['ann', 'bob', 'cid'].entries()) desk = run(desk, [assign(who)], 3 + at)
    assert.deepEqual(carries(desk, 'olga'), ['ann', 'cid'])
    assert.deepEqual(carries(desk, 'omar'), ['bob'])
    desk = run(desk, [release('ann'), release('cid'), assign('dan')], 10)
    assert.deepEqual(carries(desk, 'olga'), ['dan'])
    assert.deepEqual(carries(desk, 'tom'), [])
  })

  it('[CHT5] asked again, the desk answers the same', () => {
    const desk = run(EMPTY_DESK, [...ready('olga', 'law'), ...ready('omar', 'law'), assign('ann')])
    const again = stepDesk(desk, assign('ann', ['other']), 9)
    assert.equal(again.next, desk)
    assert.deepEqual(again.answer, { type: 'assigned', operator: card('olga') })
  })

  it('[CHT5] roles are case-sensitive', () => {
    const desk = run(EMPTY_DESK, ready('olga', 'Law'))
    assert.deepEqual(stepDesk(desk, assign('ann', ['law'], false), 0).answer, { type: 'nobody' })
  })

  it('[CHT5] who waits is served oldest first, as far as the roles fit', () => {
    let desk = run(EMPTY_DESK, [assign('ann'), assign('bob', ['tax']), assign('cid')])
    assert.deepEqual(waits(desk), ['ann', 'bob', 'cid'])
    desk = run(desk, [opened(OLGA), roles(OLGA, 'law')])
    const served = stepDesk(desk, available(OLGA), 7)
    assert.deepEqual(waits(served.next), ['bob'])
    assert.deepEqual(carries(served.next, 'olga'), ['ann', 'cid'])
    assert.deepEqual(
      served.outbox.map((order) => order.command.type),
      ['operator-found', 'operator-found'],
    )
    assert.deepEqual(carries(run(served.next, [roles(OLGA, 'tax')]), 'olga'), ['ann', 'cid', 'bob'])
  })

  it('[CHT5] nobody waits who did not want to', () => {
    const step = stepDesk(EMPTY_DESK, assign('ann', ['law'], false), 0)
    assert.deepEqual(step.answer, { type: 'nobody' })
    assert.equal(step.next, EMPTY_DESK)
  })

  it('[CHT12] release takes out of the queue too', () => {
    assert.deepEqual(waits(run(EMPTY_DESK, [assign('ann'), assign('bob'), release('ann')])), [
      'bob',
    ])
  })

  it('[CHT13] not available keeps the conversations, and gets no new one', () => {
    const desk = run(EMPTY_DESK, [...ready('olga', 'law'), assign('ann'), available(OLGA, false)])
    assert.deepEqual(carries(desk, 'olga'), ['ann'])
    assert.deepEqual(stepDesk(desk, assign('bob', ['law'], false), 0).answer, { type: 'nobody' })
  })

  it('[CHT14] an operator gone for the grace time leaves one command for each conversation', () => {
    let desk = run(EMPTY_DESK, [...ready('olga', 'law'), assign('ann'), assign('bob')])
    desk = run(desk, [{ type: 'process-lost', process: P }])
    const step = stepDesk(desk, { type: 'tick' }, GRACE_MS)
    assert.deepEqual(carries(step.next, 'olga'), [])
    assert.deepEqual(
      step.outbox.map(({ command }) => [
        command.type,
        'participant' in command && command.participant,
      ]),
      [
        ['operator-gone', participant('ann')],
        ['operator-gone', participant('bob')],
      ],
    )
    assert.deepEqual(step, stepDesk(desk, { type: 'tick' }, GRACE_MS), 'ids are the same each time')
    assert.equal(new Set(step.outbox.map(({ id }) => id)).size, 2)
  })

  it('[CHT14] back within the grace time: nothing has happened', () => {
    const desk = run(EMPTY_DESK, [...ready('olga', 'law'), assign('ann'), closed(OLGA)])
    const back = run(desk, [opened(OLGA, Q)], GRACE_MS - 1)
    assert.equal(stepDesk(back, { type: 'tick' }, GRACE_MS).next, back)
    assert.deepEqual(carries(back, 'olga'), ['ann'])
    assert.equal(placeOf(back), 'here available')
  })
})
