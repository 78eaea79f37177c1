import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parsePageId, type PageId } from '../base/id.ts'
import { createMirrorSource } from './mirror-source.ts'
import { manualTiming } from './testing/manual-timing.ts'

const PAGE = parsePageId('p'.repeat(22)) as PageId

describe('an observed page', () => {
  it('[REL9] has its saved screen read for so many snapshots at most, and again a while later', async () => {
    let reads = 0
    const timing = manualTiming()
    const source = createMirrorSource({
      feed: () => {},
      used: () => {},
      readScreen: async () => {
        reads++
        return { version: 1, html: '', css: [] }
      },
      newEpoch: () => 'e',
      timing,
      log: () => {},
    })
    const page = source.addPage(PAGE, () => {})
    source.setObservers(1)
    const send = async (count: number): Promise<number> => {
      const before = reads
      for (let sent = 0; sent < count; sent++) {
        page.take({ type: 'mirror', snapshot: { epoch: 'e', screen: 1 }, ops: [] })
      }
      await new Promise((resolve) => setImmediate(resolve))
      return reads - before
    }
    assert.equal(await send(1), 1)
    assert.ok((await send(1_000)) <= 200)
    assert.equal(await send(1), 0)
    timing.pass(1_000)
    const later = await send(100)
    assert.ok(later > 0 && later <= 10, `${later}`)
  })

  it('[REL9] while its screen cannot be read, so much of what it sends waits at most; then it begins anew', async () => {
    const [fed, told]: [string[], string[]] = [[], []]
    const timing = manualTiming()
    const reading = Promise.withResolvers<void>()
    const source = createMirrorSource({
      feed: ({ kind }) => fed.push(kind),
      used: () => {},
      readScreen: async () => {
        await reading.promise
        return { version: 1, html: '', css: [] }
      },
      newEpoch: () => 'e',
      timing,
      log: () => {},
    })
    const page = source.addPage(PAGE, ({ type }) => told.push(type))
    source.setObservers(1)
    page.take({ type: 'mirror', snapshot: { epoch: 'e', screen: 1 }, ops: [] })
    for (let sent = 0; sent < 300; sent++) {
      page.take({ type: 'mirror', ops: [['v', 'm1', 'x'.repeat(20_000)]] })
    }
    reading.resolve()
    await new Promise((resolve) => setImmediate(resolve))
    assert.equal(fed[0], 'snapshot')
    assert.ok(fed.length > 50 && fed.length <= 101, `${fed.length}`)
    assert.deepEqual(told, ['observe'])
    timing.pass(1_000)
    assert.deepEqual(told, ['observe', 'mirror-again'])
  })
})
