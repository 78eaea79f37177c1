/** CHT5: limits of simultaneous conversations, and the place of whoever waits. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DeskCommand } from './desk-command.ts'
import { queuePlaceOf } from './desk-queue.ts'
import { EMPTY_DESK, type Desk } from './desk.ts'
import { stepDesk } from './desk-step.ts'
import { conversationsOf, deskView } from './monitor-view.ts'
import { chatPartners, participantView, statusOf } from './derive.ts'
import { createMemoryDriver } from './testing/memory-driver.ts'
import {
  account,
  activate,
  ANN,
  begin,
  BOB,
  bobEnters,
  card,
  operatorReady,
  page,
  participant,
  process,
  S,
  session,
} from './testing/samples.ts'

function run(desk: Desk, commands: readonly DeskCommand[]): Desk {
  return commands.reduce((before, command) => stepDesk(before, command, 0).next, desk)
}
const ready = (name: string, roles: readonly string[] = ['law']): readonly DeskCommand[] => [
  {
    type: 'monitor-opened',
    operator: card(name),
    privileges: [],
    page: page(name),
    process: process('P'),
  },
  { type: 'set-roles', operator: account(name), roles },
  { type: 'set-available', operator: account(name), available: true },
]
const limit = (name: string, most: number | null): DeskCommand => ({
  type: 'set-limit',
  operator: account(name),
  limit: most,
})
const about = (name: string) => ({ session: session('S'), participant: participant(name) })
const assign = (
  name: string,
  changes: { roles?: readonly string[]; prefer?: string; away?: boolean } = {},
) => ({
  type: 'assign' as const,
  ...about(name),
  roles: changes.roles ?? ['law'],
  scope: { interview: 'interview.yml', operators: null },
  mayWait: false,
  prefer: changes.prefer === undefined ? null : account(changes.prefer),
  away: changes.away ?? false,
})
const carried = (desk: Desk, name: string) => conversationsOf(desk, account(name)).length
const place = (desk: Desk, name: string) => queuePlaceOf(desk, about(name))

describe('a limit', () => {
  it('[CHT5] there is none by default; it is the same in every tab of the operator', () => {
    const desk = run(EMPTY_DESK, ready('olga'))
    assert.equal(deskView(desk, account('olga')).limit, null)
    assert.equal(deskView(run(desk, [limit('olga', 2)]), account('olga')).limit, 2)
    assert.equal(stepDesk(EMPTY_DESK, limit('olga', 2), 0).refused, 'unknown-operator')
    assert.equal(stepDesk(desk, limit('olga', null), 0).next, desk)
  })

  it('[CHT5] at it, the others are taken first; when all are, it queues though nobody wanted to wait', () => {
    const both = run(EMPTY_DESK, [...ready('olga'), ...ready('omar'), limit('olga', 1)])
    const full = run(both, [assign('ann'), assign('bob'), assign('cid'), limit('omar', 2)])
    assert.deepEqual([carried(full, 'olga'), carried(full, 'omar')], [1, 2])
    const step = stepDesk(full, assign('dan'), 0)
    assert.deepEqual(step.answer, { type: 'queued' })
    assert.equal(place(step.next, 'dan'), 1)
  })

  it('[CHT5] a freed place, a higher limit or another operator serves who waits, oldest first', () => {
    const full = run(EMPTY_DESK, [...ready('olga'), limit('olga', 1), assign('ann')])
    const waiting = run(full, [assign('bob'), assign('cid')])
    assert.deepEqual([place(waiting, 'bob'), place(waiting, 'cid')], [1, 2])
    const freed = stepDesk(waiting, { type: 'release', ...about('ann') }, 0)
    assert.deepEqual([place(freed.next, 'bob'), place(freed.next, 'cid')], [null, 1])
    assert.deepEqual(
      freed.outbox.map(({ command }) => command.type),
      ['operator-found'],
    )
    assert.equal(carried(run(waiting, [limit('olga', 3)]), 'olga'), 3)
    assert.equal(carried(run(waiting, ready('omar')), 'omar'), 2)
  })

  it('[CHT5] a lower one takes nothing away, and gives nothing new', () => {
    const desk = run(EMPTY_DESK, [...ready('olga'), assign('ann'), assign('bob'), limit('olga', 1)])
    assert.equal(carried(desk, 'olga'), 2)
    const less = run(desk, [{ type: 'release', ...about('ann') }, assign('cid')])
    assert.deepEqual([carried(less, 'olga'), place(less, 'cid')], [1, 1])
  })

  it('[CHT5, AUT10, STA4] operators at it count as available', () => {
    const driver = createMemoryDriver()
    operatorReady(driver, 'olga')
    driver.toDesk(limit('olga', 1))
    begin(driver)
    bobEnters(driver)
    activate(driver)
    const view = () => participantView(driver.room(S), BOB, driver.desk())
    assert.deepEqual([view().operators, view().canActivate, view().icon], [1, true, 'green'])
    assert.equal(statusOf(driver.room(S), BOB, driver.desk()), 'standby')
    const asked = { roles: ['law'], mode: 'help' } as const
    assert.equal(chatPartners(driver.room(S), BOB, driver.desk(), asked).help, 1)
    assert.equal(activate(driver, BOB).type, 'done')
    assert.deepEqual([view().queuePlace, view().operatorName, view().icon], [1, null, 'grey'])
    driver.toRoom(S, { type: 'chat-off', participant: ANN })
    driver.drain()
    assert.deepEqual([view().queuePlace, view().operatorName], [null, 'olga'])
  })
})

describe('the place in the queue', () => {
  it('[CHT5] counts who waits for one of the same roles', () => {
    const full = run(EMPTY_DESK, [...ready('olga', ['law', 'tax', 'eat']), limit('olga', 1)])
    const desk = run(full, [
      assign('ann'),
      assign('bob', { roles: ['law'] }),
      assign('cid', { roles: ['tax'] }),
      assign('dan', { roles: ['law', 'tax'] }),
      assign('eve', { roles: ['eat'] }),
    ])
    assert.deepEqual(
      ['ann', 'bob', 'cid', 'dan', 'eve'].map((name) => place(desk, name)),
      [null, 1, 1, 3, 1],
    )
  })
})

describe('who is preferred', () => {
  it('[CHT21] takes it first of all: busier, not available, without the role, at the limit', () => {
    const desk = run(EMPTY_DESK, [
      ...ready('olga'),
      ...ready('omar', ['tax']),
      assign('ann', { roles: ['tax'] }),
      limit('omar', 1),
      { type: 'set-available', operator: account('omar'), available: false },
    ])
    const step = stepDesk(desk, assign('bob', { prefer: 'omar' }), 0)
    assert.deepEqual(step.answer, { type: 'assigned', operator: card('omar') })
  })

  it('[CHT21] without a Monitor open it goes by the roles', () => {
    const gone: readonly DeskCommand[] = [
      ...ready('omar'),
      {
        type: 'monitor-closed',
        operator: account('omar'),
        page: page('omar'),
        process: process('P'),
      },
    ]
    const desk = run(run(EMPTY_DESK, ready('olga')), gone)
    const away = stepDesk(desk, { type: 'tick' }, 1_000_000).next
    const step = stepDesk(away, assign('bob', { prefer: 'omar' }), 0)
    assert.deepEqual(step.answer, { type: 'assigned', operator: card('olga') })
  })

  it('[CHT21] is taken out of the queue, and never has a second operator', () => {
    const full = run(EMPTY_DESK, [...ready('olga'), limit('olga', 1), assign('ann'), assign('bob')])
    const desk = run(full, [...ready('omar', []), assign('bob', { prefer: 'omar' })])
    assert.deepEqual([place(desk, 'bob'), carried(desk, 'omar')], [null, 1])
    const again = stepDesk(desk, assign('bob', { prefer: 'olga' }), 0)
    assert.deepEqual(again.answer, { type: 'assigned', operator: card('omar') })
    assert.equal(again.next, desk)
  })
})
