import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { MirrorOp } from '../../protocol/mirror.ts'
import { splitOps } from './batches.ts'

function text(length: number): MirrorOp {
  return ['v', 'f0', 'x'.repeat(length), 0, 0]
}

describe('parts of what the mirror sends', () => {
  it('[OBS1] are one where they may, also of nothing', () => {
    assert.deepEqual(splitOps([]), [[]])
    assert.deepEqual(splitOps([text(1), text(2)]), [[text(1), text(2)]])
  })

  it('[OBS1] [REL9] keep the order, and under what the server takes', () => {
    const ops = Array.from({ length: 9001 }, (_, index): MirrorOp => ['c', `f${index}`, 1])
    const many = splitOps(ops)
    assert.deepEqual(many.flat(), ops)
    assert.ok(many.every((part) => part.length <= 4000))
    const long = splitOps([text(100_000), text(100_000), text(400_000), text(1)])
    assert.deepEqual(
      long.map((part) => part.length),
      [1, 1, 1, 1],
    )
  })
})
