import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  describeMinutesLeft,
  describePhone,
  groupDigits,
  isLastMinute,
  spellDigits,
  validOffers,
  without,
} from './phone-words.ts'
import { call, offer, phone } from './testing/samples.ts'

describe('a code on the user’s page', () => {
  it('[PHN4] [PHN9] is shown in groups, and read digit by digit', () => {
    assert.equal(groupDigits('4821'), '48 21')
    assert.equal(groupDigits('482193'), '482 193')
    assert.equal(spellDigits('0821'), '0, 8, 2, 1')
  })

  it('[PHN7] is there until its end and no moment longer, whatever the line does', () => {
    const offers = [offer({ id: 'b', endsAt: 2000 }), offer({ id: 'a', endsAt: 1000 })]
    const ids = (now: number) => validOffers(phone({ offers }), now).map(({ id }) => id)
    assert.deepEqual(ids(999), ['b', 'a'])
    assert.deepEqual(ids(1000), ['b'])
    assert.deepEqual(ids(2000), [])
    assert.deepEqual(validOffers(null, 0), [])
  })

  it('[PHN5] has gone, or come, by its id: more time and new digits are the same offer', () => {
    const [a, renewed] = [offer({ id: 'a' }), offer({ id: 'a', code: '11', endsAt: 9 })]
    const b = offer({ id: 'b' })
    assert.deepEqual(without([a, b], [renewed]), [b])
    assert.deepEqual(without([a], [renewed, b]), [])
  })

  it('[PHN7] is said to have one more minute from then on until its end', () => {
    const ends = offer({ endsAt: 300_000 })
    assert.equal(isLastMinute(ends, 239_999), false)
    assert.equal(isLastMinute(ends, 240_000), true)
    assert.equal(isLastMinute(ends, 299_999), true)
    assert.equal(isLastMinute(ends, 300_000), false)
  })

  it('[PHN7] tells screen readers whole minutes, never none', () => {
    assert.equal(describeMinutesLeft(300_000), 'Valid for 5 more minutes')
    assert.equal(describeMinutesLeft(89_000), 'Valid for 1 more minute')
    assert.equal(describeMinutesLeft(1), 'Valid for 1 more minute')
  })
})

describe('[PHN10] the line over the offers', () => {
  it('[PHN10] tells what becomes of the newest call', () => {
    const words = (fate: Parameters<typeof call>[0]['fate']) =>
      describePhone(null, call({ fate }), [])
    assert.match(words('ringing'), /^You are being put through to Olivia\. The code is used up/)
    assert.equal(words('answered'), 'You are on the telephone with Olivia.')
    assert.equal(words('ended'), 'Your call with Olivia has ended.')
    assert.match(words('busy'), /^The line of Olivia is busy/)
    assert.match(words('no-answer'), /^Olivia has not answered\. They can offer another call/)
    assert.match(words('failed'), /could not be put through/)
    assert.equal(words('unknown'), 'Your call to Olivia is over.')
    assert.equal(describePhone(null, undefined, []), '')
  })

  it('[PHN5] [PHN12] tells of an offer that has gone without a call', () => {
    assert.match(
      describePhone(offer({ by: 'Otto' }), undefined, []),
      /^The code to reach Otto is no/,
    )
  })

  it('[PHN10] a missed call is no news once the same operator offers another', () => {
    const missed = call({ fate: 'no-answer' })
    assert.equal(describePhone(null, missed, [offer()]), '')
    assert.match(describePhone(null, missed, [offer({ by: 'Otto' })]), /has not answered/)
    assert.match(describePhone(null, call({ fate: 'ended' }), [offer()]), /has ended/)
  })

  it('[PHN10] a deleted account has no name', () => {
    const operator = { ...call({}).operator, name: '' }
    assert.equal(
      describePhone(null, call({ operator, fate: 'ended' }), []),
      'Your call with an operator has ended.',
    )
  })
})
