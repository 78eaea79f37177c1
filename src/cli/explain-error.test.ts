import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { describeError, explainError } from './explain-error.ts'

describe('errors at the command line', () => {
  it('are cut: some libraries put a megabyte of source into theirs', () => {
    const error = new Error('x'.repeat(1_200_000))
    assert.ok(explainError(error).length < 2_100)
    assert.ok(describeError(error).length < 2_100)
  })

  it('go to the log with kind, code and place, never with their message', () => {
    const error = Object.assign(new TypeError('Maria owes rent'), { code: 'E_RENT' })
    assert.match(describeError(error), /^TypeError E_RENT src\/cli\/explain-error\.test\.ts:\d+$/)
    assert.equal(describeError('Maria owes rent'), 'string')
  })

  it('say what can be done', () => {
    const taken = Object.assign(new Error('listen'), { code: 'EADDRINUSE', port: 8080 })
    assert.match(explainError(taken), /Port 8080 is taken/)
    const forbidden = Object.assign(new Error('listen'), { code: 'EACCES', port: 80 })
    assert.match(explainError(forbidden), /Port 80 may not be used/)
    assert.equal(explainError(new Error('no key')), 'no key')
  })
})
