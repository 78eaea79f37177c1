import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it, mock } from 'node:test'
import type { NoticeKey, Notices } from './notices.ts'
import type { ScreenView } from './screen-view.ts'
import { createWaiting, type Waiting } from './waiting.ts'

/** A page at a screen, and what its looks at the server find. */
function scene() {
  const root = new EventTarget()
  const shown = { version: 1, waits: false, reload: null as number | null }
  const focus = { elsewhere: false }
  const told: NoticeKey[] = []
  const looks: ((found: { version: number; waits: boolean } | null) => Promise<void>)[] = []
  const notices: Notices = {
    show: (key) => void told.push(key),
    hide: () => {},
    has: () => false,
  }
  const waiting: Waiting = createWaiting({
    // Of the view, only what is asked here.
    view: () => shown as unknown as ScreenView,
    root,
    isElsewhere: () => focus.elsewhere,
    notices,
    look: () =>
      new Promise((resolve) => {
        looks.push(async (found) => {
          if (found !== null) {
            Object.assign(shown, found)
            waiting.screenChanged()
          }
          resolve(found !== null)
          await Promise.resolve()
          await Promise.resolve()
        })
      }),
  })
  const at = (parts: Partial<typeof shown>): void => {
    Object.assign(shown, parts)
    waiting.screenChanged()
  }
  return { waiting, shown, root, focus, told, looks, at }
}

describe('screens that go on by themselves', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }))
  afterEach(() => mock.timers.reset())

  it('[ROL3] whoever waits looks as soon as something newer is saved, and once for each', async () => {
    const { waiting, looks, at } = scene()
    at({ waits: true })
    assert.equal(waiting.hear(1), true)
    assert.equal(looks.length, 0)
    assert.equal(waiting.hear(2), true)
    assert.equal(waiting.hear(2), true, 'heard again while it looks')
    assert.equal(looks.length, 1)
    await looks[0]?.({ version: 2, waits: true })
    assert.equal(waiting.hear(2), true)
    assert.equal(looks.length, 1)
  })

  it('[ROL3] all others are told by the page, which changes nothing by itself', () => {
    const { waiting, looks } = scene()
    assert.equal(waiting.hear(2), false)
    assert.equal(looks.length, 0)
  })

  it('[ROL3] a look that fails is tried again, and what came meanwhile is looked for', async () => {
    const { waiting, looks, at } = scene()
    at({ waits: true })
    waiting.hear(2)
    await looks[0]?.(null)
    mock.timers.tick(5_000)
    assert.equal(looks.length, 2)
    waiting.hear(3)
    await looks[1]?.({ version: 2, waits: true })
    mock.timers.tick(5_000)
    assert.equal(looks.length, 3)
    await looks[2]?.({ version: 3, waits: false })
    mock.timers.tick(60_000)
    assert.equal(looks.length, 3)
  })

  it('[ROL3] [A11Y1] whoever is busy elsewhere on the page is told, all others are not', async () => {
    for (const elsewhere of [true, false]) {
      const { waiting, looks, told, focus, at } = scene()
      focus.elsewhere = elsewhere
      at({ waits: true })
      waiting.hear(2)
      await looks[0]?.({ version: 2, waits: false })
      assert.deepEqual(told, elsewhere ? ['turn'] : [])
    }
  })

  it('[QUE1] `reload` looks after its time, not while somebody types', async () => {
    const { looks, root, at } = scene()
    at({ reload: 10 })
    mock.timers.tick(9_999)
    assert.equal(looks.length, 0)
    mock.timers.tick(1)
    assert.equal(looks.length, 1)
    await looks[0]?.({ version: 1, waits: false })
    root.dispatchEvent(new Event('input'))
    mock.timers.tick(60_000)
    assert.equal(looks.length, 1)
    at({ version: 2, reload: null })
    mock.timers.tick(60_000)
    assert.equal(looks.length, 1, 'another screen does not look')
  })
})
