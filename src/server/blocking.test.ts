import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import {
  ask,
  change,
  conversationOf,
  hears,
  operatorAtWork,
  openPage,
  peerAtWork,
  say,
  talk,
  userAtWork,
  viewWhere,
  type Monitor,
} from './testing/scene.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

describe('blocking', () => {
  const folder = mkdtempSync(join(tmpdir(), 'alongside-blocking-'))
  let files = 0
  let file: string
  let store: Store
  let server: TestServer
  beforeEach(async () => {
    file = join(folder, `${++files}.db`)
    store = await openSqliteStore({ file })
    server = await startTestServer({ store })
  })
  afterEach(async () => {
    await server.close()
    await store.close()
    rmSync(file, { force: true })
  })

  function blockedRow(monitor: Monitor, session: string, isBlocked: boolean) {
    return monitor.next(
      (message) =>
        message.type === 'rows' &&
        message.upsert.some(
          (row) => row.session === session && (row.blocked !== null) === isBlocked,
        ),
    )
  }

  it('[BLK1] [BLK4] [BLK5] [STA5] ends the conversation, until any operator lifts it', async () => {
    const { monitor } = await operatorAtWork(server, { firstName: 'Olga' })
    const { user, session, page } = await userAtWork(server)
    const { participant } = await talk(monitor, page, session)
    await say(monitor, { type: 'block', session, participant })
    await monitor.next((message) => message.type === 'conversation-over')
    const view = await viewWhere(page, ({ chat }) => chat === 'off')
    assert.deepEqual(view.ended, { why: 'blocked', by: null })
    assert.equal(view.canActivate, false)
    assert.equal(await ask(page, { type: 'chat-activate' }), 'blocked')
    const shown = await blockedRow(monitor, session, true)
    const row = shown.type === 'rows' ? shown.upsert.find((one) => one.session === session) : null
    assert.deepEqual([row?.blocked?.by, row?.status], ['Olga Operator', 'waiting'])
    assert.equal(Number.isSafeInteger(row?.blocked?.at), true)
    await user.post(`/s/${session}`, { version: '1', screen: 'ask name', f0: 'Ada' })
    assert.match(await (await user.get(`/s/${session}`)).text(), /0 partners/)
    // The operator's availability to others does not change.
    const other = await userAtWork(server)
    await talk(monitor, other.page, other.session)
    const second = await operatorAtWork(server)
    await say(second.monitor, { type: 'unblock', session, participant })
    await viewWhere(page, ({ canActivate }) => canActivate)
    await say(page, { type: 'chat-activate' })
    await viewWhere(page, ({ operatorName }) => operatorName !== null)
  })

  it('[BLK2] [CHT8] in peerhelp only operators are taken out; peers go on', async () => {
    const { monitor } = await operatorAtWork(server)
    const first = await userAtWork(server, { mode: 'peerhelp', multiUser: true })
    const second = await peerAtWork(server, first.session)
    const { session } = first
    await talk(monitor, first.page, session)
    await say(second.page, { type: 'chat-activate' })
    await say(monitor, { type: 'chat-send', session, participant: null, text: 'before' })
    await hears(second.page, 'before')
    const room = await store.readRoom(session as never)
    const blocked = Object.values(room?.participants ?? {}).find((one) => one.visitorNumber === 2)
    await say(monitor, { type: 'block', session, participant: blocked?.id })
    // The page is told anew what it may read: it knows of the block.
    await second.page.next((message) => message.type === 'push' && message.whole === true)
    monitor.send({ type: 'typing', session, participant: null, is: true })
    await first.page.next((message) => message.type === 'typing' && message.who.length === 1)
    await say(monitor, { type: 'chat-send', session, participant: null, text: 'not for two' })
    await hears(first.page, 'not for two')
    await say(second.page, { type: 'chat-send', text: 'peers go on' })
    await hears(first.page, 'peers go on')
    await say(monitor, { type: 'unblock', session, participant: blocked?.id })
    await say(monitor, { type: 'chat-send', session, participant: null, text: 'for both' })
    await hears(second.page, 'for both')
    const again = await openPage(second.user, session)
    for (const page of [second.page, again]) {
      assert.equal(JSON.stringify(page.heard).includes('not for two'), false)
      assert.equal(
        page.heard.some((message) => message.type === 'typing'),
        false,
      )
    }
    const welcome = again.heard.find((message) => message.type === 'welcome')
    assert.deepEqual(welcome?.type === 'welcome' && welcome.lines.map((line) => line.text), [
      'before',
      'peers go on',
      'for both',
    ])
  })

  it('[CHT7] [BLK2] what a blocked participant was not given to read is not marked as read', async () => {
    const { monitor } = await operatorAtWork(server)
    const first = await userAtWork(server, { mode: 'peerhelp', multiUser: true })
    const second = await peerAtWork(server, first.session)
    const { session } = first
    await talk(monitor, first.page, session)
    await say(second.page, { type: 'chat-activate' })
    const room = await store.readRoom(session as never)
    const blocked = Object.values(room?.participants ?? {}).find((one) => one.visitorNumber === 2)
    await say(monitor, { type: 'block', session, participant: blocked?.id })
    await say(monitor, { type: 'chat-send', session, participant: null, text: 'not for two' })
    const lastLine = async () => (await store.readRoom(session as never))?.lastShared ?? 0
    const unheard = await lastLine()
    await say(first.page, { type: 'chat-send', text: 'peers go on' })
    await hears(second.page, 'peers go on')
    const after = await lastLine()
    const seen = async (page: typeof first.page) => {
      await say(page, { type: 'chat-read', upTo: after })
      // Answered after it: the news of it has been told.
      await say(first.page, { type: 'chat-send', text: 'and on' })
      const told = await monitor.next(
        (message) => message.type === 'lines' && message.lines.some((one) => one.text === 'and on'),
      )
      return told.type === 'lines' ? told.state.readUpTo : null
    }
    assert.ok(((await seen(second.page)) ?? after) < unheard)
    assert.equal(await seen(first.page), after)
  })

  it('[BLK3] a blocked participant is observed as before', async () => {
    const { monitor } = await operatorAtWork(server)
    const { session, page } = await userAtWork(server)
    const { participant } = await talk(monitor, page, session)
    await say(monitor, { type: 'block', session, participant })
    monitor.send({ type: 'observe', session, participant })
    await page.next((message) => message.type === 'observe' && message.observers === 1)
  })

  it('[BLK4] survives a restart of the server, a reload and another mode', async () => {
    const { operator, monitor } = await operatorAtWork(server)
    const { user, session, page } = await userAtWork(server)
    const { participant } = await talk(monitor, page, session)
    await say(monitor, { type: 'block', session, participant })
    await server.drop()
    await store.close()
    store = await openSqliteStore({ file })
    server = await startTestServer({ store })
    user.moveTo(server.origin)
    operator.moveTo(server.origin)
    const back = await operator.openMonitor()
    const welcome = await back.next((message) => message.type === 'welcome')
    const row =
      welcome.type === 'welcome' ? welcome.rows.find((one) => one.session === session) : null
    assert.equal(row?.blocked?.by, 'Olivia Operator')
    const again = await openPage(user, session)
    assert.equal(await ask(again, { type: 'chat-activate' }), 'blocked')
    await change(user, session, { mode: 'peerhelp' })
    await say(again, { type: 'chat-activate' })
    await change(user, session, { mode: 'help' })
    await viewWhere(again, ({ chat }) => chat === 'off')
    assert.equal(
      back.heard.some((message) => message.type === 'conversation'),
      false,
    )
    await say(back, { type: 'unblock', session, participant })
    await say(again, { type: 'chat-activate' })
    await conversationOf(back, session)
  })

  it('[BLK1] nobody but an operator blocks', async () => {
    const { session, page } = await userAtWork(server)
    page.send({ type: 'block', id: `${'A'.repeat(22)}-1`, session, participant: 'A'.repeat(22) })
    assert.equal(await page.closed, 4400)
  })
})
