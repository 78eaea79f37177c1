import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Consent } from '../base/consent.ts'
import { nextRoomDeadline } from './room-step.ts'
import { CONTROL_LEASE_MS } from './room.ts'
import { ANN, card, page, process, S, saveNext } from './testing/samples.ts'
import { watched } from './testing/watchers.ts'
import { upgradeRoom } from './upgrade.ts'

/** Olga and Omar observe Ann. */
const started = (consent?: Consent) => watched(consent, 'olga', 'omar')

const HELD = { type: 'refused', code: 'held' }
const NO_CONTROL = { type: 'refused', code: 'no-control' }
describe('control', () => {
  it('[CTL5] one at a time: a second operator is refused, and the participant is told who has it', () => {
    const { take, control, view } = started()
    assert.equal(take('olga').type, 'done')
    assert.deepEqual(take('omar'), HELD)
    assert.equal(control(), '1 olga a')
    assert.deepEqual(view().control, { number: 1, by: card('olga'), page: page('a') })
  })

  it('[CTL5] it is handed over by taking it over, without a moment in which nobody has it', () => {
    const { take, control, ann, renew, release } = started()
    take('olga')
    take('omar', { takeOver: true })
    assert.equal(control(), '2 omar a')
    assert.deepEqual(ann().control?.before, { number: 1, operator: card('olga') })
    assert.deepEqual(renew('olga', 1), NO_CONTROL)
    release('olga', 1)
    assert.equal(control(), '2 omar a')
  })

  it('[CTL5] another Monitor of the same operator is another controller', () => {
    const { observe, take, control } = started()
    const second = { monitor: page('second') }
    observe('olga', second)
    take('olga')
    assert.deepEqual(take('olga', second), HELD)
    take('olga', { ...second, takeOver: true })
    assert.equal(control(), '2 olga a')
  })

  it('[CTL5] a release by a Monitor that does not have it ends nothing', () => {
    const { take, release, control } = started()
    take('olga')
    release('omar', 1)
    assert.equal(control(), '1 olga a')
  })

  it('[CTL1] it begins from an observed entry, on a page that is open', () => {
    const { driver, take, unobserve, control } = started()
    assert.deepEqual(take('tom'), { type: 'refused', code: 'not-observing' })
    unobserve('olga')
    assert.deepEqual(take('olga'), { type: 'refused', code: 'not-observing' })
    // In somebody else's Monitor.
    const other = { operator: card('tom'), monitor: page('omar-monitor') }
    assert.deepEqual(take('tom', other), { type: 'refused', code: 'not-observing' })
    const closed = { participant: ANN, page: page('a'), process: process('P') } as const
    driver.toRoom(S, { type: 'page-closed', ...closed, goodbye: true })
    assert.deepEqual(take('omar'), { type: 'refused', code: 'no-page' })
    assert.equal(control(), 'none')
  })

  it('[CTL4] it ends by release, by ceasing to observe, and by leaving; not by a line that is cut', () => {
    const released = started()
    released.take('olga')
    released.release('olga', 1)
    assert.equal(released.control(), '1 over: released')
    assert.equal(released.view().control, null)
    const stopped = started()
    stopped.take('olga')
    stopped.unobserve('olga')
    assert.equal(stopped.control(), '1 over: released')
    const cut = started()
    cut.take('olga')
    cut.unobserve('olga', { lost: true })
    assert.equal(cut.control(), '1 olga a')
    cut.observe('olga')
    assert.equal(cut.renew('olga', 1).type, 'done')
    cut.unobserve('omar')
    assert.equal(cut.control(), '1 olga a')
  })

  it('[CTL4] a release withdraws the question for control too', () => {
    const { driver, take, release, asks } = started()
    saveNext(driver, { consent: 'author' })
    take('olga')
    driver.toRoom(S, { type: 'take-back', participant: ANN, number: 1, silent: false })
    take('olga')
    assert.deepEqual(asks(), ['olga control'])
    release('omar', 1)
    assert.deepEqual(asks(), ['olga control'])
    release('olga', 1)
    assert.deepEqual(asks(), [])
  })
})

