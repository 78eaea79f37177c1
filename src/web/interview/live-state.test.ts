import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PageDown } from '../../protocol/page.ts'
import { isRead, receive, unreadLines, UNKNOWN, type LiveState } from './live-state.ts'
import { line, view } from './testing/samples.ts'

function welcome(overrides: Partial<Extract<PageDown, { type: 'welcome' }>> = {}): PageDown {
  return {
    type: 'welcome',
    version: 1,
    cursor: 4,
    view: view(),
    lines: [],
    answersVersion: 1,
    now: 0,
    ...overrides,
  }
}

const START: LiveState = receive(UNKNOWN, welcome()).state

describe('what the page knows', () => {
  it('[REL3] follows pushes, and asks anew at a gap', () => {
    const push = { type: 'push', lines: [line(5)], view: null, answersVersion: 1 } as const
    const next = receive(START, { ...push, from: 4, to: 6 })
    assert.equal(next.restart, false)
    assert.equal(next.state.cursor, 6)
    assert.equal(next.state.lines.length, 1)
    assert.equal(receive(next.state, { ...push, from: 4, to: 6 }).state.lines.length, 1)
    const gap = receive(START, { ...push, from: 5, to: 6 })
    assert.equal(gap.restart, true)
    assert.equal(gap.state, START)
  })

  it('[REL3] equals a fresh load after coming back', () => {
    const before = receive(
      START,
      welcome({ cursor: 6, lines: [line(5), line(6, { own: true })] }),
    ).state
    const again = receive(before, welcome({ cursor: 8, lines: [line(7)] })).state
    const fresh = receive(
      UNKNOWN,
      welcome({ cursor: 8, lines: [line(5), line(6, { own: true }), line(7)] }),
    ).state
    assert.deepEqual(again, fresh)
  })

  it('[REL3] heals a lost wake-up at the second heartbeat that tells of more', () => {
    const first = receive(START, { type: 'ping', head: 9 })
    assert.equal(first.restart, false)
    assert.equal(receive(first.state, { type: 'ping', head: 9 }).restart, true)
    assert.equal(receive(START, { type: 'ping', head: 4 }).restart, false)
  })

  it('[CHT16] counts what others wrote and nobody has seen here', () => {
    const { state } = receive(
      UNKNOWN,
      welcome({
        cursor: 9,
        view: view({ ownReadUpTo: 5 }),
        lines: [line(4), line(6), line(7, { own: true }), line(8)],
      }),
    )
    assert.deepEqual(
      unreadLines(state, 0).map(({ seq }) => seq),
      [6, 8],
    )
    assert.deepEqual(
      unreadLines(state, 6).map(({ seq }) => seq),
      [8],
    )
  })

  it('[CHT9] [CHT10] forgets what it may no longer read, and learns what it may now', () => {
    const lines = [line(5), line(6, { audience: 'session' })]
    const shared = receive(START, {
      type: 'push',
      from: 4,
      to: 6,
      reach: 'peerhelp',
      lines,
      view: view({ mode: 'peerhelp' }),
      answersVersion: 1,
    }).state
    assert.equal(shared.lines.length, 2)
    const alone = receive(shared, {
      type: 'push',
      from: 0,
      to: 7,
      reach: 'help',
      whole: true,
      lines: [line(5)],
      view: view(),
      answersVersion: 2,
    })
    assert.equal(alone.restart, false)
    assert.deepEqual(alone.state.lines, [line(5)])
    assert.equal(alone.state.reach, 'help')
  })

  it('[CHT7] a line is read when one of those for whom it was written has seen it', () => {
    const seen = view({ readByOperatorsUpTo: 5, readByPeersUpTo: 7 })
    const own = (seq: number, audience: 'private' | 'session' | 'peers') =>
      isRead(seen, line(seq, { own: true, audience }))
    assert.deepEqual([own(5, 'private'), own(6, 'private')], [true, false])
    assert.deepEqual([own(7, 'session'), own(8, 'session')], [true, false])
    assert.deepEqual([own(7, 'peers'), own(8, 'peers')], [true, false])
    assert.equal(isRead(null, line(1)), false)
  })
})
