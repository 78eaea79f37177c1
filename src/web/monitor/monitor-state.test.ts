import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { MonitorRow } from '../../live/views.ts'
import type { LineView } from '../../protocol/chat.ts'
import type { ConversationView, DeskView, MonitorDown } from '../../protocol/monitor.ts'
import {
  EMPTY_STATE,
  entryKey,
  findNews,
  orderEntries,
  reduceMonitor,
  type MonitorState,
} from './monitor-state.ts'

function row(participant: string, more: Partial<MonitorRow> = {}): MonitorRow {
  return {
    session: 'session' as MonitorRow['session'],
    participant: participant as MonitorRow['participant'],
    status: 'standby',
    title: 'Rent',
    name: null,
    visitorNumber: 1,
    mode: 'help',
    roles: [],
    operator: null,
    chatSince: null,
    question: 'q',
    questionSince: 0,
    startedAt: 0,
    offlineAt: null,
    canObserve: true,
    interview: 'rent.yml',
    ...more,
  }
}

function line(seq: number, more: Partial<LineView> = {}): LineView {
  return {
    seq,
    id: `id-${seq}`,
    text: 'hello',
    name: null,
    visitorNumber: 1,
    from: 'participant',
    own: false,
    sentAt: seq,
    ...more,
  }
}

function conversation(participant: string, lines: readonly LineView[] = []): ConversationView {
  const cursor = lines.at(-1)?.seq ?? 0
  return { session: 'session', participant, cursor, lines, readUpTo: 0, ownReadUpTo: 0 }
}

/** A server for one operator: what it would tell a fresh page, and what it tells an open one. */
function createServer() {
  let desk: DeskView = { available: false, roles: [], knownRoles: ['law'] }
  const rows = new Map<string, MonitorRow>()
  const conversations = new Map<string, ConversationView>()

  function welcome(): MonitorDown {
    const me = { id: 'me', name: 'Ann' }
    return {
      type: 'welcome',
      version: 1,
      me,
      desk,
      rows: [...rows.values()],
      conversations: [...conversations.values()],
      now: 0,
    }
  }

  function act(kind: number, who: string, number: number): MonitorDown[] {
    const ids = { session: 'session', participant: who }
    const talk = conversations.get(who)
    switch (kind) {
      case 0: {
        const fresh = row(who, { startedAt: number, question: `q${number}` })
        rows.set(who, fresh)
        return [{ type: 'rows', upsert: [fresh], remove: [] }]
      }
      case 1:
        rows.delete(who)
        return [{ type: 'rows', upsert: [], remove: [ids] }]
      case 2:
        desk = { ...desk, available: number % 2 === 0, roles: number % 3 === 0 ? ['law'] : [] }
        return [{ type: 'desk', desk }]
      case 3: {
        const begun = conversation(who)
        conversations.set(who, begun)
        return [{ type: 'conversation', conversation: begun }]
      }
      case 4:
        conversations.delete(who)
        return [{ type: 'conversation-over', ...ids }]
      default: {
        if (talk === undefined) return [{ type: 'ping' }]
        const from = talk.cursor
        const to = from + 1 + (number % 3)
        const lines = number % 4 === 0 ? [] : [line(to)]
        const readUpTo = number % 5 === 0 ? to : talk.readUpTo
        const next = { ...talk, cursor: to, lines: [...talk.lines, ...lines], readUpTo }
        conversations.set(who, next)
        const { ownReadUpTo } = next
        return [{ type: 'lines', ...ids, from, to, lines, readUpTo, ownReadUpTo }]
      }
    }
  }
  return { welcome, act }
}

/** Without the order of arrival, which nobody sees. */
function seen(state: MonitorState) {
  const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1)
  return {
    ...state,
    rows: [...state.rows].sort(byKey),
    conversations: [...state.conversations].sort(byKey),
    order: orderEntries(state.rows),
  }
}

describe('monitor state', () => {
  it('[MON9] after any messages equals what a fresh page is told', () => {
    const step = fc.tuple(fc.nat(5), fc.constantFrom('a', 'b', 'c'), fc.nat(20))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.nat(), (steps, repeat) => {
        const server = createServer()
        let state = reduceMonitor(EMPTY_STATE, server.welcome())
        for (const [kind, who, number] of steps) {
          for (const message of server.act(kind, who, number)) {
            state = reduceMonitor(state, message)
            // What comes twice changes nothing.
            if (message.type === 'lines' && repeat % 2 === 0) state = reduceMonitor(state, message)
          }
        }
        const fresh = reduceMonitor(EMPTY_STATE, server.welcome())
        assert.deepEqual(seen(state), seen(fresh))
        const again = reduceMonitor(state, server.welcome())
        assert.deepEqual(seen(again), seen(fresh))
      }),
    )
  })

  it('[MON9] notices that lines are missing', () => {
    const server = createServer()
    server.act(3, 'a', 0)
    const state = reduceMonitor(EMPTY_STATE, server.welcome())
    const ids = { session: 'session', participant: 'a', readUpTo: 0, ownReadUpTo: 0 }
    const next = reduceMonitor(state, { type: 'lines', ...ids, from: 5, to: 6, lines: [line(6)] })
    assert.equal(next.behind, true)
    assert.equal(reduceMonitor(next, server.welcome()).behind, false)
  })

  it('[MON8] leaves unchanged entries the same objects after a reconnect', () => {
    const server = createServer()
    server.act(0, 'a', 1)
    const state = reduceMonitor(EMPTY_STATE, server.welcome())
    const next = reduceMonitor(state, structuredClone(server.welcome()))
    const key = entryKey({ session: 'session', participant: 'a' })
    assert.equal(next.rows.get(key), state.rows.get(key))
  })

  it('[MON8] keeps the place of an entry whatever happens to it', () => {
    const rows = new Map([
      ['session/b', row('b', { startedAt: 2 })],
      ['session/c', row('c', { startedAt: 2 })],
      ['session/a', row('a', { startedAt: 9 })],
    ])
    assert.deepEqual(orderEntries(rows), ['session/b', 'session/c', 'session/a'])
    rows.set('session/b', row('b', { startedAt: 2, status: 'on', questionSince: 99 }))
    assert.deepEqual(orderEntries(rows), ['session/b', 'session/c', 'session/a'])
  })

  it('[MON5] marks a new conversation, a new message, and nothing that was attended to', () => {
    const on = row('a', { status: 'on', chatSince: 10 })
    assert.equal(findNews(null, on, null), null)
    assert.equal(findNews(conversation('a'), on, null), 'conversation')
    assert.equal(findNews(conversation('a'), on, 10), null)
    const written = conversation('a', [line(11)])
    assert.equal(findNews(written, on, 10), 'message')
    assert.equal(findNews({ ...written, ownReadUpTo: 11 }, on, 10), null)
    // Read in another tab: this one has never attended.
    assert.equal(findNews({ ...written, ownReadUpTo: 11 }, on, null), null)
    // Activated again: the old lines do not count.
    const again = row('a', { status: 'on', chatSince: 20 })
    assert.equal(findNews({ ...written, ownReadUpTo: 11 }, again, 10), 'conversation')
  })
})
