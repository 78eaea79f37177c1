/** How an offer begins, and every way in which it ends: what is seen of it, and what the audit log says. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { CallOfferEnd } from './audit-entry.ts'
import { freeCode } from './phone-offers.ts'
import { CODE_MS, MAX_PHONE_OFFERS, MAX_RENEWALS } from './phone.ts'
import { GRACE_MS } from './room.ts'
import { callers } from './testing/callers.ts'
import {
  account,
  ANN,
  begin,
  BOB,
  card,
  e164,
  LINE,
  page,
  participant,
  process,
  readyMonitor,
  S,
  saveNext,
  session,
} from './testing/samples.ts'

type Scene = ReturnType<typeof callers>

/** Each ends Olga's offer to Ann. */
const ENDINGS: Readonly<Record<CallOfferEnd, Readonly<Record<string, (scene: Scene) => void>>>> = {
  used: { 'the code was keyed': ({ dial }) => void dial('0001') },
  withdrawn: { 'the operator withdraws it': ({ withdraw }) => void withdraw() },
  expired: {
    'five minutes pass': ({ driver }) => {
      driver.advance(CODE_MS)
      driver.sweep()
    },
    'five minutes pass, and somebody else offers before anybody looks': ({ driver, offer }) => {
      driver.advance(CODE_MS)
      offer('omar', 9)
    },
  },
  operator: {
    'they have no Monitor open for the grace time': ({ driver }) => {
      driver.toDesk({ type: 'monitor-closed', ...readyMonitor('olga') })
      driver.advance(GRACE_MS)
      driver.sweep()
    },
    'their server process is lost for the grace time': ({ driver }) => {
      driver.toDesk({ type: 'process-lost', process: process('P') })
      driver.advance(GRACE_MS)
      driver.sweep()
    },
    'they may not help any more': ({ driver }) =>
      void driver.toDesk({ type: 'operator-removed', operator: account('olga') }),
    'they erase their number': ({ driver }) =>
      void driver.toDesk({ type: 'set-phone', operator: account('olga'), number: null }),
    'they enter another number': ({ driver }) =>
      void driver.toDesk({
        type: 'set-phone',
        operator: account('olga'),
        number: e164('+12025550145'),
      }),
    'the configuration lets others help there': ({ driver }) =>
      void driver.toDesk({ type: 'limit-operators', limits: { '*': ['housing'] } }),
  },
  interview: {
    'live help becomes unavailable': ({ driver }) =>
      void saveNext(driver, { availability: 'unavailable' }),
    'the interview ends': ({ driver }) => void driver.toRoom(S, { type: 'exit', participant: ANN }),
    'the session is deleted': ({ driver }) =>
      void driver.toRoom(S, { type: 'delete', by: { kind: 'owner', participant: ANN } }),
    'the interview lets others help': ({ driver }) =>
      void saveNext(driver, {}, { operators: ['housing'] }),
    'the participant turns out to be somebody else who is there': ({ driver }) => {
      driver.toRoom(S, { type: 'attach-account', participant: ANN, account: card('AnnLee') })
      driver.toRoom(S, { type: 'attach-account', participant: BOB, account: card('AnnLee') })
    },
  },
  limit: {
    'another call was the operator’s last of the day': ({ driver, dial, offer }) => {
      driver.toDesk({ type: 'set-phone-line', line: { ...LINE, callsPerDay: 1 } })
      offer('olga', 5, BOB)
      const code = driver.desk().phone.offers.at(-1)?.code ?? ''
      dial(code, 'bobs')
    },
  },
  line: {
    'there is no telephony any more': ({ driver }) =>
      void driver.toDesk({ type: 'set-phone-line', line: null }),
    'the server has another number': ({ driver }) =>
      void driver.toDesk({
        type: 'set-phone-line',
        line: { ...LINE, number: e164('+12025550198') },
      }),
  },
}

const oneOf = (scene: Scene): number =>
  scene.driver.desk().phone.offers.filter(({ operator, participant: who }) => {
    return operator === account('olga') && who === ANN
  }).length

