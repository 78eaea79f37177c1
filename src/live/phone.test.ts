import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { participantView } from './derive.ts'
import { deskView, monitorRows } from './monitor-view.ts'
import { voiceAnswer } from './phone-calls.ts'
import { CODE_MS, MAX_RENEWALS } from './phone.ts'
import { GRACE_MS } from './room.ts'
import { callers } from './testing/callers.ts'
import {
  account,
  ANN,
  e164,
  LINE,
  OPERATORS_NUMBER,
  page,
  process,
  S,
  saveNext,
} from './testing/samples.ts'

describe('telephone help', () => {
  it('[PHN3] [PHN4] [PHN5] an offer shows its code to the participant, and the code puts through once', () => {
    const { driver, offer, view, row, dial, fates } = callers()
    assert.equal(offer('olga', 4711).type, 'done')
    const [shown] = view().phone?.offers ?? []
    assert.deepEqual(shown, {
      id: shown?.id,
      by: 'olga',
      code: '4711',
      endsAt: driver.now() + CODE_MS,
    })
    assert.equal(view().phone?.number, LINE.number)
    assert.deepEqual(row().phone?.offers, [
      {
        operator: { id: account('olga'), name: 'olga' },
        endsAt: driver.now() + CODE_MS,
        renewalsLeft: MAX_RENEWALS,
      },
    ])
    assert.deepEqual(dial('4711'), {
      type: 'connect',
      number: OPERATORS_NUMBER,
      timeLimitS: LINE.timeLimitS,
    })
    assert.equal(view().phone, null)
    assert.deepEqual(row().phone?.offers, [])
    driver.drain()
    assert.deepEqual(fates(), ['ringing'])
    assert.deepEqual(dial('4711', 'other'), { type: 'wrong', triesLeft: 2 })
  })

  it('[PHN8] what is delivered twice never dials twice', () => {
    const { driver, offer, dial } = callers()
    offer('olga', 1)
    dial('0001', 'call')
    const tried = { call: driver.desk().phone.calls[0]?.id, attempt: 1, repeated: true }
    const { call = null } = tried
    assert.ok(call !== null)
    assert.deepEqual(voiceAnswer(driver.desk(), { ...tried, call }), { type: 'connected-already' })
    const other = { call, attempt: 2, repeated: false }
    assert.deepEqual(voiceAnswer(driver.desk(), other), { type: 'connected-already' })
  })

  it('[PHN12] an operator who is gone for the grace time has no offers', () => {
    const { driver, offer, view } = callers()
    offer('olga', 1)
    driver.toDesk({
      type: 'monitor-closed',
      operator: account('olga'),
      page: page('olga'),
      process: process('P'),
    })
    driver.advance(GRACE_MS - 1)
    driver.sweep()
    assert.notEqual(view().phone, null)
    driver.advance(1)
    driver.sweep()
    assert.equal(view().phone, null)
  })

  it('[PHN11] [AUT8] offers stand in observeonly, and end where live help is unavailable', () => {
    const { driver, offer, view } = callers()
    offer('olga', 1)
    saveNext(driver, { availability: 'observeonly' })
    assert.notEqual(view().phone, null)
    saveNext(driver, { availability: 'unavailable' })
    assert.deepEqual(driver.desk().phone.offers, [])
    assert.equal(view().phone, null)
  })

  it('[PHN2] a number is its operator’s alone to see', () => {
    const { driver } = callers()
    assert.equal(deskView(driver.desk(), account('olga')).phone?.number, OPERATORS_NUMBER)
    assert.equal(deskView(driver.desk(), account('omar')).phone?.number, e164('+12025550144'))
    const others = JSON.stringify([
      participantView(driver.room(S), ANN, driver.desk()),
      monitorRows(driver.room(S), driver.desk()),
      deskView(driver.desk(), account('omar')),
    ])
    assert.ok(!others.includes(OPERATORS_NUMBER))
  })
})
