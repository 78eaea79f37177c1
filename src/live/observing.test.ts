import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Consent } from '../base/consent.ts'
import { CONSENTS } from '../base/consent.ts'
import { mustAsk, stricter } from './permission.ts'
import type { Permission } from './room.ts'
import {
  account,
  ANN,
  bobEnters,
  BOB,
  card,
  page,
  process,
  S,
  saveNext,
} from './testing/samples.ts'
import { watched } from './testing/watchers.ts'

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
    const { observe, watchers, view } = watched()
    assert.equal(observe('olga').type, 'done')
    assert.deepEqual(watchers(), ['olga'])
    assert.deepEqual([view().watchedBy, view().asks], [[], []])
  })

  it('[CON2] under notice it begins at once, and the user reads who, each once', () => {
    const { observe, view } = watched('notice')
    observe('olga')
    observe('omar')
    observe('olga', { monitor: page('second') })
    assert.deepEqual(view().watchedBy, [card('olga'), card('omar')])
  })

  it('[CON4] the floor of the server makes a notice or a question of what the author set', () => {
    const notice = watched()
    notice.observe('olga', { floor: 'notice' })
    assert.deepEqual(notice.view().watchedBy, [card('olga')])
    const ask = watched('notice')
    ask.observe('olga', { floor: 'ask' })
    assert.deepEqual([ask.watchers(), ask.asks()], [[], ['olga observe']])
    ask.answer('olga', 'observe', true)
    ask.observe('olga', { floor: 'ask' })
    assert.deepEqual(ask.watchers(), ['olga'])
    ask.take('olga', { floor: 'ask' })
    assert.deepEqual([ask.control(), ask.asks()], ['none', ['olga control']])
  })

  it('[CON4] a floor that the server was started anew with ends what it no longer allows', () => {
    const { observe, take, watchers, control, asks } = watched()
    observe('olga')
    take('olga')
    observe('olga', { process: process('Q'), floor: 'ask' })
    assert.deepEqual([watchers(), asks()], [[], ['olga observe']])
    assert.equal(control(), '1 over: interview')
  })

  it('[CON4] [CON3] so does control that nobody allowed, where watching was', () => {
    const { driver, observe, take, answer, watchers, control } = watched('ask')
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
      const { driver, observe, take, watchers, asks, control } = watched()
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
    const { driver, observe, watchers } = watched()
    observe('olga')
    driver.toRoom(S, { type: 'exit', participant: ANN })
    assert.deepEqual(watchers(), [])
    saveNext(driver, { called: false })
    assert.equal(observe('olga').type, 'refused')
  })

  it('[BLK3] a block changes nothing about it', () => {
    const { driver, observe, take, watchers, control } = watched()
    observe('olga')
    driver.toRoom(S, { type: 'block', participant: ANN, operator: card('omar') })
    take('olga')
    assert.deepEqual([watchers(), control()], [['olga'], '1 olga a'])
  })

  it('[OBS1] two operators and two Monitors of one watch side by side; each stops for itself', () => {
    const { observe, unobserve, watchers } = watched()
    observe('olga')
    observe('olga', { monitor: page('second') })
    observe('omar')
    assert.equal(watchers().length, 3)
    unobserve('olga')
    assert.deepEqual(watchers(), ['olga', 'omar'])
  })

  it('[REL2] what has happened already happens without a trace', () => {
    const { driver, observe, unobserve, answer, endWatch } = watched('ask')
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
    const { endWatch, ann } = watched()
    endWatch('nobody')
    assert.deepEqual(ann().permissions, {})
  })

  it('[REL6] a Monitor that comes back over another process watches on; what the first says late is late', () => {
    const { driver, observe, unobserve, take, ann, watchers, control, monitorOf } = watched()
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
    const { driver, observe, watchers, asks } = watched()
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
    const { driver, observe, endWatch, watchers, asks } = watched()
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
