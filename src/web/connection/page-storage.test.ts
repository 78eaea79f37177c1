import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { clearPageStorage, openPageStorage } from './page-storage.ts'

/** Only what the page uses of it. */
class FakeStorage {
  [name: string]: unknown
  getItem(name: string): string | null {
    return Object.hasOwn(this, name) ? String(this[name]) : null
  }
  setItem(name: string, value: string): void {
    this[name] = value
  }
  removeItem(name: string): void {
    delete this[name]
  }
}

function browserWith(sessionStorage: unknown): void {
  Object.assign(globalThis, { window: {} })
  Object.defineProperty(globalThis.window, 'sessionStorage', {
    get() {
      if (sessionStorage === null) throw new DOMException('blocked', 'SecurityError')
      return sessionStorage
    },
  })
}

describe('what a page keeps in its tab', () => {
  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'window')
  })

  it('[CHT2] [REL2] is there after a reload, for the same session and person only', () => {
    browserWith(new FakeStorage())
    openPageStorage('s1-ann-').write('draft', 'half a thought')
    assert.equal(openPageStorage('s1-ann-').read('draft'), 'half a thought')
    assert.equal(openPageStorage('s1-bob-').read('draft'), null)
    assert.equal(openPageStorage('s2-ann-').read('draft'), null)
    openPageStorage('s1-ann-').remove('draft')
    assert.equal(openPageStorage('s1-ann-').read('draft'), null)
  })

  it('[REL8] lives as long as the page where the browser blocks it, or it is full', () => {
    const full = new FakeStorage()
    full.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
    for (const storage of [null, full]) {
      browserWith(storage)
      const kept = openPageStorage()
      kept.write('outbox', '[]')
      assert.equal(kept.read('outbox'), '[]')
      kept.remove('outbox')
      assert.equal(kept.read('outbox'), null)
      clearPageStorage()
    }
  })

  it('is taken away at sign-out, and nothing else with it', () => {
    const storage = new FakeStorage()
    storage.setItem('author', 'theirs')
    browserWith(storage)
    openPageStorage('s1-ann-').write('typed', 'secret')
    clearPageStorage()
    assert.deepEqual(Object.keys(storage), ['author'])
  })
})
