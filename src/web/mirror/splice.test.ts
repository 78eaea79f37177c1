import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { applySplice, findSplice } from './splice.ts'

describe('splice', () => {
  it('[OBS1] turns any text into any other', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '\n', 'é', '👍', '👎', '漢') })
    fc.assert(
      fc.property(word, word, word, word, (start, before, after, end) => {
        const from = start + before + end
        const to = start + after + end
        assert.equal(applySplice(from, findSplice(from, to)), to)
      }),
    )
  })

  it('[OBS1] carries only what was typed', () => {
    const text = 'x'.repeat(5000)
    assert.deepEqual(findSplice(text, `${text}y`), { at: 5000, deleted: 0, inserted: 'y' })
    assert.deepEqual(findSplice('abcdef', 'abXdef'), { at: 2, deleted: 1, inserted: 'X' })
    assert.deepEqual(findSplice('same', 'same'), { at: 4, deleted: 0, inserted: '' })
  })

  it('[OBS1] never cuts a character in two', () => {
    const { at, deleted, inserted } = findSplice('a👍b', 'a👎b')
    assert.deepEqual({ at, deleted, inserted }, { at: 1, deleted: 2, inserted: '👎' })
  })
})
