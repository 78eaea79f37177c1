import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { CONSENTS, type Consent } from '../base/consent.ts'
import { isJoined } from './joining.ts'
import { mergedPermissions, mustAsk, permissionsOf, stricter } from './permission.ts'
import { findParticipant, GRACE_MS, isEnabled, participantsOf, REFUSAL_PAUSE_MS } from './room.ts'
import { joinable, OLGA } from './testing/joiners.ts'
import {
  account,
  ANN,
  BOB,
  bobEnters,
  card,
  page,
  participant,
  process,
  S,
  saveNext,
} from './testing/samples.ts'

describe('consent to joining', () => {
  it('[CON2] [CON3] under `notice` the user is told who joined, and stops it; then that operator asks', () => {
    const { join, stop, view, olga, asks, answer, deeds } = joinable({ consent: 'notice' })
    join()
    assert.deepEqual(view().joinedBy, [card('olga')])
    assert.deepEqual(view(OLGA).joined, { over: null })
    stop()
    assert.deepEqual(
      [view().joinedBy, olga(), view(OLGA).joined],
      [[], 'participant', { over: 'participant' }],
    )
    join()
    assert.deepEqual([asks(), olga()], [['olga join'], 'participant'])
    answer('olga', 'join', true)
    join()
    assert.equal(olga(), 'in')
    assert.deepEqual(deeds(), [
      'olga joined ann',
      'null stopped join ann',
      'olga join-ended participant ann',
      'olga asked join ann',
      'olga accepted join ann',
      'olga joined ann',
    ])
  })

  it('[CON1] under `author` nobody is told of it', () => {
    const { join, view } = joinable()
    join()
    assert.deepEqual(view().joinedBy, [])
  })

  it('[CON3] under `ask` it begins after an acceptance of its own, and again without one until stopped', () => {
    const { driver, join, observe, answer, olga, asks } = joinable({ consent: 'ask' })
    observe('olga')
    answer('olga', 'observe', true)
    join()
    assert.deepEqual([olga(), asks()], [null, ['olga join']])
    answer('olga', 'join', true)
    assert.equal(olga(), null)
    join()
    driver.toRoom(S, { type: 'leave-join', participant: OLGA, why: 'left' })
    assert.equal(olga(), 'left')
    join()
    assert.equal(olga(), 'in')
  })

  it('[CHT18] [CON3] of two who turn out to be one, neither “no” to joining is lost, nor its pause', () => {
    const { driver, join, answer } = joinable({ consent: 'ask' })
    bobEnters(driver)
    for (const _ of [1, 2]) {
      join()
      answer('olga', 'join', false)
      driver.advance(2 * REFUSAL_PAUSE_MS)
    }
    join('olga', { participant: BOB })
    const no = {
      type: 'answer-ask',
      operator: account('olga'),
      what: 'join',
      accepts: false,
    } as const
    driver.toRoom(S, { ...no, participant: BOB })
    driver.toRoom(S, { type: 'attach-account', participant: ANN, account: card('ann') })
    driver.toRoom(S, { type: 'attach-account', participant: BOB, account: card('ann') })
    const kept = findParticipant(driver.room(S), BOB)
    const { join: joining, refusals } = permissionsOf(kept ?? assert.fail(), account('olga'))
    assert.deepEqual([joining, refusals?.join?.count], ['refused', 2])
    const unasked = { observe: 'unasked', control: 'unasked', join: 'unasked' } as const
    const by = account('olga')
    const merged = mergedPermissions({ [by]: { ...unasked, join: 'refused' } }, { [by]: unasked })
    assert.equal(merged[by]?.join, 'refused')
    driver.advance(REFUSAL_PAUSE_MS)
    assert.deepEqual(join(), { type: 'refused', code: 'too-soon' })
  })

  it('[CON3] a refusal lets the operator ask again after a pause; a question can be withdrawn', () => {
    const { driver, join, answer, asks } = joinable({ consent: 'ask' })
    join()
    answer('olga', 'join', false)
    assert.deepEqual(join(), { type: 'refused', code: 'too-soon' })
    driver.advance(REFUSAL_PAUSE_MS)
    join()
    driver.toRoom(S, { type: 'withdraw-join', participant: ANN, operator: card('olga') })
    assert.deepEqual(asks(), [])
    assert.equal(join().type, 'done')
  })

  it('[CON4] the server’s floor counts, also when it was raised meanwhile', () => {
    const { driver, join, olga, answer } = joinable()
    join('olga', { floor: 'ask' })
    assert.equal(olga(), null)
    answer('olga', 'join', true)
    join('olga', { floor: 'ask' })
    assert.equal(olga(), 'in')
    const other = joinable()
    other.join()
    saveNext(other.driver, { consent: 'ask' })
    assert.equal(other.olga(), 'interview')
    assert.equal(driver.room(S).settings.consent, 'author')
  })

  it('[CON3] stopped by one user, it is not begun anew through another', () => {
    const { driver, join, stop, olga } = joinable({ consent: 'notice' })
    bobEnters(driver)
    join()
    stop('olga', BOB)
    assert.equal(olga(), 'participant')
    join('olga', { participant: BOB })
    join()
    assert.equal(olga(), 'participant')
  })

  it('[JOI3] the audit log tells which answers were an operator’s', () => {
    const { driver, join, deeds } = joinable()
    join()
    saveNext(driver, {}, { participant: OLGA })
    saveNext(driver, {}, { participant: OLGA, changes: false })
    saveNext(driver, {})
    assert.deepEqual(deeds(), ['olga joined ann', 'olga joined-saved ann'])
  })

  it('[AUT8] [CON3] [CON4] whatever happens, nobody is in who may not be', () => {
    const order = fc.tuple(
      fc.constantFrom(
        'join',
        'join',
        'join',
        'answer',
        'answer',
        'stop',
        'leave',
        'save',
        'open',
        'close',
        'merge',
        'enter',
        'wait' as const,
      ),
      fc.constantFrom('olga', 'omar'),
      fc.constantFrom(ANN, BOB),
      fc.constantFrom<Consent>(...CONSENTS),
      fc.boolean(),
      fc.constantFrom('available', 'observeonly', 'unavailable' as const),
    )
    fc.assert(
      fc.property(fc.array(order, { maxLength: 40 }), (orders) => {
        const { driver, join } = joinable()
        bobEnters(driver)
        for (const [what, name, who, consent, yes, availability] of orders) {
          const joiner = participant(`${name}-joins`)
          const operator = account(name)
          const at = { page: page(name), process: process('P') }
          if (what === 'join') join(name, { participant: who, floor: yes ? consent : 'author' })
          else if (what === 'answer') {
            driver.toRoom(S, {
              type: 'answer-ask',
              participant: who,
              operator,
              what: 'join',
              accepts: yes,
            })
          } else if (what === 'stop')
            driver.toRoom(S, { type: 'end-join', participant: who, operator })
          else if (what === 'leave')
            driver.toRoom(S, { type: 'leave-join', participant: joiner, why: 'left' })
          else if (what === 'save') saveNext(driver, { consent, availability }, { multiUser: yes })
          else if (what === 'open')
            driver.toRoom(S, { type: 'page-opened', participant: joiner, ...at })
          else if (what === 'close') {
            driver.toRoom(S, { type: 'page-closed', participant: joiner, ...at, goodbye: yes })
          } else if (what === 'enter') {
            driver.toRoom(S, { type: 'enter', participant: joiner, account: card(name) })
          } else if (what === 'merge' && yes) {
            driver.toRoom(S, { type: 'attach-account', participant: BOB, account: card('bob') })
            driver.toRoom(S, { type: 'attach-account', participant: ANN, account: card('bob') })
          } else {
            driver.advance(yes ? GRACE_MS : REFUSAL_PAUSE_MS)
            driver.sweep()
          }
          const room = driver.room(S)
          for (const person of participantsOf(room).filter(isJoined)) {
            const { joined, account: own } = person
            if (joined === null || own === null) throw new Error('who joined has an account')
            const through = findParticipant(room, joined.through)
            if (through === null) throw new Error('through somebody of the room')
            assert.ok(isEnabled(room.settings) || room.multiUser)
            if (isEnabled(room.settings)) {
              const least = stricter(room.settings.consent, joined.floor)
              assert.equal(mustAsk(permissionsOf(through, own.id).join, least), false)
            }
          }
          for (const person of participantsOf(room)) {
            const isOut = person.joined !== null && person.joined.over !== null
            if (isOut) assert.deepEqual([person.pages, person.chat.state], [{}, 'off'])
          }
        }
        // Each that began has ended, or lasts.
        const count = (type: string) => driver.audit.filter(({ deed }) => deed.type === type).length
        const lasting = participantsOf(driver.room(S)).filter(isJoined).length
        assert.equal(count('joined') - count('join-ended'), lasting)
      }),
    )
  })
})
