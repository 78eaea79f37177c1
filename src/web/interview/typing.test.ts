import assert from 'node:assert/strict'
import { beforeEach, describe, it, mock } from 'node:test'
import { createOwnTyping } from './typing.ts'

describe('[CHT15] typing marks', () => {
  let now = 0

  beforeEach(() => {
    now = 0
    mock.timers.reset()
    mock.timers.enable({ apis: ['setTimeout'] })
    mock.restoreAll()
    mock.method(performance, 'now', () => now)
  })

  function pass(ms: number): void {
    for (let step = 0; step < ms; step++) {
      now++
      mock.timers.tick(1)
    }
  }

  it('[CHT15] is told at most every 3 s, and when somebody stops', () => {
    const told: [number, boolean][] = []
    const typing = createOwnTyping((is) => {
      told.push([now, is])
      return true
    })
    for (let key = 0; key < 14; key++) {
      typing.typed(true)
      pass(500)
    }
    pass(10_000)
    assert.deepEqual(told, [
      [0, true],
      [3000, true],
      [6000, true],
      [10_500, false],
    ])
  })

  it('[CHT15] an emptied box and a sent message end it at once', () => {
    const told: boolean[] = []
    const typing = createOwnTyping((is) => {
      told.push(is)
      return true
    })
    typing.typed(true)
    typing.typed(false)
    typing.typed(true)
    typing.stop()
    typing.stop()
    assert.deepEqual(told, [true, false, true, false])
  })

  it('[CHT15] what could not be told is told at the next key', () => {
    let isUp = false
    const told: boolean[] = []
    const typing = createOwnTyping((is) => {
      if (isUp) told.push(is)
      return isUp
    })
    typing.typed(true)
    isUp = true
    pass(200)
    typing.typed(true)
    assert.deepEqual(told, [true])
  })
})
