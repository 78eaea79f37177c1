import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { parseE164, type E164 } from '../base/e164.ts'
import { must } from '../base/must.ts'
import { displayOf, parseNumber } from './numbers.ts'

const US = e164('+12762410114')
const DE = e164('+4930123456')
const IT = e164('+39061234567')
const GB = e164('+442079460999')

type Row = readonly [typed: string, server: E164, countries: string | null, expected: string]

function e164(number: string): E164 {
  return must(parseE164(number), 'a number of this test')
}

/** What is typed, the server's number, `allowed countries`, and what comes of it. */
const TABLE: readonly Row[] = [
  // With the country's code, as written anywhere.
  ['+12125550123', US, null, '+12125550123'],
  ['+1 212 555 0123', US, null, '+12125550123'],
  ['+1 (212) 555-0123', US, null, '+12125550123'],
  ['+1.212.555.0123', US, null, '+12125550123'],
  ['  +1 212 555 0123  ', US, null, '+12125550123'],
  ['1-212-555-0123', US, null, '+12125550123'],
  ['12125550123', US, null, '+12125550123'],
  ['12125550123', DE, null, '+12125550123'],
  ['＋１２１２５５５０１２３', US, null, '+12125550123'],
  ['\u202a+1\u00a0212\u00a0555\u20110123\u202c', US, null, '+12125550123'],
  ['+٤٩١٥١١٢٣٤٥٦٧٨', US, null, '+4915112345678'],
  ['+49 (0) 1511 2345678', DE, null, '+4915112345678'],
  ['+49 1511/2345678', US, null, '+4915112345678'],
  ['4915112345678', US, null, '+4915112345678'],
  ['011 49 1511 2345678', US, null, '+4915112345678'],
  ['0049 1511 2345678', DE, null, '+4915112345678'],
  ['+44 20 7946 0123', US, null, '+442079460123'],
  ['+33 6 12 34 56 78', US, null, '+33612345678'],
  ['+39 06 1234 5678', US, null, '+390612345678'],
  ['+39 333 123 4567', US, null, '+393331234567'],
  ['+52 55 1234 5678', US, null, '+525512345678'],
  ['+91 98765 43210', US, null, '+919876543210'],
  ['+1 800 555 1234', US, null, '+18005551234'],
  // National ones of the server number's country.
  ['212 555 0123', US, null, '+12125550123'],
  ['(212) 555-0123', US, null, '+12125550123'],
  ['656 555 1234', US, null, '+16565551234'],
  ['030 123457', DE, null, '+4930123457'],
  ['01511 2345678', DE, null, '+4915112345678'],
  ['020 7946 0123', GB, null, '+442079460123'],
  // Readable in two ways.
  ['3906123456', IT, null, 'phone-not-a-number'],
  ['3906123456', US, null, '+3906123456'],
  ['+3906123456', IT, null, '+3906123456'],
  ['493012345678', DE, null, '+493012345678'],
  // No numbers.
  ['', US, null, 'phone-not-a-number'],
  ['   ', US, null, 'phone-not-a-number'],
  ['+', US, null, 'phone-not-a-number'],
  ['my phone', US, null, 'phone-not-a-number'],
  ['1-800-FLOWERS', US, null, 'phone-not-a-number'],
  ['call 212 555 0123', US, null, 'phone-not-a-number'],
  ['212 555 0123 ext. 7', US, null, 'phone-not-a-number'],
  ['+12125550123;ext=7', US, null, 'phone-not-a-number'],
  ['tel:+12125550123', US, null, 'phone-not-a-number'],
  ['+1212555012312125550123121255501231212555', US, null, 'phone-not-a-number'],
  ['+1 212 555 0123, 212 555 0124', US, null, 'phone-not-a-number'],
  ['<Number>+12125550123</Number>', US, null, 'phone-not-a-number'],
  ['++12125550123', US, null, 'phone-not-a-number'],
  ['🕿', US, null, 'phone-not-a-number'],
  ['1', US, null, 'phone-not-a-number'],
  // Of a range that is not in use.
  ['911', US, null, 'phone-not-in-use'],
  ['+1 212 555', US, null, 'phone-not-in-use'],
  ['555 0123', US, null, 'phone-not-in-use'],
  ['+1 112 555 0123', US, null, 'phone-not-in-use'],
  ['+1 212 155 0123', US, null, 'phone-not-in-use'],
  ['+44 1632 960123', US, null, 'phone-not-in-use'],
  ['+49 900 123456', US, null, 'phone-not-in-use'],
  ['+44 7600 123456', GB, null, 'phone-not-in-use'],
  ['+999 1234567', US, null, 'phone-not-a-number'],
  // Dear ones.
  ['+1 900 555 1234', US, null, 'phone-premium'],
  ['900 555 1234', US, null, 'phone-premium'],
  ['+1 212 976 1234', US, null, 'phone-premium'],
  ['+1 500 555 0006', US, null, 'phone-premium'],
  ['+44 70 1234 5678', US, null, 'phone-premium'],
  ['+44 845 123 4567', US, null, 'phone-premium'],
  ['+44 909 879 0123', GB, null, 'phone-premium'],
  ['+44 300 123 4567', US, null, 'phone-premium'],
  ['+49 180 5 123456', US, null, 'phone-premium'],
  ['+33 891 23 45 67', US, null, 'phone-premium'],
  ['+881 6 12345678', US, null, 'phone-premium'],
  ['+870 773 111 632', US, null, 'phone-premium'],
  ['+979 1 2345 6789', US, null, 'phone-premium'],
  ['+800 1234 5678', US, null, 'phone-premium'],
  ['+808 1234 5678', US, null, 'phone-premium'],
  ['+878 10 1234567890', US, null, 'phone-premium'],
  // The Caribbean looks as the United States do.
  ['+1 876 555 1234', US, null, '+18765551234'],
  ['876 555 1234', US, 'US', 'phone-country'],
  ['+1 809 555 1234', US, 'US', 'phone-country'],
  ['+1 284 229 1234', US, 'US CA', 'phone-country'],
  ['+1 876 555 1234', US, 'US JM', '+18765551234'],
  ['+1 787 555 1234', US, 'US', 'phone-country'],
  // Of allowed countries only.
  ['212 555 0123', US, 'US', '+12125550123'],
  ['+1 416 555 0123', US, 'US', 'phone-country'],
  ['+1 416 555 0123', US, 'US CA', '+14165550123'],
  ['+1 800 555 1234', US, 'CA', 'phone-country'],
  ['+44 20 7946 0123', US, 'US', 'phone-country'],
  ['+44 1534 123456', US, 'GB', 'phone-country'],
  ['+7 701 123 4567', US, 'RU', 'phone-country'],
  ['+7 701 123 4567', US, 'KZ', '+77011234567'],
  ['+1 900 555 1234', US, 'US', 'phone-premium'],
  // The server's own.
  ['+1 276 241 0114', US, null, 'phone-own'],
  ['276-241-0114', US, null, 'phone-own'],
  ['012762410114', US, null, 'phone-not-in-use'],
]

