import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { CONSENTS, type Consent } from '../base/consent.ts'
import type { ParticipantId } from '../base/id.ts'
import type { RoomCommand } from './command.ts'
import { chatPartners, participantView } from './derive.ts'
import { accountsIn } from './delete.ts'
import { isJoined } from './joining.ts'
import { monitorRows } from './monitor-view.ts'
import { mergedPermissions, mustAsk, permissionsOf, stricter } from './permission.ts'
import {
  findParticipant,
  GRACE_MS,
  isEnabled,
  JOINED_UNSEEN_MS,
  participantsOf,
  REFUSAL_PAUSE_MS,
} from './room.ts'
import { createMemoryDriver } from './testing/memory-driver.ts'
import {
  account,
  activate,
  ANN,
  begin,
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
import { watching } from './testing/watchers.ts'

const OLGA = participant('olga-joins')

function started(settings: Parameters<typeof begin>[1] = {}) {
  const driver = createMemoryDriver()
  begin(driver, settings)
  const join = (name = 'olga', changes: Partial<Extract<RoomCommand, { type: 'join' }>> = {}) =>
    driver.toRoom(S, {
      type: 'join',
      participant: ANN,
      operator: card(name),
      joiner: participant(`${name}-joins`),
      monitor: page(`${name}-tab`),
      process: process('P'),
      floor: 'author',
      ...changes,
    })
  const stop = (name = 'olga', who: ParticipantId = ANN) =>
    driver.toRoom(S, { type: 'end-join', participant: who, operator: account(name) })
  /** `in`, or why they are out; null: never were. */
  const olga = (): string | null => {
    const joined = findParticipant(driver.room(S), OLGA)?.joined ?? null
    return joined === null ? null : (joined.over ?? 'in')
  }
  const view = (who: ParticipantId = ANN) => participantView(driver.room(S), who, driver.desk())
  const deeds = () =>
    driver.audit
      .filter(({ deed }) => deed.type.startsWith('join') || 'what' in deed)
      .map(({ operator, participant: about, deed }) => {
        const rest = 'why' in deed ? ` ${deed.why}` : 'what' in deed ? ` ${deed.what}` : ''
        return `${operator?.name} ${deed.type}${rest} ${about === ANN ? 'ann' : 'another'}`
      })
  return { driver, ...watching(driver), join, stop, olga, view, deeds }
}

describe('joining a session', () => {
  it('[JOI1] the operator becomes a participant under their own name, without `multi_user`', () => {
    const { driver, join, olga } = started()
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
      const { driver, join, olga } = started({ availability })
      driver.toRoom(S, { type: 'block', participant: ANN, operator: card('omar') })
      join()
      assert.equal(olga(), 'in')
    }
    const { join, olga } = started({ availability: 'unavailable' })
    assert.deepEqual(join(), { type: 'refused', code: 'not-observable' })
    assert.equal(olga(), null)
  })

  it('[JOI1] whoever takes part anyway is no joined operator, and is never put out', () => {
    const { driver, join, stop } = started()
    bobEnters(driver)
    driver.toRoom(S, { type: 'attach-account', participant: BOB, account: card('olga') })
    assert.equal(join().type, 'done')
    stop()
    saveNext(driver, { availability: 'unavailable' })
    assert.equal(findParticipant(driver.room(S), BOB)?.joined, null)
  })

  it('[JOI1] who had joined and comes by the link like everybody else takes part like everybody else', () => {
    const { driver, join, stop, deeds } = started()
    join()
    const id = participant('by-link')
    driver.toRoom(S, { type: 'enter', participant: id, account: card('olga') })
    stop()
    assert.equal(findParticipant(driver.room(S), OLGA)?.joined, null)
    assert.deepEqual(deeds(), ['olga joined ann', 'olga join-ended entered ann'])
  })

  it('[AUT8] `unavailable` ends it unless the session is open to several; Back does not revive it', () => {
    const { driver, join, olga } = started()
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
    const { driver, join, stop } = started()
    join()
    driver.toRoom(S, pageOpened('o', OLGA))
    stop()
    const OVER = { type: 'refused', code: 'join-over' }
    const late = save({}, { participant: OLGA, expects: 1, position: 1 })
    assert.deepEqual(driver.toRoom(S, late), OVER)
    assert.deepEqual(driver.toRoom(S, pageOpened('o', OLGA)), OVER)
    assert.deepEqual(activate(driver, OLGA), OVER)
    assert.equal(driver.room(S).version, 1)
  })

  it('[JOI1] is over when the last tab is gone for the grace time, not when it is loaded anew', () => {
    const { driver, join, olga, wait } = started()
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
    const { driver, join, olga, view, deeds } = started({ consent: 'notice' })
    join()
    driver.toRoom(S, pageOpened('o', OLGA))
    driver.toRoom(S, { type: 'forget-account', account: account('olga'), name: 'olga' })
    assert.deepEqual([olga(), view().joinedBy], ['not-allowed', []])
    assert.deepEqual(deeds(), ['olga joined ann', 'olga join-ended not-allowed ann'])
  })

  it('[JOI1] is over after an hour without any live line', () => {
    const { join, olga, wait } = started()
    join()
    wait(JOINED_UNSEEN_MS - 1)
    assert.equal(olga(), 'in')
    wait(1)
    assert.equal(olga(), 'left')
  })

  it('[JOI4] the session is not one of the operator’s own, unless they come by the link, too', () => {
    const { driver, join } = started()
    join()
    assert.deepEqual([...accountsIn(driver.room(S))], [])
    driver.toRoom(S, { type: 'enter', participant: participant('x'), account: card('olga') })
    assert.deepEqual([...accountsIn(driver.room(S))], [account('olga')])
  })

  it('[JOI1] the Monitor names them in the entries, and has none for them', () => {
    const { driver, join } = started()
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
    const { driver, join, observe } = started({ mode: 'peer' })
    join()
    driver.toRoom(S, pageOpened('o', OLGA))
    const asked = { roles: [], mode: 'peer' } as const
    assert.equal(chatPartners(driver.room(S), ANN, driver.desk(), asked).peer, 1)
    const refused = observe('omar', { participant: OLGA })
    assert.deepEqual(refused, { type: 'refused', code: 'not-observable' })
  })

  it('[JOI1] nobody comes in, or puts others out, through an operator who joined', () => {
    const { driver, join, stop, olga, view } = started({ consent: 'notice' })
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
    const { driver, join, deeds } = started()
    join()
    const before = driver.room(S)
    driver.advance(1_000)
    join()
    assert.equal(driver.room(S), before)
    assert.deepEqual(deeds(), ['olga joined ann'])
  })

  it('[CHT8] whoever leaves the session leaves the chat of its users, too', () => {
    const { driver, join } = started({ mode: 'peer' })
    join()
    driver.toRoom(S, pageOpened('o', OLGA))
    activate(driver, OLGA)
    assert.equal(findParticipant(driver.room(S), OLGA)?.chat.state, 'on')
    driver.toRoom(S, { type: 'leave-join', participant: OLGA, why: 'left' })
    assert.equal(findParticipant(driver.room(S), OLGA)?.chat.state, 'off')
  })

  it('[CHT8] in `help` they have no chat of their own; among peers they have, and summon nobody', () => {
    const { driver, join, view } = started()
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

describe('consent to joining', () => {
  it('[CON2] [CON3] under `notice` the user is told who joined, and stops it; then that operator asks', () => {
    const { join, stop, view, olga, asks, answer, deeds } = started({ consent: 'notice' })
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
    const { join, view } = started()
    join()
    assert.deepEqual(view().joinedBy, [])
  })

  it('[CON3] under `ask` it begins after an acceptance of its own, and again without one until stopped', () => {
    const { driver, join, observe, answer, olga, asks } = started({ consent: 'ask' })
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
    const { driver, join, answer } = started({ consent: 'ask' })
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
    const { driver, join, answer, asks } = started({ consent: 'ask' })
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
    const { driver, join, olga, answer } = started()
    join('olga', { floor: 'ask' })
    assert.equal(olga(), null)
    answer('olga', 'join', true)
    join('olga', { floor: 'ask' })
    assert.equal(olga(), 'in')
    const other = started()
    other.join()
    saveNext(other.driver, { consent: 'ask' })
    assert.equal(other.olga(), 'interview')
    assert.equal(driver.room(S).settings.consent, 'author')
  })

  it('[CON3] stopped by one user, it is not begun anew through another', () => {
    const { driver, join, stop, olga } = started({ consent: 'notice' })
    bobEnters(driver)
    join()
    stop('olga', BOB)
    assert.equal(olga(), 'participant')
    join('olga', { participant: BOB })
    join()
    assert.equal(olga(), 'participant')
  })

  it('[JOI3] the audit log tells which answers were an operator’s', () => {
    const { driver, join, deeds } = started()
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
        const { driver, join } = started()
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
