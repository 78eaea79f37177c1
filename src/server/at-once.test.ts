import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { MonitorRow } from '../live/views.ts'
import { COALESCE_MS } from './monitor-list.ts'
import { manualTiming, type ManualTiming } from './testing/manual-timing.ts'
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
  type Page,
} from './testing/scene.ts'
import { openBrowser } from './testing/test-browser.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

/** Time stands still: nothing polls, so whatever is heard was pushed by its cause. */
describe('without any poll', () => {
  let timing: ManualTiming
  let server: TestServer
  beforeEach(async () => {
    timing = manualTiming()
    server = await startTestServer({ timing })
  })
  afterEach(() => server.close())

  /** The entry as it is told next, once the moment for which changes are gathered has passed. */
  async function row(
    monitor: Monitor,
    session: string,
    fits: (row: MonitorRow) => boolean,
  ): Promise<MonitorRow> {
    const told = monitor.next(
      (message) =>
        message.type === 'rows' &&
        message.upsert.some((one) => one.session === session && fits(one)),
    )
    const nothing = { type: 'set-limit', limit: null }
    for (;;) {
      timing.pass(COALESCE_MS)
      // The server has had its turn when it has answered; then the entry is here, or not yet.
      const found = await Promise.race([told, ask(monitor, nothing)])
      if (typeof found === 'string') continue
      const shown =
        found.type === 'rows' ? found.upsert.find((one) => one.session === session) : null
      assert.ok(shown)
      return shown
    }
  }

  it('[STA7] [STA3] [STA4] [STA5] [CHT1] [CHT3] [CHT12] each change of a cause reaches page and Monitor', async () => {
    const { user, session, page } = await userAtWork(server)
    const first = page.heard.find((message) => message.type === 'welcome')
    assert.deepEqual(first?.type === 'welcome' && [first.view.icon, first.view.operators], [
      'none',
      0,
    ])
    const { monitor } = await operatorAtWork(server)
    await viewWhere(page, (view) => view.icon === 'green' && view.operators === 1)
    await row(monitor, session, ({ status }) => status === 'standby')
    await say(monitor, { type: 'set-available', available: false })
    await viewWhere(page, (view) => view.icon === 'none' && view.operators === 0)
    await row(monitor, session, ({ status }) => status === 'waiting')
    await say(monitor, { type: 'set-available', available: true })
    await viewWhere(page, (view) => view.canActivate)
    await talk(monitor, page, session)
    await viewWhere(page, (view) => view.operatorName === 'Olivia Operator')
    const on = await row(
      monitor,
      session,
      ({ status, operator }) => status === 'on' && operator !== null,
    )
    assert.equal(on.operator?.name, 'Olivia Operator')
    await say(page, { type: 'chat-off' })
    await viewWhere(page, ({ chat }) => chat === 'off')
    await row(monitor, session, ({ status }) => status === 'standby')
    await change(user, session, { mode: 'peer', multiUser: true })
    const peer = await peerAtWork(server, session)
    await viewWhere(page, ({ peers }) => peers === 1)
    peer.page.close(true)
    await viewWhere(page, ({ peers }) => peers === 0)
    page.close(true)
    await row(
      monitor,
      session,
      ({ status, visitorNumber }) => visitorNumber === 1 && status === 'offline',
    )
  })

  it('[MON10] an entry tells the question by its name, and since when', async () => {
    const { monitor } = await operatorAtWork(server)
    const { user, session } = await userAtWork(server)
    const before = await row(monitor, session, ({ question }) => question === 'ask name')
    await user.post(`/s/${session}`, { version: '1', screen: 'ask name', f0: 'Ada Lovelace' })
    const after = await row(monitor, session, ({ question }) => question === 'second')
    assert.ok(after.questionSince >= before.questionSince)
    assert.equal(after.startedAt, before.startedAt)
    assert.equal(JSON.stringify(monitor.heard).includes('Lovelace'), false)
  })

  it('[CHT16] the notice is due once, and never for those who help others', async () => {
    const { user, session, page } = await userAtWork(server)
    await operatorAtWork(server)
    await viewWhere(page, ({ announce }) => announce)
    await say(page, { type: 'informed' })
    await viewWhere(page, ({ announce }) => !announce)
    const again = await openPage(user, session)
    const welcome = again.heard.find((message) => message.type === 'welcome')
    assert.equal(welcome?.type === 'welcome' && welcome.view.announce, false)
    await server.createOperator('helper@example.org')
    const helper = openBrowser(server.origin)
    await helper.signIn('helper@example.org')
    const own = await openPage(helper, await helper.begin())
    const view = own.heard.find((message) => message.type === 'welcome')
    assert.deepEqual(view?.type === 'welcome' && [view.view.announce, view.view.canActivate], [
      false,
      true,
    ])
  })

  it('[CHT17] [REL2] [REL3] bursts from two tabs and the operator are one order for all, each line once', async () => {
    const { monitor } = await operatorAtWork(server)
    const { user, session, page } = await userAtWork(server)
    const { participant } = await talk(monitor, page, session)
    const tab = await openPage(user, session)
    const sent: Promise<unknown>[] = []
    for (let count = 0; count < 5; count++) {
      const mine = { type: 'chat-send', text: `page ${count}` }
      const id = page.order(mine)
      // The same once more, as after a lost acknowledgement.
      page.send({ ...mine, id })
      sent.push(say(tab, { type: 'chat-send', text: `tab ${count}` }))
      sent.push(say(monitor, { type: 'chat-send', session, participant, text: `answer ${count}` }))
      sent.push(page.next((message) => message.type === 'ack' && message.id === id))
    }
    await Promise.all(sent)
    await say(monitor, { type: 'chat-send', session, participant, text: 'the last' })
    for (const line of [page, tab, monitor]) await hears(line, 'the last')
    const texts = (line: Page | Monitor) =>
      line.heard.flatMap((message) =>
        message.type === 'push' || message.type === 'lines'
          ? message.lines.map((one) => one.text)
          : [],
      )
    const order = texts(page)
    assert.deepEqual(texts(tab), order)
    assert.deepEqual(texts(monitor), order)
    assert.equal(new Set(order).size, 16)
    assert.equal(order.length, 16)
    for (const who of ['page', 'tab', 'answer']) {
      assert.deepEqual(
        order.filter((text) => text.startsWith(who)),
        [0, 1, 2, 3, 4].map((count) => `${who} ${count}`),
      )
    }
  })

  it('[AUT8] [CHT8] [MON9] a Monitor that comes back finds everything as it is', async () => {
    const { operator, monitor } = await operatorAtWork(server)
    const { user, session, page } = await userAtWork(server, { multiUser: true })
    await talk(monitor, page, session)
    await say(page, { type: 'chat-send', text: 'private' })
    monitor.close()
    await monitor.closed
    await change(user, session, { mode: 'peerhelp' })
    await say(page, { type: 'chat-send', text: 'for all' })
    const back = await operator.openMonitor()
    const welcome = await back.next((message) => message.type === 'welcome')
    assert.ok(welcome.type === 'welcome')
    assert.deepEqual(
      welcome.conversations.map((one) => [one.participant, one.lines.map((line) => line.text)]),
      [[null, ['for all']]],
    )
    assert.equal(welcome.rows.find((one) => one.session === session)?.shared, true)
    await change(user, session, { mode: 'help' })
    const own = await conversationOf(back, session)
    assert.deepEqual(
      own.lines.map((line) => line.text),
      ['private', 'for all'],
    )
  })
})
