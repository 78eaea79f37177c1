import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Consent } from '../base/consent.ts'
import type { AuditEntry } from './audit-entry.ts'
import type { RoomCommand } from './command.ts'
import { leftUnder } from './audit.ts'
import { ASK_MS, CONTROL_LEASE_MS, REFUSAL_PAUSE_MS } from './room.ts'
import { createMemoryDriver, type MemoryDriver } from './testing/memory-driver.ts'
import {
  account,
  ANN,
  begin,
  BOB,
  bobEnters,
  card,
  page,
  process,
  S,
  save,
  saveNext,
} from './testing/samples.ts'
import { watching } from './testing/watchers.ts'

/** `operator deed details`, for reading. */
function told({ operator, deed }: AuditEntry): string {
  const { type, ...details } = deed
  const shown = Object.entries(details).map(([name, value]) => {
    const text = typeof value === 'object' && value !== null ? value.name : value
    return `${name}=${text}`
  })
  return [operator === null ? 'somebody' : (operator.name ?? 'unnamed'), type, ...shown].join(' ')
}

function started(consent: Consent = 'author') {
  const driver = createMemoryDriver(0)
  begin(driver, { consent })
  const since = driver.audit.length
  return {
    driver,
    ...watching(driver),
    log: () => driver.audit.slice(since).map(told),
    last: () => driver.audit.slice(since).at(-1),
  }
}

