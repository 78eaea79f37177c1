/**
 * Many rooms and the desk under random events, with outbox commands that come late, out of order
 * and twice. After each step: what must never be; after the outbox is empty: what must agree.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { ParticipantId, SessionId } from '../base/id.ts'
import type { AccountCard } from './command.ts'
import { mayRead, participantView, statusOf } from './derive.ts'
import { isHere, seesScope, type Desk } from './desk.ts'
import { findParticipant, isPresent, participantsOf, type ChatLine, type Room } from './room.ts'
import { createMemoryDriver, type MemoryDriver } from './testing/memory-driver.ts'
import { action, OPERATORS, SESSIONS } from './testing/random-actions.ts'
import { account, begin, BOB, card, page, process } from './testing/samples.ts'

/** Who carries and who waits, by the desk. */
function deskPairs(driver: MemoryDriver): { carried: string[]; queued: string[] } {
  const desk = driver.desk()
  const carried = Object.values(desk.operators).flatMap((one) =>
    one.conversations.map((about) => `${about.session} ${about.participant} ${one.card.id}`),
  )
  return { carried, queued: desk.queue.map((about) => `${about.session} ${about.participant}`) }
}

/** CHT5: the desk knows at any time who is there. */
function checkAway(driver: MemoryDriver): void {
  const desk = driver.desk()
  const all = [...desk.queue, ...Object.values(desk.operators).flatMap((one) => one.conversations)]
  for (const { session, participant, away } of all) {
    const room = driver.room(session)
    const shares = participantsOf(room).filter(
      ({ id, chat, block }) =>
        (participant === null || id === participant) && chat.state === 'on' && block === null,
    )
    assert.equal(away, !shares.some(isPresent), 'the desk knows who is there')
  }
}

function checkDesk(driver: MemoryDriver): void {
  const { carried, queued } = deskPairs(driver)
  const about = carried.map((one) => one.split(' ').slice(0, 2).join(' '))
  const all = [...about, ...queued]
  assert.equal(new Set(all).size, all.length, 'once on the desk')
  for (const one of Object.values(driver.desk().operators)) {
    const isGone = !isHere(one)
    assert.ok(!isGone || (!one.available && one.conversations.length === 0), 'gone means gone')
    for (const { offer } of one.conversations) {
      if (offer?.to.kind !== 'operator') continue
      assert.notEqual(offer.to.id, one.card.id, 'nobody offers to themselves')
    }
  }
}

function checkRoom(room: Room, desk: Desk): void {
  const { settings, shared } = room
  const offersChat = settings.called && settings.availability === 'available'
  for (const person of participantsOf(room)) {
    const { chat, block } = person
    const status = statusOf(room, person.id, desk)
    const isThere = isPresent(person)
    assert.equal(status === 'offline', !isThere, 'offline comes first')
    if (isThere && !offersChat) assert.equal(status, 'off')
    if (isThere && offersChat) assert.equal(status === 'on', chat.state === 'on')
    if (chat.state === 'on') {
      assert.ok(offersChat)
      assert.ok(settings.mode === 'help' || chat.operator === null, 'peers have no operator alone')
      assert.ok(settings.mode !== 'help' || block === null, 'nobody blocked is connected')
    }
    assert.ok(person.invitation === null || (chat.state === 'off' && block === null && isThere))
    const last = Math.max(person.lastLine, room.lastShared)
    assert.ok(person.readUpTo <= last && person.sharedReadUpTo <= last)
    assert.ok(person.readByOperatorUpTo <= room.seq && person.lastPrivate <= person.lastLine)
    const view = participantView(room, person.id, desk)
    assert.ok(block === null || (view.operatorName === null && view.operators === 0))
    if (settings.mode === 'peer') assert.equal(view.operatorName, null)
  }
  const sharing = participantsOf(room).filter(
    (person) => person.chat.state === 'on' && person.block === null,
  )
  const isShared = offersChat && settings.mode === 'peerhelp' && sharing.length > 0
  assert.equal(shared !== null, isShared, 'one conversation for all in peerhelp')
}

function checkAlways(driver: MemoryDriver): void {
  checkDesk(driver)
  checkAway(driver)
  checkSeeing(driver)
  for (const room of driver.rooms.values()) checkRoom(room, driver.desk())
}

/** ACC4: as the desk knows it; a room that has changed its mind is told to the desk with it. */
function checkSeeing(driver: MemoryDriver): void {
  const desk = driver.desk()
  for (const operator of Object.values(desk.operators)) {
    for (const { session, scope } of operator.conversations) {
      const { interview, operators } = driver.room(session)
      assert.deepEqual(scope, { interview, operators }, 'the desk knows who may see it')
      assert.ok(seesScope(desk, operator, scope), 'nobody carries what they may not see')
    }
  }
}

