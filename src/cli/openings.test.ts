import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createOpenings } from './openings.ts'

describe('what a server opens side by side', () => {
  it('is closed the last first, however late it opened, and whatever does not close', async () => {
    const closed: string[] = []
    const logged: unknown[] = []
    const openings = createOpenings((event, fields) => logged.push([event, fields]))
    const late = Promise.withResolvers<string>()
    const close = (name: string) => async () => {
      closed.push(name)
      if (name === 'stubborn') throw new TypeError('does not want to')
    }
    void openings.add('late', late.promise, close('late'))
    await openings.add('stubborn', Promise.resolve(''), close('stubborn'))
    await assert.rejects(openings.add('broken', Promise.reject(new Error('no')), close('broken')))
    await openings.add('last', Promise.resolve(''), close('last'))
    const closing = openings.closeAll()
    late.resolve('opened')
    await closing
    assert.deepEqual(closed, ['last', 'stubborn', 'late'])
    assert.deepEqual(logged, [['close-failed', { name: 'stubborn', error: 'TypeError' }]])
    await openings.closeAll()
    assert.equal(closed.length, 3)
  })
})
