import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { mayRead, participantView } from './derive.ts'
import { deriveCommandId } from './derived-id.ts'
import { monitorRows } from './monitor-view.ts'
import { findParticipant, GRACE_MS, ROLE_REPORTED_MS } from './room.ts'
import type { RoomCommand } from './command.ts'
import { nextRoomDeadline } from './room-step.ts'
import { createMemoryDriver, type MemoryDriver } from './testing/memory-driver.ts'
import {
  ANN,
  begin,
  BOB,
  card,
  commandId,
  operatorReady,
  page,
  pageOpened,
  participant,
  process,
  S,
  save,
  session,
} from './testing/samples.ts'
import { transact } from './transaction.ts'

function started(): MemoryDriver {
  const driver = createMemoryDriver()
  operatorReady(driver, 'olga')
  begin(driver)
  return driver
}

const from = { kind: 'participant', participant: ANN } as const
const line: RoomCommand = { type: 'chat-send', from, conversation: ANN, sealed: 'x' }

describe('a room', () => {
  it('[STA6] starts with the start values, version 0 and its key', () => {
    const driver = createMemoryDriver()
    const id = commandId('create')
    const create = {
      type: 'create',
      interview: 'i.yml',
      participant: ANN,
      account: null,
      wrappedKey: 'key',
    } as const
    const order = { aggregate: { kind: 'room', id: S }, id, digest: '', command: create } as const
    const outcome = driver.transact(order)
    assert.equal(outcome.wrappedKey, 'key')
    assert.deepEqual(outcome.reply, { type: 'done', seq: 1 })
    const { settings, version, position } = driver.room(S)
    assert.deepEqual(settings, {
      called: false,
      availability: 'unavailable',
      mode: 'help',
      partnerRoles: [],
      consent: 'author',
    })
    assert.deepEqual([version, position], [0, -1])
    assert.deepEqual(driver.transact(order).reply, { type: 'refused', code: 'exists' })
  })

  const refusals: readonly [string, RoomCommand, string][] = [
    ['stale screen', save({}, { expects: 0, position: 1 }), 'stale'],
    ['screen from nowhere', save({}, { expects: 1, position: 2 }), 'stale'],
    ['nobody we know', { type: 'chat-off', participant: BOB }, 'unknown-participant'],
    [
      'prototype',
      { type: 'chat-off', participant: participant('__proto__') },
      'unknown-participant',
    ],
    ['chat not on', line, 'chat-not-active'],
  ]
  for (const [what, command, code] of refusals) {
    it(`[REL7] refuses and changes nothing: ${what}`, () => {
      const driver = started()
      const outcome = driver.transact({
        aggregate: { kind: 'room', id: S },
        id: commandId('x'),
        digest: '',
        command,
      })
      assert.deepEqual(outcome, {
        reply: { type: 'refused', code },
        room: null,
        desk: null,
        roomDeadline: null,
        deskDeadline: null,
        lines: [],
        mails: [],
        saved: null,
        dropsSteps: false,
        wrappedKey: null,
        gone: null,
        audit: [],
        outbox: [],
      })
    })
  }

  it('[REL7] refuses what is meant for a session that does not exist', () => {
    const driver = started()
    const reply = driver.toRoom(session('other'), { type: 'chat-off', participant: ANN })
    assert.deepEqual(reply, { type: 'refused', code: 'unknown-session' })
  })

  it('[REL5] of two saves of one version the second is refused', () => {
    const driver = started()
    const next = save({}, { expects: 1, position: 1 })
    assert.equal(driver.toRoom(S, next).type, 'done')
    assert.deepEqual(driver.toRoom(S, next), { type: 'refused', code: 'stale' })
    assert.equal(driver.room(S).version, 2)
  })

  it('[AUT7] Back brings the settings of the earlier screen', () => {
    const driver = started()
    driver.toRoom(S, save({ availability: 'observeonly' }, { expects: 1, position: 1 }))
    assert.equal(driver.room(S).settings.availability, 'observeonly')
    driver.toRoom(S, save({}, { expects: 2, position: 0 }))
    assert.equal(driver.room(S).settings.availability, 'available')
    assert.equal(driver.room(S).position, 0)
  })

  it('[MON10] time on a question runs on while it is shown again', () => {
    const driver = started()
    const since = driver.room(S).questionSince
    driver.advance(5000)
    driver.toRoom(S, save({}, { expects: 1, position: 0 }))
    assert.equal(driver.room(S).questionSince, since)
    driver.toRoom(S, save({}, { expects: 2, position: 1, question: 'children' }))
    assert.equal(driver.room(S).questionSince, since + 5000)
  })

  it('[MON3] the desk hears of a role once a day, and most saves do without its lock', () => {
    const driver = started()
    const reads = (command: RoomCommand): string[] => {
      const order = {
        aggregate: { kind: 'room', id: S },
        id: commandId('x'),
        digest: '',
        command,
      } as const
      const transaction = transact(order, driver.now())
      const kinds: string[] = []
      let step = transaction.next()
      while (step.done !== true) {
        kinds.push(step.value.kind)
        step = transaction.next(step.value.kind === 'desk' ? driver.desk() : driver.room(S))
      }
      return kinds
    }
    const same = save({}, { expects: 1, position: 1 })
    assert.deepEqual(reads(same), ['room'])
    assert.deepEqual(reads({ ...same, rolesNamed: ['new'] }), ['room', 'desk'])
    driver.toRoom(S, { ...same, rolesNamed: ['new'] })
    assert.deepEqual(Object.keys(driver.desk().roles).toSorted(), ['law', 'new'])
    const later = save({}, { expects: 2, position: 2, rolesNamed: ['new', '__proto__'] })
    driver.toRoom(S, later)
    assert.ok(Object.hasOwn(driver.desk().roles, '__proto__'))
    driver.advance(ROLE_REPORTED_MS)
    driver.toRoom(S, save({}, { expects: 3, position: 3 }))
    assert.equal(driver.desk().roles['law'], driver.now())
  })

  it('[SCA2] a chat line never touches the desk', () => {
    const driver = started()
    driver.toRoom(S, { type: 'chat-activate', participant: ANN, invited: false })
    const order = {
      aggregate: { kind: 'room', id: S },
      id: commandId('x'),
      digest: '',
      command: line,
    } as const
    const transaction = transact(order, 0)
    transaction.next()
    assert.equal(transaction.next(driver.room(S)).done, true)
  })

  it('[STA1] wants its tick when the grace time ends', () => {
    const driver = started()
    assert.equal(nextRoomDeadline(driver.room(S)), null)
    driver.toRoom(S, { type: 'process-lost', process: process('P') })
    assert.equal(nextRoomDeadline(driver.room(S)), driver.now() + GRACE_MS)
  })

  it('[REL2] what has happened already happens without a trace', () => {
    const driver = started()
    const before = driver.room(S)
    driver.toRoom(S, pageOpened('a'))
    driver.toRoom(S, { type: 'chat-off', participant: ANN })
    driver.toRoom(S, { type: 'tick' })
    driver.toRoom(S, { type: 'enter', participant: ANN, account: null })
    assert.equal(driver.room(S), before)
  })

  it('[CHT18] signing in keeps the conversation; one entry, with the name', () => {
    const driver = started()
    driver.toRoom(S, { type: 'chat-activate', participant: ANN, invited: false })
    driver.toRoom(S, line)
    driver.toRoom(S, { type: 'attach-account', participant: ANN, account: card('AnnLee') })
    const rows = monitorRows(driver.room(S), driver.desk())
    assert.deepEqual(
      rows.map((row) => [row.name, row.visitorNumber, row.operator?.name]),
      [['AnnLee', 1, 'olga']],
    )
  })

  it('[CHT18] who was there under the account before becomes one with who signs in', () => {
    const driver = started()
    driver.toRoom(S, { type: 'attach-account', participant: ANN, account: card('AnnLee') })
    driver.toRoom(S, { type: 'chat-activate', participant: ANN, invited: false })
    driver.toRoom(S, line)
    driver.toRoom(S, { type: 'enter', participant: BOB, account: null })
    driver.toRoom(S, pageOpened('b', BOB))
    driver.toRoom(S, { type: 'attach-account', participant: BOB, account: card('AnnLee') })
    driver.drain()
    const room = driver.room(S)
    assert.equal(findParticipant(room, ANN)?.id, BOB)
    assert.equal(monitorRows(room, driver.desk()).length, 1)
    assert.equal(participantView(room, BOB, driver.desk()).operatorName, 'olga')
    const [sent] = driver.lines
    assert.ok(sent)
    assert.equal(mayRead(room, sent, { kind: 'participant', participant: BOB }), true)
    // The other browser goes on under the earlier id.
    assert.equal(driver.toRoom(S, line).type, 'done')
    const closed = { participant: ANN, page: page('a'), process: process('P'), goodbye: true }
    driver.toRoom(S, { type: 'page-closed', ...closed })
    assert.deepEqual(Object.keys(driver.room(S).participants[BOB]?.pages ?? {}), [page('b')])
  })

  it('[CHT18] one account is one participant; another person is another', () => {
    const driver = started()
    driver.toRoom(S, { type: 'attach-account', participant: ANN, account: card('AnnLee') })
    const enter = driver.toRoom(S, { type: 'enter', participant: BOB, account: card('AnnLee') })
    assert.deepEqual(enter, { type: 'refused', code: 'exists' })
    const other = { type: 'attach-account', participant: ANN, account: card('Zoe') } as const
    assert.deepEqual(driver.toRoom(S, other), { type: 'refused', code: 'exists' })
  })

  it('[REL2] derived ids differ with every part, and are the same each time', () => {
    const parts = [
      ['operator-gone', 'a', 'b', 1],
      ['operator-gone', 'a', 'b', 2],
      ['operator-gone', 'ab', '', 1],
      ['operator-gone', '', 'ab', 1],
      ['operator-found', 'a', 'b', 1],
      ['operator-gone', 'b', 'a', 1],
    ] as const
    assert.equal(new Set(parts.map((each) => deriveCommandId(...each))).size, parts.length)
    assert.equal(deriveCommandId('a', 1), deriveCommandId('a', 1))
    const many = Array.from({ length: 20_000 }, (_, at) => deriveCommandId('operator', at))
    assert.equal(new Set(many).size, many.length)
    for (let place = 0; place < 22; place++) {
      const letters = new Set(many.map((id) => id[place]))
      assert.ok(letters.size >= (place === 21 ? 4 : 60), `place ${place} varies: ${letters.size}`)
    }
  })
})
