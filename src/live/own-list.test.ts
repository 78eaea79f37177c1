import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { accountsIn } from './delete.ts'
import { createMemoryDriver, type MemoryDriver } from './testing/memory-driver.ts'
import {
  account,
  ANN,
  begin,
  BOB,
  card,
  operatorReady,
  page,
  pageOpened,
  participant,
  process,
  S,
  saveNext,
} from './testing/samples.ts'

const CY = participant('cy')

/** Ann began it and signed in; Bob takes part under an account, Cy without one. */
function three(): MemoryDriver {
  const driver = createMemoryDriver()
  begin(driver)
  driver.toRoom(S, { type: 'attach-account', participant: ANN, account: card('ann') })
  driver.toRoom(S, { type: 'enter', participant: BOB, account: card('bob') })
  driver.toRoom(S, { type: 'enter', participant: CY, account: null })
  return driver
}

function aside(driver: MemoryDriver, who = BOB): string {
  const reply = driver.toRoom(S, { type: 'set-aside', participant: who })
  return reply.type === 'done' ? 'done' : reply.code
}

const lists = (driver: MemoryDriver) => [...accountsIn(driver.room(S))]

describe('a session on the list of its people', () => {
  it('[SES3] whoever did not begin it takes it off their own list; nothing else changes', () => {
    const driver = three()
    const before = driver.room(S)
    assert.equal(aside(driver), 'done')
    assert.deepEqual(lists(driver), [account('ann')])
    const { seq, participants } = driver.room(S)
    const bob = before.participants[BOB]
    assert.ok(bob !== undefined)
    const expected = { ...before.participants, [BOB]: { ...bob, setAside: true } }
    assert.deepEqual(driver.room(S), { ...before, seq, participants: expected })
    assert.equal(participants[BOB]?.account?.name, 'bob')
    assert.equal(driver.room(S).usedAt, before.usedAt, 'nor is that a use')
  })

  it('[SES3] whoever began it deletes it instead, and others have no list or none with it', () => {
    const driver = three()
    operatorReady(driver, 'olga')
    const olga = participant('olga')
    driver.toRoom(S, {
      type: 'join',
      participant: ANN,
      operator: card('olga'),
      joiner: olga,
      monitor: page('olga'),
      process: process('P'),
      floor: 'author',
    })
    const before = driver.room(S)
    for (const who of [ANN, CY, olga]) assert.equal(aside(driver, who), 'unknown-participant')
    assert.equal(driver.room(S), before)
  })

  const backs: readonly (readonly [string, (driver: MemoryDriver) => void])[] = [
    ['comes back', (driver) => driver.toRoom(S, { type: 'take-up', participant: BOB })],
    ['answers', (driver) => saveNext(driver, {}, { participant: BOB })],
    [
      'comes in another browser, and signs in there',
      (driver) =>
        driver.toRoom(S, { type: 'attach-account', participant: CY, account: card('bob') }),
    ],
  ]
  for (const [how, back] of backs) {
    it(`[SES3] it is on the list again for whoever ${how}`, () => {
      const driver = three()
      aside(driver)
      back(driver)
      assert.deepEqual(new Set(lists(driver)), new Set([account('ann'), account('bob')]))
    })
  }

  it('[SES3] what others do, or a tab that was left open, puts it on no list', () => {
    const driver = three()
    aside(driver)
    saveNext(driver, {})
    driver.toRoom(S, pageOpened('b', BOB))
    driver.toRoom(S, {
      type: 'attach-account',
      participant: BOB,
      account: { ...card('bob'), name: 'B' },
    })
    assert.deepEqual(lists(driver), [account('ann')])
  })

  it('[SES3] a refused answer does not, either', () => {
    const driver = three()
    aside(driver)
    assert.equal(saveNext(driver, {}, { participant: BOB, expects: 99 }).type, 'refused')
    assert.deepEqual(lists(driver), [account('ann')])
  })

  it('[SES3] the next account in the same browser begins with it on the list', () => {
    const driver = three()
    aside(driver)
    driver.toRoom(S, { type: 'forget-account', account: account('bob'), name: 'bob' })
    driver.toRoom(S, { type: 'attach-account', participant: BOB, account: card('eve') })
    assert.deepEqual(new Set(lists(driver)), new Set([account('ann'), account('eve')]))
  })
})