function checkSettled(driver: MemoryDriver): void {
  const carried: string[] = []
  const queued: string[] = []
  const count = (about: string, operator: AccountCard | null): void => {
    if (operator === null) queued.push(about)
    else carried.push(`${about} ${operator.id}`)
  }
  for (const room of driver.rooms.values()) {
    const { mode } = room.settings
    if (room.shared !== null && !room.shared.ended) count(`${room.id} null`, room.shared.operator)
    for (const person of participantsOf(room)) {
      if (person.chat.state === 'off' || mode !== 'help') continue
      count(`${room.id} ${person.id}`, person.chat.operator)
    }
  }
  const desk = deskPairs(driver)
  assert.deepEqual(desk.carried.toSorted(), carried.toSorted(), 'rooms and desk agree who carries')
  assert.deepEqual(desk.queued.toSorted(), queued.toSorted(), 'rooms and desk agree who waits')
  for (const waiting of driver.desk().queue) {
    const couldTake = Object.values(driver.desk().operators).some((operator) => {
      const { available, roles, limit, conversations } = operator
      return (
        available &&
        seesScope(driver.desk(), operator, waiting.scope) &&
        roles.some((role) => waiting.roles.includes(role)) &&
        (limit === null ||
          (!waiting.away && conversations.filter(({ away }) => !away).length < limit))
      )
    })
    assert.equal(couldTake, false, 'nobody waits while somebody is free')
  }
}

/** CHT8-CHT10: who must never read a line, by what was so when it was sent. */
interface Sent {
  readonly session: SessionId
  readonly line: ChatLine
  readonly deaf: readonly ParticipantId[]
}

/** What the last action stored, told against the room as it was before. */
function listen(driver: MemoryDriver, before: ReadonlyMap<SessionId, Room>): readonly Sent[] {
  return [...driver.rooms.values()].flatMap((room) => {
    const earlier = before.get(room.id)
    if (earlier === undefined) return []
    return driver
      .linesOf(room.id)
      .filter((line) => line.seq > earlier.seq)
      .map((line) => {
        const { mode } = earlier.settings
        const audience = { help: 'private', peer: 'peers', peerhelp: 'session' }[mode]
        assert.equal(line.audience, audience, 'fixed by the mode of the moment')
        const deaf = participantsOf(earlier)
          .filter(({ block }) => block !== null && line.sender.kind === 'operator')
          .map(({ id }) => id)
        return { session: room.id, line, deaf }
      })
  })
}

function checkReading(driver: MemoryDriver, sent: readonly Sent[]): void {
  for (const { session, line, deaf } of sent) {
    const room = driver.room(session)
    assert.equal(mayRead(room, line, { kind: 'operator' }), line.audience !== 'peers')
    const owner = findParticipant(room, line.conversation)
    for (const person of participantsOf(room)) {
      const may = mayRead(room, line, { kind: 'participant', participant: person.id })
      if (person.id === owner?.id) assert.ok(may, 'own lines stay')
      else if (line.audience === 'private' || room.settings.mode === 'help') assert.ok(!may)
      else if (deaf.includes(person.id)) assert.ok(!may, 'nothing that was said while blocked')
    }
  }
}

describe('rooms and desk together', () => {
  it('[CHT5, CHT8, CHT9, CHT10, CHT14, BLK1, BLK2, STA5] whatever happens in whatever order, they agree in the end', () => {
    let conversations = 0
    let moved = 0
    fc.assert(
      fc.property(fc.array(action, { maxLength: 80, size: 'max' }), (actions) => {
        const driver = createMemoryDriver()
        for (const id of SESSIONS) {
          begin(driver, {}, id)
          driver.toRoom(id, { type: 'enter', participant: BOB, account: null })
        }
        for (const name of OPERATORS.slice(0, 2)) {
          driver.toDesk({
            type: 'monitor-opened',
            privileges: ['advocate', 'housing'],
            operator: card(name),
            page: page('1'),
            process: process('P'),
          })
          driver.toDesk({ type: 'set-roles', operator: account(name), roles: ['law', 'tax'] })
          driver.toDesk({ type: 'set-available', operator: account(name), available: true })
        }
        const marks = new Map<string, number>()
        const sent: Sent[] = []
        for (const act of actions) {
          const before = new Map(driver.rooms)
          act(driver)
          checkAlways(driver)
          sent.push(...listen(driver, before))
          checkReading(driver, sent)
          for (const room of driver.rooms.values()) {
            for (const person of participantsOf(room)) {
              const key = `${room.id} ${person.id}`
              const sum = person.readUpTo + person.readByOperatorUpTo
              assert.ok(sum >= (marks.get(key) ?? 0), 'read marks never go back')
              marks.set(key, sum)
            }
          }
        }
        conversations += deskPairs(driver).carried.length
        moved += driver.outbox.length
        driver.drain()
        checkAlways(driver)
        checkSettled(driver)
      }),
      { numRuns: 300 },
    )
    assert.ok(
      conversations > 100 && moved > 20,
      `the runs reach something: ${conversations}, ${moved}`,
    )
  })
})
