import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { nearest } from './nearest.ts'

describe('nearest', () => {
  for (const [word, candidates, expected] of [
    ['prot', ['root', 'port'], 'port'],
    ['url rot', ['root', 'url root'], 'url root'],
    ['Qestion', ['questions', 'question'], 'question'],
    ['mandatroy', ['mandatory'], 'mandatory'],
    ['xyz', ['port', 'root'], null],
    ['True', ['pre'], null],
    ['', ['port'], null],
    ['port', [], null],
  ] as const) {
    it(`${word} means ${expected ?? 'nothing known'}`, () => {
      assert.equal(nearest(word, candidates), expected)
    })
  }
})
