import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { MonitorRow } from '../../live/views.ts'
import { EVERYTHING, findHosts, isFiltered, listEntries, type ListView } from './entry-order.ts'
import { entryKey } from './monitor-state.ts'
import { row } from './testing/samples.ts'

function rowsOf(...rows: readonly MonitorRow[]): ReadonlyMap<string, MonitorRow> {
  return new Map(rows.map((one) => [entryKey(one), one]))
}

/** Participants in the order of the list. */
function list(
  rows: ReadonlyMap<string, MonitorRow>,
  view: Partial<ListView> = {},
  more: Partial<Parameters<typeof listEntries>[2]> = {},
): readonly string[] {
  const context = { ownId: 'me', held: new Map(), hosts: new Map(), ...more }
  return listEntries(rows, { ...EVERYTHING, ...view }, context).map(
    (key) => key.split('/')[1] ?? '',
  )
}

describe('order of the list', () => {
  it('[MON8] waiting longest comes first, then who chats, then the others, the gone last', () => {
    const rows = rowsOf(
      row('gone', { status: 'offline', startedAt: 1 }),
      row('here', { startedAt: 2 }),
      row('answered', { status: 'on', chatSince: 5, startedAt: 3 }),
      row('new', { status: 'on', chatSince: 5, unansweredSince: 90, startedAt: 4 }),
      row('long', { status: 'on', chatSince: 5, unansweredSince: 20, startedAt: 5 }),
    )
    assert.deepEqual(list(rows), ['long', 'new', 'answered', 'here', 'gone'])
  })

  it('[MON8] [MON10] sorts by time on the question, in session, and name', () => {
    const rows = rowsOf(
      row('a', { name: 'Zoe', visitorNumber: null, questionSince: 3, startedAt: 1 }),
      row('b', { name: 'Ann', visitorNumber: null, questionSince: 1, startedAt: 2 }),
      row('c', { visitorNumber: 7, questionSince: 2, startedAt: 3 }),
      row('d', { visitorNumber: 2, questionSince: 0, startedAt: 4, status: 'offline' }),
    )
    assert.deepEqual(list(rows, { sort: 'stuck' }), ['b', 'c', 'a', 'd'])
    assert.deepEqual(list(rows, { sort: 'oldest' }), ['a', 'b', 'c', 'd'])
    assert.deepEqual(list(rows, { sort: 'newest' }), ['d', 'c', 'b', 'a'])
    assert.deepEqual(list(rows, { sort: 'name' }), ['b', 'a', 'd', 'c'])
  })

  it('[MON8] an update that changes no order changes nothing', () => {
    const rows = rowsOf(row('b'), row('c'), row('a'))
    assert.deepEqual(list(rows), ['a', 'b', 'c'])
    const changed = new Map(rows).set('session/b', row('b', { question: 'next' }))
    assert.deepEqual(list(changed), ['a', 'b', 'c'])
  })

  it('[MON8] the entry at which the operator works keeps its place, whatever the filter', () => {
    const waiting = row('a', { status: 'on', chatSince: 1, unansweredSince: 1 })
    const rows = rowsOf(
      row('a', { status: 'on', chatSince: 1 }),
      row('b', { status: 'on', chatSince: 2, unansweredSince: 2 }),
    )
    assert.deepEqual(list(rows), ['b', 'a'])
    const held = new Map([['session/a', waiting]])
    assert.deepEqual(list(rows, {}, { held }), ['a', 'b'])
    assert.deepEqual(list(rows, { unanswered: true }, { held }), ['a', 'b'])
  })
})

describe('search and filters', () => {
  const rows = rowsOf(
    row('a', { name: 'José Müller', visitorNumber: null, roles: ['family law'] }),
    row('b', { visitorNumber: 12, title: 'Eviction', interview: 'eviction.yml' }),
    row('c', {
      status: 'on',
      visitorNumber: 3,
      operator: { id: 'me', name: 'Ann' },
      chatSince: 1,
      unansweredSince: 1,
    }),
  )

  it('[MON8] finds by name, number, title and question, without accents and case', () => {
    assert.deepEqual(list(rows, { search: 'jose mull' }), ['a'])
    assert.deepEqual(list(rows, { search: 'VISITOR 12' }), ['b'])
    assert.deepEqual(list(rows, { search: 'evict' }), ['b'])
    assert.deepEqual(list(rows, { search: 'nobody' }), [])
    assert.deepEqual(list(rows, { search: '  ' }).length, 3)
  })

  it('[MON8] filters by mine, unanswered, role, interview and status', () => {
    assert.deepEqual(list(rows, { mine: true }), ['c'])
    assert.deepEqual(list(rows, { unanswered: true }), ['c'])
    assert.deepEqual(list(rows, { role: 'family law' }), ['a'])
    assert.deepEqual(list(rows, { interview: 'eviction.yml' }), ['b'])
    assert.deepEqual(list(rows, { status: 'on' }), ['c'])
    assert.deepEqual(list(rows, { status: 'on', role: 'family law' }), [])
  })

  it('[MON8] says whether anything is left out', () => {
    assert.equal(isFiltered({ ...EVERYTHING, sort: 'name' }), false)
    assert.equal(isFiltered({ ...EVERYTHING, search: ' ' }), false)
    assert.equal(isFiltered({ ...EVERYTHING, status: 'on' }), true)
  })
})

describe('the session’s conversation', () => {
  const rows = rowsOf(
    row('b', { shared: true, visitorNumber: 1 }),
    row('a', { shared: true, visitorNumber: 2 }),
    row('blocked', { shared: false, visitorNumber: 0 }),
  )
  const sessions = new Set(['session'])

  it('[CHT8] stands in one entry, and stays there while that takes part', () => {
    const hosts = findHosts(rows, sessions, new Map())
    assert.deepEqual([...hosts], [['session', 'session/b']])
    const later = rowsOf(row('0', { shared: true, visitorNumber: 0 }), ...rows.values())
    assert.deepEqual([...findHosts(later, sessions, hosts)], [...hosts])
    const without = new Map([...rows].filter(([key]) => key !== 'session/b'))
    assert.equal(findHosts(without, sessions, hosts).get('session'), 'session/a')
    assert.equal(findHosts(rows, new Set(), hosts).size, 0)
  })

  it('[CHT8] comes along when a filter finds another of its participants', () => {
    const hosts = new Map([['session', 'session/b']])
    const found = list(rows, { search: 'visitor 2' }, { hosts })
    assert.deepEqual(found.toSorted(), ['a', 'b'])
    assert.deepEqual(list(rows, { search: 'visitor 1' }, { hosts }), ['b'])
  })
})
