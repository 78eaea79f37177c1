/** Whatever happens in whatever order, telephone help keeps its promises. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { AccountId } from '../base/id.ts'
import type { AuditEntry } from './audit-entry.ts'
import { participantView } from './derive.ts'
import { callsLeft, dayOf, MAX_RENEWALS } from './phone.ts'
import { findOperator, isHere } from './desk.ts'
import { deskView, monitorRows } from './monitor-view.ts'
import { isEnabled, participantsOf } from './room.ts'
import { createMemoryDriver, type MemoryDriver } from './testing/memory-driver.ts'
import { action, OPERATORS, SESSIONS, type Action } from './testing/random-actions.ts'
import { callAction, NUMBERS } from './testing/random-calls.ts'
import { account, begin, BOB, card, LINE, page, process } from './testing/samples.ts'

function open(): MemoryDriver {
  const driver = createMemoryDriver()
  driver.toDesk({ type: 'set-phone-line', line: LINE })
  for (const id of SESSIONS) {
    begin(driver, {}, id)
    driver.toRoom(id, { type: 'enter', participant: BOB, account: null })
  }
  for (const [at, name] of OPERATORS.entries()) {
    driver.toDesk({
      type: 'monitor-opened',
      privileges: ['advocate', 'housing'],
      operator: card(name),
      page: page('1'),
      process: process('P'),
    })
    const number = NUMBERS[at] ?? null
    driver.toDesk({ type: 'set-phone', operator: account(name), number })
  }
  return driver
}

/** After each event. */
function checkOffers(driver: MemoryDriver): void {
  const desk = driver.desk()
  const { offers, calls, line } = desk.phone
  const codes = offers.map(({ code }) => code)
  assert.equal(new Set(codes).size, codes.length, 'codes are unique')
  const keys = offers.map(({ operator, session, participant }) => operator + session + participant)
  assert.equal(new Set(keys).size, keys.length, 'one offer of an operator to a participant')
  const callIds = calls.map(({ id }) => id)
  assert.equal(new Set(callIds).size, callIds.length, 'a call is put through to one')
  const isLong = desk.phone.guessing.lengthenedAt !== null
  for (const offer of offers) {
    assert.ok(offer.renewals <= MAX_RENEWALS)
    if (isLong) assert.equal(offer.code.length, 6)
    const operator = findOperator(desk, offer.operator)
    assert.ok(operator !== null && isHere(operator) && operator.phone !== null && line !== null)
    const today = operator.callsToday?.day === dayOf(driver.now()) ? operator.callsToday : null
    assert.ok(callsLeft(line, today) > 0)
    const room = driver.rooms.get(offer.session)
    assert.ok(room !== undefined && isEnabled(room.settings), 'nothing is offered where no help is')
    const person = participantsOf(room).find(({ id }) => id === offer.participant)
    assert.ok(person?.mayHaveOffers, 'the room knows that there may be some')
    assert.deepEqual(
      [offer.scope.operators, offer.scope.interview],
      [room.operators, room.interview],
    )
  }
}

/** Numbers reach their operators alone, codes whom they are for. */
function checkViews(driver: MemoryDriver): void {
  const desk = driver.desk()
  for (const room of driver.rooms.values()) {
    const stored = JSON.stringify(room)
    const rows = monitorRows(room, desk)
    assert.ok(NUMBERS.every((number) => !(stored + JSON.stringify(rows)).includes(number)))
    for (const row of rows) {
      assert.equal(
        row.phone?.offers.length ?? 0,
        desk.phone.offers.filter(
          ({ session, participant }) => session === row.session && participant === row.participant,
        ).length,
      )
      assert.ok(!JSON.stringify(row).includes('"code"'))
    }
    for (const { id } of participantsOf(room)) {
      const view = participantView(room, id, desk)
      assert.ok(NUMBERS.every((number) => !JSON.stringify(view).includes(number)))
      const own = desk.phone.offers.filter(
        ({ session, participant }) => session === room.id && participant === id,
      )
      assert.deepEqual(
        view.phone?.offers.map(({ code }) => code) ?? [],
        own.map(({ code }) => code).toReversed(),
      )
    }
  }
  for (const name of OPERATORS) {
    const own = findOperator(desk, account(name))?.phone?.number
    const view = JSON.stringify(deskView(desk, account(name)))
    assert.ok(NUMBERS.every((number) => number === own || !view.includes(number)))
  }
}

