import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call } from '../interview/testing/samples.ts'
import { describeCall, isGoingOn, isMissed } from './call-words.ts'

describe('[PHN10] a call in the conversation', () => {
  it('[PHN10] one line tells how far it has come, and how long it lasted', () => {
    const words = (fate: Parameters<typeof call>[0]['fate']) =>
      describeCall(call({ fate, endedAt: null }))
    assert.equal(words('ringing'), 'Call to Olivia: ringing')
    assert.equal(words('answered'), 'Call with Olivia: answered')
    assert.equal(words('busy'), 'Call to Olivia: busy')
    assert.equal(words('no-answer'), 'Call to Olivia: no answer')
    assert.equal(words('failed'), 'Call to Olivia: could not be put through')
    assert.equal(words('unknown'), 'Call to Olivia: how it ended is not known')
    assert.equal(words('ended'), 'Call with Olivia: ended')
    assert.equal(describeCall(call({})), 'Call with Olivia: ended after 1:00')
  })

  it('[PHN10] the operator reads “you”', () => {
    assert.equal(describeCall(call({}), 'you'), 'Call with you: ended after 1:00')
  })

  it('[PHN10] after busy, no answer and failure a call may be offered again', () => {
    const missed = (['busy', 'no-answer', 'failed'] as const).map((fate) => isMissed({ fate }))
    assert.deepEqual(missed, [true, true, true])
    const others = (['ringing', 'answered', 'ended', 'unknown'] as const).map((fate) =>
      isMissed({ fate }),
    )
    assert.deepEqual(others, [false, false, false, false])
  })

  it('[PHN10] it goes on while it rings and while they talk', () => {
    const going = (['ringing', 'answered'] as const).map((fate) => isGoingOn({ fate }))
    assert.deepEqual(going, [true, true])
    const over = (['ended', 'unknown', 'busy', 'no-answer', 'failed'] as const).map((fate) =>
      isGoingOn({ fate }),
    )
    assert.deepEqual(over, [false, false, false, false, false])
  })
})
