import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Consent } from '../base/consent.ts'
import { CONSENTS } from '../base/consent.ts'
import { mustAsk, stricter } from './permission.ts'
import { nextRoomDeadline } from './room-step.ts'
import { ASK_MS, LONGEST_REFUSAL_PAUSE_MS, REFUSAL_PAUSE_MS, type Permission } from './room.ts'
import { createMemoryDriver } from './testing/memory-driver.ts'
import {
  account,
  ANN,
  begin,
  bobEnters,
  BOB,
  card,
  page,
  pageOpened,
  process,
  S,
  saveNext,
} from './testing/samples.ts'
import { watching } from './testing/watchers.ts'

function started(consent: Consent = 'author') {
  const driver = createMemoryDriver()
  begin(driver, { consent })
  return { driver, ...watching(driver) }
}

describe('whether an operator must ask', () => {
  it('[CON4] the stricter of interview and server wins', () => {
    const table = CONSENTS.map((one) => CONSENTS.map((other) => stricter(one, other)))
    assert.deepEqual(table, [
      ['author', 'notice', 'ask'],
      ['notice', 'notice', 'ask'],
      ['ask', 'ask', 'ask'],
    ])
  })

  const table: Record<Permission, Record<Consent, boolean>> = {
    unasked: { author: false, notice: false, ask: true },
    accepted: { author: false, notice: false, ask: false },
    refused: { author: true, notice: true, ask: true },
    stopped: { author: true, notice: true, ask: true },
  }
  for (const [permission, byConsent] of Object.entries(table)) {
    it(`[CON1] [CON2] [CON3] after ${permission}, by the consent that holds`, () => {
      for (const consent of CONSENTS) {
        assert.equal(mustAsk(permission as Permission, consent), byConsent[consent], consent)
      }
    })
  }
})

