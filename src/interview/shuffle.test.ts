import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, it } from 'node:test'
import { shuffled } from './shuffle.ts'

describe('shuffle', () => {
  it('[QUE4] keeps every choice once, in the same order for the same seed', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string(), (items, seed) => {
        const mixed = shuffled(items, seed)
        assert.deepEqual(mixed.toSorted(), items.toSorted())
        assert.deepEqual(shuffled(items, seed), mixed)
      }),
    )
  })

  it('[QUE4] puts each choice in each place about equally often', () => {
    const counts = new Map<string, number>()
    for (let round = 0; round < 3000; round++) {
      const [first = ''] = shuffled(['a', 'b', 'c'], `session ${round} screen 0`)
      counts.set(first, (counts.get(first) ?? 0) + 1)
    }
    for (const count of counts.values()) assert.ok(count > 800 && count < 1200, String(count))
    assert.equal(counts.size, 3)
  })
})
