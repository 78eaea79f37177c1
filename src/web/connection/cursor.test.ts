import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { backoffDelay } from './backoff.ts'
import { mergeLines, placeSpan } from './cursor.ts'

describe('the cursor', () => {
  it('[REL3] takes what continues, passes over what is known, and sees a gap', () => {
    assert.equal(placeSpan(5, { from: 5, to: 7 }), 'apply')
    assert.equal(placeSpan(5, { from: 3, to: 7 }), 'apply')
    assert.equal(placeSpan(5, { from: 3, to: 5 }), 'known')
    assert.equal(placeSpan(5, { from: 3, to: 4 }), 'known')
    assert.equal(placeSpan(5, { from: 6, to: 7 }), 'gap')
    assert.equal(placeSpan(5, { from: 5, to: 5 }), 'apply')
  })

  it('[REL2] [REL3] shows each line once, in order, however it came', () => {
    const line = fc.record({ seq: fc.integer({ min: 1, max: 20 }) })
    fc.assert(
      fc.property(fc.array(fc.array(line)), (arrivals) => {
        let known: readonly { readonly seq: number }[] = []
        for (const lines of arrivals) known = mergeLines(known, lines)
        const expected = [...new Set(arrivals.flat().map(({ seq }) => seq))].sort((a, b) => a - b)
        assert.deepEqual(
          known.map(({ seq }) => seq),
          expected,
        )
      }),
    )
  })
})

describe('backoff', () => {
  it('[REL3] [REL6] grows, is spread, and leaves time to be right again within five seconds', () => {
    assert.equal(backoffDelay(0, 0), 200)
    assert.equal(backoffDelay(100, 1), 4000)
    for (let failures = 0; failures < 30; failures++) {
      assert.ok(backoffDelay(failures, 0) < backoffDelay(failures, 0.99))
    }
  })
})
