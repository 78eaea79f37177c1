import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { keepCaret } from './own-caret.ts'

/** `|` is the caret. */
const CASES: readonly (readonly [before: string, after: string])[] = [
  ['ab|', 'AB|'],
  ['a |a', 'A |A'],
  ['a👍|a', 'A👍|A'],
  ['a  |b', 'A |B'],
  ['5|5', '(5|5'],
  ['555|5', '(555) |5'],
  ['12|34', '12|34'],
  ['x|', '|'],
]

describe('the operator’s caret', () => {
  for (const [before, after] of CASES) {
    it(`[CTL10] ${before} becomes ${after}`, () => {
      const caret = before.indexOf('|')
      const [was, is] = [before.replace('|', ''), after.replace('|', '')]
      assert.equal(keepCaret(was, is, caret), after.indexOf('|'))
    })
  }
})
