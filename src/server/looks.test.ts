import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { must } from '../base/must.ts'
import { findParticipant } from '../live/room.ts'
import { createMemoryDriver } from '../live/testing/memory-driver.ts'
import { ANN, begin, BOB, bobEnters, card, S, saveNext } from '../live/testing/samples.ts'
import { mayUndo } from './looks.ts'

describe('whose steps Back takes back', () => {
  it('[LOG4] one’s own, also those of before two turned out to be one (CHT18); alone, all', () => {
    const driver = createMemoryDriver()
    begin(driver)
    bobEnters(driver)
    const may = (taker = ANN) => {
      const room = driver.room(S)
      return mayUndo({ room, participant: must(findParticipant(room, BOB), 'Bob') }, taker)
    }
    assert.equal(may(), true)
    saveNext(driver, {}, { multiUser: true })
    assert.deepEqual([may(), may(BOB)], [false, true])
    driver.toRoom(S, { type: 'attach-account', participant: ANN, account: card('ann') })
    driver.toRoom(S, { type: 'attach-account', participant: BOB, account: card('ann') })
    assert.equal(may(), true)
  })
})
