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
})
