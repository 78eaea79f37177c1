import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, it } from 'node:test'
import { positionOf, SLIDER_END, snapped, valueAt } from './log-scale.ts'

const SCALE = { min: 1, max: 10_000, step: 1 }

describe('a logarithmic scale', () => {
  it('[QUE4] equal ways of the hand are equal factors', () => {
    const positions = [1, 10, 100, 1000, 10_000].map((value) => positionOf(value, SCALE))
    assert.deepEqual(positions, [0, 250, 500, 750, SLIDER_END])
    assert.equal(valueAt(500, SCALE), 100)
  })

  it('[QUE4] begins at zero too, and at numbers below', () => {
    for (const min of [0, -50]) {
      const scale = { min, max: 100, step: 10 }
      assert.equal(positionOf(min, scale), 0)
      assert.equal(valueAt(0, scale), min)
      assert.equal(valueAt(SLIDER_END, scale), 100)
    }
  })

  it('[QUE4] further along is never less, and never off the scale', () => {
    const position = fc.integer({ min: 0, max: SLIDER_END })
    fc.assert(
      fc.property(position, position, (one, other) => {
        const [low, high] = [
          valueAt(Math.min(one, other), SCALE),
          valueAt(Math.max(one, other), SCALE),
        ]
        assert.ok(SCALE.min <= low && low <= high && high <= SCALE.max)
        assert.ok(Number.isInteger(low) && Number.isInteger(high))
      }),
    )
  })

  it('[QUE4] tolerates a scale without room', () => {
    assert.equal(positionOf(5, { min: 5, max: 5, step: 1 }), 0)
    assert.equal(snapped(0.30000000000000004, { min: 0, max: 1, step: 0.1 }), 0.3)
  })
})
