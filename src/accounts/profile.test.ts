import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LANGUAGES, parseProfile, TIMEZONES } from './profile.ts'

const FINE = { firstName: ' Zoë ', lastName: 'Ñandú', language: 'es', timezone: 'Europe/Berlin' }

describe('what people say of themselves', () => {
  it('[ACC1] is taken when it is right, also when it is nothing', () => {
    const taken = parseProfile(FINE)
    assert.deepEqual(taken, { type: 'profile', profile: { ...FINE, firstName: 'Zoë' } })
    const none = parseProfile({ firstName: '', lastName: '', language: '', timezone: '' })
    assert.deepEqual(none, {
      type: 'profile',
      profile: { firstName: '', lastName: '', language: null, timezone: null },
    })
    for (const code of ['en', 'es', 'de', 'vi', 'zh', 'ar', 'ht', 'so']) {
      assert.ok(LANGUAGES.includes(code), code)
    }
    assert.ok(TIMEZONES.includes('UTC') && TIMEZONES.includes('America/New_York'))
  })

  it('[ACC1] is refused by name when it is not', () => {
    for (const [change, code] of [
      [{ firstName: 'x'.repeat(101) }, 'bad-name'],
      [{ lastName: 'x'.repeat(1_000_000) }, 'bad-name'],
      [{ firstName: 'a\nb' }, 'bad-name'],
      [{ firstName: 'a\u0000b' }, 'bad-name'],
      [{ firstName: 'a\u2028b' }, 'bad-name'],
      [{ lastName: '\ud800' }, 'bad-name'],
      [{ language: 'xx' }, 'bad-language'],
      [{ language: 'English' }, 'bad-language'],
      [{ language: '../en' }, 'bad-language'],
      [{ timezone: 'Mars/Olympus' }, 'bad-timezone'],
      [{ timezone: 'europe/berlin' }, 'bad-timezone'],
    ] as const) {
      assert.deepEqual(parseProfile({ ...FINE, ...change }), { type: 'refused', code })
    }
  })
})
