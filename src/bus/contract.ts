/** What every implementation of the bus promises (bus.ts). */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Bus } from './bus.ts'

export interface Fabric {
  /** A bus of one more process on the same fabric. */
  connect(): Promise<Bus>
  /** Cuts everybody off, until `restore`; both resolve when the buses have noticed. */
  cut(): Promise<void>
  restore(): Promise<void>
  close(): Promise<void>
}

export function busContract(name: string, createFabric: () => Promise<Fabric>): void {
  describe(`${name} keeps the bus's promises:`, () => {
    let fabric: Fabric
    let here: Bus
    let there: Bus
    beforeEach(async () => {
      fabric = await createFabric()
      here = await fabric.connect()
      there = await fabric.connect()
    })
    afterEach(() => fabric.close())

    it('everybody who listens gets the messages of a topic in order, the sender too', async () => {
      const [own, others, elsewhere] = [collect(), collect(), collect()]
      await here.subscribe('topic', own.listen)
      await there.subscribe('topic', others.listen)
      await there.subscribe('other topic', elsewhere.listen)
      const sent = Array.from({ length: 100 }, (_, n) => `message ${n}`)
      for (const message of sent) here.publish('topic', message)
      assert.deepEqual(await own.take(100), sent)
      assert.deepEqual(await others.take(100), sent)
      assert.deepEqual(elsewhere.messages, [])
    })

    it('any text arrives as it was', async () => {
      const texts = ['', '\0', '{"a":"\u{1F600}"}', 'line\nline', 'x'.repeat(300_000)]
      const got = collect()
      await there.subscribe('topic', got.listen)
      for (const each of texts) here.publish('topic', each)
      assert.deepEqual(await got.take(texts.length), texts)
    })

    it('who has unsubscribed is not called again; the others are', async () => {
      const [got, ended] = [collect(), collect()]
      const end = await there.subscribe('topic', ended.listen)
      const stay = await there.subscribe('topic', got.listen)
      end()
      end()
      here.publish('topic', 'one')
      assert.deepEqual(await got.take(1), ['one'])

      stay()
      const again = collect()
      await there.subscribe('topic', again.listen)
      here.publish('topic', 'two')
      assert.deepEqual(await again.take(1), ['two'])
      assert.deepEqual(got.messages, ['one'])
      assert.deepEqual(ended.messages, [])
    })

    it('a subscriber that throws harms nobody else', async () => {
      const got = collect()
      await there.subscribe('topic', () => {
        throw new Error('a wrong listener')
      })
      await there.subscribe('topic', got.listen)
      here.publish('topic', 'one')
      here.publish('topic', 'two')
      assert.deepEqual(await got.take(2), ['one', 'two'])
    })

    it('[REL3] while it is away messages are dropped; then subscriptions stand again', async () => {
      const [before, during] = [collect(), collect()]
      await there.subscribe('before', before.listen)
      assert.equal(here.isUp(), true)
      await fabric.cut()
      assert.equal(here.isUp(), false)
      here.publish('before', 'lost')
      await there.subscribe('during', during.listen)
      await fabric.restore()
      assert.equal(here.isUp() && there.isUp(), true)
      // What was asked for meanwhile stands when this resolves.
      await there.subscribe('during', () => undefined)
      here.publish('before', 'kept')
      here.publish('during', 'kept')
      assert.deepEqual(await before.take(1), ['kept'])
      assert.deepEqual(await during.take(1), ['kept'])
    })

    it('a closed bus is silent', async () => {
      const [got, closed] = [collect(), collect()]
      await here.subscribe('topic', got.listen)
      await there.subscribe('topic', closed.listen)
      await there.close()
      assert.equal(there.isUp(), false)
      there.publish('topic', 'from the closed one')
      here.publish('topic', 'one')
      assert.deepEqual(await got.take(1), ['one'])
      assert.deepEqual(closed.messages, [])
    })
  })
}

/** Messages as they come in, and a way to wait for some of them. */
export function collect() {
  const messages: string[] = []
  let wake: () => void = () => undefined
  return {
    messages,
    listen: (message: string): void => {
      messages.push(message)
      wake()
    },
    take: async (count: number): Promise<readonly string[]> => {
      while (messages.length < count) {
        const { promise, resolve } = Promise.withResolvers<void>()
        wake = resolve
        await promise
      }
      return messages
    },
  }
}
