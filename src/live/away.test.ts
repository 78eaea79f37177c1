/** CHT5: who is away costs nobody who is there a turn or a slot, and loses neither. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { participantView } from './derive.ts'
import { conversationsOf, deskView, monitorRows } from './monitor-view.ts'
import { CHAT_KEPT_OFFLINE_MS, GRACE_MS } from './room.ts'
import { createMemoryDriver, type MemoryDriver } from './testing/memory-driver.ts'
import {
  account,
  activate,
  ANN,
  begin,
  BOB,
  bobEnters,
  operatorReady,
  page,
  pageOpened,
  process,
  S,
  saveNext,
  session,
} from './testing/samples.ts'

const OLGA = account('olga')
const T = session('T')
const U = session('U')

/** Olga takes one at a time and is with Ann of `S`; Ann of `T` waits, then Ann of `U`. */
function queue(): MemoryDriver {
  const driver = createMemoryDriver()
  operatorReady(driver, 'olga')
  driver.toDesk({ type: 'set-limit', operator: OLGA, limit: 1 })
  for (const id of [S, T, U]) {
    begin(driver, {}, id)
    driver.toRoom(id, { type: 'chat-activate', participant: ANN, invited: false })
    driver.advance(1)
  }
  return driver
}

function leave(driver: MemoryDriver, id: typeof S, name = 'a', who = ANN): void {
  driver.toRoom(id, {
    type: 'page-closed',
    participant: who,
    page: page(name),
    process: process('P'),
    goodbye: true,
  })
  driver.drain()
}

function comeBack(driver: MemoryDriver, id: typeof S): void {
  driver.toRoom(id, pageOpened('a'))
  driver.drain()
}

function endOf(driver: MemoryDriver, id: typeof S): void {
  driver.toRoom(id, { type: 'chat-off', participant: ANN })
  driver.drain()
}

const carried = (driver: MemoryDriver, name = 'olga') =>
  conversationsOf(driver.desk(), account(name)).map((one) => one.session)
const place = (driver: MemoryDriver, id: typeof S) =>
  participantView(driver.room(id), ANN, driver.desk()).queuePlace
const rowOf = (driver: MemoryDriver, id: typeof S) => monitorRows(driver.room(id), driver.desk())[0]

describe('who waits and is away', () => {
  it('[CHT5] is not counted in the place, and is passed over', () => {
    const driver = queue()
    assert.deepEqual([place(driver, T), place(driver, U)], [1, 2])
    leave(driver, T)
    assert.equal(place(driver, U), 1)
    assert.deepEqual([rowOf(driver, T)?.queuePlace, rowOf(driver, U)?.queuePlace], [null, 1])
    endOf(driver, S)
    assert.deepEqual(carried(driver), [U])
  })

  it('[CHT5] has the old turn on return', () => {
    const driver = queue()
    leave(driver, T)
    comeBack(driver, T)
    assert.deepEqual([place(driver, T), place(driver, U)], [1, 2])
    endOf(driver, S)
    assert.deepEqual(carried(driver), [T])
  })

  it('[CHT5] is not away before the grace time is over', () => {
    const driver = queue()
    driver.toRoom(T, {
      type: 'page-closed',
      participant: ANN,
      page: page('a'),
      process: process('P'),
      goodbye: false,
    })
    driver.advance(GRACE_MS - 1)
    driver.sweep()
    assert.equal(place(driver, U), 2)
    driver.advance(1)
    driver.sweep()
    assert.equal(place(driver, U), 1)
  })

  it('[CHT5] is not connected by an operator with a limit who is free; on return at once', () => {
    const driver = queue()
    leave(driver, T)
    leave(driver, U)
    endOf(driver, S)
    assert.deepEqual(carried(driver), [])
    comeBack(driver, U)
    assert.deepEqual(carried(driver), [U])
  })

  it('[CHT5] is connected by an operator without a limit, who costs nobody a slot', () => {
    const driver = queue()
    leave(driver, T)
    operatorReady(driver, 'omar')
    driver.drain()
    assert.deepEqual(carried(driver, 'omar'), [U, T], 'after all who are there')
  })

  it('[CHT19] leaves the queue after half an hour', () => {
    const driver = queue()
    leave(driver, T)
    driver.advance(CHAT_KEPT_OFFLINE_MS)
    driver.sweep()
    assert.deepEqual(
      driver.desk().queue.map((one) => one.session),
      [U],
    )
  })
})

