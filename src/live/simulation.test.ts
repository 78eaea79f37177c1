/**
 * Many rooms and the desk under random events, with outbox commands that come late, out of order
 * and twice. After each step: what must never be; after the outbox is empty: what must agree.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { ParticipantId, SessionId } from '../base/id.ts'
import { statusOf } from './derive.ts'
import { CHAT_KEPT_OFFLINE_MS, GRACE_MS, OFFLINE_KEPT_MS, participantsOf } from './room.ts'
import { createMemoryDriver, type MemoryDriver } from './testing/memory-driver.ts'
import { account, ANN, begin, BOB, card, page, process, save, session } from './testing/samples.ts'

const SESSIONS = ['S1', 'S2', 'S3'].map(session)
const PEOPLE = [ANN, BOB]
const OPERATORS = ['olga', 'omar', 'tom']
const PROCESSES = ['P', 'Q'].map(process)

const where = { id: fc.constantFrom(...SESSIONS), who: fc.constantFrom(...PEOPLE) }
const operator = fc.constantFrom(...OPERATORS)
const onProcess = fc.constantFrom(...PROCESSES)
const tab = fc.constantFrom('1', '2')

type Action = (driver: MemoryDriver) => void

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record(where).map(({ id, who }) => (driver: MemoryDriver) => {
      driver.toRoom(id, { type: 'chat-activate', participant: who, invited: false })
    }),
  },
  fc.record(where).map(({ id, who }) => (driver: MemoryDriver) => {
    driver.toRoom(id, { type: 'chat-off', participant: who })
  }),
  fc
    .record({ ...where, tab, on: onProcess })
    .map(({ id, who, tab: name, on }) => (driver: MemoryDriver) => {
      driver.toRoom(id, { type: 'page-opened', participant: who, page: page(name), process: on })
    }),
  fc
    .record({ ...where, tab, on: onProcess, goodbye: fc.boolean() })
    .map(({ id, who, tab: name, on, goodbye }) => (driver: MemoryDriver) => {
      driver.toRoom(id, {
        type: 'page-closed',
        participant: who,
        page: page(name),
        process: on,
        goodbye,
      })
    }),
  fc
    .record({ ...where, by: fc.option(operator) })
    .map(({ id, who, by }) => (driver: MemoryDriver) => {
      const from =
        by === null
          ? ({ kind: 'participant', participant: who } as const)
          : ({ kind: 'operator', account: card(by) } as const)
      const mayWrite = canWrite(driver, id, who, by)
      const reply = driver.toRoom(id, { type: 'chat-send', from, conversation: who, sealed: 'x' })
      assert.equal(reply.type === 'done', mayWrite, 'lines only from those entitled')
    }),
  fc
    .record({ ...where, by: fc.option(operator), upTo: fc.nat(200) })
    .map(({ id, who, by, upTo }) => (driver: MemoryDriver) => {
      const reader =
        by === null
          ? ({ kind: 'participant', participant: who } as const)
          : ({ kind: 'operator', account: card(by) } as const)
      driver.toRoom(id, { type: 'chat-read', reader, conversation: who, upTo })
    }),
  fc
    .record({
      id: where.id,
      availability: fc.constantFrom(
        'available',
        'available',
        'observeonly',
        'unavailable' as const,
      ),
      mode: fc.constant('help' as const),
      partnerRoles: fc.subarray(['law', 'tax']),
      stale: fc.boolean(),
    })
    .map(({ id, stale, ...settings }) => (driver: MemoryDriver) => {
      const { version, position } = driver.room(id)
      const expects = stale ? version - 1 : version
      const reply = driver.toRoom(id, save(settings, { expects, position: position + 1 }))
      assert.equal(reply.type, stale ? 'refused' : 'done')
    }),
  fc.record({ ...where, as: operator }).map(({ id, who, as }) => (driver: MemoryDriver) => {
    driver.toRoom(id, { type: 'attach-account', participant: who, account: card(as) })
  }),
  fc
    .record({ by: operator, tab, on: onProcess })
    .map(({ by, tab: name, on }) => (driver: MemoryDriver) => {
      driver.toDesk({ type: 'monitor-opened', operator: card(by), page: page(name), process: on })
    }),
  fc
    .record({ by: operator, tab, on: onProcess })
    .map(({ by, tab: name, on }) => (driver: MemoryDriver) => {
      driver.toDesk({
        type: 'monitor-closed',
        operator: account(by),
        page: page(name),
        process: on,
      })
    }),
  {
    weight: 3,
    arbitrary: fc
      .record({ by: operator, is: fc.boolean() })
      .map(({ by, is }) => (driver: MemoryDriver) => {
        driver.toDesk({ type: 'set-available', operator: account(by), available: is })
      }),
  },
  fc
    .record({ by: operator, roles: fc.subarray(['law', 'tax']) })
    .map(({ by, roles }) => (driver: MemoryDriver) => {
      driver.toDesk({ type: 'set-roles', operator: account(by), roles })
    }),
  operator.map((by) => (driver: MemoryDriver) => {
    driver.toDesk({ type: 'operator-removed', operator: account(by) })
  }),
  onProcess.map((lost) => (driver: MemoryDriver) => {
    for (const id of SESSIONS) driver.toRoom(id, { type: 'process-lost', process: lost })
    driver.toDesk({ type: 'process-lost', process: lost })
  }),
  {
    weight: 3,
    arbitrary: fc
      .record({ at: fc.nat(5), keep: fc.boolean() })
      .map(({ at, keep }) => (driver: MemoryDriver) => {
        driver.deliver(
          Math.min(at, Math.max(0, driver.outbox.length - 1)),
          keep && driver.outbox.length < 20,
        )
      }),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(1, GRACE_MS, CHAT_KEPT_OFFLINE_MS, OFFLINE_KEPT_MS)
      .map((ms) => (driver: MemoryDriver) => {
        driver.advance(ms)
        driver.sweep()
      }),
  },
)

function canWrite(
  driver: MemoryDriver,
  id: SessionId,
  who: ParticipantId,
  by: string | null,
): boolean {
  const room = driver.room(id)
  const merged = room.participants[who]?.mergedInto
  const chat = room.participants[merged ?? who]?.chat
  if (chat?.state !== 'on') return false
  return by === null || chat.operator?.id === account(by)
}

/** Who carries and who waits, by the desk. */
function deskPairs(driver: MemoryDriver): { carried: string[]; queued: string[] } {
  const desk = driver.desk()
  const carried = Object.values(desk.operators).flatMap((one) =>
    one.conversations.map((about) => `${about.session} ${about.participant} ${one.card.id}`),
  )
  return { carried, queued: desk.queue.map((about) => `${about.session} ${about.participant}`) }
}

