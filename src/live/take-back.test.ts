import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createMemoryDriver } from './testing/memory-driver.ts'
import { begin, page } from './testing/samples.ts'
import { watching } from './testing/watchers.ts'

/** Olga observes Ann, who has one page open. */
function started() {
  const driver = createMemoryDriver()
  begin(driver)
  const acts = watching(driver)
  acts.observe('olga')
  return acts
}

describe('“Take back” of an earlier grant', () => {
  it('[CTL7] an operator who takes it again and again does not outrun the user’s word', () => {
    const { observe, take, takeBack, asks, control } = started()
    const second = { monitor: page('second') }
    observe('olga', second)
    take('olga')
    for (const on of [second, {}, second]) take('olga', { takeOver: true, ...on })
    assert.equal(control(), '4 olga a')
    takeBack(2)
    assert.equal(control(), '4 over: taken-back')
    take('olga')
    assert.deepEqual(asks(), ['olga control'])
  })

  it('[CTL7] what is said of an earlier grant does not end one that the user has allowed since', () => {
    const { take, takeBack, answer, control } = started()
    take('olga')
    takeBack(1)
    take('olga')
    answer('olga', 'control', true)
    take('olga')
    takeBack(1)
    assert.equal(control(), '2 olga a')
  })

  it('[CTL7] that comes after another operator took over is said of the first, not of that other', () => {
    const { observe, take, takeBack, asks, control } = started()
    observe('omar')
    take('olga')
    take('omar', { takeOver: true })
    takeBack(1)
    assert.equal(control(), '2 omar a')
    take('olga', { takeOver: true })
    assert.deepEqual([control(), asks()], ['2 omar a', ['olga control']])
  })
})
