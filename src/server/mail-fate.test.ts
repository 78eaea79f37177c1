import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { SendOutcome } from '../mail/mailer.ts'
import { newId } from '../store/testing/scene.ts'
import { fateOf, pauseAfter, TRIED_FOR_MS, type Attempted } from './mail-fate.ts'

const NOW = 1_800_000_000_000
const MINUTE = 60_000

function attempted(changes: Partial<Attempted> = {}): Attempted {
  return { id: newId(), attempts: 1, doubts: 0, createdAt: NOW, expiresAt: null, ...changes }
}

type Came = SendOutcome | { readonly type: 'lapsed' }
const later = { type: 'later', code: '451' } as const
const away = { type: 'away', code: 'connection' } as const
const never = { type: 'never', code: '550' } as const
const unknown = { type: 'unknown', code: 'cut' } as const
const taken = { type: 'taken', refused: [] } as const
const refusing = (...refused: Extract<SendOutcome, { type: 'taken' }>['refused']) =>
  ({ type: 'taken', refused }) as const

describe('what becomes of a mail', () => {
  const table: readonly (readonly [string, Partial<Attempted>, Came, readonly unknown[]])[] = [
    ['taken', {}, taken, ['sent', 0, null, null]],
    ['refused for now', {}, later, ['waiting', 0, '451', MINUTE]],
    ['the mail server is away', {}, away, ['waiting', 0, 'connection', MINUTE]],
    ['refused for now the third time', { attempts: 3 }, later, ['waiting', 0, '451', 4 * MINUTE]],
    ['refused for good', {}, never, ['failed', 0, '550', null]],
    ['perhaps taken', {}, unknown, ['waiting', 1, 'cut', MINUTE]],
    ['perhaps taken twice', { doubts: 1 }, unknown, ['doubtful', 2, 'cut', null]],
    ['its sender died', {}, { type: 'lapsed' }, ['waiting', 1, 'lapsed', MINUTE]],
    ['its sender died twice', { doubts: 1 }, { type: 'lapsed' }, ['doubtful', 2, 'lapsed', null]],
    [
      'refused for now after it was perhaps taken',
      { doubts: 1 },
      later,
      ['waiting', 1, '451', MINUTE],
    ],
    ['for two days', { createdAt: NOW - TRIED_FOR_MS }, later, ['failed', 0, '451', null]],
    [
      'for two days, and perhaps taken once',
      { createdAt: NOW - TRIED_FOR_MS, doubts: 1 },
      later,
      ['doubtful', 1, '451', null],
    ],
    [
      'its link is over by then',
      { expiresAt: NOW + MINUTE - 1 },
      later,
      ['failed', 0, '451', null],
    ],
    [
      'its link still holds then',
      { expiresAt: NOW + MINUTE },
      later,
      ['waiting', 0, '451', MINUTE],
    ],
    [
      'one of them refused for good',
      {},
      refusing({ address: 'a@example.org', ...never }),
      ['sent', 0, '550', null],
    ],
  ]
  for (const [name, mail, came, [state, doubts, code, pause]] of table) {
    it(`[ROL2] ${name}`, () => {
      const one = attempted(mail)
      const { settled, left } = fateOf(one, came, NOW)
      const dueAt = typeof pause === 'number' ? NOW + pause : null
      const expected = { id: one.id, attempt: one.attempts, state, doubts, code, dueAt }
      assert.deepEqual({ settled, left }, { settled: expected, left: null })
    })
  }

  it('[ROL2] who was refused for now gets it later, and nobody else', () => {
    const came = refusing(
      { address: 'a@example.org', ...never },
      { address: 'b@example.org', ...later },
      { address: 'c@example.org', ...later },
    )
    const { settled, left } = fateOf(attempted(), came, NOW)
    assert.deepEqual([settled.state, left], ['waiting', ['b@example.org', 'c@example.org']])
  })

  it('[ROL2] whatever happens, it ends within two days, and what may have arrived is sent once more at most', () => {
    const outcomes = fc.array(
      fc.constantFrom<Came>(
        away,
        later,
        unknown,
        { type: 'lapsed' },
        refusing({ address: 'b', ...later }),
      ),
      { minLength: 200, maxLength: 200 },
    )
    fc.assert(
      fc.property(outcomes, (came) => {
        let mail = attempted({ attempts: 0 })
        let now = NOW
        let perhaps = 0
        for (const each of came) {
          mail = { ...mail, attempts: mail.attempts + 1 }
          if (each.type === 'unknown' || each.type === 'lapsed') perhaps++
          const { settled } = fateOf(mail, each, now)
          assert.ok(now <= NOW + TRIED_FOR_MS)
          if (settled.dueAt === null) {
            assert.equal(settled.state, perhaps > 0 ? 'doubtful' : 'failed')
            return
          }
          assert.ok(settled.dueAt > now)
          assert.ok(perhaps <= 1)
          now = settled.dueAt
          mail = { ...mail, doubts: settled.doubts }
        }
        assert.fail('it never ended')
      }),
    )
  })

  it('pauses grow up to an hour', () => {
    const pauses = Array.from({ length: 10 }, (_, n) => pauseAfter(n + 1) / MINUTE)
    assert.deepEqual(pauses, [1, 2, 4, 8, 16, 32, 60, 60, 60, 60])
  })
})