function checkAlways(driver: MemoryDriver): void {
  const { carried, queued } = deskPairs(driver)
  const about = carried.map((one) => one.split(' ').slice(0, 2).join(' '))
  assert.equal(
    new Set([...about, ...queued]).size,
    about.length + queued.length,
    'once on the desk',
  )
  for (const one of Object.values(driver.desk().operators)) {
    const reachable = Object.keys(one.pages).length > 0 || one.graceEndsAt !== null
    assert.ok(reachable || (!one.available && one.conversations.length === 0), 'gone means gone')
  }
  for (const room of driver.rooms.values()) {
    for (const person of participantsOf(room)) {
      const { settings } = room
      const status = statusOf(room, person.id, driver.desk())
      const isThere = Object.keys(person.pages).length > 0 || person.graceEndsAt !== null
      assert.equal(status === 'offline', !isThere, 'offline comes first')
      if (isThere && settings.availability !== 'available') assert.equal(status, 'off')
      if (isThere && settings.availability === 'available') {
        assert.equal(status === 'on', person.chat.state === 'on')
      }
      if (person.chat.state === 'on') {
        assert.equal(settings.availability, 'available')
        assert.equal(settings.mode, 'help')
      }
      assert.ok(person.readUpTo <= person.lastLine && person.readByOperatorUpTo <= person.lastLine)
    }
  }
}

function checkSettled(driver: MemoryDriver): void {
  const carried: string[] = []
  const queued: string[] = []
  for (const room of driver.rooms.values()) {
    for (const person of participantsOf(room)) {
      if (person.chat.state === 'off') continue
      const about = `${room.id} ${person.id}`
      if (person.chat.operator === null) queued.push(about)
      else carried.push(`${about} ${person.chat.operator.id}`)
    }
  }
  const desk = deskPairs(driver)
  assert.deepEqual(desk.carried.toSorted(), carried.toSorted(), 'rooms and desk agree who carries')
  assert.deepEqual(desk.queued.toSorted(), queued.toSorted(), 'rooms and desk agree who waits')
  for (const waiting of driver.desk().queue) {
    const couldTake = Object.values(driver.desk().operators).some(
      (one) => one.available && one.roles.some((role) => waiting.roles.includes(role)),
    )
    assert.equal(couldTake, false, 'nobody waits while somebody is free')
  }
}

describe('rooms and desk together', () => {
  it('[CHT5, CHT14, STA5] whatever happens in whatever order, they agree in the end', () => {
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
            operator: card(name),
            page: page('1'),
            process: process('P'),
          })
          driver.toDesk({ type: 'set-roles', operator: account(name), roles: ['law', 'tax'] })
          driver.toDesk({ type: 'set-available', operator: account(name), available: true })
        }
        const marks = new Map<string, number>()
        for (const act of actions) {
          act(driver)
          checkAlways(driver)
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
