import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { MonitorDown } from '../../protocol/monitor.ts'
import { countUnanswered, findAlerts } from './attention.ts'
import { EMPTY_STATE, reduceMonitor, type MonitorState } from './monitor-state.ts'
import { conversation, line, row, START_DESK } from './testing/samples.ts'

const welcome: MonitorDown = {
  type: 'welcome',
  version: 1,
  me: { id: 'me', name: 'Ann' },
  desk: START_DESK,
  rows: [],
  more: false,
  conversations: [],
  now: 0,
}
const started = reduceMonitor(EMPTY_STATE, welcome)

function tell(state: MonitorState, ...messages: readonly MonitorDown[]): MonitorState {
  return messages.reduce(reduceMonitor, state)
}

function begin(view: ReturnType<typeof conversation>): MonitorDown {
  return { type: 'conversation', conversation: view }
}

describe('alerts', () => {
  it('[MON6] a new conversation and a new message alert once each', () => {
    const begun = tell(started, begin(conversation('a', [], { beganSeq: 3 })))
    assert.deepEqual(findAlerts(started, begun), [{ kind: 'conversation', key: 'session/a' }])
    assert.deepEqual(findAlerts(begun, begun), [])
    const state = { ...conversation('a').state, beganSeq: 3 }
    const ids = { session: 'session', participant: 'a', state }
    const written = tell(begun, { type: 'lines', ...ids, from: 0, to: 5, lines: [line(5)] })
    assert.deepEqual(findAlerts(begun, written), [
      { kind: 'message', key: 'session/a', line: line(5) },
    ])
    const typed = tell(written, { type: 'lines', ...ids, from: 5, to: 6, lines: [] })
    assert.deepEqual(findAlerts(written, typed), [])
  })

  it('[MON6] own messages, what was read elsewhere, and what is only read along alert nobody', () => {
    const own = conversation('a', [line(5, { own: true })])
    const read = conversation('b', [line(5)], { ownReadUpTo: 5, beganSeq: 2 })
    const followed = conversation('c', [line(5)], { carried: false, beganSeq: 2 })
    assert.deepEqual(
      findAlerts(started, tell(started, begin(own), begin(read), begin(followed))),
      [],
    )
  })

  it('[MON6] what was there at loading is shown, not announced', () => {
    const view = conversation('a', [line(5)], { beganSeq: 3 })
    const loaded = reduceMonitor(EMPTY_STATE, { ...welcome, conversations: [view] })
    assert.deepEqual(findAlerts(EMPTY_STATE, loaded), [])
  })

  it('[MON6] [MON9] after a reconnect alerts what came meanwhile, and nothing else', () => {
    const before = tell(started, begin(conversation('a', [line(5)], { ownReadUpTo: 5 })))
    const same = { ...welcome, conversations: [...before.conversations.values()] }
    assert.deepEqual(findAlerts(before, reduceMonitor(before, same)), [])
    const view = conversation('a', [line(5), line(7)], { ownReadUpTo: 5 })
    const after = reduceMonitor(before, { ...welcome, conversations: [view] })
    assert.deepEqual(
      findAlerts(before, after).map(({ kind }) => kind),
      ['message'],
    )
  })

  it('[MON6] [CHT20] an offered conversation alerts once', () => {
    const offers = [{ session: row('a').session, participant: null, from: 'Bob', until: 60_000 }]
    const offered = tell(started, { type: 'desk', desk: { ...START_DESK, offers } })
    assert.deepEqual(findAlerts(started, offered), [
      { kind: 'offer', key: 'session/', from: 'Bob' },
    ])
    const again = tell(offered, { type: 'desk', desk: { ...START_DESK, offers, available: true } })
    assert.deepEqual(findAlerts(offered, again), [])
  })
})

describe('unanswered', () => {
  it('[MON6] counts every conversation of one’s own in which somebody waits', () => {
    const waiting = { status: 'on', chatSince: 1, unansweredSince: 1 } as const
    const rows: MonitorDown = {
      type: 'rows',
      upsert: [row('a', waiting), row('b', waiting), row('c', { status: 'on' }), row('d', waiting)],
      remove: [],
    }
    const state = tell(
      started,
      rows,
      begin(conversation('a')),
      begin(conversation('b')),
      begin(conversation('c')),
      begin(conversation('d', [], { carried: false })),
    )
    assert.equal(countUnanswered(state), 2)
    // The message may come before the row that tells of it.
    assert.equal(countUnanswered(tell(state, begin(conversation('c', [line(9)])))), 3)
  })

  it('[MON6] [CHT8] counts the session’s conversation once', () => {
    const waiting = { shared: true, unansweredSince: 1 }
    const upsert = [row('a', waiting), row('b', waiting)]
    const shared = { ...conversation('a'), participant: null }
    const state = tell(started, { type: 'rows', upsert, remove: [] }, begin(shared))
    assert.equal(countUnanswered(state), 1)
  })
})