describe('an offer of a call', () => {
  for (const [why, ways] of Object.entries(ENDINGS)) {
    for (const [way, end] of Object.entries(ways)) {
      it(`[PHN3] [PHN7] [PHN12] [PHN13] ends where ${way}: ${why}`, () => {
        const scene = callers()
        const { driver, offer, dial } = scene
        offer('olga', 1)
        assert.equal(oneOf(scene), 1)
        end(scene)
        assert.equal(oneOf(scene), 0)
        const ended = driver.audit.filter(
          ({ deed, participant: who }) => deed.type === 'call-offer-ended' && who === ANN,
        )
        assert.deepEqual(
          ended.map(({ deed, operator }) => [
            deed.type === 'call-offer-ended' && deed.why,
            operator?.name,
          ]),
          [[why, 'olga']],
        )
        assert.notEqual(dial('0001', 'late').type, 'connect')
      })
    }
  }

  it('[PHN11] [PHN3] is made to whoever is blocked, is offline or has chat off, in observeonly too', () => {
    const { driver, offer, view } = callers()
    driver.toRoom(S, { type: 'block', participant: ANN, operator: card('olga') })
    saveNext(driver, { availability: 'observeonly' })
    const gone = { participant: ANN, page: page('a'), process: process('P'), goodbye: true }
    driver.toRoom(S, { type: 'page-closed', ...gone })
    assert.equal(offer('olga', 1).type, 'done')
    assert.equal(view().phone?.offers.length, 1)
  })

  it('[PHN3] [PHN4] is made by several operators, to several participants, and told to each alone', () => {
    const { offer, view, row } = callers()
    offer('olga', 1)
    offer('omar', 2)
    offer('olga', 3, BOB)
    assert.deepEqual(
      view(ANN).phone?.offers.map(({ by }) => by),
      ['omar', 'olga'],
    )
    assert.deepEqual(
      view(BOB).phone?.offers.map(({ by }) => by),
      ['olga'],
    )
    assert.equal(row(ANN).phone?.offers.length, 2)
    const codes = [...(view(ANN).phone?.offers ?? []), ...(view(BOB).phone?.offers ?? [])]
    for (const { code } of codes) {
      assert.ok(!JSON.stringify([row(ANN), row(BOB)]).includes(code), 'a code is no operator’s')
    }
    assert.ok(!JSON.stringify(view(ANN)).includes(view(BOB).phone?.offers[0]?.code ?? '?'))
  })

  it('[PHN3] [REL2] offered once more, it is the same; withdrawn once more, nothing happens', () => {
    const { driver, offer, withdraw } = callers()
    offer('olga', 1)
    const before = driver.desk()
    assert.equal(offer('olga', 2).type, 'done')
    assert.equal(driver.desk(), before)
    withdraw()
    const without = driver.desk()
    assert.equal(withdraw().type, 'done')
    assert.equal(driver.desk(), without)
  })

  it('[PHN3] [CHT18] of two who turn out to be one, whoever is in front of the page keeps theirs', () => {
    const { driver, offer, view } = callers()
    offer('olga', 1)
    offer('omar', 5, BOB)
    driver.toRoom(S, { type: 'attach-account', participant: ANN, account: card('AnnLee') })
    driver.toRoom(S, { type: 'attach-account', participant: BOB, account: card('AnnLee') })
    assert.deepEqual(
      view(BOB).phone?.offers.map(({ by }) => by),
      ['omar'],
    )
    assert.equal(driver.desk().phone.offers.length, 1)
  })

  it('[ACC5] [PHN3] made by one id in two sessions, there are two, and both are audited', () => {
    const { driver } = callers()
    const other = session('other')
    begin(driver, {}, other)
    const id = driver.nextId()
    const operator = card('olga')
    for (const [draw, session] of [S, other].entries()) {
      driver.toRoom(session, { type: 'offer-call', participant: ANN, operator, draw }, id)
    }
    const { offers } = driver.desk().phone
    assert.equal(new Set(offers.map((offer) => offer.id)).size, 2)
    const audited = driver.audit.filter(({ deed }) => deed.type === 'call-offered')
    assert.deepEqual(
      audited.map(({ session }) => session),
      [S, other],
    )
  })

  it('[PHN3] one operator does not withdraw or renew another’s', () => {
    const { driver, offer, withdraw, renew } = callers()
    offer('olga', 1)
    withdraw('omar')
    assert.deepEqual(renew('omar'), { type: 'refused', code: 'no-offer' })
    assert.equal(driver.desk().phone.offers.length, 1)
  })

  it('[PHN7] the same code is given five more minutes, three times', () => {
    const { driver, offer, renew, row, dial } = callers()
    offer('olga', 1)
    const [made] = driver.desk().phone.offers
    const until = [0, 1, 2].map(() => {
      assert.equal(renew().type, 'done')
      return driver.desk().phone.offers[0]?.endsAt
    })
    const from = made?.endsAt ?? 0
    assert.deepEqual(until, [from + CODE_MS, from + 2 * CODE_MS, from + 3 * CODE_MS])
    assert.equal(row().phone?.offers[0]?.renewalsLeft, 0)
    assert.deepEqual(renew(), { type: 'refused', code: 'renewed-out' })
    driver.advance((MAX_RENEWALS + 1) * CODE_MS - 1)
    driver.sweep()
    assert.equal(dial('0001').type, 'connect')
  })

  it('[PHN7] what has expired is not renewed, though nobody has looked yet', () => {
    const { driver, offer, renew, dial } = callers()
    offer('olga', 1)
    driver.advance(CODE_MS)
    assert.deepEqual(renew(), { type: 'refused', code: 'no-offer' })
    assert.equal(dial('0001').type, 'wrong')
  })

  it('[PHN1] [PHN2] [ACC4] [AUT8] is refused where it could not be kept', () => {
    const refusal = (change: (scene: Scene) => void): string => {
      const scene = callers()
      change(scene)
      const before = scene.driver.desk()
      const reply = scene.offer('olga', 1)
      assert.equal(scene.driver.desk(), before)
      return reply.type === 'refused' ? reply.code : reply.type
    }
    const toDesk =
      (command: Parameters<Scene['driver']['toDesk']>[0]) =>
      ({ driver }: Scene) =>
        void driver.toDesk(command)
    assert.equal(refusal(toDesk({ type: 'set-phone-line', line: null })), 'no-phone')
    const erased = { type: 'set-phone', operator: account('olga'), number: null } as const
    assert.equal(refusal(toDesk(erased)), 'no-phone')
    const limited = { type: 'limit-operators', limits: { '*': ['housing'] } } as const
    assert.equal(refusal(toDesk(limited)), 'unknown-session')
    assert.equal(
      refusal(({ driver }) => {
        driver.toDesk({ type: 'monitor-closed', ...readyMonitor('olga') })
        driver.advance(GRACE_MS)
        driver.sweep()
      }),
      'unknown-operator',
    )
    assert.equal(
      refusal(({ driver }) => void saveNext(driver, { availability: 'unavailable' })),
      'not-observable',
    )
    assert.equal(
      refusal(toDesk({ type: 'set-phone-line', line: { ...LINE, callsPerDay: 0 } })),
      'call-limit',
    )
  })

  it('[PHN3] is not made to an operator who joined: they have no entry', () => {
    const { driver, offer } = callers()
    const olga = participant('olga-joins')
    driver.toRoom(S, {
      type: 'join',
      participant: ANN,
      operator: card('olga'),
      joiner: olga,
      monitor: page('olga'),
      process: process('P'),
      floor: 'author',
    })
    assert.deepEqual(offer('omar', 1, olga), { type: 'refused', code: 'unknown-participant' })
  })

  it('[PHN3] of all operators together there are 500 at most', () => {
    const { driver, offer } = callers()
    const ask = (at: number) =>
      driver.toDesk({
        type: 'issue-code',
        id: driver.nextId(),
        operator: account('olga'),
        session: session(`s${at}`),
        participant: ANN,
        whom: { account: null, visitorNumber: 1 },
        scope: { interview: 'interview.yml', operators: null },
        draw: at * 7919,
      })
    for (let at = 0; at < MAX_PHONE_OFFERS; at++) assert.equal(ask(at).type, 'done')
    assert.equal(new Set(driver.desk().phone.offers.map(({ code }) => code)).size, MAX_PHONE_OFFERS)
    assert.deepEqual(offer('olga', 1), { type: 'refused', code: 'too-many-offers' })
  })
})

describe('a code', () => {
  it('[PHN7] is never one that is in use, and each free one is as likely as any other', () => {
    const codes = fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { maxLength: 60 })
    fc.assert(
      fc.property(codes, fc.constantFrom(1, 2), (live, digits) => {
        const size = 10 ** digits
        const taken = live.map((code) => String(code).padStart(2, '0'))
        const inUse = digits === 2 ? taken.length : 0
        const all = Array.from({ length: size - inUse }, (_, draw) => freeCode(taken, digits, draw))
        assert.equal(new Set(all).size, size - inUse, 'each draw another one')
        assert.ok(all.every((code) => code.length === digits && !taken.includes(code)))
        assert.equal(freeCode(taken, digits, size - inUse), all[0], 'and then from the start')
      }),
    )
    assert.match(freeCode([], 4, 2 ** 48 - 1), /^[0-9]{4}$/)
  })
})
