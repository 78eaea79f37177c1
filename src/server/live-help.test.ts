import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { MonitorDown } from '../protocol/monitor.ts'
import type { PageDown } from '../protocol/page.ts'
import {
  operatorAtWork as atWork,
  say,
  talk as begin,
  userAtWork,
  type Monitor,
  type Page,
} from './testing/scene.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

describe('live help over sockets', () => {
  let server: TestServer
  beforeEach(async () => {
    server = await startTestServer()
  })
  afterEach(() => server.close())

  const operatorAtWork = () => atWork(server)
  const visitorAtWork = () => userAtWork(server)
  const talk = async (monitor: Monitor, page: Page, session: string) =>
    (await begin(monitor, page, session)).participant

  function isView(message: PageDown): message is Extract<PageDown, { type: 'push' }> {
    return message.type === 'push' && message.view !== null
  }

  it('[CHT1] [CHT4] [CHT5] [CHT6] [CHT7] [MON2] [MON3] two browsers chat both ways, as text', async () => {
    const { monitor } = await operatorAtWork()
    const { session, page } = await visitorAtWork()
    const participant = await talk(monitor, page, session)
    const markup = '<img src=x onerror=alert(1)> & "text"\nsecond line'
    await say(page, { type: 'chat-send', text: markup })
    const news = await monitor.next(
      (message) => message.type === 'lines' && message.lines.length > 0,
    )
    assert.ok(news.type === 'lines')
    assert.equal(news.lines[0]?.text, markup)
    assert.deepEqual([news.lines[0]?.own, news.lines[0]?.visitorNumber], [false, 1])
    await say(monitor, { type: 'chat-send', session, participant, text: 'How can I help?' })
    const answer = await page.next(
      (message) => message.type === 'push' && message.lines.some((line) => !line.own),
    )
    assert.ok(answer.type === 'push')
    const line = answer.lines.find((one) => !one.own)
    assert.deepEqual([line?.name, line?.from], ['Olivia Operator', 'operator'])
  })

  it('[CHT7] read marks go both ways', async () => {
    const { monitor } = await operatorAtWork()
    const { session, page } = await visitorAtWork()
    const participant = await talk(monitor, page, session)
    await say(page, { type: 'chat-send', text: 'hello' })
    const news = await monitor.next(
      (message) => message.type === 'lines' && message.lines.length > 0,
    )
    const upTo = news.type === 'lines' ? (news.lines[0]?.seq ?? 0) : 0
    await say(monitor, { type: 'chat-read', session, participant, upTo })
    await page.next((message) => isView(message) && message.view?.readByOperatorsUpTo === upTo)
  })

  it('[REL1] [REL2] the same message sent again is stored and shown once', async () => {
    const { monitor } = await operatorAtWork()
    const { session, page } = await visitorAtWork()
    await talk(monitor, page, session)
    const id = await say(page, { type: 'chat-send', text: 'once' })
    page.send({ type: 'chat-send', id, text: 'once' })
    await page.next((message) => message.type === 'ack' && message.id === id)
    page.send({ type: 'chat-send', id, text: 'twice' })
    const refused = await page.next((message) => message.type === 'refused' && message.id === id)
    assert.equal(refused.type === 'refused' && refused.code, 'reused-id')
    const lines = await server.deps.store.readLines(session as never, 0, 100)
    assert.equal(lines.length, 1)
  })

  it('[CHT11] [REL3] a page that comes back gets exactly what it missed, by its cursor', async () => {
    const { monitor } = await operatorAtWork()
    const { user, session, page } = await visitorAtWork()
    const participant = await talk(monitor, page, session)
    await say(page, { type: 'chat-send', text: 'one' })
    const seen = await page.next(
      (message) => message.type === 'push' && message.lines.some((line) => line.text === 'one'),
    )
    const cursor = seen.type === 'push' ? seen.to : 0
    page.close()
    await page.closed
    for (const text of ['two', 'three']) {
      await say(monitor, { type: 'chat-send', session, participant, text })
    }
    const again = await user.openPage(session, cursor)
    const welcome = await again.next((message) => message.type === 'welcome')
    assert.ok(welcome.type === 'welcome')
    assert.deepEqual(
      welcome.lines.map((line) => line.text),
      ['two', 'three'],
    )
    const fresh = await user.openPage(session, null)
    const whole = await fresh.next((message) => message.type === 'welcome')
    assert.deepEqual(whole.type === 'welcome' && whole.lines.map((line) => line.text), [
      'one',
      'two',
      'three',
    ])
    const beyond = await user.openPage(session, 999_999)
    const other = await beyond.next((message) => message.type === 'welcome')
    assert.equal(other.type === 'welcome' && other.lines.length, 3)
  })

  it('[CHT7] [REL9] blank, long and too many messages are refused with the reason', async () => {
    const { monitor } = await operatorAtWork()
    const { session, page } = await visitorAtWork()
    await talk(monitor, page, session)
    const codes: string[] = []
    for (const text of [' \n', 'x'.repeat(10_001), ...Array.from({ length: 9 }, () => 'x')]) {
      const id = page.order({ type: 'chat-send', text })
      const reply = await page.next(
        (message) => (message.type === 'ack' || message.type === 'refused') && message.id === id,
      )
      codes.push(reply.type === 'refused' ? reply.code : reply.type)
      if (reply.type === 'refused' && reply.code === 'too-many') {
        assert.equal(reply.retry, true)
        assert.match(reply.message, /wait \d+ seconds/)
      }
    }
    assert.deepEqual(codes, [
      'blank',
      'too-long',
      ...Array.from({ length: 8 }, () => 'ack'),
      'too-many',
    ])
  })

  it('[CHT8] [CHT10] an operator writes only in conversations of their own', async () => {
    const first = await operatorAtWork()
    const { session, page } = await visitorAtWork()
    const participant = await talk(first.monitor, page, session)
    await say(page, { type: 'chat-send', text: 'private' })
    const second = await operatorAtWork()
    const id = second.monitor.order({ type: 'chat-send', session, participant, text: 'me too' })
    const refused = await second.monitor.next(
      (message) => message.type === 'refused' && message.id === id,
    )
    assert.equal(refused.type === 'refused' && refused.code, 'not-your-conversation')
    assert.equal(JSON.stringify(second.monitor.heard).includes('private'), false)
  })

  it('[MON2] [MON3] [CHT6] several Monitors of one operator agree', async () => {
    const { operator, monitor } = await operatorAtWork()
    const { session, page } = await visitorAtWork()
    const participant = await talk(monitor, page, session)
    const other = await operator.openMonitor()
    const welcome = await other.next((message) => message.type === 'welcome')
    assert.ok(welcome.type === 'welcome')
    assert.deepEqual(welcome.desk.roles, ['family law'])
    assert.equal(welcome.desk.available, true)
    assert.equal(welcome.conversations[0]?.participant, participant)
    await say(other, { type: 'set-available', available: false })
    await monitor.next((message) => message.type === 'desk' && !message.desk.available)
    await say(other, { type: 'chat-send', session, participant, text: 'from the other tab' })
    const shown = await monitor.next(
      (message) => message.type === 'lines' && message.lines.length > 0,
    )
    assert.equal(shown.type === 'lines' && shown.lines[0]?.own, true)
    await say(page, { type: 'chat-off' })
    for (const one of [monitor, other]) {
      await one.next((message) => message.type === 'conversation-over')
    }
  })

  it('[MON4] [STA1] [STA3] rows follow the participant; dismissing hides the entry from that operator', async () => {
    const { operator, monitor } = await operatorAtWork()
    const { session, page } = await visitorAtWork()
    const participant = await talk(monitor, page, session)
    const hasStatus = (status: string) => (message: MonitorDown) =>
      message.type === 'rows' &&
      message.upsert.some((row) => row.session === session && row.status === status)
    await monitor.next(hasStatus('on'))
    page.close(true)
    await monitor.next(hasStatus('offline'))
    await say(monitor, { type: 'dismiss', session, participant })
    await monitor.next(
      (message) => message.type === 'rows' && message.remove.some((row) => row.session === session),
    )
    const again = await operator.openMonitor()
    const welcome = await again.next((message) => message.type === 'welcome')
    assert.equal(
      welcome.type === 'welcome' && welcome.rows.some((row) => row.session === session),
      false,
    )
  })

  it('[MON4] the title stands on the Monitor as on the page, without its markup', async () => {
    const { monitor } = await operatorAtWork()
    const { user, session } = await visitorAtWork()
    const row = await monitor.next(
      (message) => message.type === 'rows' && message.upsert.some((one) => one.session === session),
    )
    const told = row.type === 'rows' ? row.upsert.find((one) => one.session === session) : null
    assert.equal(told?.title, 'Test interview')
    const page = await (await user.get(`/s/${session}`)).text()
    assert.match(page, /<span class="al-title-long">Test interview<\/span/)
  })

  it('[AUT8] [STA6] settings that a screen sets reach the page and the Monitor', async () => {
    const { monitor } = await operatorAtWork()
    const { user, session, page } = await visitorAtWork()
    await monitor.next(
      (message) => message.type === 'rows' && message.upsert.some((row) => row.session === session),
    )
    const change = { action: 'change', arguments: { availability: 'unavailable' } }
    const action = Buffer.from(JSON.stringify(change)).toString('base64url')
    await user.get(`/s/${session}/action?action=${action}`)
    const push = await page.next((message) => isView(message) && message.view?.enabled === false)
    assert.equal(push.type === 'push' && push.answersVersion, 2)
    await monitor.next(
      (message) => message.type === 'rows' && message.remove.some((row) => row.session === session),
    )
  })

  it('[AUT9] [AUT12] interview code is told of partners and of the log', async () => {
    const { monitor } = await operatorAtWork()
    const { user, session, page } = await visitorAtWork()
    await talk(monitor, page, session)
    await say(page, { type: 'chat-send', text: 'noted' })
    const form = { version: '1', screen: 'ask name', f0: 'Ada' }
    await user.post(`/s/${session}`, form)
    assert.match(await (await user.get(`/s/${session}`)).text(), /1 partners, 0 peers, 1 lines/)
  })

  it('[CHT18] who signs in keeps the conversation, under one entry', async () => {
    const { monitor } = await operatorAtWork()
    const { user, session, page } = await visitorAtWork()
    const participant = await talk(monitor, page, session)
    await server.createOperator('client@example.org')
    await user.signIn('client@example.org')
    await user.get(`/s/${session}`)
    const named = await monitor.next(
      (message) =>
        message.type === 'rows' &&
        message.upsert.some((row) => row.session === session && row.name !== null),
    )
    const rows = named.type === 'rows' ? named.upsert.filter((row) => row.session === session) : []
    assert.deepEqual(
      rows.map((row) => [row.participant, row.status]),
      [[participant, 'on']],
    )
  })

  it('[ACC3] a Monitor whose operator signs out is closed, with no more word', async () => {
    const { operator, monitor } = await operatorAtWork()
    await operator.post('/signout', {})
    assert.equal(await monitor.closed, 4403)
  })

  it('[ACC3] so is one whose operator is switched off', async () => {
    const { monitor, email } = await operatorAtWork()
    const { store } = server.deps
    const account = await store.findAccountByEmail(email)
    assert.ok(account !== null)
    await store.changeAccount(account.id, { privileges: [] })
    assert.equal(await monitor.closed, 4403)
    const desk = await store.readDesk()
    assert.equal(desk.operators[account.id]?.available ?? false, false)
  })
})
