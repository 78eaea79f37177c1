/** What every bus promises (`bus.ts`), as tests: run on each implementation. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Bus } from './bus.ts'

export interface BusPair {
  /** Two ends of one fabric, as two server processes have them. */
  readonly here: Bus
  readonly there: Bus
}

export function busContract(name: string, open: () => Promise<BusPair>): void {
  describe(`bus: ${name}`, () => {
    let pair: BusPair
    before(async () => {
      pair = await open()
    })
    after(() => Promise.all([pair.here.close(), pair.there.close()]))

    it('[SCA2] carries messages of one publisher in order, to itself and to others', async () => {
      const heard = { here: collect(3), there: collect(3) }
      await pair.here.subscribe('order', heard.here.listener)
      await pair.there.subscribe('order', heard.there.listener)
      for (const message of ['1', '2', '3']) pair.here.publish('order', message)
      assert.deepEqual(await heard.here.all, ['1', '2', '3'])
      assert.deepEqual(await heard.there.all, ['1', '2', '3'])
    })

    it('keeps topics apart', async () => {
      const heard = collect(1)
      await pair.there.subscribe('topic a', heard.listener)
      pair.here.publish('topic b', 'not for you')
      pair.here.publish('topic a', 'for you')
      assert.deepEqual(await heard.all, ['for you'])
    })

    it('a subscriber that throws harms nobody else', async () => {
      const heard = collect(2)
      await pair.there.subscribe('throw', () => {
        throw new Error('mine')
      })
      await pair.there.subscribe('throw', heard.listener)
      pair.here.publish('throw', 'a')
      pair.here.publish('throw', 'b')
      assert.deepEqual(await heard.all, ['a', 'b'])
    })

    it('does not call a subscriber again after its end', async () => {
      const ended: string[] = []
      const end = await pair.there.subscribe('end', (message) => ended.push(message))
      const heard = collect(2)
      await pair.there.subscribe('end', heard.listener)
      pair.here.publish('end', 'first')
      await heard.atLeast(1)
      end()
      pair.here.publish('end', 'second')
      await heard.all
      assert.deepEqual(ended, ['first'])
    })

    it('carries text of any kind unchanged', async () => {
      const text = 'naïve 日本 \u{1f600} \u0000 "quoted" \n {"json":true}'
      const heard = collect(1)
      await pair.there.subscribe('text', heard.listener)
      pair.here.publish('text', text)
      assert.deepEqual(await heard.all, [text])
    })
  })
}

/** A listener, and promises for its first messages. */
function collect(count: number) {
  const messages: string[] = []
  const waiting: { readonly count: number; readonly resolve: () => void }[] = []
  const atLeast = (wanted: number): Promise<void> =>
    messages.length >= wanted
      ? Promise.resolve()
      : new Promise((resolve) => waiting.push({ count: wanted, resolve }))
  return {
    listener: (message: string): void => {
      messages.push(message)
      for (const { count: wanted, resolve } of waiting) if (messages.length >= wanted) resolve()
    },
    atLeast,
    all: atLeast(count).then(() => messages.slice(0, count)),
  }
}