describe('the audit log', () => {
  it('[CTL8] tells who observed whom, since when, and how it ended', () => {
    const { driver, observe, unobserve, log, last } = started()
    driver.advance(1000)
    observe('olga')
    observe('olga')
    driver.advance(500)
    unobserve('olga')
    unobserve('olga')
    assert.deepEqual(log(), [
      'olga observing-began',
      'olga observing-ended since=1000 why=operator',
    ])
    assert.deepEqual(last(), {
      at: 1500,
      session: S,
      interview: 'interview.yml',
      participant: ANN,
      account: null,
      accountName: null,
      visitorNumber: 1,
      operator: card('olga'),
      deed: { type: 'observing-ended', since: 1000, why: 'operator' },
    })
  })

  const ends: readonly [string, (driver: MemoryDriver) => void, string][] = [
    ['a cut line', (driver) => watching(driver).unobserve('olga', { lost: true }), 'lost'],
    ['a lost process', (driver) => driver.toRoom(S, lost('P')), 'lost'],
    ['"Stop"', (driver) => watching(driver).endWatch('olga'), 'participant'],
    ['settings', (driver) => saveNext(driver, { availability: 'unavailable' }), 'interview'],
    ['consent', (driver) => saveNext(driver, { consent: 'ask' }), 'interview'],
    ['exit', (driver) => driver.toRoom(S, { type: 'exit', participant: ANN }), 'interview'],
  ]
  for (const [what, end, why] of ends) {
    it(`[CTL8] tells why observing ended: ${what}`, () => {
      const { driver, observe, log } = started()
      observe('olga')
      end(driver)
      const ended = log().filter((line) => line.includes('ended'))
      assert.deepEqual(ended, [`olga observing-ended since=0 why=${why}`])
    })
  }

  it('[CTL8] a Monitor that comes back over another process has not stopped', () => {
    const { driver, observe, log } = started()
    observe('olga')
    observe('olga', { process: process('Q') })
    driver.toRoom(S, lost('P'))
    assert.deepEqual(log(), ['olga observing-began'])
  })

  it('[CTL8] [CON3] tells of questions and their answers, each time', () => {
    const { driver, observe, answer, take, takeBack, endWatch, log } = started('ask')
    observe('olga')
    observe('olga', { monitor: page('second') })
    answer('olga', 'observe', false)
    driver.advance(REFUSAL_PAUSE_MS)
    observe('olga')
    answer('olga', 'observe', false)
    driver.advance(2 * REFUSAL_PAUSE_MS)
    observe('olga')
    answer('olga', 'observe', true)
    observe('olga')
    take('olga')
    answer('olga', 'control', true)
    take('olga')
    takeBack(1)
    endWatch('olga')
    assert.deepEqual(log(), [
      'olga asked what=observe',
      'olga refused what=observe',
      'olga asked what=observe',
      'olga refused what=observe',
      'olga asked what=observe',
      'olga accepted what=observe',
      'olga observing-began',
      'olga asked what=control',
      'olga accepted what=control',
      'olga control-began number=1 from=null',
      'olga stopped what=control',
      'olga control-ended number=1 since=180000 why=taken-back',
      'olga stopped what=observe',
      'olga observing-ended since=180000 why=participant',
    ])
  })

  const unanswered: readonly [string, (driver: MemoryDriver) => void, string][] = [
    ['nobody answered', (driver) => watching(driver).wait(ASK_MS + 700), 'expired'],
    ['it was withdrawn', (driver) => watching(driver).unobserve('olga'), 'operator'],
    ['a cut line', (driver) => watching(driver).unobserve('olga', { lost: true }), 'lost'],
    ['a lost process', (driver) => driver.toRoom(S, lost('P')), 'lost'],
    ['settings', (driver) => saveNext(driver, { availability: 'unavailable' }), 'interview'],
  ]
  for (const [what, end, why] of unanswered) {
    it(`[CTL8] [CON3] tells why a question had no answer: ${what}`, () => {
      const { driver, observe, log, last } = started('ask')
      observe('olga')
      const asked = driver.now()
      end(driver)
      assert.deepEqual(log(), [
        'olga asked what=observe',
        `olga ask-ended what=observe since=${asked} why=${why}`,
      ])
      // It ran out when it did, not when the sweep came.
      assert.equal(last()?.at, why === 'expired' ? asked + ASK_MS : driver.now())
    })
  }

  it('[CTL8] [CON3] a question that moves to another process, or is asked twice, has not ended', () => {
    const { driver, observe, log } = started('ask')
    observe('olga')
    observe('olga', { process: process('Q') })
    driver.toRoom(S, lost('P'))
    assert.deepEqual(log(), ['olga asked what=observe'])
  })

  it('[CTL8] tells what was pressed under control and answers nothing', () => {
    const { driver, observe, take, log, last } = started()
    observe('olga')
    take('olga')
    saveNext(driver, {}, { control: 1, question: 'children' })
    saveNext(driver, {}, { control: 1, question: 'children', position: 1 })
    saveNext(driver, {}, { control: 1, question: 'income', position: 0 })
    saveNext(driver, {}, { control: 1, question: 'income', position: 0, restarts: true })
    saveNext(driver, {}, { control: null, question: 'car', position: 0 })
    driver.toRoom(S, { type: 'exit', participant: ANN, control: 1 })
    driver.toRoom(S, { type: 'exit', participant: ANN, control: 1 })
    assert.deepEqual(log().slice(2), [
      'olga answer-saved number=1 question=income over=false',
      'olga pressed number=1 question=children what=other over=false',
      'olga pressed number=1 question=children what=back over=false',
      'olga pressed number=1 question=income what=restart over=false',
      // The end of the interview ends both.
      'olga pressed number=1 question=car what=exit over=false',
      'olga observing-ended since=0 why=interview',
      'olga control-ended number=1 since=0 why=interview',
    ])
    assert.equal(last()?.interview, 'interview.yml')
  })

  it('[CTL8] tells of a button that leads away without changing anything', () => {
    const { driver, observe, take, release } = started()
    observe('olga')
    take('olga')
    const left = (number: number | null) => leftUnder(driver.room(S), ANN, number)
    assert.deepEqual(left(1)?.deed, {
      type: 'pressed',
      number: 1,
      question: 'income',
      what: 'leave',
      over: false,
    })
    assert.deepEqual(left(1)?.operator, card('olga'))
    assert.equal(left(null), null)
    assert.equal(left(2), null)
    release('olga', 1)
    assert.equal(left(1)?.deed.type, 'pressed')
  })

  it('[CTL8] "Stop" against somebody whose line is cut has their id', () => {
    const { observe, unobserve, endWatch, last } = started('notice')
    observe('olga')
    unobserve('olga', { lost: true })
    endWatch('olga')
    assert.deepEqual(last()?.operator, { id: account('olga'), name: null })
  })

  it('[CTL8] tells who controlled, taken over from whom, and why it ended', () => {
    const { driver, observe, take, renew, release, log } = started()
    observe('olga')
    observe('omar')
    take('olga')
    driver.advance(100)
    renew('olga', 1)
    take('omar', { takeOver: true })
    driver.advance(100)
    release('omar', 2)
    assert.deepEqual(log().slice(2), [
      'olga control-began number=1 from=null',
      'olga control-ended number=1 since=0 why=taken-over',
      'omar control-began number=2 from=olga',
      'omar control-ended number=2 since=100 why=released',
    ])
  })

  it('[CTL8] a lease ended when it ran out, whenever that is noticed', () => {
    for (const notice of ['tick', 'take'] as const) {
      const { driver, observe, take, wait, log } = started()
      observe('olga')
      observe('omar')
      take('olga')
      driver.advance(CONTROL_LEASE_MS + 7000)
      if (notice === 'tick') wait(0)
      else take('omar')
      const ended = driver.audit.find(({ deed }) => deed.type === 'control-ended')
      assert.equal(ended?.at, CONTROL_LEASE_MS)
      assert.equal(log()[3], 'olga control-ended number=1 since=0 why=lapsed')
      assert.equal(
        log()[4],
        notice === 'tick' ? undefined : 'omar control-began number=2 from=null',
      )
    }
  })

  it('[CTL8] an answer saved under control has the operator and the name of its question', () => {
    const { driver, observe, take, takeBack, log } = started()
    observe('olga')
    observe('omar')
    take('olga')
    const saveUnder = (control: number | null, question: string) =>
      saveNext(driver, {}, { control, question })
    saveUnder(1, 'children')
    saveUnder(null, 'house')
    take('omar', { takeOver: true })
    saveUnder(2, 'car')
    // Submitted before, saved after.
    saveUnder(1, 'job')
    takeBack(2)
    saveUnder(2, 'end')
    take('olga', { takeOver: true })
    saveUnder(1, 'end')
    // The invention of a page.
    saveUnder(9, 'end')
    assert.deepEqual(
      log().filter((line) => line.includes('answer-saved')),
      [
        'olga answer-saved number=1 question=income over=false',
        'omar answer-saved number=2 question=house over=false',
        'olga answer-saved number=1 question=car over=true',
        'omar answer-saved number=2 question=job over=true',
        'somebody answer-saved number=1 question=end over=true',
      ],
    )
  })

  it('[CTL8] a refused save, and one of another participant, are nothing of the operator’s', () => {
    const { driver, observe, take, log } = started()
    bobEnters(driver)
    observe('olga')
    take('olga')
    driver.toRoom(S, save({}, { expects: 0, position: 1, control: 1 }))
    saveNext(driver, {}, { participant: BOB, control: 1 })
    assert.equal(log().filter((line) => line.includes('answer-saved')).length, 0)
  })

  it('[CTL8] [BLK4] tells who blocked and who lifted it', () => {
    const { driver, log } = started()
    const about = (type: 'block' | 'unblock', name: string): RoomCommand => ({
      type,
      participant: ANN,
      operator: card(name),
    })
    for (const name of ['olga', 'omar']) driver.toRoom(S, about('block', name))
    driver.advance(9)
    for (const name of ['omar', 'olga']) driver.toRoom(S, about('unblock', name))
    assert.deepEqual(log(), ['olga blocked', 'omar unblocked since=0'])
  })

  it('[CTL8] [CHT18] two who turn out to be one: what goes on goes on, control ends', () => {
    const { driver, observe, take, log, last } = started()
    bobEnters(driver)
    observe('olga')
    observe('omar', { participant: BOB })
    observe('olga', { participant: BOB })
    take('omar', { participant: BOB, page: page('b') })
    driver.toRoom(S, { type: 'block', participant: BOB, operator: card('omar') })
    driver.toRoom(S, { type: 'attach-account', participant: BOB, account: card('carla') })
    driver.toRoom(S, { type: 'attach-account', participant: ANN, account: card('carla') })
    assert.deepEqual(log().slice(5), [
      // Her one Monitor showed both.
      'olga observing-ended since=0 why=merged',
      'omar control-ended number=1 since=0 why=merged',
    ])
    assert.deepEqual([last()?.participant, last()?.account], [ANN, account('carla')])
  })

  it('[CTL8] never holds answers, texts or ids of pages', () => {
    const { driver, observe, take } = started()
    driver.toRoom(S, { type: 'chat-activate', participant: ANN, invited: false })
    observe('olga')
    take('olga')
    saveNext(driver, {}, { control: 1, answers: 'hidden', screen: 'hidden', title: 'hidden' })
    const all = JSON.stringify(driver.audit)
    assert.match(all, /answer-saved/)
    for (const secret of ['hidden', page('olga-monitor'), page('a'), process('P')]) {
      assert.equal(all.includes(secret), false, secret)
    }
  })
})

function lost(name: string): RoomCommand {
  return { type: 'process-lost', process: process(name) }
}
