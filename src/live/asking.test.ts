import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CONSENTS } from '../base/consent.ts'
import { nextRoomDeadline } from './room-step.ts'
import { ASK_MS, LONGEST_REFUSAL_PAUSE_MS, REFUSAL_PAUSE_MS } from './room.ts'
import {
  account,
  ANN,
  bobEnters,
  BOB,
  card,
  page,
  pageOpened,
  process,
  S,
  saveNext,
} from './testing/samples.ts'
import { watched } from './testing/watchers.ts'

describe('asking', () => {
  it('[CON3] observing begins after the user accepts, control after a second acceptance', () => {
    const { observe, take, answer, watchers, asks, control, view } = watched('ask')
    assert.equal(observe('olga').type, 'done')
    assert.deepEqual([watchers(), asks()], [[], ['olga observe']])
    assert.deepEqual(view().asks, [{ operator: card('olga'), what: 'observe' }])
    assert.deepEqual(take('olga'), { type: 'refused', code: 'not-observing' })
    answer('olga', 'observe', true)
    assert.deepEqual([watchers(), asks()], [[], []])
    observe('olga')
    assert.deepEqual([watchers(), view().watchedBy], [['olga'], [card('olga')]])
    take('olga')
    assert.deepEqual([control(), asks()], ['none', ['olga control']])
    answer('olga', 'control', true)
    take('olga')
    assert.equal(control(), '1 olga a')
  })

  it('[CON3] a refusal holds until the operator asks again and the user accepts', () => {
    const { driver, observe, answer, watchers, asks, ann } = watched('ask')
    observe('olga')
    answer('olga', 'observe', false)
    assert.deepEqual([watchers(), asks()], [[], []])
    assert.equal(ann().permissions[account('olga')]?.observe, 'refused')
    saveNext(driver, { consent: 'author' })
    driver.advance(REFUSAL_PAUSE_MS)
    observe('olga')
    assert.deepEqual([watchers(), asks()], [[], ['olga observe']])
    answer('olga', 'observe', true)
    observe('olga')
    assert.deepEqual(watchers(), ['olga'])
  })

  it('[CON3] after "Not now" the same is asked again only after a pause, which doubles up to an hour', () => {
    const TOO_SOON = { type: 'refused', code: 'too-soon' }
    for (const what of ['observe', 'control'] as const) {
      const { driver, observe, take, answer, asks } = watched(what === 'observe' ? 'ask' : 'author')
      if (what === 'control') {
        observe('olga')
        saveNext(driver, { consent: 'ask' })
        observe('olga')
        answer('olga', 'observe', true)
        observe('olga')
      }
      const put = what === 'observe' ? observe : take
      let pause = REFUSAL_PAUSE_MS
      for (let times = 0; times < 9; times++) {
        assert.equal(put('olga').type, 'done')
        assert.deepEqual(asks(), [`olga ${what}`])
        answer('olga', what, false)
        assert.deepEqual(put('olga'), TOO_SOON)
        driver.advance(pause - 1)
        assert.deepEqual(put('olga'), TOO_SOON, `${what} ${times}`)
        assert.deepEqual(asks(), [])
        driver.advance(1)
        pause = Math.min(2 * pause, LONGEST_REFUSAL_PAUSE_MS)
      }
      // "Allow" makes up for all of them.
      put('olga')
      answer('olga', what, true)
      driver.toRoom(S, { type: 'end-watch', participant: ANN, operator: account('olga') })
      observe('olga')
      if (what === 'control') {
        answer('olga', 'observe', true)
        observe('olga')
        take('olga')
      }
      answer('olga', what, false)
      driver.advance(REFUSAL_PAUSE_MS)
      assert.equal(put('olga').type, 'done')
    }
  })

  it('[CON3] the pause is that operator’s, for that thing; a question that stands is no new one', () => {
    const { driver, observe, answer, asks } = watched('ask')
    observe('olga')
    answer('olga', 'observe', false)
    assert.equal(observe('omar').type, 'done')
    driver.advance(REFUSAL_PAUSE_MS)
    observe('olga')
    assert.equal(observe('olga', { monitor: page('second') }).type, 'done')
    assert.deepEqual(asks(), ['omar observe', 'olga observe'])
  })

  it('[CON3] nobody gets rid of the pause by the user’s signing in', () => {
    const { driver, observe, answer } = watched('ask')
    bobEnters(driver)
    driver.toRoom(S, { type: 'attach-account', participant: BOB, account: card('ann') })
    observe('olga')
    answer('olga', 'observe', false)
    driver.toRoom(S, { type: 'attach-account', participant: ANN, account: card('ann') })
    assert.deepEqual(observe('olga'), { type: 'refused', code: 'too-soon' })
  })

  it('[CON3] an acceptance is for that operator, that thing and that session', () => {
    const { driver, observe, answer, watchers, asks } = watched('ask')
    observe('olga')
    answer('olga', 'observe', true)
    observe('omar')
    observe('olga', { monitor: page('second') })
    assert.deepEqual([watchers(), asks()], [['olga'], ['omar observe']])
    bobEnters(driver)
    observe('olga', { participant: BOB })
    assert.deepEqual(watchers(), ['olga'])
  })

  it('[CON3] an acceptance survives reload, Back, an absence of a day, and the end of the interview', () => {
    const { driver, observe, unobserve, answer, wait, watchers } = watched('ask')
    observe('olga')
    answer('olga', 'observe', true)
    observe('olga')
    unobserve('olga')
    saveNext(driver, { consent: 'ask' }, { position: 0 })
    const closed = { participant: ANN, page: page('a'), process: process('P') } as const
    driver.toRoom(S, { type: 'page-closed', ...closed, goodbye: true })
    wait(25 * 60 * 60 * 1000)
    driver.toRoom(S, pageOpened('c'))
    driver.toRoom(S, { type: 'exit', participant: ANN })
    saveNext(driver, { consent: 'ask' }, { position: 0 })
    observe('olga')
    assert.deepEqual(watchers(), ['olga'])
  })

  it('[CON2] [CON3] after "Stop" that operator must ask, under every consent; others watch on', () => {
    for (const consent of CONSENTS) {
      const { observe, take, endWatch, answer, watchers, asks, control } = watched(consent)
      for (const name of ['olga', 'omar']) {
        observe(name)
        answer(name, 'observe', true)
        observe(name)
        take(name)
        answer(name, 'control', true)
      }
      take('olga')
      observe('olga', { monitor: page('second') })
      endWatch('olga')
      assert.deepEqual([watchers(), control()], [['omar'], '1 over: taken-back'], consent)
      observe('olga')
      assert.deepEqual([watchers(), asks()], [['omar'], ['olga observe']], consent)
      answer('olga', 'observe', true)
      observe('olga')
      take('olga')
      assert.deepEqual([asks(), control()], [['olga control'], '1 over: taken-back'], consent)
    }
  })

  it('[CON2] "Stop" counts though the operator’s line is just cut', () => {
    const { observe, unobserve, endWatch, watchers, asks } = watched('notice')
    observe('olga')
    unobserve('olga', { lost: true })
    endWatch('olga')
    observe('olga')
    assert.deepEqual([watchers(), asks()], [[], ['olga observe']])
  })

  it('[CON3] one question for each operator and thing, however many Monitors ask', () => {
    const { driver, observe, unobserve, asks, ann } = watched('ask')
    observe('olga')
    driver.advance(1000)
    observe('olga', { monitor: page('second') })
    observe('omar')
    assert.deepEqual(asks(), ['olga observe', 'omar observe'])
    assert.equal(ann().asks[0]?.at, driver.now() - 1000)
    // The Monitor that was loaded anew asks on when the old one is found to be gone.
    unobserve('olga')
    assert.deepEqual(asks(), ['olga observe', 'omar observe'])
    unobserve('olga', { monitor: page('second') })
    assert.deepEqual(asks(), ['omar observe'])
  })

  it('[CON3] a question ends after two minutes, and no sooner', () => {
    const { driver, observe, wait, asks, ann } = watched('ask')
    observe('olga')
    wait(1000)
    observe('omar')
    assert.equal(nextRoomDeadline(driver.room(S)), driver.now() - 1000 + ASK_MS)
    wait(ASK_MS - 1001)
    assert.deepEqual(asks(), ['olga observe', 'omar observe'])
    wait(1)
    assert.deepEqual(asks(), ['omar observe'])
    assert.equal(ann().permissions[account('olga')]?.observe, 'unasked')
    wait(1000)
    assert.deepEqual(asks(), [])
  })

  it('[CON3] a withdrawn question cannot be answered', () => {
    const { observe, unobserve, answer, ann } = watched('ask')
    observe('olga')
    unobserve('olga')
    assert.deepEqual(answer('olga', 'observe', true), { type: 'refused', code: 'no-question' })
    assert.equal(ann().permissions[account('olga')]?.observe, 'unasked')
  })

  it('[AUT14] a stricter consent of the next screen cuts who did not ask, and asks from then on', () => {
    const { driver, observe, take, answer, watchers, control, view } = watched()
    observe('olga')
    observe('omar')
    take('olga')
    saveNext(driver, { consent: 'notice' })
    assert.deepEqual(view().watchedBy, [card('olga'), card('omar')])
    assert.equal(control(), '1 olga a')
    saveNext(driver, { consent: 'ask' })
    assert.deepEqual([watchers(), control()], [[], '1 over: interview'])
    observe('olga')
    answer('olga', 'observe', true)
    observe('olga')
    saveNext(driver, { consent: 'author' })
    observe('omar')
    // Back to asking: who was accepted watches on.
    saveNext(driver, { consent: 'ask' })
    assert.deepEqual(watchers(), ['olga'])
  })

  it('[AUT14] a question that need no longer be asked ends when the operator comes again', () => {
    const { driver, observe, watchers, asks } = watched('ask')
    observe('olga')
    saveNext(driver, { consent: 'author' })
    assert.deepEqual(asks(), ['olga observe'])
    observe('olga')
    assert.deepEqual([watchers(), asks()], [['olga'], []])
  })

  it('[AUT8] unavailable withdraws the questions', () => {
    const { driver, observe, asks } = watched('ask')
    observe('olga')
    saveNext(driver, { consent: 'ask', availability: 'unavailable' })
    assert.deepEqual(asks(), [])
  })
})
