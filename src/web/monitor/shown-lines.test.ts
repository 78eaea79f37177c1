import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LineView } from '../../protocol/chat.ts'
import type { ConversationView } from '../../protocol/monitor.ts'
import { expectDesk, isMonitorCommand, type MonitorCommand } from './commands.ts'
import { formatDuration } from './durations.ts'
import { entryKey } from './monitor-state.ts'
import { awaitedLines, showLines, type ShownLine } from './shown-lines.ts'

const own: LineView = {
  seq: 3,
  id: 'stored',
  text: 'hello',
  name: 'Ann',
  visitorNumber: null,
  from: 'operator',
  audience: 'private',
  own: true,
  sentAt: 0,
}
const conversation: ConversationView = {
  session: 's',
  participant: 'p',
  cursor: 3,
  lines: [own, { ...own, seq: 4, id: 'newer' }],
  state: { carried: true, readUpTo: 3, ownReadUpTo: 0, beganSeq: 0, members: [], offered: null },
}

function idOf(line: ShownLine): string {
  if (line.kind === 'call') return line.call.words
  return line.kind === 'own' ? line.id : line.line.id
}

function waiting(command: MonitorCommand, refusal: string | null = null) {
  return { command, refusal, at: 0 }
}

describe('lines as shown', () => {
  it('[CHT7] tells sent from read', () => {
    const states = showLines(conversation, []).map((it) => it.kind === 'stored' && it.state)
    assert.deepEqual(states, ['read', 'sent'])
  })

  it('[CHT7] keeps in sight what is acknowledged until its line is here, or the conversation is over', () => {
    const about = { session: 's', participant: 'p' }
    const send = (id: string) => waiting({ type: 'chat-send', id, ...about, text: 'x' })
    const read = waiting({ type: 'chat-read', id: 'read', ...about, upTo: 3 })
    const conversations = new Map([[entryKey(about), conversation]])
    const sent = [send('stored'), read, send('on its way')]
    assert.deepEqual(awaitedLines(sent, conversations), [send('on its way')])
    assert.deepEqual(awaitedLines(sent, new Map()), [])
  })

  it('[PHN10] calls stand between the messages by their time, before what is on its way', () => {
    const lines = [10, 20, 30].map((sentAt) => ({
      ...own,
      seq: sentAt,
      id: `at ${sentAt}`,
      sentAt,
    }))
    const call = (at: number) => ({ id: `${at}`, at, words: `call at ${at}` })
    const sending = waiting({
      type: 'chat-send',
      id: 'sending',
      session: 's',
      participant: 'p',
      text: 'x',
    })
    const shown = showLines({ ...conversation, lines }, [sending], [call(35), call(5), call(20)])
    assert.deepEqual(shown.map(idOf), [
      'call at 5',
      'at 10',
      'at 20',
      'call at 20',
      'at 30',
      'call at 35',
      'sending',
    ])
  })

  it('[CHT7] shows what is on its way once, also when it is stored already', () => {
    const shown = showLines(conversation, [
      waiting({ type: 'chat-send', id: 'stored', session: 's', participant: 'p', text: 'hello' }),
      waiting({ type: 'chat-send', id: 'sending', session: 's', participant: 'p', text: 'x' }),
      waiting({ type: 'chat-send', id: 'other', session: 's', participant: 'q', text: 'x' }),
      waiting({ type: 'chat-read', id: 'read', session: 's', participant: 'p', upTo: 3 }),
    ])
    assert.deepEqual(shown.map(idOf), ['stored', 'newer', 'sending'])
  })

  it('[MON2] [MON3] [CHT5] shows what the operator has just chosen', () => {
    const desk = {
      available: false,
      roles: [],
      knownRoles: ['b'],
      limit: null,
      colleagues: [],
      offers: [],
    }
    const expected = expectDesk(desk, [
      waiting({ type: 'set-available', id: '1', available: true }),
      waiting({ type: 'set-roles', id: '2', roles: ['a'] }),
      waiting({ type: 'set-limit', id: '3', limit: 4 }),
    ])
    assert.deepEqual(expected, {
      ...desk,
      available: true,
      roles: ['a'],
      knownRoles: ['a', 'b'],
      limit: 4,
    })
  })

  it('[REL7] takes nothing but commands from storage', () => {
    assert.equal(isMonitorCommand({ type: 'chat-send', id: 'x' }), true)
    assert.equal(isMonitorCommand({ type: 'block', id: 'x' }), true)
    assert.equal(isMonitorCommand({ type: 'observe', id: 'x' }), false)
    assert.equal(isMonitorCommand({ type: 'chat-send' }), false)
  })

  it('[MON10] shows time as a clock does', () => {
    assert.equal(formatDuration(-5), '0:00')
    assert.equal(formatDuration(65_000), '1:05')
    assert.equal(formatDuration(3_723_000), '1:02:03')
  })
})
