/** CHT5: an operator takes by hand what nobody carries. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ConversationOf } from './command.ts'
import { participantView } from './derive.ts'
import { conversationsOf, deskView, monitorRows } from './monitor-view.ts'
import { createMemoryDriver, type MemoryDriver } from './testing/memory-driver.ts'
import {
  account,
  activate,
  ANN,
  begin,
  BOB,
  bobEnters,
  card,
  operatorReady,
  S,
} from './testing/samples.ts'

/** Olga takes one at a time and is with Ann; Bob waits. */
function bobWaits(mode: 'help' | 'peerhelp' = 'help'): MemoryDriver {
  const driver = createMemoryDriver()
  operatorReady(driver, 'olga')
  driver.toDesk({ type: 'set-limit', operator: account('olga'), limit: 1 })
  begin(driver, { mode })
  bobEnters(driver)
  activate(driver)
  activate(driver, BOB)
  return driver
}

function take(driver: MemoryDriver, name: string, conversation: ConversationOf = BOB) {
  const reply = driver.toRoom(S, { type: 'take-chat', conversation, operator: card(name) })
  return reply.type === 'done' ? 'done' : reply.code
}

const operatorOf = (driver: MemoryDriver, who = BOB) =>
  participantView(driver.room(S), who, driver.desk()).operatorName
const rowOf = (driver: MemoryDriver) => monitorRows(driver.room(S), driver.desk())[1]

describe('a chat that nobody carries', () => {
  it('[CHT5] can be taken by an operator at the limit', () => {
    const driver = bobWaits()
    assert.deepEqual([rowOf(driver)?.canTake, rowOf(driver)?.queuePlace], [true, 1])
    assert.equal(take(driver, 'olga'), 'done')
    assert.equal(operatorOf(driver), 'olga')
    assert.deepEqual([rowOf(driver)?.canTake, rowOf(driver)?.queuePlace], [false, null])
    const { limit, open } = deskView(driver.desk(), account('olga'))
    assert.deepEqual([limit, open], [1, 2])
  })

  it('[CHT5] can be taken by one who is not available, and has not ticked its role', () => {
    const driver = bobWaits()
    operatorReady(driver, 'omar', ['tax'])
    driver.toDesk({ type: 'set-available', operator: account('omar'), available: false })
    assert.equal(take(driver, 'omar'), 'done')
    assert.equal(operatorOf(driver), 'omar')
  })

  it('[CHT5] is not taken from somebody else, nor by who has no Monitor open', () => {
    const driver = bobWaits()
    operatorReady(driver, 'omar', ['tax'])
    assert.equal(take(driver, 'omar', ANN), 'not-your-conversation')
    assert.equal(take(driver, 'nobody'), 'unknown-operator')
    assert.equal(take(driver, 'omar'), 'done')
    assert.equal(take(driver, 'olga'), 'not-your-conversation')
    assert.equal(operatorOf(driver), 'omar')
    assert.equal(conversationsOf(driver.desk(), account('olga')).length, 1)
  })

  it('[CHT5] who took it a moment before the room hears of it has it', () => {
    const driver = bobWaits()
    operatorReady(driver, 'omar')
    assert.equal(operatorOf(driver), null, 'the desk’s word is still on its way')
    assert.equal(take(driver, 'olga'), 'not-your-conversation')
    driver.drain()
    assert.equal(operatorOf(driver), 'omar')
  })

  it('[CHT5] is none where chat is off, ended by an operator, or of another kind', () => {
    const driver = bobWaits()
    assert.equal(take(driver, 'olga', null), 'chat-not-active')
    driver.toRoom(S, { type: 'chat-off', participant: BOB })
    assert.equal(take(driver, 'olga'), 'chat-not-active')
    const shared = bobWaits('peerhelp')
    shared.toRoom(S, { type: 'end-chat', conversation: null, operator: card('olga') })
    assert.equal(take(shared, 'olga', null), 'chat-not-active')
    assert.equal(rowOf(shared)?.canTake, false)
  })

  it('[CHT5] [CHT8] of the session is taken once, for all', () => {
    const driver = createMemoryDriver()
    operatorReady(driver, 'omar', ['tax'])
    begin(driver, { mode: 'peerhelp' })
    bobEnters(driver)
    activate(driver)
    activate(driver, BOB)
    assert.deepEqual(
      monitorRows(driver.room(S), driver.desk()).map((row) => row.canTake),
      [true, true],
    )
    assert.equal(take(driver, 'omar', null), 'done')
    assert.deepEqual([operatorOf(driver, ANN), operatorOf(driver)], ['omar', 'omar'])
  })
})
