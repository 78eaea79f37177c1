import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { MonitorRow } from '../live/views.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import {
  ask,
  conversationOf,
  hears,
  operatorAtWork,
  openPage,
  say,
  talk,
  userAtWork,
  viewWhere,
  type Monitor,
} from './testing/scene.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

describe('who waits for an operator', () => {
  let now = 0
  let store: Store
  let server: TestServer
  beforeEach(async () => {
    now = Date.now()
    store = await openSqliteStore({ file: ':memory:', clock: () => now })
    server = await startTestServer({ store })
  })
  afterEach(async () => {
    await server.close()
    await store.close()
  })

  async function rowWhere(
    monitor: Monitor,
    session: string,
    fits: (row: MonitorRow) => boolean,
  ): Promise<MonitorRow> {
    const isIt = (row: MonitorRow): boolean => row.session === session && fits(row)
    const told = await monitor.next(
      (message) => message.type === 'rows' && message.upsert.some(isIt),
    )
    const row = told.type === 'rows' ? told.upsert.find(isIt) : undefined
    assert.ok(row)
    return row
  }

  /** One at a time, and with somebody already. */
  async function busyOperator() {
    const olga = await operatorAtWork(server, { firstName: 'Olga' })
    await say(olga.monitor, { type: 'set-limit', limit: 1 })
    const first = await userAtWork(server)
    await talk(olga.monitor, first.page, first.session)
    return { olga, first }
  }

  it('[CHT5] who has left is passed over for who is there, and has the old turn on return', async () => {
    const { olga, first } = await busyOperator()
    const gone = await userAtWork(server)
    await say(gone.page, { type: 'chat-activate' })
    await viewWhere(gone.page, (view) => view.queuePlace === 1)
    const there = await userAtWork(server)
    await say(there.page, { type: 'chat-activate' })
    await viewWhere(there.page, (view) => view.queuePlace === 2)
    gone.page.close(true)
    await viewWhere(there.page, (view) => view.queuePlace === 1)
    await rowWhere(olga.monitor, gone.session, (row) => row.status === 'offline')
    const back = await openPage(gone.user, gone.session)
    await viewWhere(there.page, (view) => view.queuePlace === 2)
    back.close(true)
    await viewWhere(there.page, (view) => view.queuePlace === 1)
    await say(first.page, { type: 'chat-off' })
    await viewWhere(there.page, (view) => view.operatorName === 'Olga Operator')
    await conversationOf(olga.monitor, there.session)
  })

  it('[CHT5] who has left holds no operator’s only place, and has the same operator on return', async () => {
    const { olga, first } = await busyOperator()
    const next = await userAtWork(server)
    await say(next.page, { type: 'chat-activate' })
    await viewWhere(next.page, (view) => view.queuePlace === 1)
    first.page.close()
    await first.page.closed
    await rowWhere(olga.monitor, next.session, (row) => row.queuePlace === 1)
    now += 16_000
    await viewWhere(next.page, (view) => view.operatorName === 'Olga Operator')
    const back = await openPage(first.user, first.session)
    await say(back, { type: 'chat-send', text: 'I am back' })
    await hears(olga.monitor, 'I am back')
    await olga.monitor.next((message) => message.type === 'desk' && message.desk.open === 2)
  })

  it('[CHT5] an operator at the limit takes one by hand; the second who tries is told', async () => {
    const { olga } = await busyOperator()
    const { session, page } = await userAtWork(server)
    await say(page, { type: 'chat-activate' })
    const row = await rowWhere(olga.monitor, session, ({ canTake }) => canTake)
    assert.equal(row.queuePlace, 1)
    const { participant } = row
    const take = { type: 'take-chat', session, participant }
    const pete = await operatorAtWork(server, { firstName: 'Pete', roles: ['tax'] })
    await say(olga.monitor, take)
    await conversationOf(olga.monitor, session)
    await viewWhere(page, (view) => view.operatorName === 'Olga Operator')
    await rowWhere(pete.monitor, session, ({ canTake, operator }) => !canTake && operator !== null)
    assert.equal(await ask(pete.monitor, take), 'not-your-conversation')
    await say(page, { type: 'chat-off' })
    assert.equal(await ask(pete.monitor, take), 'chat-not-active')
  })

  it('[CHT5] [CHT8] the session’s conversation is taken by who is not available', async () => {
    const { monitor } = await operatorAtWork(server, { firstName: 'Olga' })
    await say(monitor, { type: 'set-available', available: false })
    const { session, page } = await userAtWork(server, { mode: 'peerhelp' })
    await say(page, { type: 'chat-activate' })
    await rowWhere(monitor, session, ({ canTake, shared }) => canTake && shared)
    await say(monitor, { type: 'take-chat', session, participant: null })
    assert.equal((await conversationOf(monitor, session)).participant, null)
    await viewWhere(page, (view) => view.operatorName === 'Olga Operator')
  })
})
