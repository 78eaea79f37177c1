import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { FORGOTTEN_NAME } from './forget-account.ts'
import { createMemoryDriver, type MemoryDriver } from './testing/memory-driver.ts'
import { action, SESSIONS } from './testing/random-actions.ts'
import {
  account,
  activate,
  ANN,
  begin,
  BOB,
  card,
  operatorReady,
  page,
  process,
  S,
} from './testing/samples.ts'

const OLGA = { account: account('olga'), name: 'olga' }

function forget(driver: MemoryDriver, id = S): void {
  driver.toRoom(id, { type: 'forget-account', ...OLGA })
}

describe('a deleted account', () => {
  it('[SES3] is known by name nowhere in a room, whatever happened in it', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const driver = createMemoryDriver()
        for (const id of SESSIONS) begin(driver, {}, id)
        for (const act of actions) act(driver)
        driver.toDesk({ type: 'operator-removed', operator: OLGA.account })
        for (const id of SESSIONS) forget(driver, id)
        const forgotten = SESSIONS.map((id) => driver.room(id))
        assert.doesNotMatch(JSON.stringify([forgotten, driver.desk()]), /"olga"/)
        for (const id of SESSIONS) forget(driver, id)
        assert.deepEqual(
          SESSIONS.map((id) => driver.room(id)),
          forgotten,
        )
      }),
      { numRuns: 300 },
    )
  })

  it('[SES3] leaves a block and what others did as they were', () => {
    const driver = createMemoryDriver()
    begin(driver)
    operatorReady(driver, 'omar')
    activate(driver)
    driver.toRoom(S, { type: 'block', participant: ANN, operator: card('olga') })
    const { block } = driver.room(S).participants[ANN] ?? {}
    forget(driver)
    assert.deepEqual(driver.room(S).participants[ANN]?.block, {
      ...block,
      by: { id: OLGA.account, name: FORGOTTEN_NAME },
    })
    const before = driver.room(S)
    forget(driver)
    assert.equal(driver.room(S), before)
  })

  it('[SES3] is remembered also where only lines of theirs are left, which pages are shown anew', () => {
    const driver = createMemoryDriver()
    begin(driver)
    const before = driver.room(S)
    forget(driver)
    assert.deepEqual(driver.room(S), { ...before, seq: before.seq + 1, forgotten: [OLGA.account] })
  })

  it('[SES3] makes its participant an anonymous visitor, with the conversation', () => {
    const driver = createMemoryDriver()
    begin(driver)
    operatorReady(driver, 'omar')
    driver.toRoom(S, { type: 'enter', participant: BOB, account: card('olga') })
    driver.toRoom(S, {
      type: 'page-opened',
      participant: BOB,
      page: page('b'),
      process: process('P'),
    })
    activate(driver, BOB)
    forget(driver)
    const person = driver.room(S).participants[BOB]
    assert.deepEqual([person?.account, person?.visitorNumber, person?.chat.state], [null, 2, 'on'])
    assert.equal(driver.room(S).nextVisitor, 3)
  })
})
