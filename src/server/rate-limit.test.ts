import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createBucket, createWindowLimit } from './rate-limit.ts'
import { manualTiming } from './testing/manual-timing.ts'

describe('limits', () => {
  it('[REL9] ten in ten seconds; the eleventh is told how long to wait', () => {
    const timing = manualTiming()
    const limit = createWindowLimit(timing, 10, 10_000)
    for (let i = 0; i < 10; i++) {
      assert.equal(limit.take('a'), 0)
      timing.pass(100)
    }
    assert.equal(limit.take('a'), 9_000)
    assert.equal(limit.take('b'), 0)
    timing.pass(9_000)
    assert.equal(limit.take('a'), 0)
    assert.equal(limit.take('a'), 100)
  })

  it('[REL9] a bucket is as large as its burst and fills evenly', () => {
    const timing = manualTiming()
    const bucket = createBucket(timing, 10, 20)
    assert.equal(bucket.take(20), 0)
    assert.equal(bucket.take(5), 500)
    timing.pass(500)
    assert.equal(bucket.take(5), 0)
    timing.pass(60_000)
    assert.equal(bucket.take(21), 100)
  })
})