function outcome(typed: string, server: E164, countries: string | null): string {
  const allowed = countries === null ? null : countries.split(' ')
  const parsed = parseNumber(typed, { serverNumber: server, countries: allowed })
  return 'number' in parsed ? parsed.number : parsed.fault
}

describe('numbers', () => {
  for (const [typed, server, countries, expected] of TABLE) {
    const rule = /premium|country/.test(expected) || countries !== null ? 'PHN13' : 'PHN2'
    const among = countries === null ? '' : ` with ${countries} allowed`
    it(`[${rule}] \`${typed}\` typed at ${server}${among}: ${expected}`, () => {
      assert.equal(outcome(typed, server, countries), expected)
    })
  }

  it('[PHN2] the table has enough of them, each once', () => {
    assert.ok(TABLE.length >= 60)
    assert.equal(new Set(TABLE.map((row) => JSON.stringify(row))).size, TABLE.length)
  })

  it('[PHN2] what is taken is E.164, and taken again as it is shown', () => {
    const digits = fc.string({
      unit: fc.constantFrom(...'0123456789 -()+.'.split('')),
      maxLength: 20,
    })
    fc.assert(
      fc.property(digits, fc.constantFrom(US, DE, GB), (typed, serverNumber) => {
        const rules = { serverNumber, countries: null }
        const parsed = parseNumber(typed, rules)
        if ('fault' in parsed) return
        assert.match(parsed.number, /^\+[1-9]\d{6,14}$/)
        assert.notEqual(parsed.number, serverNumber)
        assert.deepEqual(parseNumber(displayOf(parsed.number), rules), parsed)
        assert.deepEqual(parseNumber(parsed.number, rules), parsed)
      }),
    )
  })

  it('[PHN2] whatever is typed, there is an answer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (typed) => {
        const parsed = parseNumber(typed, { serverNumber: US, countries: null })
        assert.match(Object.keys(parsed).join(), /^(number|fault)$/)
      }),
    )
  })

  it('[PHN4] a number is shown as people read it', () => {
    assert.equal(displayOf(US), '+1 276 241 0114')
    assert.equal(displayOf(e164('+999123')), '+999123')
  })
})
