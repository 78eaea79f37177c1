/** CHT19, AUT8: what ends a conversation, in each mode, and what the user is told. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LiveHelpSettings } from '../interview/request.ts'
import { participantView } from './derive.ts'
import { isMonitored, monitorRows } from './monitor-view.ts'
import { CHAT_KEPT_OFFLINE_MS, START_SETTINGS, type ChatEnd } from './room.ts'
import { createMemoryDriver, type MemoryDriver } from './testing/memory-driver.ts'
import {
  activate,
  ANN,
  begin,
  byParticipant,
  card,
  operatorReady,
  page,
  pageOpened,
  process,
  S,
  saveNext,
  say,
} from './testing/samples.ts'

type Mode = LiveHelpSettings['mode']
const MODES = ['help', 'peer', 'peerhelp'] as const satisfies readonly Mode[]

function world(mode: Mode): MemoryDriver {
  const driver = createMemoryDriver()
  operatorReady(driver, 'olga')
  begin(driver, { mode })
  activate(driver)
  return driver
}

const CAUSES = {
  'turn off chat': (driver) => driver.toRoom(S, { type: 'chat-off', participant: ANN }),
  'end by the operator': (driver, mode) => {
    const conversation = mode === 'help' ? ANN : null
    driver.toRoom(S, { type: 'end-chat', conversation, operator: card('olga') })
  },
  block: (driver) => driver.toRoom(S, { type: 'block', participant: ANN, operator: card('olga') }),
  exit: (driver) => driver.toRoom(S, { type: 'exit', participant: ANN }),
  restart: (driver, mode) => saveNext(driver, { mode }, { position: 0, restarts: true }),
  observeonly: (driver, mode) => saveNext(driver, { mode, availability: 'observeonly' }),
  unavailable: (driver, mode) => saveNext(driver, { mode, availability: 'unavailable' }),
  'offline for 30 minutes': (driver) => {
    const closed = { participant: ANN, page: page('a'), process: process('P'), goodbye: true }
    driver.toRoom(S, { type: 'page-closed', ...closed })
    driver.advance(CHAT_KEPT_OFFLINE_MS)
    driver.sweep()
  },
  'another screen': (driver, mode) => saveNext(driver, { mode }),
} satisfies Record<string, (driver: MemoryDriver, mode: Mode) => unknown>
type Cause = keyof typeof CAUSES

/** The chat afterwards, and whether an operator is still connected; then why it is off. */
type After = readonly [
  chat: 'off' | 'on',
  operator: 'connected' | 'none',
  why: ChatEnd['why'] | null,
]
const TABLE: Record<Cause, Record<Mode, After>> = {
  'turn off chat': {
    help: ['off', 'none', null],
    peer: ['off', 'none', null],
    peerhelp: ['off', 'none', null],
  },
  'end by the operator': {
    help: ['off', 'none', 'operator'],
    peer: ['on', 'none', null],
    peerhelp: ['on', 'none', null],
  },
  block: {
    help: ['off', 'none', 'blocked'],
    peer: ['on', 'none', null],
    peerhelp: ['on', 'none', 'blocked'],
  },
  exit: {
    help: ['off', 'none', 'interview'],
    peer: ['off', 'none', 'interview'],
    peerhelp: ['off', 'none', 'interview'],
  },
  restart: {
    help: ['off', 'none', 'interview'],
    peer: ['off', 'none', 'interview'],
    peerhelp: ['off', 'none', 'interview'],
  },
  observeonly: {
    help: ['off', 'none', 'interview'],
    peer: ['off', 'none', 'interview'],
    peerhelp: ['off', 'none', 'interview'],
  },
  unavailable: {
    help: ['off', 'none', 'interview'],
    peer: ['off', 'none', 'interview'],
    peerhelp: ['off', 'none', 'interview'],
  },
  'offline for 30 minutes': {
    help: ['off', 'none', 'offline'],
    peer: ['off', 'none', 'offline'],
    peerhelp: ['off', 'none', 'offline'],
  },
  'another screen': {
    help: ['on', 'connected', null],
    peer: ['on', 'none', null],
    peerhelp: ['on', 'connected', null],
  },
}

describe('the end of a conversation', () => {
  for (const [cause, row] of Object.entries(TABLE)) {
    for (const mode of MODES) {
      const [chat, operator, why] = row[mode]
      it(`[CHT19, AUT8] ${mode}: ${cause} -> ${chat}, operator ${operator}, told ${why}`, () => {
        const driver = world(mode)
        CAUSES[cause as Cause](driver, mode)
        driver.drain()
        const view = participantView(driver.room(S), ANN, driver.desk())
        assert.equal(view.chat, chat)
        assert.equal(view.operatorName, operator === 'connected' ? 'olga' : null)
        assert.equal(view.ended?.why ?? null, why)
        const carried = driver.desk().operators[card('olga').id]?.conversations.length
        assert.equal(carried, operator === 'connected' ? 1 : 0)
        assert.deepEqual(driver.desk().queue, [])
      })
    }
  }

  it('[CHT19] until then it is resumed with the same operator, back from offline', () => {
    const driver = world('peerhelp')
    const closed = { participant: ANN, page: page('a'), process: process('P'), goodbye: true }
    driver.toRoom(S, { type: 'page-closed', ...closed })
    driver.advance(CHAT_KEPT_OFFLINE_MS - 1)
    driver.sweep()
    driver.toRoom(S, pageOpened('again'))
    const view = participantView(driver.room(S), ANN, driver.desk())
    assert.deepEqual([view.chat, view.operatorName], ['on', 'olga'])
  })

  it('[CHT19, STA6] exit leaves no trace of live help, and the lines; the next screen begins anew', () => {
    const driver = world('help')
    say(driver, byParticipant(ANN), ANN)
    const before = driver.room(S)
    const exited = driver.toRoom(S, { type: 'exit', participant: ANN })
    assert.equal(exited.type, 'done')
    const room = driver.room(S)
    assert.deepEqual(room.settings, START_SETTINGS)
    assert.deepEqual([room.position, room.version], [-1, before.version + 1])
    assert.equal(isMonitored(room), false)
    assert.deepEqual(monitorRows(room, driver.desk()), [])
    assert.equal(participantView(room, ANN, driver.desk()).enabled, false)
    assert.equal(driver.lines.length, 1)
    driver.toRoom(S, { type: 'exit', participant: ANN })
    assert.equal(driver.room(S), room, 'twice is once')
    assert.equal(saveNext(driver, {}, { expects: before.version }).type, 'refused')
    assert.equal(saveNext(driver, {}).type, 'done')
    assert.equal(participantView(driver.room(S), ANN, driver.desk()).icon, 'green')
  })

  it('[CHT19] exit drops the saved steps in the same transaction', () => {
    const driver = world('help')
    const exit = { type: 'exit', participant: ANN } as const
    const outcome = driver.transact({
      aggregate: { kind: 'room', id: S },
      id: driver.nextId(),
      digest: '',
      command: exit,
    })
    assert.deepEqual([outcome.dropsSteps, outcome.saved], [true, null])
  })
})
