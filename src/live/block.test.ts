import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LiveHelpSettings } from '../interview/request.ts'
import { chatPartners, mayRead, participantView, statusOf } from './derive.ts'
import { carrierOf } from './desk-queue.ts'
import { monitorRows } from './monitor-view.ts'
import { findParticipant, type ChatLine } from './room.ts'
import { createMemoryDriver, type MemoryDriver } from './testing/memory-driver.ts'
import {
  activate,
  ANN,
  begin,
  BOB,
  bobEnters,
  byOperator,
  byParticipant,
  card,
  commandId,
  operatorReady,
  pageOpened,
  S,
  saveNext,
  say,
} from './testing/samples.ts'

type Mode = LiveHelpSettings['mode']

function world(mode: Mode): MemoryDriver {
  const driver = createMemoryDriver()
  operatorReady(driver, 'olga')
  begin(driver, { mode })
  bobEnters(driver)
  activate(driver)
  return driver
}

const block = (driver: MemoryDriver, who = ANN, by = 'olga') =>
  driver.toRoom(S, { type: 'block', participant: who, operator: card(by) })
const unblock = (driver: MemoryDriver, who = ANN, by = 'omar') =>
  driver.toRoom(S, { type: 'unblock', participant: who, operator: card(by) })
const viewOf = (driver: MemoryDriver, who = ANN) =>
  participantView(driver.room(S), who, driver.desk())
const carrier = (driver: MemoryDriver, participant: typeof ANN | null) =>
  carrierOf(driver.desk(), { session: S, participant })?.card.name ?? null
const heard = (driver: MemoryDriver, who: typeof ANN) =>
  driver.lines.map((line: ChatLine) =>
    mayRead(driver.room(S), line, { kind: 'participant', participant: who }),
  )

