import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { closePage, losePages, nextPresenceDeadline, openPage, passTime } from './presence.ts'
import { presenceOf, type Presence } from './presence.ts'
import { GRACE_MS, OFFLINE_KEPT_MS, type Participant } from './room.ts'
import { ANN, account, page, process } from './testing/samples.ts'

const P = process('P')
const Q = process('Q')
const A = page('a')

const EVENTS = {
  opened: (person) => openPage(person, A, P),
  'opened elsewhere': (person) => openPage(person, A, Q),
  closed: (person, now) => closePage(person, { page: A, process: P, goodbye: false }, now),
  goodbye: (person, now) => closePage(person, { page: A, process: P, goodbye: true }, now),
  'closed late by another process': (person, now) =>
    closePage(person, { page: A, process: Q, goodbye: true }, now),
  'process lost': (person, now) => losePages(person, P, now),
  'other process lost': (person, now) => losePages(person, Q, now),
  'short wait': (person, now) => passTime(person, now + GRACE_MS - 1),
  'grace time passes': (person, now) => passTime(person, now + GRACE_MS),
  'a day passes': (person, now) => passTime(person, now + OFFLINE_KEPT_MS),
} satisfies Record<string, (person: Participant, now: number) => Participant>
type Event = keyof typeof EVENTS

const NOW = 1000
const START: Participant = {
  id: ANN,
  account: null,
  visitorNumber: 1,
  enteredAt: NOW,
  pages: {},
  graceEndsAt: null,
  offlineAt: NOW,
  listed: false,
  chat: { state: 'off' },
  lastLine: 0,
  lastPrivate: 0,
  readUpTo: 0,
  sharedReadUpTo: 0,
  readByOperatorUpTo: 0,
  block: null,
  unheard: [],
  invitation: null,
  ended: null,
  informed: false,
  watchers: {},
  permissions: {},
  asks: [],
  control: null,
  joined: null,
  calls: [],
  mayHaveOffers: false,
  dismissedBy: [],
  setAside: false,
  mergedInto: null,
}

const present = openPage(START, A, P)
const grace = closePage(present, { page: A, process: P, goodbye: false }, NOW)
const offline = closePage(present, { page: A, process: P, goodbye: true }, NOW)
const STATES: Record<Presence, Participant> = { unlisted: START, present, grace, offline }

const TABLE: Record<Presence, Record<Event, Presence>> = {
  unlisted: {
    opened: 'present',
    'opened elsewhere': 'present',
    closed: 'unlisted',
    goodbye: 'unlisted',
    'closed late by another process': 'unlisted',
    'process lost': 'unlisted',
    'other process lost': 'unlisted',
    'short wait': 'unlisted',
    'grace time passes': 'unlisted',
    'a day passes': 'unlisted',
  },
  present: {
    opened: 'present',
    'opened elsewhere': 'present',
    closed: 'grace',
    goodbye: 'offline',
    'closed late by another process': 'present',
    'process lost': 'grace',
    'other process lost': 'present',
    'short wait': 'present',
    'grace time passes': 'present',
    'a day passes': 'present',
  },
  grace: {
    opened: 'present',
    'opened elsewhere': 'present',
    closed: 'grace',
    goodbye: 'grace',
    'closed late by another process': 'grace',
    'process lost': 'grace',
    'other process lost': 'grace',
    'short wait': 'grace',
    'grace time passes': 'offline',
    'a day passes': 'offline',
  },
  offline: {
    opened: 'present',
    'opened elsewhere': 'present',
    closed: 'offline',
    goodbye: 'offline',
    'closed late by another process': 'offline',
    'process lost': 'offline',
    'other process lost': 'offline',
    'short wait': 'offline',
    'grace time passes': 'offline',
    'a day passes': 'unlisted',
  },
}

const names = Object.keys(EVENTS) as Event[]

describe('presence of a participant', () => {
  for (const [from, row] of Object.entries(TABLE)) {
    for (const [event, to] of Object.entries(row)) {
      it(`[STA1] ${from}: ${event} -> ${to}`, () => {
        const before = STATES[from as Presence]
        const after = EVENTS[event as Event](before, NOW)
        assert.equal(presenceOf(after), to)
        if (from === to && event !== 'opened elsewhere') assert.equal(after, before)
      })
    }
  }

  it('[STA1] a second page keeps the participant there', () => {
    const two = openPage(present, page('b'), P)
    const one = closePage(two, { page: A, process: P, goodbye: true }, NOW)
    assert.equal(presenceOf(one), 'present')
  })

  it('[STA1] who returns is back on the lists of those who dismissed the entry', () => {
    const dismissed = { ...offline, dismissedBy: [account('op')] }
    assert.deepEqual(openPage(dismissed, A, P).dismissedBy, [])
  })

  it('[STA1] whatever happens, time alone leads from every state to where it stays', () => {
    const event = fc.record({ name: fc.constantFrom(...names), later: fc.nat(GRACE_MS * 2) })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        let person = START
        let now = NOW
        for (const { name, later } of events) {
          now += later
          person = EVENTS[name](person, now)
          const hasPages = Object.keys(person.pages).length > 0
          const reasons = [hasPages, person.graceEndsAt !== null, person.offlineAt !== null]
          assert.equal(reasons.filter(Boolean).length, 1, 'exactly one of there, in grace, offline')
          if (hasPages) assert.equal(person.listed, true)
        }
        let deadline = nextPresenceDeadline(person)
        for (let ticks = 0; deadline !== null; ticks++) {
          assert.ok(ticks < 3, 'a tick at the deadline moves on')
          const next = passTime(person, deadline)
          assert.notEqual(next, person)
          person = next
          deadline = nextPresenceDeadline(person)
        }
        assert.match(presenceOf(person), /^(present|unlisted)$/)
      }),
    )
  })
})
