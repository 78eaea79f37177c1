import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { createOpenRoom } from '../store/testing/scene.ts'
import {
  ask,
  conversationOf,
  hears,
  operatorAtWork,
  openPage,
  say,
  talk,
  until,
  userAtWork,
  viewWhere,
  type Monitor,
} from './testing/scene.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

describe('operators and their conversations', () => {
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

  function over(monitor: Monitor, session: string) {
    return monitor.next(
      (message) => message.type === 'conversation-over' && message.session === session,
    )
  }

  async function idOf(email: string): Promise<string> {
    return (await store.findAccountByEmail(email))?.id ?? ''
  }

  it('[CHT5] at the limit activation queues and tells the place; a free operator takes the oldest', async () => {
    const { monitor } = await operatorAtWork(server)
    await say(monitor, { type: 'set-limit', limit: 1 })
    const first = await userAtWork(server)
    await talk(monitor, first.page, first.session)
    const second = await userAtWork(server)
    await say(second.page, { type: 'chat-activate' })
    await viewWhere(second.page, (view) => view.queuePlace === 1)
    const third = await userAtWork(server)
    await say(third.page, { type: 'chat-activate' })
    const waits = await viewWhere(third.page, (view) => view.queuePlace === 2)
    // Operators at their limit count as available.
    assert.equal(waits.operators, 1)
    await say(first.page, { type: 'chat-off' })
    await conversationOf(monitor, second.session)
    await viewWhere(third.page, (view) => view.queuePlace === 1)
    await say(monitor, { type: 'set-limit', limit: null })
    await conversationOf(monitor, third.session)
  })

  it('[CHT5] [MON2] the limit is the operator’s, in every tab', async () => {
    const { operator, monitor } = await operatorAtWork(server)
    const other = await operator.openMonitor()
    await other.next((message) => message.type === 'welcome')
    await say(monitor, { type: 'set-limit', limit: 3 })
    await other.next((message) => message.type === 'desk' && message.desk.limit === 3)
  })

  it('[CHT13] who goes Not available keeps the running conversations, and gets no new one', async () => {
    const { monitor } = await operatorAtWork(server)
    const { session, page } = await userAtWork(server)
    const { participant } = await talk(monitor, page, session)
    await say(monitor, { type: 'set-available', available: false })
    await say(monitor, { type: 'chat-send', session, participant, text: 'still here' })
    await hears(page, 'still here')
    const late = await userAtWork(server)
    assert.equal(await ask(late.page, { type: 'chat-activate' }), 'chat-unavailable')
  })

  it('[CHT14] an operator is gone: the conversation moves with its history, and the user is told', async () => {
    const first = await operatorAtWork(server, { firstName: 'Olga' })
    const { session, page } = await userAtWork(server)
    await talk(first.monitor, page, session)
    await say(page, { type: 'chat-send', text: 'before' })
    const second = await operatorAtWork(server, { firstName: 'Pete' })
    first.monitor.close()
    await first.monitor.closed
    await closedAtDesk(await idOf(first.email))
    now += 16_000
    const moved = await conversationOf(second.monitor, session)
    assert.deepEqual(
      moved.lines.map((line) => line.text),
      ['before'],
    )
    const view = await viewWhere(page, ({ operatorName }) => operatorName === 'Pete Operator')
    assert.deepEqual(view.movedFrom, { name: 'Olga Operator', how: 'left' })
    second.monitor.close()
    await second.monitor.closed
    await closedAtDesk(await idOf(second.email))
    now += 16_000
    const left = await viewWhere(page, ({ leftBehindBy }) => leftBehindBy === 'Pete Operator')
    assert.equal(left.chat, 'on')
    await say(page, { type: 'chat-send', text: 'kept' })
    const third = await operatorAtWork(server)
    const shown = await conversationOf(third.monitor, session)
    assert.deepEqual(
      shown.lines.map((line) => line.text),
      ['before', 'kept'],
    )
  })

  /** The grace time begins when the desk has taken in that the last Monitor is closed. */
  async function closedAtDesk(operator: string): Promise<void> {
    await until(async () => {
      const found = (await store.readDesk()).operators[operator as never]
      return found === undefined || Object.keys(found.pages).length === 0
    })
  }

  it('[CHT20] a transfer stays with its operator until it is accepted, and the user is told by name', async () => {
    const olga = await operatorAtWork(server, { firstName: 'Olga' })
    const { session, page } = await userAtWork(server)
    const { participant } = await talk(olga.monitor, page, session)
    await say(page, { type: 'chat-send', text: 'my story' })
    const pete = await operatorAtWork(server, { firstName: 'Pete' })
    const to = { kind: 'operator', id: await idOf(pete.email) }
    await say(olga.monitor, { type: 'transfer', session, participant, to })
    await olga.monitor.next(
      (message) => message.type === 'lines' && message.state.offered?.to === 'Pete Operator',
    )
    const offered = await pete.monitor.next(
      (message) => message.type === 'desk' && message.desk.offers.length === 1,
    )
    assert.deepEqual(offered.type === 'desk' && offered.desk.offers[0]?.from, 'Olga Operator')
    // Nobody else's to accept, nor to write in.
    const text = 'too early'
    assert.equal(
      await ask(pete.monitor, { type: 'chat-send', session, participant, text }),
      'not-your-conversation',
    )
    await say(olga.monitor, { type: 'chat-send', session, participant, text: 'one moment' })
    await say(pete.monitor, { type: 'answer-transfer', session, participant, accepts: true })
    await over(olga.monitor, session)
    const shown = await conversationOf(pete.monitor, session)
    assert.deepEqual(
      shown.lines.map((line) => line.text),
      ['my story', 'one moment'],
    )
    const view = await viewWhere(page, ({ operatorName }) => operatorName === 'Pete Operator')
    assert.deepEqual(view.movedFrom, { name: 'Olga Operator', how: 'transferred' })
  })

  it('[CHT20] declined, cancelled or unanswered, it comes back', async () => {
    const olga = await operatorAtWork(server, { firstName: 'Olga' })
    const { session, page } = await userAtWork(server)
    const { participant } = await talk(olga.monitor, page, session)
    const pete = await operatorAtWork(server, { firstName: 'Pete', roles: ['family law', 'tax'] })
    const offers = (count: number) =>
      pete.monitor.next(
        (message) => message.type === 'desk' && message.desk.offers.length === count,
      )
    const offer = { type: 'transfer', session, participant, to: { kind: 'role', role: 'tax' } }
    await say(olga.monitor, offer)
    await offers(1)
    await say(pete.monitor, { type: 'answer-transfer', session, participant, accepts: false })
    await offers(0)
    await say(olga.monitor, offer)
    await offers(1)
    await say(olga.monitor, { type: 'cancel-transfer', session, participant })
    await offers(0)
    await say(olga.monitor, offer)
    await offers(1)
    now += 61_000
    await offers(0)
    assert.equal(
      await ask(pete.monitor, { type: 'answer-transfer', session, participant, accepts: true }),
      'no-transfer',
    )
    await say(olga.monitor, { type: 'chat-send', session, participant, text: 'still mine' })
    await hears(page, 'still mine')
    const nobody = { ...offer, to: { kind: 'role', role: 'nobody has this' } }
    assert.equal(await ask(olga.monitor, nobody), 'nobody-there')
  })

  it('[CHT19] [CHT20] the operator’s End ends it for both, and the user is told by whom', async () => {
    const { monitor } = await operatorAtWork(server)
    now += 1
    const other = await operatorAtWork(server)
    const { session, page } = await userAtWork(server)
    const { participant } = await talk(monitor, page, session)
    const end = { type: 'end-chat', session, participant }
    assert.equal(await ask(other.monitor, end), 'not-your-conversation')
    await say(monitor, end)
    await over(monitor, session)
    const view = await viewWhere(page, ({ chat }) => chat === 'off')
    assert.deepEqual(view.ended, { why: 'operator', by: 'Olivia Operator' })
    assert.equal(view.canActivate, true)
  })

  it('[CHT21] an invitation that is accepted connects with who made it', async () => {
    const olga = await operatorAtWork(server, { firstName: 'Olga' })
    await operatorAtWork(server, { firstName: 'Pete' })
    const { session, page } = await userAtWork(server)
    const row = await olga.monitor.next(
      (message) => message.type === 'rows' && message.upsert.some((one) => one.session === session),
    )
    const participant = row.type === 'rows' ? (row.upsert[0]?.participant ?? '') : ''
    await say(olga.monitor, { type: 'offer-help', session, participant })
    await viewWhere(page, ({ invitedBy }) => invitedBy === 'Olga Operator')
    await say(page, { type: 'decline-help' })
    await viewWhere(page, ({ invitedBy }) => invitedBy === null)
    await say(olga.monitor, { type: 'offer-help', session, participant })
    await say(olga.monitor, { type: 'withdraw-help', session, participant })
    await say(olga.monitor, { type: 'offer-help', session, participant })
    await viewWhere(page, ({ invitedBy }) => invitedBy === 'Olga Operator')
    await say(page, { type: 'chat-activate', invited: true })
    await conversationOf(olga.monitor, session)
    assert.equal(
      await ask(olga.monitor, { type: 'offer-help', session, participant }),
      'not-standby',
    )
  })

  it('[CHT10] [CHT15] another operator may read along until they stop, and may not write', async () => {
    const first = await operatorAtWork(server, { firstName: 'Olga' })
    const { session, page } = await userAtWork(server)
    const { participant } = await talk(first.monitor, page, session)
    await say(page, { type: 'chat-send', text: 'one' })
    const second = await operatorAtWork(server, { firstName: 'Pete' })
    second.monitor.send({ type: 'follow', session, participant })
    const shown = await conversationOf(second.monitor, session)
    assert.equal(shown.state.carried, false)
    assert.deepEqual(
      shown.lines.map((line) => line.text),
      ['one'],
    )
    assert.deepEqual(
      shown.state.members.map((one) => one.name),
      [null, 'Olga Operator'],
    )
    await say(page, { type: 'chat-send', text: 'two' })
    await hears(second.monitor, 'two')
    // Whoever only reads along does not type there for anybody to see.
    second.monitor.send({ type: 'typing', session, participant, is: true })
    first.monitor.send({ type: 'typing', session, participant, is: true })
    const typed = await second.monitor.next((message) => message.type === 'typing')
    assert.deepEqual(typed.type === 'typing' && typed.who.map((one) => one.name), ['Olga Operator'])
    const text = 'may I?'
    assert.equal(
      await ask(second.monitor, { type: 'chat-send', session, participant, text }),
      'not-your-conversation',
    )
    second.monitor.send({ type: 'unfollow', session, participant })
    await over(second.monitor, session)
    await say(page, { type: 'chat-send', text: 'three' })
    await hears(first.monitor, 'three')
    await say(second.monitor, { type: 'set-available', available: true })
    assert.equal(JSON.stringify(second.monitor.heard).includes('three'), false)
  })

  it('[CHT10] [REL9] who asks for the same conversation on and on is not read it each time', async () => {
    const first = await operatorAtWork(server)
    const { session, page } = await userAtWork(server)
    const { participant } = await talk(first.monitor, page, session)
    const { monitor } = await operatorAtWork(server, { roles: ['nobody asks for it'] })
    const about = { session, participant }
    monitor.send({ type: 'follow', ...about })
    await conversationOf(monitor, session)
    for (let count = 0; count < 300; count++) monitor.send({ type: 'follow', ...about })
    monitor.send({ type: 'unfollow', ...about })
    await over(monitor, session)
    const shown = monitor.heard.filter(
      (message) => message.type === 'conversation' && message.conversation.session === session,
    )
    assert.ok(shown.length <= 101, `read ${shown.length} times`)
  })

  it('[CHT10] [STA6] what no Monitor shows is not read along', async () => {
    const { monitor } = await operatorAtWork(server)
    const { session } = await userAtWork(server, { availability: 'unavailable' })
    const room = await store.readRoom(session as never)
    const [participant] = Object.keys(room?.participants ?? {})
    for (const whose of [participant, null, 'A'.repeat(22)]) {
      monitor.send({ type: 'follow', session, participant: whose })
      await over(monitor, session)
    }
    monitor.send({ type: 'follow', session: 'A'.repeat(22), participant: null })
    await over(monitor, 'A'.repeat(22))
  })

  it('[MON5] [CHT7] tabs of one operator agree on what was read, and on a new conversation', async () => {
    const { operator, monitor } = await operatorAtWork(server)
    const other = await operator.openMonitor()
    await other.next((message) => message.type === 'welcome')
    const { session, page } = await userAtWork(server)
    const { participant, state } = await talk(monitor, page, session)
    const same = await conversationOf(other, session)
    assert.deepEqual(same.state, state)
    assert.ok(state.beganSeq > state.ownReadUpTo)
    await say(page, { type: 'chat-send', text: 'hello' })
    const news = await other.next((message) => message.type === 'lines' && message.lines.length > 0)
    const upTo = news.type === 'lines' ? news.to : 0
    await say(monitor, { type: 'chat-read', session, participant, upTo })
    const told = await other.next(
      (message) => message.type === 'lines' && message.state.ownReadUpTo >= state.beganSeq,
    )
    assert.equal(told.type, 'lines')
  })

  it('[STA1] an entry is dismissed for one operator, and comes back with the participant', async () => {
    const olga = await operatorAtWork(server)
    const pete = await operatorAtWork(server)
    const { user, session, page } = await userAtWork(server)
    const row = (monitor: Monitor, status: string) =>
      monitor.next(
        (message) =>
          message.type === 'rows' &&
          message.upsert.some((one) => one.session === session && one.status === status),
      )
    page.close(true)
    const offline = await row(olga.monitor, 'offline')
    await row(pete.monitor, 'offline')
    const participant = offline.type === 'rows' ? (offline.upsert[0]?.participant ?? '') : ''
    await say(olga.monitor, { type: 'dismiss', session, participant })
    await olga.monitor.next(
      (message) => message.type === 'rows' && message.remove.some((one) => one.session === session),
    )
    assert.equal(
      pete.monitor.heard.some((message) => message.type === 'rows' && message.remove.length > 0),
      false,
    )
    await openPage(user, session)
    await row(olga.monitor, 'standby')
  })

  it('[MON8] a long list comes in parts: no message is long, none is missing, each row once', async () => {
    const rooms: string[] = []
    for (let count = 0; count < 410; count++) rooms.push((await createOpenRoom(store)).room)
    const { monitor } = await operatorAtWork(server)
    await monitor.next((message) => message.type === 'more-rows' && !message.more)
    const parts = monitor.heard.flatMap((message) =>
      message.type === 'welcome' || message.type === 'more-rows' ? [message] : [],
    )
    assert.deepEqual(
      parts.map(({ type, rows, more }) => [type, rows.length, more]),
      [
        ['welcome', 200, true],
        ['more-rows', 200, true],
        ['more-rows', 10, false],
      ],
    )
    const told = parts.flatMap(({ rows }) => rows.map((row) => row.session))
    assert.deepEqual(told.toSorted(), rooms.toSorted())
  })

  it('[MON8] [MON9] what a Monitor was told by changes is what a fresh one is told whole', async () => {
    const { operator, monitor } = await operatorAtWork(server)
    const [writes, ends, stays, , leaves] = await Promise.all(
      Array.from({ length: 5 }, () => userAtWork(server)),
    )
    assert.ok(writes && ends && stays && leaves)
    for (const { page } of [writes, ends, stays]) await say(page, { type: 'chat-activate' })
    await say(writes.page, { type: 'chat-send', text: 'hello' })
    await say(ends.page, { type: 'chat-off' })
    leaves.page.close(true)
    await say(monitor, { type: 'set-available', available: false })
    await say(monitor, { type: 'set-available', available: true })
    const last = await userAtWork(server)
    await monitor.next(
      (message) =>
        message.type === 'rows' && message.upsert.some((one) => one.session === last.session),
    )
    const fresh = await operator.openMonitor()
    const welcome = await fresh.next((message) => message.type === 'welcome')
    assert.ok(welcome.type === 'welcome')
    // What was sent before this answer has been heard.
    await say(monitor, { type: 'set-limit', limit: null })
    const rows = new Map<string, unknown>()
    for (const message of monitor.heard) {
      const upsert =
        message.type === 'rows' ? message.upsert : message.type === 'welcome' ? message.rows : []
      for (const row of upsert) rows.set(`${row.session} ${row.participant}`, row)
      for (const row of message.type === 'rows' ? message.remove : []) {
        rows.delete(`${row.session} ${row.participant}`)
      }
    }
    const byText = (all: readonly unknown[]) => all.map((row) => JSON.stringify(row)).toSorted()
    assert.deepEqual(byText([...rows.values()]), byText(welcome.rows))
    assert.equal(welcome.rows.length, 6)
  })
})