describe('observing', () => {
  it('[CON1] [OBS5] by default it begins at once and the user is not told', () => {
    const { observe, watchers, view } = started()
    assert.equal(observe('olga').type, 'done')
    assert.deepEqual(watchers(), ['olga'])
    assert.deepEqual([view().watchedBy, view().asks], [[], []])
  })

  it('[CON2] under notice it begins at once, and the user reads who, each once', () => {
    const { observe, view } = started('notice')
    observe('olga')
    observe('omar')
    observe('olga', { monitor: page('second') })
    assert.deepEqual(view().watchedBy, [card('olga'), card('omar')])
  })

  it('[CON4] the floor of the server makes a notice or a question of what the author set', () => {
    const notice = started()
    notice.observe('olga', { floor: 'notice' })
    assert.deepEqual(notice.view().watchedBy, [card('olga')])
    const ask = started('notice')
    ask.observe('olga', { floor: 'ask' })
    assert.deepEqual([ask.watchers(), ask.asks()], [[], ['olga observe']])
    ask.answer('olga', 'observe', true)
    ask.observe('olga', { floor: 'ask' })
    assert.deepEqual(ask.watchers(), ['olga'])
    ask.take('olga', { floor: 'ask' })
    assert.deepEqual([ask.control(), ask.asks()], ['none', ['olga control']])
  })

  it('[CON4] a floor that the server was started anew with ends what it no longer allows', () => {
    const { observe, take, watchers, control, asks } = started()
    observe('olga')
    take('olga')
    observe('olga', { process: process('Q'), floor: 'ask' })
    assert.deepEqual([watchers(), asks()], [[], ['olga observe']])
    assert.equal(control(), '1 over: interview')
  })

  it('[CON4] [CON3] so does control that nobody allowed, where watching was', () => {
    const { driver, observe, take, answer, watchers, control } = started('ask')
    observe('olga')
    answer('olga', 'observe', true)
    observe('olga')
    saveNext(driver, { consent: 'author' })
    take('olga')
    assert.equal(control(), '1 olga a')
    observe('olga', { process: process('Q'), floor: 'ask' })
    assert.deepEqual([watchers(), control()], [['olga'], '1 over: interview'])
  })

  for (const availability of ['available', 'observeonly', 'unavailable'] as const) {
    it(`[OBS4] [AUT8] ${availability}: ${availability === 'unavailable' ? 'refused, and ended' : 'works'}`, () => {
      const { driver, observe, take, watchers, asks, control } = started()
      observe('olga')
      take('olga')
      observe('omar')
      saveNext(driver, { availability })
      const isOpen = availability !== 'unavailable'
      assert.deepEqual(watchers(), isOpen ? ['olga', 'omar'] : [])
      assert.equal(control(), isOpen ? '1 olga a' : '1 over: interview')
      const refused = { type: 'refused', code: 'not-observable' }
      assert.deepEqual(observe('tom').type, isOpen ? 'done' : 'refused')
      if (!isOpen) {
        assert.deepEqual(observe('tom'), refused)
        assert.deepEqual(take('olga'), refused)
      }
      assert.deepEqual(asks(), [])
    })
  }

  it('[OBS4] exit and a never called set_live_help_status end it too', () => {
    const { driver, observe, watchers } = started()
    observe('olga')
    driver.toRoom(S, { type: 'exit', participant: ANN })
    assert.deepEqual(watchers(), [])
    saveNext(driver, { called: false })
    assert.equal(observe('olga').type, 'refused')
  })

  it('[BLK3] a block changes nothing about it', () => {
    const { driver, observe, take, watchers, control } = started()
    observe('olga')
    driver.toRoom(S, { type: 'block', participant: ANN, operator: card('omar') })
    take('olga')
    assert.deepEqual([watchers(), control()], [['olga'], '1 olga a'])
  })

  it('[OBS1] two operators and two Monitors of one watch side by side; each stops for itself', () => {
    const { observe, unobserve, watchers } = started()
    observe('olga')
    observe('olga', { monitor: page('second') })
    observe('omar')
    assert.equal(watchers().length, 3)
    unobserve('olga')
    assert.deepEqual(watchers(), ['olga', 'omar'])
  })

  it('[REL2] what has happened already happens without a trace', () => {
    const { driver, observe, unobserve, answer, endWatch } = started('ask')
    observe('olga')
    for (const again of [
      () => observe('olga'),
      () => unobserve('omar'),
      () => endWatch('tom'),
      () => answer('omar', 'observe', true),
    ]) {
      const before = driver.room(S)
      again()
      assert.equal(driver.room(S), before)
    }
    answer('olga', 'observe', true)
    observe('olga')
    const before = driver.room(S)
    observe('olga')
    assert.equal(driver.room(S), before)
  })

  it('[REL7] a "stop" for somebody who never watched or asked is not kept', () => {
    const { endWatch, ann } = started()
    endWatch('nobody')
    assert.deepEqual(ann().permissions, {})
  })

  it('[REL6] a Monitor that comes back over another process watches on; what the first says late is late', () => {
    const { driver, observe, unobserve, take, ann, watchers, control, monitorOf } = started()
    observe('olga')
    take('olga')
    driver.advance(1000)
    observe('olga', { process: process('Q') })
    const watcher = ann().watchers[monitorOf('olga')]
    assert.deepEqual([watcher?.process, watcher?.since], [process('Q'), driver.now() - 1000])
    unobserve('olga', { lost: true })
    unobserve('olga', { lost: false })
    assert.deepEqual([watchers(), control()], [['olga'], '1 olga a'])
    unobserve('olga', { process: process('Q') })
    assert.deepEqual([watchers(), control()], [[], '1 over: released'])
  })

  it('[REL6] whoever watched or asked over a process that is lost comes back over another', () => {
    const { driver, observe, watchers, asks } = started()
    observe('olga')
    observe('omar', { process: process('Q') })
    saveNext(driver, { consent: 'ask' })
    assert.deepEqual(watchers(), [])
    observe('olga')
    observe('omar', { process: process('Q') })
    driver.toRoom(S, { type: 'process-lost', process: process('P') })
    assert.deepEqual(asks(), ['omar observe'])
  })

  it('[CHT18] who signs in stays watched, and nobody loses a "no" by it', () => {
    const { driver, observe, endWatch, watchers, asks } = started()
    bobEnters(driver)
    driver.toRoom(S, { type: 'attach-account', participant: BOB, account: card('carla') })
    observe('olga', { participant: BOB })
    observe('tom')
    endWatch('tom')
    observe('tom')
    driver.advance(5)
    observe('omar', { participant: BOB })
    driver.toRoom(S, { type: 'end-watch', participant: BOB, operator: account('omar') })
    observe('omar')
    assert.deepEqual(watchers(), ['omar'])
    driver.toRoom(S, { type: 'attach-account', participant: ANN, account: card('carla') })
    assert.deepEqual(watchers(), ['olga'])
    assert.deepEqual(asks(), ['tom observe'])
    observe('omar')
    assert.deepEqual(asks(), ['tom observe', 'omar observe'])
    observe('tom')
    assert.deepEqual(watchers(), ['olga'])
  })
})