const typeOf = ({ deed }: AuditEntry): string => deed.type

/** Of each operator and participant, in order: offered, ended, offered, ended … */
function checkAudit(driver: MemoryDriver): void {
  const open = new Map<string, number>()
  const calls = new Map<string, number>()
  const keyOf = ({ operator, session, participant }: AuditEntry): string =>
    `${operator?.id} ${session} ${participant}`
  for (const entry of driver.audit) {
    const key = keyOf(entry)
    const count = open.get(key) ?? 0
    const ongoing = calls.get(key) ?? 0
    const type = typeOf(entry)
    if (type === 'call-offered') {
      assert.equal(count, 0, 'an offer begins once')
      open.set(key, 1)
    } else if (type === 'call-offer-ended') {
      assert.equal(count, 1, 'an offer ends once')
      open.set(key, 0)
    }
    if (type === 'call-connected') calls.set(key, ongoing + 1)
    if (type === 'call-ended') calls.set(key, ongoing - 1)
    assert.ok((calls.get(key) ?? 0) >= 0)
  }
  const live = [...open.values()].reduce((sum, one) => sum + one, 0)
  assert.equal(live, driver.desk().phone.offers.length, 'and has not ended before it has')
  const running = [...calls.values()].reduce((sum, one) => sum + one, 0)
  assert.equal(running, driver.desk().phone.calls.length)
  const used = driver.audit.filter(
    ({ deed }) => deed.type === 'call-offer-ended' && deed.why === 'used',
  ).length
  const connected = driver.audit.filter((entry) => typeOf(entry) === 'call-connected').length
  assert.equal(used, connected, 'one call for each code at most')
  const said = JSON.stringify(driver.audit)
  assert.ok(NUMBERS.every((number) => !said.includes(number)))
}

describe('telephone help, whatever happens', () => {
  it('[PHN3, PHN5, PHN7, PHN9, PHN10, PHN12, PHN13] codes are unique, offers end once, and nobody hears of another’s number', () => {
    const reached = new Map<string, number>()
    const events: fc.Arbitrary<Action> = fc.oneof(
      { weight: 3, arbitrary: callAction },
      { weight: 1, arbitrary: action },
    )
    fc.assert(
      fc.property(fc.array(events, { maxLength: 80, size: 'max' }), (actions) => {
        const driver = open()
        const dialled = new Map<string, AccountId>()
        for (const act of actions) {
          act(driver)
          checkOffers(driver)
          checkViews(driver)
          for (const { offer, operator } of driver.desk().phone.calls) {
            const before = dialled.get(offer) ?? operator.id
            assert.equal(before, operator.id)
            dialled.set(offer, operator.id)
          }
        }
        checkAudit(driver)
        driver.drain()
        checkOffers(driver)
        for (const entry of driver.audit) {
          const { deed } = entry
          const key = deed.type === 'call-offer-ended' ? `${deed.type} ${deed.why}` : deed.type
          reached.set(key, (reached.get(key) ?? 0) + 1)
        }
        for (const room of driver.rooms.values()) {
          for (const { calls } of participantsOf(room)) {
            assert.equal(new Set(calls.map(({ id }) => id)).size, calls.length)
            for (const { id, fate } of calls) {
              const isOn = driver.desk().phone.calls.some(({ offer }) => offer === id)
              assert.equal(
                fate === 'ringing' || fate === 'answered',
                isOn,
                'a call is told to its end',
              )
            }
          }
        }
      }),
      { numRuns: 250 },
    )
    for (const why of ['used', 'withdrawn', 'expired', 'operator', 'interview', 'limit', 'line']) {
      const count = reached.get(`call-offer-ended ${why}`) ?? 0
      assert.ok(count > 3, `the runs reach something: ${why} ${count}`)
    }
    for (const type of ['codes-frozen', 'codes-lengthened', 'call-ended', 'phone-number-erased']) {
      assert.ok((reached.get(type) ?? 0) > 3, `the runs reach something: ${type}`)
    }
  })
})
