import assert from 'node:assert/strict'
import { beforeEach, describe, it, mock } from 'node:test'
import type { PersonView } from '../../protocol/chat.ts'
import { createOthersTyping, createOwnTyping } from './typing.ts'

const OLIVIA: PersonView = { name: 'Olivia', visitorNumber: null, kind: 'operator' }

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

  it('[CHT15] a mark goes after 5 s, or with the message', () => {
    const shown: string[] = []
    const others = createOthersTyping((who) => shown.push(who.map(({ name }) => name).join()))
    others.heard([OLIVIA])
    pass(4000)
    others.heard([OLIVIA])
    pass(4999)
    assert.deepEqual(shown, ['Olivia', 'Olivia'])
    pass(1)
    assert.deepEqual(shown, ['Olivia', 'Olivia', ''])
    others.heard([OLIVIA])
    others.wrote({ name: 'Otto', visitorNumber: null })
    others.wrote(OLIVIA)
    assert.deepEqual(shown.slice(3), ['Olivia', ''])
  })
})
