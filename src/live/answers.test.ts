import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { participantView } from './derive.ts'
import { createMemoryDriver } from './testing/memory-driver.ts'
import { ANN, begin, BOB, bobEnters, card, S, saveNext } from './testing/samples.ts'

function started() {
  const driver = createMemoryDriver()
  begin(driver)
  bobEnters(driver)
  const answers = (who = ANN) => participantView(driver.room(S), who, driver.desk()).answers
  return { driver, answers }
}

const ANONYMOUS = { name: null, visitorNumber: 1 }

describe('whose the newest answers are', () => {
  it('[JOI3] each participant is told the version of the last change and who made it', () => {
    const { driver, answers } = started()
    assert.deepEqual(answers(), { version: 1, by: 'self' })
    assert.deepEqual(answers(BOB), { version: 1, by: ANONYMOUS })
    saveNext(driver, {}, { participant: BOB })
    assert.deepEqual(answers(), { version: 2, by: { name: null, visitorNumber: 2 } })
    assert.deepEqual(answers(BOB), { version: 2, by: 'self' })
    driver.toRoom(S, { type: 'attach-account', participant: BOB, account: card('bob') })
    assert.deepEqual(answers(), { version: 2, by: { name: 'bob', visitorNumber: 2 } })
  })

  it('[JOI3] a screen that is refused or made anew changes nothing; Back, restart and exit do', () => {
    const { driver, answers } = started()
    saveNext(driver, {}, { changes: false })
    assert.equal(driver.room(S).version, 2)
    assert.deepEqual(answers(BOB), { version: 1, by: ANONYMOUS })
    saveNext(driver, {}, { position: 0, restarts: true })
    assert.deepEqual(answers(BOB), { version: 3, by: ANONYMOUS })
    driver.toRoom(S, { type: 'exit', participant: BOB })
    assert.deepEqual(answers(), { version: 4, by: { name: null, visitorNumber: 2 } })
  })

  it('[JOI3] nobody is told of themselves as of another after two turned out to be one', () => {
    const { driver, answers } = started()
    driver.toRoom(S, { type: 'attach-account', participant: BOB, account: card('ann') })
    saveNext(driver, {}, { participant: BOB })
    driver.toRoom(S, { type: 'attach-account', participant: ANN, account: card('ann') })
    assert.deepEqual(answers(), { version: 2, by: 'self' })
  })
})
