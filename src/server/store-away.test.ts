import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { manualTiming, type ManualTiming } from './testing/manual-timing.ts'
import { hears, operatorAtWork, say, talk, until, userAtWork, viewWhere } from './testing/scene.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

/** Time stands still but for what a test lets pass: no poll or heartbeat helps. */
describe('a store that could not be read for a moment', () => {
  let timing: ManualTiming
  let real: Store
  let server: TestServer
  /** Methods that fail now. */
  const away = new Set<'readLines' | 'readDesk'>()
  beforeEach(async () => {
    timing = manualTiming()
    real = await openSqliteStore({ file: ':memory:' })
    const read =
      <Given extends unknown[], Found>(
        name: 'readLines' | 'readDesk',
        found: (...given: Given) => Promise<Found>,
      ) =>
      async (...given: Given): Promise<Found> => {
        if (away.has(name)) throw new RangeError('away')
        return found(...given)
      }
    const store: Store = {
      ...real,
      readLines: read('readLines', (...given: Parameters<Store['readLines']>) =>
        real.readLines(...given),
      ),
      readDesk: read('readDesk', () => real.readDesk()),
    }
    server = await startTestServer({ timing, store })
  })
  afterEach(async () => {
    away.clear()
    await server.close()
    await real.close()
  })

  const wasLogged = (event: string) => async () => server.logged.some(([name]) => name === event)

  it('[REL3] a message that a page was not told is told a second later', async () => {
    const { monitor } = await operatorAtWork(server)
    const { session, page } = await userAtWork(server)
    await talk(monitor, page, session)
    await viewWhere(page, ({ operatorName }) => operatorName !== null)
    away.add('readLines')
    await say(page, { type: 'chat-send', text: 'is anybody there?' })
    await until(wasLogged('push-failed'))
    // The poll finds it, too, and in vain; it does not find it again.
    const failures = () => server.logged.filter(([name]) => name === 'push-failed').length
    timing.pass(1_000)
    await until(async () => failures() > 2)
    away.clear()
    timing.pass(1_000)
    await hears(page, 'is anybody there?')
  })

  it('[STA7] [REL3] a change of the desk that was not read is made up for at the next of any room', async () => {
    const { session, page } = await userAtWork(server)
    const { monitor } = await operatorAtWork(server)
    await viewWhere(page, ({ operators }) => operators === 1)
    away.add('readDesk')
    await say(monitor, { type: 'set-available', available: false })
    await until(wasLogged('desk-not-read'))
    away.clear()
    const other = await userAtWork(server)
    assert.notEqual(other.session, session)
    await viewWhere(page, ({ operators }) => operators === 0)
  })
})