describe('a blocked participant', () => {
  it('[BLK1] loses the operator, reads that the chat was ended, and cannot come back', () => {
    const driver = world('help')
    block(driver)
    const { chat, ended, operatorName, canActivate } = viewOf(driver)
    assert.deepEqual(
      { chat, ended, operatorName, canActivate },
      { chat: 'off', ended: { why: 'blocked', by: null }, operatorName: null, canActivate: false },
    )
    assert.equal(carrier(driver, ANN), null)
    assert.deepEqual(activate(driver), { type: 'refused', code: 'blocked' })
    assert.equal(statusOf(driver.room(S), ANN, driver.desk()), 'waiting')
  })

  it("[BLK1] keeps nobody from the operator: the others' conversations and availability stay", () => {
    const driver = world('help')
    activate(driver, BOB)
    block(driver)
    assert.equal(carrier(driver, BOB), 'olga')
    assert.equal(driver.desk().operators[card('olga').id]?.available, true)
    assert.equal(viewOf(driver, BOB).operators, 1)
  })

  it('[BLK1] any operator lifts it; then the user may activate again', () => {
    const driver = world('help')
    block(driver)
    unblock(driver)
    assert.equal(viewOf(driver).chat, 'off')
    assert.equal(activate(driver).type, 'done')
    assert.deepEqual([viewOf(driver).operatorName, viewOf(driver).ended], ['olga', null])
  })

  it('[BLK1] no operator reaches them: by no old message, transfer, invitation or change of mode', () => {
    const driver = world('help')
    const { outbox } = driver.transact({
      aggregate: { kind: 'desk' },
      id: commandId('removed'),
      digest: '',
      command: { type: 'operator-removed', operator: card('olga').id },
    })
    assert.equal(outbox.length, 1)
    block(driver)
    operatorReady(driver, 'omar')
    driver.drain()
    const about = { participant: ANN, operator: card('omar') }
    assert.deepEqual(driver.toRoom(S, { type: 'offer-help', ...about }), {
      type: 'refused',
      code: 'blocked',
    })
    saveNext(driver, { mode: 'peer' })
    activate(driver)
    saveNext(driver, { mode: 'help' })
    assert.deepEqual([viewOf(driver).chat, viewOf(driver).ended?.why], ['off', 'blocked'])
    assert.deepEqual([carrier(driver, ANN), driver.desk().queue], [null, []])
  })

  it('[BLK2] in peerhelp chats on with peers; the operator stays for the others', () => {
    const driver = world('peerhelp')
    activate(driver, BOB)
    block(driver)
    assert.deepEqual([viewOf(driver).chat, viewOf(driver).operatorName], ['on', null])
    assert.equal(viewOf(driver, BOB).operatorName, 'olga')
    assert.equal(say(driver, byParticipant(ANN), null).type, 'done')
    assert.deepEqual(heard(driver, BOB), [true])
    say(driver, byParticipant(BOB), null)
    assert.deepEqual(heard(driver, ANN), [true, true])
  })

  it('[BLK2, CHT8] alone in peerhelp summons no operator: blocked, activating, or lifted again', () => {
    const driver = world('peerhelp')
    assert.equal(carrier(driver, null), 'olga')
    block(driver)
    assert.deepEqual([carrier(driver, null), driver.room(S).shared], [null, null])
    assert.equal(viewOf(driver).ended?.why, 'blocked')
    driver.toRoom(S, { type: 'chat-off', participant: ANN })
    assert.equal(activate(driver).type, 'done')
    assert.deepEqual([carrier(driver, null), driver.desk().queue], [null, []])
    unblock(driver)
    assert.equal(carrier(driver, null), 'olga')
    assert.deepEqual([viewOf(driver).operatorName, viewOf(driver).ended], ['olga', null])
  })

  it('[BLK2, CHT8] reads no operator line sent while blocked, also after the block and for ever', () => {
    const driver = world('peerhelp')
    activate(driver, BOB)
    say(driver, byOperator('olga'), null)
    block(driver, BOB)
    say(driver, byOperator('olga'), null)
    say(driver, byParticipant(ANN), null)
    assert.deepEqual(heard(driver, BOB), [true, false, true])
    assert.deepEqual(heard(driver, ANN), [true, true, true])
    unblock(driver, BOB)
    say(driver, byOperator('olga'), null)
    assert.deepEqual(heard(driver, BOB), [true, false, true, true])
    block(driver, BOB)
    unblock(driver, BOB)
    say(driver, byOperator('olga'), null)
    assert.deepEqual(heard(driver, BOB), [true, false, true, true, true])
  })

  it('[BLK2, MON6] keeps no operator waiting: what they write is for their peers', () => {
    const driver = world('peerhelp')
    activate(driver, BOB)
    say(driver, byOperator('olga'), null)
    block(driver)
    say(driver, byParticipant(ANN), null)
    assert.equal(driver.room(S).shared?.unansweredSince, null)
    say(driver, byParticipant(BOB), null)
    assert.notEqual(driver.room(S).shared?.unansweredSince, null)
  })

  it('[BLK2] mode peer goes on as it was', () => {
    const driver = world('peer')
    block(driver)
    assert.deepEqual([viewOf(driver).chat, viewOf(driver).ended], ['on', null])
    assert.equal(say(driver, byParticipant(ANN), null).type, 'done')
  })

  it('[BLK3] may still be observed', () => {
    const driver = world('help')
    block(driver)
    const [row] = monitorRows(driver.room(S), driver.desk())
    assert.deepEqual([row?.canObserve, row?.canOfferHelp], [true, false])
  })

  it('[BLK4] is shown with who blocked and when, and that is not changed by a second block', () => {
    const driver = world('help')
    const at = driver.now()
    block(driver)
    driver.advance(1000)
    block(driver, ANN, 'omar')
    assert.deepEqual(monitorRows(driver.room(S), driver.desk())[0]?.blocked, { by: 'olga', at })
  })

  it('[BLK4] stays through new pages, restarts of the interview, and signing in', () => {
    const driver = world('help')
    block(driver)
    driver.toRoom(S, pageOpened('another'))
    saveNext(driver, {}, { position: 0, restarts: true })
    driver.toRoom(S, { type: 'exit', participant: ANN })
    saveNext(driver, {})
    driver.toRoom(S, { type: 'attach-account', participant: ANN, account: card('AnnLee') })
    driver.toRoom(S, { type: 'attach-account', participant: BOB, account: card('AnnLee') })
    assert.notEqual(findParticipant(driver.room(S), ANN)?.block ?? null, null)
    assert.deepEqual(activate(driver, BOB), { type: 'refused', code: 'blocked' })
  })

  it('[BLK5] has no help among the chat partners; peers count', () => {
    const driver = world('peerhelp')
    const ask = () =>
      chatPartners(driver.room(S), ANN, driver.desk(), { roles: ['law'], mode: 'peerhelp' })
    assert.deepEqual(ask(), { help: 1, peer: 1 })
    block(driver)
    assert.deepEqual(ask(), { help: 0, peer: 1 })
    assert.equal(viewOf(driver).operators, 0)
  })

  it('[CHT1] sees no green icon in help; in peer modes the peers are green still', () => {
    const driver = world('help')
    block(driver)
    assert.equal(viewOf(driver).icon, 'none')
    saveNext(driver, { mode: 'peer' })
    assert.equal(viewOf(driver).icon, 'green')
  })
})