describe('the lease of control', () => {
  it('[CTL6] runs out when it is not renewed, and not while it is', () => {
    const { driver, take, renew, wait, control } = started()
    take('olga')
    for (let n = 0; n < 10; n++) {
      wait(CONTROL_LEASE_MS - 1)
      assert.equal(renew('olga', 1).type, 'done')
    }
    assert.equal(nextRoomDeadline(driver.room(S)), driver.now() + CONTROL_LEASE_MS)
    wait(CONTROL_LEASE_MS - 1)
    assert.equal(control(), '1 olga a')
    wait(1)
    assert.equal(control(), '1 over: lapsed')
    assert.deepEqual(renew('olga', 1), NO_CONTROL)
    assert.equal(nextRoomDeadline(driver.room(S)), null)
  })

  it('[CTL6] has run out for another operator at once, also before anybody noticed', () => {
    const { driver, take, control } = started()
    take('olga')
    driver.advance(CONTROL_LEASE_MS - 1)
    assert.deepEqual(take('omar'), HELD)
    driver.advance(1)
    assert.equal(take('omar').type, 'done')
    assert.equal(control(), '2 omar a')
  })

  it('[CTL6] a renewal that comes too late revives nothing, also before anybody noticed', () => {
    const { driver, take, renew, wait, control } = started()
    take('olga')
    driver.advance(CONTROL_LEASE_MS)
    assert.deepEqual(renew('olga', 1), NO_CONTROL)
    wait(0)
    assert.equal(control(), '1 over: lapsed')
  })

  it('[CTL6] its number never falls: what a former controller sends is known as such', () => {
    const { take, release, renew, takeBack, ann } = started()
    for (let number = 1; number < 6; number++) {
      const name = number % 2 === 0 ? 'omar' : 'olga'
      take(name)
      assert.equal(ann().control?.number, number)
      for (const earlier of [number - 1, 0, number + 1]) {
        assert.deepEqual(renew(name, earlier), NO_CONTROL)
        release(name, earlier)
        // Of the number before it would be a word about the other operator.
        if (earlier !== number - 1) takeBack(earlier)
        assert.equal(ann().control?.over, null)
      }
      release(name, number)
    }
  })

  it('[CTL6] [REL6] begins anew when the process that held the Monitor or the page is lost', () => {
    for (const lost of ['P', 'Q']) {
      const { driver, observe, take, control, wait } = started()
      observe('olga', { process: process('Q') })
      take('olga')
      driver.advance(9000)
      driver.toRoom(S, { type: 'process-lost', process: process(lost) })
      wait(9000)
      assert.equal(control(), '1 olga a', lost)
    }
  })

  it('[CTL6] is not prolonged by the loss of a process that had nothing to do with it', () => {
    const { driver, observe, take, unobserve, control, wait } = started()
    observe('omar', { process: process('R') })
    take('olga')
    unobserve('olga', { lost: true })
    driver.advance(9000)
    driver.toRoom(S, { type: 'process-lost', process: process('R') })
    wait(1000)
    assert.equal(control(), '1 over: lapsed')
  })

  it('[CTL6] is the same after it has been stored and read again', () => {
    const { driver, take, ann } = started('notice')
    take('olga')
    const room = driver.room(S)
    assert.deepEqual(upgradeRoom(JSON.parse(JSON.stringify(room))), room)
    assert.equal(ann().control?.expiresAt, driver.now() + CONTROL_LEASE_MS)
  })
})

describe('taking back', () => {
  it('[CTL7] ends it at once, and that operator has to ask; another does not', () => {
    const { take, takeBack, answer, control, asks } = started()
    take('olga')
    takeBack(1)
    assert.equal(control(), '1 over: taken-back')
    take('olga')
    assert.deepEqual([control(), asks()], ['1 over: taken-back', ['olga control']])
    take('omar')
    assert.equal(control(), '2 omar a')
    assert.deepEqual(take('olga'), HELD)
    take('olga', { takeOver: true })
    assert.equal(control(), '2 omar a')
    answer('olga', 'control', true)
    take('olga', { takeOver: true })
    assert.equal(control(), '3 olga a')
  })

  it('[CTL7] counts against the operator also where control had just ended', () => {
    const { take, release, takeBack, asks, control } = started()
    take('olga')
    release('olga', 1)
    takeBack(1)
    assert.equal(control(), '1 over: released')
    take('olga')
    assert.deepEqual(asks(), ['olga control'])
  })

  it('[CTL6] a page that heard nothing lets go: the operator may take it again unasked', () => {
    const { take, takeBack, control, asks } = started()
    take('olga')
    takeBack(1, true)
    assert.equal(control(), '1 over: let-go')
    take('olga')
    assert.deepEqual([control(), asks()], ['2 olga a', []])
    takeBack(1, true)
    assert.equal(control(), '2 olga a')
  })

  it('[CON3] the operator watches on; "Stop" of watching ends control too', () => {
    const { take, takeBack, endWatch, watchers, control } = started()
    take('olga')
    takeBack(1)
    assert.deepEqual(watchers(), ['olga', 'omar'])
    take('omar')
    endWatch('olga')
    assert.deepEqual([watchers(), control()], [['omar'], '2 omar a'])
    endWatch('omar')
    assert.equal(control(), '2 over: taken-back')
  })

  it('[CON3] refusing control does not end watching, nor the control of another', () => {
    const { driver, observe, take, answer, watchers, control } = started('ask')
    for (const name of ['olga', 'omar']) {
      answer(name, 'observe', true)
      observe(name)
    }
    take('omar')
    answer('omar', 'control', true)
    take('omar')
    take('olga', { takeOver: true })
    answer('olga', 'control', false)
    assert.deepEqual([watchers(), control()], [['olga', 'omar'], '1 omar a'])
    saveNext(driver, { consent: 'author' })
    take('olga', { takeOver: true })
    assert.equal(control(), '1 omar a')
  })
})
