import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { createInProcessFabric } from '../bus/in-process.ts'
import type { Desk } from '../live/desk.ts'
import type { Room } from '../live/room.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import { StoreFailure, type Store } from '../store/store.ts'
import { DUE_EVERY_MS } from './sweeper.ts'
import { manualTiming, type ManualTiming } from './testing/manual-timing.ts'
import { operatorAtWork, until, userAtWork } from './testing/scene.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

/** Time stands still but for what a test lets pass. Two processes serve from one store. */
describe('the end of a line', () => {
  let timing: ManualTiming
  let real: Store
  let server: TestServer
  let other: TestServer
  /** Commands that came to the store, as `page-closed <page>`. */
  let closings: string[]
  /** The store can take none of those. */
  let away: boolean
  /** Each sweep ends with one, in each process. */
  let outboxReads: number
  beforeEach(async () => {
    timing = manualTiming()
    real = await openSqliteStore({ file: ':memory:' })
    closings = []
    away = false
    outboxReads = 0
    const store: Store = {
      ...real,
      async readOutbox(limit) {
        outboxReads++
        return real.readOutbox(limit)
      },
      async transact(given) {
        const { command } = given
        if (command.type === 'page-closed' || command.type === 'monitor-closed') {
          closings.push(`${command.type} ${command.page}`)
          if (away) throw new StoreFailure('away')
        }
        return real.transact(given)
      },
    }
    const fabric = createInProcessFabric()
    server = await startTestServer({ timing, store, bus: fabric.connect() })
    other = await startTestServer({ timing, store, bus: fabric.connect() })
  })
  afterEach(async () => {
    away = false
    await server.close()
    await other.close()
    await real.close()
  })

  async function pagesOfRoom(session: string) {
    const room: Room | null = await real.readRoom(session as never)
    return Object.assign({}, ...Object.values(room?.participants ?? {}).map((one) => one.pages))
  }

  async function pagesAtDesk() {
    const desk: Desk = await real.readDesk()
    return Object.assign({}, ...Object.values(desk.operators).map((one) => one.pages))
  }

  it('[STA1] [REL4] says nothing of a page that is back on another line of the same process', async () => {
    const { user, session, page } = await userAtWork(server)
    const back = await user.reopenPage(session, page.page)
    await back.next(({ type }) => type === 'welcome')
    page.close()
    await page.closed
    // This one ends after it, and is told of.
    const last = await user.openPage(session)
    await last.next(({ type }) => type === 'welcome')
    last.close()
    await until(async () => closings.length > 0)
    assert.deepEqual(closings, [`page-closed ${last.page}`])
    assert.deepEqual(await pagesOfRoom(session), { [page.page]: server.deps.process })
  })

  it('[MON9] [REL4] nor of a Monitor', async () => {
    const { operator, monitor } = await operatorAtWork(server)
    const back = await operator.reopenMonitor(monitor.page)
    await back.next(({ type }) => type === 'welcome')
    monitor.close()
    await monitor.closed
    const last = await operator.openMonitor()
    await last.next(({ type }) => type === 'welcome')
    last.close()
    await until(async () => closings.length > 0)
    assert.deepEqual(closings, [`monitor-closed ${last.page}`])
    assert.deepEqual(await pagesAtDesk(), { [monitor.page]: server.deps.process })
  })

  /** What was to be tried again has been. */
  async function sweep(): Promise<void> {
    const before = outboxReads
    timing.pass(DUE_EVERY_MS)
    await until(async () => outboxReads >= before + 2)
  }

  const wasLogged = (event: string) => async () => server.logged.some(([name]) => name === event)

  it('[STA1] [REL7] is noted later where the store was away', async () => {
    const { session, page } = await userAtWork(server)
    const { monitor } = await operatorAtWork(server)
    away = true
    page.close()
    await until(wasLogged('insisted-failed'))
    monitor.close()
    await until(async () => closings.some((one) => one.startsWith('monitor-closed')))
    assert.deepEqual(Object.keys(await pagesOfRoom(session)), [page.page])
    away = false
    timing.pass(DUE_EVERY_MS)
    await until(async () => Object.keys(await pagesOfRoom(session)).length === 0)
    await until(async () => Object.keys(await pagesAtDesk()).length === 0)
  })

  it('[STA1] [REL7] is not noted later where the page has come back meanwhile', async () => {
    const { user, session, page } = await userAtWork(server)
    away = true
    page.close()
    await until(wasLogged('insisted-failed'))
    const said = closings.length
    const back = await user.reopenPage(session, page.page)
    await back.next(({ type }) => type === 'welcome')
    away = false
    await sweep()
    assert.equal(closings.length, said)
    assert.deepEqual(Object.keys(await pagesOfRoom(session)), [page.page])
  })

  it('[STA1] [REL4] at a process that stood still is made good by the line that the page has now', async () => {
    const { user, session, page } = await userAtWork(server)
    user.moveTo(other.origin)
    const elsewhere = await user.reopenPage(session, page.page)
    await elsewhere.next(({ type }) => type === 'welcome')
    assert.deepEqual(await pagesOfRoom(session), { [page.page]: other.deps.process })
    elsewhere.close()
    await until(async () => closings.length > 0)
    const held = async () => (await pagesOfRoom(session))[page.page] === server.deps.process
    await until(held)
  })

  it('[MON9] [REL4] so it is for a Monitor', async () => {
    const { operator, monitor } = await operatorAtWork(server)
    operator.moveTo(other.origin)
    const elsewhere = await operator.reopenMonitor(monitor.page)
    await elsewhere.next(({ type }) => type === 'welcome')
    assert.deepEqual(await pagesAtDesk(), { [monitor.page]: other.deps.process })
    elsewhere.close()
    await until(async () => closings.length > 0)
    await until(async () => (await pagesAtDesk())[monitor.page] === server.deps.process)
  })
})
