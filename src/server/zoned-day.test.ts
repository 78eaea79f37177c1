import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { clockText, dayInWords, startOfDay, timeInWords } from './zoned-day.ts'

const ZONES = [
  'UTC',
  'America/New_York',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
]

describe('days of a time zone', () => {
  it('people read moments in their own zone, with the name of the month', () => {
    const moment = Date.UTC(2026, 0, 31, 22, 5)
    assert.equal(
      timeInWords(moment, 'America/New_York').replace('\u202f', ' '),
      'Jan 31, 2026, 5:05 PM',
    )
    assert.equal(dayInWords(moment, 'Asia/Tokyo'), 'February 1, 2026')
  })

  const starts: readonly [string, string, string][] = [
    ['2026-01-31', 'UTC', '2026-01-31T00:00:00.000Z'],
    ['2026-01-31', 'America/New_York', '2026-01-31T05:00:00.000Z'],
    ['2026-07-31', 'America/New_York', '2026-07-31T04:00:00.000Z'],
    // Clocks are set forward and back on these days.
    ['2026-03-08', 'America/New_York', '2026-03-08T05:00:00.000Z'],
    ['2026-11-01', 'America/New_York', '2026-11-01T04:00:00.000Z'],
    ['2026-11-02', 'America/New_York', '2026-11-02T05:00:00.000Z'],
    // Midnight does not exist.
    ['2026-04-24', 'Africa/Cairo', '2026-04-23T22:00:00.000Z'],
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
  ]
  for (const [day, zone, moment] of starts) {
    it(`${day} begins in ${zone} at ${moment}`, () => {
      assert.equal(new Date(startOfDay(day, zone) ?? 0).toISOString(), moment)
    })
  }

  it('what is no date of the calendar is none', () => {
    for (const text of ['2026-02-30', '2026-13-01', '26-01-01', '2026-1-1', '', '2026-01-01T00']) {
      assert.equal(startOfDay(text, 'UTC'), null)
    }
  })

  it('every moment lies in the day that its clock shows', () => {
    const moments = fc.integer({ min: 0, max: 4_000_000_000 })
    fc.assert(
      fc.property(moments, fc.constantFrom(...ZONES), (second, zone) => {
        const moment = second * 1000
        const day = clockText(moment, zone).slice(0, 10)
        const begins = startOfDay(day, zone) ?? Number.NaN
        const ends = startOfDay(day, zone, 1) ?? Number.NaN
        return begins <= moment && moment < ends
      }),
    )
  })
})
