import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createEcho } from './echo.ts'
import { keepCaret } from './own-caret.ts'

describe('echo', () => {
  it('[CTL10] shows what the operator typed until the page has come as far', () => {
    const echo = createEcho()
    echo.learn('f', 'a')
    echo.edited('f', 'ab', 1)
    echo.edited('f', 'abc', 2)
    echo.told('f', 'AB')
    assert.deepEqual(echo.acknowledged(1), [])
    assert.equal(echo.shown('f'), 'abc')
    echo.spliced('f', { at: 2, deleted: 0, inserted: 'C' })
    assert.deepEqual(echo.acknowledged(2), ['f'])
    assert.equal(echo.shown('f'), 'ABC')
  })

  it('[CTL10] shows at once what the page says of other fields', () => {
    const echo = createEcho()
    echo.edited('f', 'x', 1)
    echo.told('g', 'their own')
    assert.equal(echo.shown('g'), 'their own')
    assert.equal(echo.shown('never heard of'), null)
  })

  it('[CTL4] [CTL6] goes back to the page’s word when control is lost', () => {
    const echo = createEcho()
    echo.learn('f', 'kept')
    echo.edited('f', 'typed in vain', 3)
    echo.told('f', 'kept by the page')
    assert.deepEqual(echo.revert(), ['f'])
    assert.equal(echo.shown('f'), 'kept by the page')
    assert.deepEqual(echo.revert(), [])
  })

  it('[CTL3] knows nothing of the screen before', () => {
    const echo = createEcho()
    echo.learn('f', 'old')
    echo.forget()
    assert.equal(echo.shown('f'), null)
    echo.learn('f', 'new')
    echo.learn('f', 'a later look changes nothing')
    assert.equal(echo.shown('f'), 'new')
  })
})

describe('own caret', () => {
  it('[CTL10] stays between the same letters when a mask adds what is between them', () => {
    assert.equal(keepCaret('555', '(555) ', 3), 6)
    assert.equal(keepCaret('5551234567', '(555) 123-4567', 5), 8)
    assert.equal(keepCaret('(555) 1', '(555) 12', 2), 2)
    assert.equal(keepCaret('hello', 'HELLO', 2), 2)
    assert.equal(keepCaret('  spaced', 'spaced', 4), 2)
    assert.equal(keepCaret('abc', 'abc', 2), 2)
    assert.equal(keepCaret('abc', '', 2), 0)
  })
})
