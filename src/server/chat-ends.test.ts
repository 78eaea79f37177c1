import assert from 'node:assert/strict'
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
  until,
  userAtWork,
  viewWhere,
} from './testing/scene.ts'
import { openBrowser } from './testing/test-browser.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

const MINUTE = 60_000

describe('what ends a conversation, and what does not', () => {
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

  async function leaves(session: string, page: { close(goodbye: boolean): void }): Promise<void> {
    page.close(true)
    await until(async () => {
      const room = await store.readRoom(session as never)
      return Object.values(room?.participants ?? {}).every((one) => one.offlineAt !== null)
    })
  }

  it('[CHT19] [CHT11] [CHT22] who comes back within 30 minutes goes on with the same operator, and sees what was written', async () => {
    const { monitor } = await operatorAtWork(server)
    const { user, session, page } = await userAtWork(server)
    const { participant } = await talk(monitor, page, session)
    await leaves(session, page)
    now += 29 * MINUTE
    await say(monitor, { type: 'chat-send', session, participant, text: 'for your return' })
    const back = await openPage(user, session)
    const welcome = back.heard.find((message) => message.type === 'welcome')
    assert.ok(welcome?.type === 'welcome')
    assert.deepEqual(
      welcome.lines.map((line) => line.text),
      ['for your return'],
    )
    assert.deepEqual([welcome.view.chat, welcome.view.operatorName], ['on', 'Olivia Operator'])
    assert.ok(welcome.view.ownReadUpTo < (welcome.lines[0]?.seq ?? 0), 'it is unread')
  })

  it('[CHT19] [CHT11] after 30 minutes offline it ends by itself; the log stays', async () => {
    const { monitor } = await operatorAtWork(server)
    const { user, session, page } = await userAtWork(server)
    await talk(monitor, page, session)
    await say(page, { type: 'chat-send', text: 'I must go' })
    await leaves(session, page)
    now += 30 * MINUTE + 1
    await monitor.next((message) => message.type === 'conversation-over')
    const back = await openPage(user, session)
    const welcome = back.heard.find((message) => message.type === 'welcome')
    assert.ok(welcome?.type === 'welcome')
    assert.deepEqual(welcome.view.ended, { why: 'offline', by: null })
    assert.equal(welcome.lines.length, 1)
  })

  it('[AUT8] [CHT19] [STA2] observeonly ends chat on the open page and the open Monitor', async () => {
    const { monitor } = await operatorAtWork(server)
    const { user, session, page } = await userAtWork(server)
    await talk(monitor, page, session)
    await say(page, { type: 'chat-send', text: 'hello' })
    await change(user, session, { availability: 'observeonly' })
    const view = await viewWhere(page, ({ chat }) => chat === 'off')
    assert.deepEqual(
      [view.ended, view.icon, view.enabled],
      [{ why: 'interview', by: null }, 'grey', true],
    )
    await monitor.next((message) => message.type === 'conversation-over')
    await monitor.next(
      (message) =>
        message.type === 'rows' &&
        message.upsert.some((row) => row.session === session && row.status === 'off'),
    )
    assert.equal(await ask(page, { type: 'chat-activate' }), 'chat-unavailable')
    assert.equal(await ask(page, { type: 'chat-send', text: 'more' }), 'chat-not-active')
  })

  it('[AUT8] [STA6] unavailable leaves no trace on the page and takes the entry off the Monitor', async () => {
    const { monitor } = await operatorAtWork(server)
    const { user, session, page } = await userAtWork(server)
    await talk(monitor, page, session)
    await monitor.next(
      (message) => message.type === 'rows' && message.upsert.some((row) => row.session === session),
    )
    await change(user, session, { availability: 'unavailable' })
    const view = await viewWhere(page, ({ enabled }) => !enabled)
    assert.deepEqual([view.icon, view.chat], ['none', 'off'])
    await monitor.next((message) => message.type === 'conversation-over')
    await monitor.next(
      (message) => message.type === 'rows' && message.remove.some((row) => row.session === session),
    )
  })

  it('[AUT8] a change to peer takes operators out, one to help takes peers out; roles leave it', async () => {
    const { monitor } = await operatorAtWork(server)
    const { user, session, page } = await userAtWork(server, { multiUser: true })
    await talk(monitor, page, session)
    await change(user, session, { roles: ['tax'] })
    await viewWhere(page, ({ operators }) => operators === 0)
    await say(page, { type: 'chat-send', text: 'still connected' })
    await hears(monitor, 'still connected')
    await change(user, session, { mode: 'peer' })
    await monitor.next((message) => message.type === 'conversation-over')
    const view = await viewWhere(page, ({ mode }) => mode === 'peer')
    assert.deepEqual([view.chat, view.operatorName, view.icon], ['on', null, 'green'])
    await say(page, { type: 'chat-send', text: 'for peers' })
    await change(user, session, { mode: 'help', roles: ['family law'] })
    await conversationOf(monitor, session)
    assert.equal(JSON.stringify(monitor.heard).includes('for peers'), false)
  })

  it('[CHT18] [MON4] who signs in during the session keeps the conversation, under one entry', async () => {
    const { operator, monitor } = await operatorAtWork(server)
    const { user, session, page } = await userAtWork(server)
    const { participant } = await talk(monitor, page, session)
    await say(page, { type: 'chat-send', text: 'before' })
    await server.createOperator('client@example.org', 'Clara')
    await user.signIn('client@example.org')
    await user.get(`/s/${session}`)
    const after = await openPage(user, session)
    const welcome = after.heard.find((message) => message.type === 'welcome')
    assert.ok(welcome?.type === 'welcome')
    assert.deepEqual([welcome.view.chat, welcome.view.operatorName], ['on', 'Olivia Operator'])
    assert.deepEqual(
      welcome.lines.map((line) => [line.text, line.own]),
      [['before', true]],
    )
    await say(after, { type: 'chat-send', text: 'after' })
    const shown = await monitor.next(
      (message) => message.type === 'lines' && message.lines.some((line) => line.text === 'after'),
    )
    assert.equal(shown.type === 'lines' && shown.lines[0]?.name, 'Clara Operator')
    const fresh = await operator.openMonitor()
    const state = await fresh.next((message) => message.type === 'welcome')
    assert.ok(state.type === 'welcome')
    assert.deepEqual(
      state.rows.map((row) => [row.participant, row.name]),
      [[participant, 'Clara Operator']],
    )
    assert.equal(state.conversations.length, 1)
  })

  it('[CHT18] [MON9] lines that are shown already bear the name of who signs in, as on a page that opens now', async () => {
    const { operator, monitor } = await operatorAtWork(server)
    const { user, session, page } = await userAtWork(server, { mode: 'peerhelp', multiUser: true })
    const other = await peerAtWork(server, session)
    const { participant } = await talk(monitor, page, session)
    assert.equal(participant, null)
    await say(page, { type: 'chat-send', text: 'who am I?' })
    await hears(other.page, 'who am I?')
    await hears(monitor, 'who am I?')
    await server.createOperator('client@example.org', 'Clara')
    await user.signIn('client@example.org')
    await user.get(`/s/${session}`)
    const push = await other.page.next(
      (message) => message.type === 'push' && message.whole === true,
    )
    const told = push.type === 'push' ? push.lines : []
    assert.deepEqual(
      told.map((line) => [line.text, line.name]),
      [['who am I?', 'Clara Operator']],
    )
    const fresh = await (await other.user.openPage(session)).next(({ type }) => type === 'welcome')
    assert.deepEqual(told, fresh.type === 'welcome' ? fresh.lines : null)
    const shown = await conversationOf(monitor, session)
    const anew = await (await operator.openMonitor()).next(({ type }) => type === 'welcome')
    assert.ok(anew.type === 'welcome')
    assert.equal(shown.lines[0]?.name, 'Clara Operator')
    assert.deepEqual(shown.lines, anew.conversations[0]?.lines)
  })

  it('[CHT18] [MON9] so do those of a conversation with one participant', async () => {
    const { monitor } = await operatorAtWork(server)
    const { user, session, page } = await userAtWork(server)
    await talk(monitor, page, session)
    await say(page, { type: 'chat-send', text: 'who am I?' })
    await hears(monitor, 'who am I?')
    await server.createOperator('client@example.org', 'Clara')
    await user.signIn('client@example.org')
    await user.get(`/s/${session}`)
    const { lines } = await conversationOf(monitor, session)
    assert.deepEqual(
      lines.map((line) => [line.text, line.name]),
      [['who am I?', 'Clara Operator']],
    )
  })

  it('[CHT18] [MON4] a name that is changed later is shown from the next request on', async () => {
    const { monitor } = await operatorAtWork(server)
    const { user, session, page } = await userAtWork(server)
    const { participant } = await talk(monitor, page, session)
    await server.createOperator('client@example.org', 'Clara')
    await user.signIn('client@example.org')
    await user.get(`/s/${session}`)
    let seen = 0
    const isNamed = (name: string) => async () =>
      monitor.heard
        .slice(seen)
        .some(
          (message) =>
            message.type === 'rows' &&
            message.upsert.some((row) => row.participant === participant && row.name === name),
        )
    await until(isNamed('Clara Operator'))
    // And back: each change is one of its own.
    for (const firstName of ['Klara', 'Clara']) {
      const account = await store.findAccountByEmail('client@example.org')
      assert.ok(account)
      await store.changeAccount(account.id, { firstName })
      seen = monitor.heard.length
      await user.get(`/s/${session}`)
      await until(isNamed(`${firstName} Operator`))
    }
  })

  it('[CHT18] who was in the session under the account already becomes one with who signs in', async () => {
    const { operator, monitor } = await operatorAtWork(server)
    const { session, page, user } = await userAtWork(server, { multiUser: true })
    await server.createOperator('client@example.org', 'Clara')
    await user.signIn('client@example.org')
    await user.get(`/s/${session}`)
    page.close()
    const named = await openPage(user, session)
    await talk(monitor, named, session)
    await say(named, { type: 'chat-send', text: 'on the telephone' })
    const share = server.deps.keyring.digest('share', session).slice(0, 22)
    const other = openBrowser(server.origin)
    await other.get(`/interview?i=test.yml&session=${session}&share=${share}`)
    const anonymous = await openPage(other, session)
    await other.signIn('client@example.org')
    await other.get(`/s/${session}`)
    anonymous.close()
    const joined = await openPage(other, session)
    const welcome = joined.heard.find((message) => message.type === 'welcome')
    assert.ok(welcome?.type === 'welcome')
    assert.deepEqual(
      welcome.lines.map((line) => [line.text, line.own]),
      [['on the telephone', true]],
    )
    await say(joined, { type: 'chat-send', text: 'from the desk' })
    await hears(named, 'from the desk')
    await hears(monitor, 'from the desk')
    const fresh = await operator.openMonitor()
    const state = await fresh.next((message) => message.type === 'welcome')
    assert.ok(state.type === 'welcome')
    assert.deepEqual(
      [state.rows.map((row) => row.name), state.conversations.length],
      [['Clara Operator'], 1],
    )
    assert.deepEqual(
      state.conversations[0]?.lines.map((line) => line.text),
      ['on the telephone', 'from the desk'],
    )
  })
})
