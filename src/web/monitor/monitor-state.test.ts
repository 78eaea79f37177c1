import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { MonitorRow } from '../../live/views.ts'
import type { ConversationView, DeskView, MonitorDown } from '../../protocol/monitor.ts'
import {
  EMPTY_STATE,
  entryKey,
  findNews,
  reduceMonitor,
  seenUpTo,
  type MonitorState,
} from './monitor-state.ts'
import { conversation, line, row, START_DESK } from './testing/samples.ts'

/** A server for one operator: what it would tell a fresh page, and what it tells an open one. */
function createServer() {
  let desk: DeskView = START_DESK
  const rows = new Map<string, MonitorRow>()
  const conversations = new Map<string, ConversationView>()

  function welcome(): Extract<MonitorDown, { type: 'welcome' }> {
    const me = { id: 'me', name: 'Ann' }
    return {
      type: 'welcome',
      version: 1,
      me,
      desk,
      rows: [...rows.values()],
      more: false,
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
        const readUpTo = number % 5 === 0 ? to : talk.state.readUpTo
        const state = { ...talk.state, readUpTo, beganSeq: number % 2 }
        conversations.set(who, { ...talk, cursor: to, lines: [...talk.lines, ...lines], state })
        return [{ type: 'lines', ...ids, from, to, lines, state }]
      }
    }
  }
  /** The same told row by row, each as it is when it is told. */
  function* welcomeInParts(): Generator<MonitorDown, void> {
    yield { ...welcome(), rows: [], more: true }
    for (const one of rows.values()) yield { type: 'more-rows', rows: [one], more: true }
    yield { type: 'more-rows', rows: [], more: false }
  }
  return { welcome, welcomeInParts, act }
}

/** Without the order of arrival, which nobody sees. */
function seen(state: MonitorState) {
  const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1)
  return {
    ...state,
    rows: [...state.rows].sort(byKey),
    conversations: [...state.conversations].sort(byKey),
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

  it('[MON8] [MON9] a list that came in parts is what a fresh page is told; nothing less is ever shown', () => {
    const step = fc.tuple(fc.nat(8), fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(20))
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
        const server = createServer()
        let state = EMPTY_STATE
        let parts = server.welcomeInParts()
        const takePart = (): void => {
          const part = parts.next()
          if (part.done !== true) state = reduceMonitor(state, part.value)
        }
        takePart()
        for (const [kind, who, number] of steps) {
          const before = state
          if (kind > 6) takePart()
          // The line was lost, wherever it was.
          else if (kind === 6) {
            parts = server.welcomeInParts()
            takePart()
          } else state = server.act(kind, who, number).reduce(reduceMonitor, state)
          if (state.arriving !== null) assert.equal(state.rows, before.rows)
        }
        for (const part of parts) state = reduceMonitor(state, part)
        assert.equal(state.arriving, null)
        assert.deepEqual(seen(state), seen(reduceMonitor(EMPTY_STATE, server.welcome())))
      }),
    )
  })

  it('[MON9] notices that lines are missing', () => {
    const server = createServer()
    server.act(3, 'a', 0)
    const state = reduceMonitor(EMPTY_STATE, server.welcome())
    const told = { session: 'session', participant: 'a', state: conversation('a').state }
    const next = reduceMonitor(state, { type: 'lines', ...told, from: 5, to: 6, lines: [line(6)] })
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

  it('[MON5] marks a new conversation and a new message until they were attended to', () => {
    assert.equal(findNews(null), null)
    const begun = conversation('a', [], { beganSeq: 10 })
    assert.equal(findNews(begun), 'conversation')
    assert.equal(seenUpTo(begun), 10)
    // What was written while they waited belongs to the new conversation.
    assert.equal(findNews(conversation('a', [line(9)], { beganSeq: 10 })), 'conversation')
    const written = conversation('a', [line(11)], { beganSeq: 10 })
    assert.equal(findNews(written), 'message')
    assert.equal(seenUpTo(written), 11)
    const read = conversation('a', [line(11)], { beganSeq: 10, ownReadUpTo: 11 })
    assert.equal(findNews(read), null)
    assert.equal(seenUpTo(read), null)
    const answered = conversation('a', [line(11, { own: true, from: 'operator' })], {
      beganSeq: 10,
      ownReadUpTo: 10,
    })
    assert.equal(findNews(answered), null)
  })

  it('[MON5] [CHT10] what is only read along is never marked', () => {
    const followed = conversation('a', [line(11)], { beganSeq: 10, carried: false })
    assert.equal(findNews(followed), null)
    assert.equal(seenUpTo(followed), null)
  })

  it('[CHT8] the session’s conversation is another than a participant’s own', () => {
    const own = conversation('a', [line(1)])
    const shared = { ...conversation('a', [line(2)]), participant: null }
    const told = [own, shared].map((it): MonitorDown => ({
      type: 'conversation',
      conversation: it,
    }))
    const state = told.reduce(reduceMonitor, EMPTY_STATE)
    assert.equal(state.conversations.size, 2)
    const over = { type: 'conversation-over', session: 'session', participant: null } as const
    const { conversations } = reduceMonitor(state, over)
    assert.deepEqual([...conversations.values()], [own])
  })
})
