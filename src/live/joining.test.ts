import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { chatPartners } from './derive.ts'
import { accountsIn } from './delete.ts'
import { monitorRows } from './monitor-view.ts'
import { findParticipant, GRACE_MS, JOINED_UNSEEN_MS, participantsOf } from './room.ts'
import { joinable, OLGA } from './testing/joiners.ts'
import {
  account,
  activate,
  ANN,
  BOB,
  bobEnters,
  byOperator,
  byParticipant,
  card,
  operatorReady,
  page,
  pageOpened,
  participant,
  process,
  S,
  save,
  saveNext,
  say,
} from './testing/samples.ts'

describe('joining a session', () => {
  it('[JOI1] the operator becomes a participant under their own name, without `multi_user`', () => {
    const { driver, join, olga } = joinable()
    assert.equal(join().type, 'done')
    assert.equal(olga(), 'in')
    const person = findParticipant(driver.room(S), OLGA)
    assert.deepEqual([person?.account, person?.visitorNumber], [card('olga'), null])
    assert.equal(driver.room(S).multiUser, false)
    // Once more, from wherever: the same.
    join('olga', { joiner: participant('another') })
    assert.equal(participantsOf(driver.room(S)).length, 2)
  })

  it('[JOI1] works in `available` and `observeonly`, for the blocked too; not in `unavailable`', () => {
    for (const availability of ['available', 'observeonly'] as const) {
      const { driver, join, olga } = joinable({ availability })
      driver.toRoom(S, { type: 'block', participant: ANN, operator: card('omar') })
      join()
      assert.equal(olga(), 'in')
    }
    const { join, olga } = joinable({ availability: 'unavailable' })
    assert.deepEqual(join(), { type: 'refused', code: 'not-observable' })
    assert.equal(olga(), null)
  })

  it('[JOI1] whoever takes part anyway is no joined operator, and is never put out', () => {
    const { driver, join, stop } = joinable()
    bobEnters(driver)
    driver.toRoom(S, { type: 'attach-account', participant: BOB, account: card('olga') })
    assert.equal(join().type, 'done')
    stop()
    saveNext(driver, { availability: 'unavailable' })
    assert.equal(findParticipant(driver.room(S), BOB)?.joined, null)
  })

  it('[JOI1] who had joined and comes by the link like everybody else takes part like everybody else', () => {
    const { driver, join, stop, deeds } = joinable()
    join()
    const id = participant('by-link')
    driver.toRoom(S, { type: 'enter', participant: id, account: card('olga') })
    stop()
    assert.equal(findParticipant(driver.room(S), OLGA)?.joined, null)
    assert.deepEqual(deeds(), ['olga joined ann', 'olga join-ended entered ann'])
  })

  it('[AUT8] `unavailable` ends it unless the session is open to several; Back does not revive it', () => {
    const { driver, join, olga } = joinable()
    join()
    saveNext(driver, { availability: 'unavailable' })
    assert.equal(olga(), 'interview')
    saveNext(driver, {}, { position: 0 })
    assert.equal(olga(), 'interview')
    join()
    assert.equal(olga(), 'in')
    saveNext(driver, { availability: 'unavailable' }, { multiUser: true })
    assert.equal(olga(), 'in')
    saveNext(driver, { availability: 'unavailable' }, { multiUser: false })
    assert.equal(olga(), 'interview')
  })

  it('[JOI3] an answer that comes after it is over is refused, and so is everything else of the tab', () => {
    const { driver, join, stop } = joinable()
    join()
    driver.toRoom(S, pageOpened('o', OLGA))
    stop()
    const OVER = { type: 'refused', code: 'join-over' }
    const reader = { kind: 'participant', participant: OLGA } as const
    assert.deepEqual(
      driver.toRoom(S, { type: 'chat-read', reader, conversation: OLGA, upTo: 1 }),
      OVER,
    )
    const late = save({}, { participant: OLGA, expects: 1, position: 1 })
    assert.deepEqual(driver.toRoom(S, late), OVER)
    assert.deepEqual(driver.toRoom(S, pageOpened('o', OLGA)), OVER)
    assert.deepEqual(activate(driver, OLGA), OVER)
    assert.equal(driver.room(S).version, 1)
  })

  it('[JOI1] is over when the last tab is gone for the grace time, not when it is loaded anew', () => {
    const { driver, join, olga, wait } = joinable()
    join()
    driver.toRoom(S, pageOpened('o', OLGA))
    const closed = { participant: OLGA, page: page('o'), process: process('P') } as const
    driver.toRoom(S, { type: 'page-closed', ...closed, goodbye: true })
    wait(GRACE_MS - 1)
    driver.toRoom(S, pageOpened('o2', OLGA))
    wait(GRACE_MS)
    assert.equal(olga(), 'in')
    driver.toRoom(S, { type: 'page-closed', ...closed, page: page('o2'), goodbye: true })
    wait(GRACE_MS)
    assert.equal(olga(), 'left')
  })

  it('[SES3] [JOI1] is over when the operator’s account is deleted', () => {
    const { driver, join, olga, view, deeds } = joinable({ consent: 'notice' })
    join()
    driver.toRoom(S, pageOpened('o', OLGA))
    driver.toRoom(S, { type: 'forget-account', account: account('olga'), name: 'olga' })
    assert.deepEqual([olga(), view().joinedBy], ['not-allowed', []])
    assert.deepEqual(deeds(), ['olga joined ann', 'olga join-ended not-allowed ann'])
  })

  it('[JOI1] is over after an hour without any live line', () => {
    const { join, olga, wait } = joinable()
    join()
    wait(JOINED_UNSEEN_MS - 1)
    assert.equal(olga(), 'in')
    wait(1)
    assert.equal(olga(), 'left')
  })

  it('[JOI4] the session is not one of the operator’s own, unless they come by the link, too', () => {
    const { driver, join } = joinable()
    join()
    assert.deepEqual([...accountsIn(driver.room(S))], [])
    driver.toRoom(S, { type: 'enter', participant: participant('x'), account: card('olga') })
    assert.deepEqual([...accountsIn(driver.room(S))], [account('olga')])
  })

  it('[JOI1] the Monitor names them in the entries, and has none for them', () => {
    const { driver, join } = joinable()
    join()
    driver.toRoom(S, pageOpened('o', OLGA))
    const rows = monitorRows(driver.room(S), driver.desk())
    assert.deepEqual(
      rows.map(({ participant: who, joinedBy }) => [who, joinedBy]),
      [[ANN, [card('olga')]]],
    )
    driver.toRoom(S, { type: 'leave-join', participant: OLGA, why: 'left' })
    assert.deepEqual(monitorRows(driver.room(S), driver.desk())[0]?.joinedBy, [])
  })

  it('[AUT11] they count as peers, and nobody observes them', () => {
    const { driver, join, observe } = joinable({ mode: 'peer' })
    join()
    driver.toRoom(S, pageOpened('o', OLGA))
    const asked = { roles: [], mode: 'peer' } as const
    assert.equal(chatPartners(driver.room(S), ANN, driver.desk(), asked).peer, 1)
    const refused = observe('omar', { participant: OLGA })
    assert.deepEqual(refused, { type: 'refused', code: 'not-observable' })
  })

  it('[JOI1] nobody comes in, or puts others out, through an operator who joined', () => {
    const { driver, join, stop, olga, view } = joinable({ consent: 'notice' })
    join()
    const through = join('omar', { participant: OLGA })
    assert.deepEqual(through, { type: 'refused', code: 'not-observable' })
    join('omar')
    stop('olga', participant('omar-joins'))
    assert.equal(olga(), 'in')
    assert.equal(view().joinedBy.length, 2)
    assert.deepEqual(view(OLGA).joinedBy, [])
    assert.equal(driver.audit.length, 2)
  })

  it('[JOI1] [ACC5] joined once more while they are in, it is the same stay', () => {
    const { driver, join, deeds } = joinable()
    join()
    const before = driver.room(S)
    driver.advance(1_000)
    join()
    assert.equal(driver.room(S), before)
    assert.deepEqual(deeds(), ['olga joined ann'])
  })

  it('[CHT8] whoever leaves the session leaves the chat of its users, too', () => {
    const { driver, join } = joinable({ mode: 'peer' })
    join()
    driver.toRoom(S, pageOpened('o', OLGA))
    activate(driver, OLGA)
    assert.equal(findParticipant(driver.room(S), OLGA)?.chat.state, 'on')
    driver.toRoom(S, { type: 'leave-join', participant: OLGA, why: 'left' })
    assert.equal(findParticipant(driver.room(S), OLGA)?.chat.state, 'off')
  })

  it('[CHT8] in `help` they have no chat of their own; among peers they have, and summon nobody', () => {
    const { driver, join, view } = joinable()
    operatorReady(driver, 'omar')
    join()
    driver.toRoom(S, pageOpened('o', OLGA))
    assert.deepEqual([view(OLGA).icon, view(OLGA).canActivate], ['none', false])
    assert.deepEqual(activate(driver, OLGA), { type: 'refused', code: 'chat-unavailable' })
    saveNext(driver, { mode: 'peerhelp' })
    assert.equal(activate(driver, OLGA).type, 'done')
    assert.deepEqual([driver.room(S).shared, driver.desk().queue], [null, []])
    activate(driver)
    assert.equal(driver.room(S).shared?.operator?.name, 'omar')
    const waits = () => driver.room(S).shared?.unansweredSince !== null
    say(driver, byOperator('omar'), null)
    say(driver, byParticipant(OLGA), null)
    assert.equal(waits(), false, 'nobody has to answer an operator who joined')
    say(driver, byParticipant(ANN), null)
    assert.equal(waits(), true)
    saveNext(driver, { mode: 'help' })
    assert.equal(view(OLGA).chat, 'off')
  })
})
