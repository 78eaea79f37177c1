import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { NO_GUESSES } from '../live/phone-guessing.ts'
import { newId } from '../store/testing/scene.ts'
import { systemWarnings, type SystemKnown } from './system-warnings.ts'

const process = (renewedAt: number) => ({ id: newId<'process'>(), renewedAt, sessions: 0 })

const FINE: SystemKnown = {
  address: 'https://help.example.org',
  urlRoot: 'https://help.example.org',
  facts: { version: '1', runtime: 'Node', bus: 'redis', sandbox: 'strict' },
  walls: { gate: true, process: { permission: true, ownUid: true }, bubblewrap: true },
  state: {
    kind: 'postgres',
    migration: '1 start',
    bytes: 1,
    sessions: 1,
    openSessions: 0,
    accounts: 1,
    files: { count: 0, bytes: 0 },
    outbox: 0,
    auditEntries: 0,
    processes: [process(95_000), process(99_000)],
    now: 100_000,
  },
  guessing: NO_GUESSES,
  takesUnsignedCalls: false,
  mail: { isSetUp: true, failed: 0 },
  development: false,
}

describe('warnings about the system', () => {
  it('there are none where all is well, nor about http on this machine', () => {
    assert.deepEqual(systemWarnings(FINE), [])
    for (const host of ['localhost:8080', '127.0.0.1', '[::1]:80', 'my.localhost']) {
      const local = { ...FINE, address: `http://${host}`, urlRoot: null, development: true }
      assert.deepEqual(systemWarnings(local), [])
    }
  })

  const { walls, state } = FINE
  const wrong: readonly [Partial<SystemKnown>, RegExp][] = [
    [{ address: 'http://help.example.org' }, /use https/],
    [{ address: 'http://localhost.example.org' }, /use https/],
    [{ urlRoot: null }, /`url root` is not configured/],
    [{ development: true }, /`development` is on/],
    [{ walls: { ...walls, bubblewrap: false } }, /without bubblewrap/],
    [
      { walls: { ...walls, process: { permission: false, ownUid: true } } },
      /without Node’s permission model/,
    ],
    [{ facts: { ...FINE.facts, bus: 'process' } }, /without `redis`/],
    [{ state: { ...state, processes: [process(1)] } }, /1 server process has not been heard/],
    [{ state: { ...state, outbox: 5000 } }, /More than 1000 commands wait/],
    [{ guessing: { ...NO_GUESSES, frozenUntil: 100_001 } }, /no code of telephone help/],
    [
      { guessing: { ...NO_GUESSES, day: [{ from: 0, count: 50 }], lengthenedAt: 1 } },
      /codes have six digits/,
    ],
    [{ takesUnsignedCalls: true }, /without `twilio: auth token`/],
    [{ mail: { isSetUp: false, failed: 0 } }, /No mail server/],
    [{ mail: { isSetUp: true, failed: 2 } }, /2 mails could not be sent/],
  ]
  for (const [parts, said] of wrong) {
    it(`one where ${said.source}`, () => {
      const warnings = systemWarnings({ ...FINE, ...parts })
      assert.equal(warnings.length, 1)
      assert.match(warnings[0] ?? '', said)
    })
  }
})
