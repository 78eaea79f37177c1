import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createBucket, createOpenCount, createWindowLimit } from './rate-limit.ts'
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

  it('[REL9] [REL2] what is sent again under its id counts once', () => {
    const timing = manualTiming()
    const limit = createWindowLimit(timing, 2, 1000)
    for (const id of ['a', 'b', 'a', 'b']) assert.equal(limit.take('x', id), 0)
    assert.equal(limit.take('x', 'c'), 1000)
    timing.pass(1000)
    assert.equal(limit.take('x', 'c'), 0)
  })

  it('[REL9] places that are given back can be taken again, each once', () => {
    const open = createOpenCount(2)
    const first = open.take('x')
    assert.ok(first !== null && open.take('x') !== null)
    assert.equal(open.take('x'), null)
    assert.ok(open.take('y') !== null)
    first()
    first()
    assert.ok(open.take('x') !== null)
    assert.equal(open.take('x'), null)
  })
})
