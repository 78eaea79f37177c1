import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseRange } from './byte-range.ts'

describe('a range of a file', () => {
  it('[HLP2] is the part that was asked for', () => {
    for (const [header, first, last] of [
      ['bytes=0-0', 0, 0],
      ['bytes=0-', 0, 99],
      ['bytes=10-19', 10, 19],
      ['bytes=90-1000', 90, 99],
      ['bytes=-5', 95, 99],
      ['bytes=-1000', 0, 99],
    ] as const) {
      assert.deepEqual(parseRange(header, 100), { type: 'part', first, last }, header)
    }
  })

  it('[HLP2] beyond the end is refused', () => {
    assert.deepEqual(parseRange('bytes=100-', 100), { type: 'unsatisfiable' })
    assert.deepEqual(parseRange('bytes=-0', 100), { type: 'unsatisfiable' })
    assert.deepEqual(parseRange('bytes=0-', 0), { type: 'unsatisfiable' })
  })

  it('[REL7] that says nothing clear is the whole file', () => {
    for (const header of [undefined, '', 'bytes=-', 'bytes=5-3', 'bytes=0-1,3-4', 'lines=1-2']) {
      assert.deepEqual(parseRange(header, 100), { type: 'whole' }, String(header))
    }
  })
})
