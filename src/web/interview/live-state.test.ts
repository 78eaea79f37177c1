import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ParticipantView } from '../../live/views.ts'
import type { LineView } from '../../protocol/chat.ts'
import type { PageDown } from '../../protocol/page.ts'
import { describeChat } from './chat-status.ts'
import { receive, unreadLines, UNKNOWN, type LiveState } from './live-state.ts'

function view(overrides: Partial<ParticipantView> = {}): ParticipantView {
  return {
    enabled: true,
    mode: 'help',
    icon: 'green',
    operators: 1,
    peers: 0,
    chat: 'off',
    canActivate: true,
    operatorName: null,
    leftBehindBy: null,
    queuePlace: null,
    announce: false,
    readUpTo: 0,
    ownReadUpTo: 0,
    ...overrides,
  }
}

function line(seq: number, own = false): LineView {
  const from = own ? 'participant' : 'operator'
  return {
    seq,
    id: `l${seq}`,
    text: 'x',
    name: 'Olivia',
    visitorNumber: null,
    from,
    own,
    sentAt: 0,
  }
}

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
    const before = receive(START, welcome({ cursor: 6, lines: [line(5), line(6, true)] })).state
    const again = receive(before, welcome({ cursor: 8, lines: [line(7)] })).state
    const fresh = receive(
      UNKNOWN,
      welcome({ cursor: 8, lines: [line(5), line(6, true), line(7)] }),
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
        lines: [line(4), line(6), line(7, true), line(8)],
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
})

describe('the line over the chat', () => {
  it('[CHT3] tells how many operators stand by', () => {
    assert.equal(describeChat(view(), true), '1 operator is standing by.')
    assert.equal(describeChat(view({ operators: 3 }), true), '3 operators are standing by.')
    assert.equal(
      describeChat(view({ operators: 0 }), true),
      'No operator is available at the moment.',
    )
  })

  it('[CHT5] tells the place in the queue', () => {
    assert.match(describeChat(view({ chat: 'on', queuePlace: 2 }), true), /number 2 in the queue/)
  })

  it('[CHT14] names who has left', () => {
    assert.match(
      describeChat(view({ chat: 'on', leftBehindBy: 'Olivia' }), true),
      /^Olivia has left/,
    )
  })

  it('[REL4] says when the line is lost', () => {
    assert.match(describeChat(view(), false), /^Not connected/)
  })
})
