import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { readFromFrame } from './frame-messages.ts'

describe('messages of the frame', () => {
  it('[OBS8] [CTL1] pass when they are ours', () => {
    const control = { type: 'control', number: 2, cseq: 1, screen: 3, ops: [['p', 'm1']] } as const
    for (const message of [
      control,
      { type: 'size', width: 800, height: 600 },
      { type: 'again', all: true },
      { type: 'shown' },
      { type: 'column', left: 288 },
      { type: 'leave' },
      { type: 'note', note: 'files' },
    ]) {
      assert.deepEqual(readFromFrame(message), message)
    }
  })

  it('[OBS8] are dropped when a broken frame makes them up', () => {
    for (const message of [
      null,
      'control',
      {},
      { type: 'size', width: '1e9', height: 1 },
      { type: 'size', width: -1, height: Number.NaN },
      { type: 'note', note: '<b>' },
      { type: 'column', left: '0' },
      { type: 'control', number: 1, cseq: 1, screen: 1, ops: [] },
      { type: 'control', number: 1, cseq: 1.5, screen: 1, ops: [['p', 'm']] },
      { type: 'control', number: 1, cseq: 1, screen: 1, ops: [['h', 'm', '<b>']] },
      { type: 'control', number: 1, cseq: 1, screen: 1, ops: { length: 1 } },
      { type: 'take-control', session: 's', participant: 'p' },
    ]) {
      assert.equal(readFromFrame(message), null, JSON.stringify(message))
    }
    fc.assert(
      fc.property(fc.anything(), (message) => {
        readFromFrame(message)
      }),
    )
  })

  it('[OBS8] bring nothing with them that was not asked for', () => {
    const message = { type: 'again', all: 'yes', session: 'another' }
    assert.deepEqual(readFromFrame(message), { type: 'again', all: false })
  })
})