describe('asking', () => {
  it('[CON3] observing begins after the user accepts, control after a second acceptance', () => {
    const { observe, take, answer, watchers, asks, control, view } = started('ask')
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
    const { driver, observe, answer, watchers, asks, ann } = started('ask')
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
      const { driver, observe, take, answer, asks } = started(what === 'observe' ? 'ask' : 'author')
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
    const { driver, observe, answer, asks } = started('ask')
    observe('olga')
    answer('olga', 'observe', false)
    assert.equal(observe('omar').type, 'done')
    driver.advance(REFUSAL_PAUSE_MS)
    observe('olga')
    assert.equal(observe('olga', { monitor: page('second') }).type, 'done')
    assert.deepEqual(asks(), ['omar observe', 'olga observe'])
  })

  it('[CON3] nobody gets rid of the pause by the user’s signing in', () => {
    const { driver, observe, answer } = started('ask')
    bobEnters(driver)
    driver.toRoom(S, { type: 'attach-account', participant: BOB, account: card('ann') })
    observe('olga')
    answer('olga', 'observe', false)
    driver.toRoom(S, { type: 'attach-account', participant: ANN, account: card('ann') })
    assert.deepEqual(observe('olga'), { type: 'refused', code: 'too-soon' })
  })

  it('[CON3] an acceptance is for that operator, that thing and that session', () => {
    const { driver, observe, answer, watchers, asks } = started('ask')
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
    const { driver, observe, unobserve, answer, wait, watchers } = started('ask')
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
      const { observe, take, endWatch, answer, watchers, asks, control } = started(consent)
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
    const { observe, unobserve, endWatch, watchers, asks } = started('notice')
    observe('olga')
    unobserve('olga', { lost: true })
    endWatch('olga')
    observe('olga')
    assert.deepEqual([watchers(), asks()], [[], ['olga observe']])
  })

  it('[CON3] one question for each operator and thing, however many Monitors ask', () => {
    const { driver, observe, unobserve, asks, ann } = started('ask')
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
    const { driver, observe, wait, asks, ann } = started('ask')
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
    const { observe, unobserve, answer, ann } = started('ask')
    observe('olga')
    unobserve('olga')
    assert.deepEqual(answer('olga', 'observe', true), { type: 'refused', code: 'no-question' })
    assert.equal(ann().permissions[account('olga')]?.observe, 'unasked')
  })

  it('[AUT14] a stricter consent of the next screen cuts who did not ask, and asks from then on', () => {
    const { driver, observe, take, answer, watchers, control, view } = started()
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
    const { driver, observe, watchers, asks } = started('ask')
    observe('olga')
    saveNext(driver, { consent: 'author' })
    assert.deepEqual(asks(), ['olga observe'])
    observe('olga')
    assert.deepEqual([watchers(), asks()], [['olga'], []])
  })

  it('[AUT8] unavailable withdraws the questions', () => {
    const { driver, observe, asks } = started('ask')
    observe('olga')
    saveNext(driver, { consent: 'ask', availability: 'unavailable' })
    assert.deepEqual(asks(), [])
  })
})
