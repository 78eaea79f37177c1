/** CHT19, CHT20, CHT21: an operator ends, hands on, and offers. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ConversationOf, TransferTarget } from './command.ts'
import { participantView } from './derive.ts'
import { carrierOf } from './desk-queue.ts'
import { TRANSFER_MS } from './desk.ts'
import { nextDeskDeadline } from './desk-step.ts'
import { deskView, monitorRows } from './monitor-view.ts'
import { GRACE_MS, INVITATION_MS } from './room.ts'
import { createMemoryDriver, type MemoryDriver } from './testing/memory-driver.ts'
import {
  account,
  activate,
  ANN,
  begin,
  BOB,
  bobEnters,
  byOperator,
  byParticipant,
  card,
  operatorReady,
  page,
  process,
  S,
  saveNext,
  say,
} from './testing/samples.ts'

const KEYS: Record<'help' | 'peerhelp', ConversationOf> = { help: ANN, peerhelp: null }

function world(mode: 'help' | 'peerhelp' = 'help'): MemoryDriver {
  const driver = createMemoryDriver()
  operatorReady(driver, 'olga')
  begin(driver, { mode })
  activate(driver)
  operatorReady(driver, 'omar')
  operatorReady(driver, 'tom', ['tax'])
  return driver
}

const to = (name: string): TransferTarget => ({ kind: 'operator', id: account(name) })
const role = (name: string): TransferTarget => ({ kind: 'role', role: name })
const transfer = (driver: MemoryDriver, target: TransferTarget, by = 'olga', conversation = ANN) =>
  driver.toRoom(S, { type: 'transfer', conversation, operator: card(by), to: target })
const answer = (driver: MemoryDriver, by: string, accepts: boolean, about: ConversationOf = ANN) =>
  driver.toRoom(S, { type: 'answer-transfer', conversation: about, operator: card(by), accepts })
const viewOf = (driver: MemoryDriver) => participantView(driver.room(S), ANN, driver.desk())
const carrier = (driver: MemoryDriver, participant: ConversationOf = ANN) =>
  carrierOf(driver.desk(), { session: S, participant })
const offers = (driver: MemoryDriver, name: string) => deskView(driver.desk(), account(name)).offers
const offer = (driver: MemoryDriver) => carrier(driver)?.conversations[0]?.offer ?? null
function leave(driver: MemoryDriver, name: string): void {
  const closed = { operator: account(name), page: page(name), process: process('P') }
  driver.toDesk({ type: 'monitor-closed', ...closed })
  driver.advance(GRACE_MS)
  driver.sweep()
  driver.drain()
}

describe('transfer', () => {
  it('[CHT20] stays with who carries it until the other accepts; the user is told the name', () => {
    const driver = world()
    assert.equal(transfer(driver, to('omar')).type, 'done')
    assert.equal(viewOf(driver).operatorName, 'olga')
    assert.deepEqual(offers(driver, 'omar'), [
      { session: S, participant: ANN, from: 'olga', until: driver.now() + TRANSFER_MS },
    ])
    assert.deepEqual([offers(driver, 'tom'), offers(driver, 'olga')], [[], []])
    assert.equal(say(driver, byOperator('olga'), ANN).type, 'done')
    assert.equal(answer(driver, 'omar', true).type, 'done')
    assert.equal(viewOf(driver).operatorName, 'omar')
    assert.deepEqual(viewOf(driver).movedFrom, { name: 'olga', how: 'transferred' })
    assert.equal(carrier(driver)?.card.name, 'omar')
    assert.deepEqual(offers(driver, 'omar'), [])
    assert.equal(say(driver, byOperator('olga'), ANN).type, 'refused')
    assert.deepEqual(driver.outbox, [], 'told in the same transaction')
  })

  it("[CHT20] the session's conversation too", () => {
    const driver = world('peerhelp')
    const order = { conversation: null, operator: card('olga'), to: to('omar') } as const
    driver.toRoom(S, { type: 'transfer', ...order })
    answer(driver, 'omar', true, null)
    assert.equal(viewOf(driver).operatorName, 'omar')
    assert.deepEqual(viewOf(driver).movedFrom, { name: 'olga', how: 'transferred' })
  })

  const back: Record<string, (driver: MemoryDriver) => void> = {
    declined: (driver) => answer(driver, 'omar', false),
    'not answered in time': (driver) => {
      driver.advance(TRANSFER_MS)
      driver.sweep()
    },
    'the other leaves': (driver) => leave(driver, 'omar'),
    withdrawn: (driver) => {
      const order = { conversation: ANN, operator: card('olga') }
      driver.toRoom(S, { type: 'cancel-transfer', ...order })
    },
  }
  for (const [how, happens] of Object.entries(back)) {
    it(`[CHT20] comes back: ${how}`, () => {
      const driver = world()
      transfer(driver, to('omar'))
      happens(driver)
      assert.equal(offer(driver), null)
      assert.equal(carrier(driver)?.card.name, 'olga')
      assert.deepEqual(offers(driver, 'omar'), [])
      assert.deepEqual(answer(driver, 'omar', true), { type: 'refused', code: 'no-transfer' })
      assert.deepEqual([viewOf(driver).operatorName, viewOf(driver).movedFrom], ['olga', null])
    })
  }

  it('[CHT20] to a role: whoever has ticked it and is available; the first to accept has it', () => {
    const driver = world()
    operatorReady(driver, 'tim', ['tax', 'law'])
    transfer(driver, role('tax'))
    assert.deepEqual([offers(driver, 'tom').length, offers(driver, 'tim').length], [1, 1])
    assert.deepEqual([offers(driver, 'omar').length, offers(driver, 'olga').length], [0, 0])
    answer(driver, 'tom', false)
    assert.deepEqual([offers(driver, 'tom').length, offers(driver, 'tim').length], [0, 1])
    answer(driver, 'tim', true)
    assert.equal(viewOf(driver).operatorName, 'tim')
    assert.equal(answer(driver, 'tom', true).type, 'refused')
  })

  it('[CHT20] what has run out is not accepted, though nobody has looked at the clock yet', () => {
    const driver = world()
    transfer(driver, to('omar'))
    driver.advance(TRANSFER_MS)
    assert.deepEqual(answer(driver, 'omar', true), { type: 'refused', code: 'no-transfer' })
  })

  it('[CHT20] to a role: back when all have declined, or none is available any more', () => {
    const driver = world()
    transfer(driver, role('tax'))
    answer(driver, 'tom', false)
    assert.equal(offer(driver), null)
    transfer(driver, role('tax'))
    driver.toDesk({ type: 'set-available', operator: account('tom'), available: false })
    assert.equal(offer(driver), null)
  })

  it('[CHT20] an operator accepts at their limit, or not available: it was asked of them', () => {
    const driver = world()
    driver.toDesk({ type: 'set-available', operator: account('omar'), available: false })
    driver.toDesk({ type: 'set-limit', operator: account('omar'), limit: 1 })
    transfer(driver, to('omar'))
    assert.equal(answer(driver, 'omar', true).type, 'done')
    assert.equal(viewOf(driver).operatorName, 'omar')
  })

  const refused: readonly [string, (driver: MemoryDriver) => unknown, string][] = [
    [
      'by who does not carry it',
      (driver) => transfer(driver, to('tom'), 'omar'),
      'not-your-conversation',
    ],
    ['to oneself', (driver) => transfer(driver, to('olga')), 'nobody-there'],
    ['to nobody we know', (driver) => transfer(driver, to('nobody')), 'nobody-there'],
    ['to a role of nobody', (driver) => transfer(driver, role('nobody')), 'nobody-there'],
    [
      'to an operator who has left',
      (driver) => {
        leave(driver, 'omar')
        return transfer(driver, to('omar'))
      },
      'nobody-there',
    ],
    ['an answer to what was not offered', (driver) => answer(driver, 'omar', true), 'no-transfer'],
    [
      'an answer by somebody else',
      (driver) => {
        transfer(driver, to('omar'))
        return answer(driver, 'tom', true)
      },
      'no-transfer',
    ],
    [
      'an answer after the chat ended',
      (driver) => {
        transfer(driver, to('omar'))
        driver.toRoom(S, { type: 'chat-off', participant: ANN })
        return answer(driver, 'omar', true)
      },
      'no-transfer',
    ],
  ]
  for (const [what, act, code] of refused) {
    it(`[CHT20] is refused: ${what}`, () => {
      assert.deepEqual(act(world()), { type: 'refused', code })
    })
  }

  it('[CHT14] who carries it goes while it is offered: it moves as ever', () => {
    const driver = world()
    transfer(driver, to('tom'))
    leave(driver, 'olga')
    assert.equal(viewOf(driver).operatorName, 'omar')
    assert.deepEqual([offer(driver), offers(driver, 'tom')], [null, []])
  })

  it('[CHT20] the desk wants its tick when an offer ends', () => {
    const driver = world()
    transfer(driver, to('omar'))
    assert.equal(nextDeskDeadline(driver.desk()), driver.now() + TRANSFER_MS)
  })

  it('[CHT20] the colleagues whom it can be offered to, by name, with what they carry', () => {
    const driver = world()
    leave(driver, 'tom')
    assert.deepEqual(deskView(driver.desk(), account('omar')).colleagues, [
      { id: account('olga'), name: 'olga', available: true, roles: ['law'], open: 1 },
    ])
  })
})

describe('"End" of an operator', () => {
  const end = (driver: MemoryDriver, conversation: ConversationOf, by = 'olga') =>
    driver.toRoom(S, { type: 'end-chat', conversation, operator: card(by) })

  it('[CHT19, CHT20] ends the chat; the user is told by whom', () => {
    const driver = world()
    assert.equal(end(driver, ANN).type, 'done')
    assert.deepEqual(
      [viewOf(driver).chat, viewOf(driver).ended],
      ['off', { why: 'operator', by: 'olga' }],
    )
    assert.equal(carrier(driver), null)
    activate(driver)
    assert.equal(viewOf(driver).ended, null)
  })

  it('[CHT19] in peerhelp the peers go on, and one of them may seek an operator anew', () => {
    const driver = world('peerhelp')
    end(driver, null)
    assert.deepEqual([viewOf(driver).chat, viewOf(driver).operatorName], ['on', null])
    assert.equal(viewOf(driver).leftBehindBy, 'olga')
    assert.equal(carrier(driver, null), null)
    assert.equal(say(driver, byParticipant(ANN), null).type, 'done')
    saveNext(driver, { mode: 'peerhelp', partnerRoles: ['law', 'tax'] })
    assert.equal(carrier(driver, null), null, 'nobody is sought by the way')
    driver.toRoom(S, { type: 'chat-off', participant: ANN })
    activate(driver)
    assert.notEqual(viewOf(driver).operatorName, null)
  })

  for (const [mode, conversation] of Object.entries(KEYS)) {
    it(`[CHT19] is only for who carries it: ${mode}`, () => {
      const driver = world(mode as keyof typeof KEYS)
      const reply = end(driver, conversation, 'omar')
      assert.deepEqual(reply, { type: 'refused', code: 'not-your-conversation' })
    })
  }
})

describe('offered help', () => {
  function invited(mode: 'help' | 'peerhelp' = 'help'): MemoryDriver {
    const driver = createMemoryDriver()
    operatorReady(driver, 'olga')
    operatorReady(driver, 'omar')
    begin(driver, { mode })
    driver.advance(1)
    driver.toRoom(S, { type: 'offer-help', participant: ANN, operator: card('omar') })
    return driver
  }
  const rowOf = (driver: MemoryDriver) => monitorRows(driver.room(S), driver.desk())[0]

  for (const mode of ['help', 'peerhelp'] as const) {
    it(`[CHT21] accepting activates chat with that operator, whoever is freer: ${mode}`, () => {
      const driver = invited(mode)
      driver.toDesk({ type: 'set-limit', operator: account('omar'), limit: 1 })
      driver.toDesk({ type: 'set-available', operator: account('omar'), available: false })
      assert.equal(viewOf(driver).invitedBy, 'omar')
      assert.deepEqual(rowOf(driver)?.invited, {
        id: account('omar'),
        by: 'omar',
        at: driver.now(),
      })
      activate(driver, ANN, true)
      assert.deepEqual([viewOf(driver).operatorName, viewOf(driver).invitedBy], ['omar', null])
      assert.equal(rowOf(driver)?.invited, null)
    })
  }

  it('[CHT21] accepting the last operator who is not available is possible', () => {
    const driver = invited()
    for (const name of ['olga', 'omar']) {
      driver.toDesk({ type: 'set-available', operator: account(name), available: false })
    }
    assert.deepEqual([viewOf(driver).canActivate, viewOf(driver).operators], [true, 0])
    activate(driver, ANN, true)
    assert.equal(viewOf(driver).operatorName, 'omar')
  })

  it('[CHT21] in peerhelp the one who is accepted takes the conversation that waits for somebody', () => {
    const driver = invited('peerhelp')
    bobEnters(driver)
    for (const name of ['olga', 'omar']) {
      driver.toDesk({ type: 'set-available', operator: account(name), available: false })
    }
    activate(driver, BOB)
    assert.equal(viewOf(driver).operatorName, null)
    activate(driver, ANN, true)
    assert.equal(viewOf(driver).operatorName, 'omar')
    assert.deepEqual(driver.desk().queue, [])
  })

  it('[CHT21] activating without accepting takes the freest; the invitation is over', () => {
    const driver = invited()
    activate(driver)
    assert.deepEqual([viewOf(driver).operatorName, viewOf(driver).invitedBy], ['olga', null])
  })

  const over: Record<string, (driver: MemoryDriver) => void> = {
    declined: (driver) => driver.toRoom(S, { type: 'decline-help', participant: ANN }),
    withdrawn: (driver) => {
      driver.toRoom(S, { type: 'withdraw-help', participant: ANN, operator: card('omar') })
    },
    'ten minutes pass': (driver) => {
      driver.advance(INVITATION_MS)
      driver.sweep()
    },
    'the operator leaves': (driver) => leave(driver, 'omar'),
    'the participant leaves': (driver) => {
      const closed = { participant: ANN, page: page('a'), process: process('P'), goodbye: true }
      driver.toRoom(S, { type: 'page-closed', ...closed })
    },
    blocked: (driver) => {
      driver.toRoom(S, { type: 'block', participant: ANN, operator: card('olga') })
    },
    'mode peer': (driver) => saveNext(driver, { mode: 'peer' }),
    observeonly: (driver) => saveNext(driver, { availability: 'observeonly' }),
    exit: (driver) => driver.toRoom(S, { type: 'exit', participant: ANN }),
  }
  for (const [why, happens] of Object.entries(over)) {
    it(`[CHT21] the invitation is over: ${why}`, () => {
      const driver = invited()
      happens(driver)
      assert.equal(viewOf(driver).invitedBy, null)
      assert.equal(rowOf(driver)?.invited ?? null, null)
    })
  }

  it("[CHT21] one at a time: another operator's is not pushed aside, nor withdrawn", () => {
    const driver = invited()
    const other = { participant: ANN, operator: card('olga') }
    assert.deepEqual(driver.toRoom(S, { type: 'offer-help', ...other }), {
      type: 'refused',
      code: 'exists',
    })
    driver.toRoom(S, { type: 'withdraw-help', ...other })
    assert.equal(viewOf(driver).invitedBy, 'omar')
    assert.equal(rowOf(driver)?.canOfferHelp, false)
  })

  it('[CHT21] is for whoever is on standby', () => {
    const driver = invited()
    const again = { type: 'offer-help', participant: ANN, operator: card('omar') } as const
    driver.toRoom(S, { type: 'decline-help', participant: ANN })
    assert.equal(rowOf(driver)?.canOfferHelp, true)
    activate(driver)
    assert.equal(rowOf(driver)?.canOfferHelp, false)
    assert.deepEqual(driver.toRoom(S, again), { type: 'refused', code: 'not-standby' })
    saveNext(driver, { mode: 'peer' })
    assert.deepEqual(driver.toRoom(S, again), { type: 'refused', code: 'chat-unavailable' })
  })
})
