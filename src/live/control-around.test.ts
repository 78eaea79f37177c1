import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Consent } from '../base/consent.ts'
import { GRACE_MS } from './room.ts'
import {
  account,
  ANN,
  BOB,
  bobEnters,
  card,
  page,
  pageOpened,
  process,
  S,
  saveNext,
} from './testing/samples.ts'
import { watched } from './testing/watchers.ts'

/** Olga and Omar observe Ann. */
const started = (consent?: Consent) => watched(consent, 'olga', 'omar')

describe('the page that is controlled', () => {
  it('[CTL3] a reload takes control to the page that comes next, and to no other that is open', () => {
    const { driver, take, leavePage, control, view } = started()
    driver.toRoom(S, pageOpened('b'))
    take('olga')
    leavePage('b')
    assert.equal(control(), '1 olga a')
    leavePage('a')
    assert.equal(control(), '1 olga between pages')
    assert.equal(view().control?.page, null)
    driver.toRoom(S, pageOpened('c'))
    assert.equal(control(), '1 olga c')
    const gone = { participant: ANN, page: page('a'), process: process('P') } as const
    driver.toRoom(S, { type: 'page-closed', ...gone, goodbye: true })
    assert.equal(control(), '1 olga c')
  })

  it('[CTL3] another tab does not take it while the line of the first is only cut', () => {
    const { driver, take, renew, control } = started()
    take('olga')
    const cut = { participant: ANN, page: page('a'), process: process('P') } as const
    driver.toRoom(S, { type: 'page-closed', ...cut, goodbye: false })
    driver.toRoom(S, pageOpened('b'))
    assert.equal(control(), '1 olga a')
    assert.equal(renew('olga', 1).type, 'done')
    driver.toRoom(S, pageOpened('a'))
    assert.equal(control(), '1 olga a')
  })

  it('[CTL3] a tab closed for good leaves it to another that is open', () => {
    const { driver, take, leavePage, control } = started()
    driver.toRoom(S, pageOpened('b'))
    take('olga', { page: page('b') })
    leavePage('b')
    const gone = { participant: ANN, page: page('b'), process: process('P') } as const
    driver.toRoom(S, { type: 'page-closed', ...gone, goodbye: true })
    assert.equal(control(), '1 olga a')
  })

  it('[CTL5] the same operator takes it to another tab by a grant of its own; unknown stays where it is', () => {
    const { driver, take, control, ann } = started()
    driver.toRoom(S, pageOpened('b'))
    take('olga', { page: null })
    assert.equal(control(), '1 olga b')
    take('olga', { page: page('a') })
    assert.equal(control(), '2 olga a')
    const before = ann()
    take('olga', { page: page('a') })
    take('olga', { page: null })
    assert.equal(ann(), before)
    take('omar', { page: page('closed'), takeOver: true })
    assert.equal(control(), '3 omar b')
  })

  it('[CTL6] whoever is gone for the grace time after going offline is no longer controlled', () => {
    const { driver, take, renew, wait, control } = started()
    take('olga')
    const closed = { participant: ANN, page: page('a'), process: process('P') } as const
    driver.toRoom(S, { type: 'page-closed', ...closed, goodbye: false })
    for (let waited = 0; waited < 2 * GRACE_MS - 3000; waited += 3000) {
      wait(3000)
      assert.equal(renew('olga', 1).type, 'done')
    }
    assert.equal(control(), '1 olga a')
    wait(3000)
    assert.equal(control(), '1 over: away')
  })
})

describe('control and what changes around it', () => {
  it('[AUT8] [CON3] ends when the settings no longer allow it', () => {
    for (const settings of [{ availability: 'unavailable' }, { consent: 'ask' }] as const) {
      const { driver, take, control } = started()
      take('olga')
      saveNext(driver, { availability: 'observeonly' })
      assert.equal(control(), '1 olga a')
      saveNext(driver, settings)
      assert.equal(control(), '1 over: interview')
    }
  })

  it('[AUT14] [CON3] a screen that asks ends control that nobody allowed, though observing was', () => {
    const { driver, answer, observe, take, control, watchers } = started('ask')
    answer('olga', 'observe', true)
    observe('olga')
    saveNext(driver, { consent: 'author' })
    take('olga')
    assert.equal(control(), '1 olga a')
    saveNext(driver, { consent: 'ask' })
    assert.equal(control(), '1 over: interview')
    assert.deepEqual(watchers(), ['olga'])
  })

  it('[CHT18] signing in goes on; becoming one with somebody who was controlled ends it', () => {
    const { driver, observe, take, control } = started()
    bobEnters(driver)
    take('olga')
    driver.toRoom(S, { type: 'attach-account', participant: ANN, account: card('dora') })
    assert.equal(control(), '1 olga a')
    driver.toRoom(S, { type: 'attach-account', participant: BOB, account: card('dora') })
    assert.equal(control(), '1 over: merged')
    observe('omar', { participant: BOB })
    take('omar', { page: page('a') })
    assert.equal(control(), '2 omar a')
  })

  it('[CHT18] an account that was there and never controlled ends nothing', () => {
    const { driver, take, control } = started()
    bobEnters(driver)
    take('olga')
    driver.toRoom(S, { type: 'attach-account', participant: BOB, account: card('carla') })
    driver.toRoom(S, { type: 'attach-account', participant: ANN, account: card('carla') })
    assert.equal(control(), '1 olga a')
  })

  it('[CHT18] of two who were controlled the higher number is gone on from', () => {
    const { driver, observe, take, control, ann } = started()
    bobEnters(driver)
    driver.toRoom(S, { type: 'attach-account', participant: BOB, account: card('carla') })
    observe('omar', { participant: BOB })
    observe('olga', { participant: BOB })
    for (const name of ['omar', 'olga', 'omar']) {
      take(name, { participant: BOB, page: page('b'), takeOver: true })
    }
    take('olga')
    driver.toRoom(S, { type: 'attach-account', participant: ANN, account: card('carla') })
    assert.equal(control(), '3 over: merged')
    take('olga')
    assert.equal(control(), '4 olga a')
    assert.equal(ann().permissions[account('olga')]?.control, 'unasked')
  })
})