describe('a conversation of somebody away', () => {
  it('[CHT5] does not count against the limit: the next one is connected', () => {
    const driver = queue()
    assert.equal(deskView(driver.desk(), OLGA).open, 1)
    leave(driver, S)
    assert.deepEqual(carried(driver), [S, T])
    assert.equal(deskView(driver.desk(), OLGA).open, 1)
    assert.equal(place(driver, U), 1)
  })

  it('[CHT5] [CHT19] is taken up on return by the same operator, who may be one over', () => {
    const driver = queue()
    leave(driver, S)
    comeBack(driver, S)
    assert.deepEqual(carried(driver), [S, T])
    assert.equal(deskView(driver.desk(), OLGA).open, 2)
    endOf(driver, T)
    assert.deepEqual(carried(driver), [S], 'nobody new until there is room again')
    assert.equal(place(driver, U), 1)
  })

  it('[CHT5] [CHT14] goes on waiting, away, when its operator is gone', () => {
    const driver = queue()
    leave(driver, S)
    driver.toDesk({ type: 'operator-removed', operator: OLGA })
    driver.drain()
    assert.deepEqual(
      driver.desk().queue.map((one) => [one.session, one.away]),
      [
        [U, false],
        [S, true],
        [T, false],
      ],
    )
    operatorReady(driver, 'omar')
    driver.drain()
    assert.deepEqual(carried(driver, 'omar'), [U, T, S])
  })

  it('[CHT5] [CHT20] is away with the one whom it was handed on to, too', () => {
    const driver = queue()
    operatorReady(driver, 'omar', ['tax'])
    driver.toDesk({ type: 'set-limit', operator: account('omar'), limit: 1 })
    leave(driver, S)
    const about = { conversation: ANN } as const
    const to = { kind: 'operator', id: account('omar') } as const
    driver.toRoom(S, { type: 'transfer', ...about, operator: { id: OLGA, name: 'olga' }, to })
    const omar = { id: account('omar'), name: 'omar' }
    driver.toRoom(S, { type: 'answer-transfer', ...about, operator: omar, accepts: true })
    assert.deepEqual(carried(driver, 'omar'), [S])
    assert.equal(deskView(driver.desk(), omar.id).open, 0)
  })
})

describe('the session’s conversation', () => {
  it('[CHT5] [CHT8] is away when nobody is there who takes part in it', () => {
    const driver = queue()
    saveNext(driver, { mode: 'peerhelp' })
    bobEnters(driver)
    activate(driver, BOB)
    leave(driver, S)
    assert.equal(deskView(driver.desk(), OLGA).open, 1, 'Bob is there')
    leave(driver, S, 'b', BOB)
    assert.deepEqual(carried(driver), [S, T])
    assert.equal(deskView(driver.desk(), OLGA).open, 1)
    comeBack(driver, S)
    assert.equal(deskView(driver.desk(), OLGA).open, 2)
  })

  it('[CHT5] [BLK2] somebody blocked does not hold it', () => {
    const driver = queue()
    saveNext(driver, { mode: 'peerhelp' })
    bobEnters(driver)
    activate(driver, BOB)
    driver.toRoom(S, { type: 'block', participant: BOB, operator: { id: OLGA, name: 'olga' } })
    leave(driver, S)
    assert.deepEqual(carried(driver), [S, T])
  })
})
