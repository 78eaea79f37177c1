import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { must } from '../base/must.ts'
import {
  ask,
  change,
  conversationOf,
  operatorAtWork,
  say,
  talk,
  until,
  userAtWork,
  viewWhere,
  type AtWork,
  type Monitor,
  type UserAtWork,
} from './testing/scene.ts'
import { aboutFirst, nextMirror, startObserving, type About } from './testing/screens.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

const HOUSING = ['advocate', 'housing']

describe('who may help where', () => {
  let server: TestServer
  /** Of the group, and not of it. */
  let olivia: AtWork
  let paul: AtWork
  let who: UserAtWork
  let about: About
  beforeEach(async () => {
    server = await startTestServer()
    olivia = await operatorAtWork(server, { firstName: 'Olivia', privileges: HOUSING })
    paul = await operatorAtWork(server, { firstName: 'Paul' })
    who = await userAtWork(server, { operators: ['housing'] })
    about = await aboutFirst(server, who.session)
  })
  afterEach(() => server.close())

  async function setPrivileges({ email }: AtWork, privileges: readonly string[]): Promise<void> {
    const { store } = server.deps
    const account = must(await store.findAccountByEmail(email), 'made above')
    assert.equal(await store.changeAccount(account.id, { privileges }), 'changed')
  }

  /** The entry as this Monitor was told of it last. */
  function entry(monitor: Monitor, session: string): 'shown' | 'gone' | 'never told' {
    let last: 'shown' | 'gone' | 'never told' = 'never told'
    for (const heard of monitor.heard) {
      if (heard.type === 'welcome' || heard.type === 'more-rows') {
        if (heard.rows.some((row) => row.session === session)) last = 'shown'
      } else if (heard.type === 'rows') {
        if (heard.upsert.some((row) => row.session === session)) last = 'shown'
        if (heard.remove.some((row) => row.session === session)) last = 'gone'
      }
    }
    return last
  }
  const comesToBe = (monitor: Monitor, state: ReturnType<typeof entry>, session = who.session) =>
    until(async () => entry(monitor, session) === state)

  it('[ACC4] [MON4] outside of the group an entry is on no list, and nothing tells that it exists', async () => {
    await comesToBe(olivia.monitor, 'shown')
    await say(who.page, { type: 'chat-activate' })
    await say(who.page, { type: 'chat-send', text: 'the heating is off' })
    const other = await userAtWork(server)
    await comesToBe(paul.monitor, 'shown', other.session)
    const second = await paul.operator.openMonitor()
    await second.next((heard) => heard.type === 'welcome')
    for (const monitor of [paul.monitor, second]) {
      assert.equal(JSON.stringify(monitor.heard).includes(who.session), false)
    }
    who.page.close(true)
    await until(async () =>
      olivia.monitor.heard.some(
        (heard) => heard.type === 'rows' && heard.upsert.some((row) => row.status === 'offline'),
      ),
    )
    assert.equal(JSON.stringify(paul.monitor.heard).includes(who.session), false)
  })

  it('[ACC4] [ACC3] an order about it is answered as one about a session that there never was', async () => {
    const madeUp = { session: 'A'.repeat(22), participant: 'A'.repeat(22) }
    const orders = [
      { type: 'block' },
      { type: 'unblock' },
      { type: 'offer-help' },
      { type: 'withdraw-help' },
      { type: 'take-chat' },
      { type: 'end-chat' },
      { type: 'dismiss' },
      { type: 'chat-send', text: 'hello' },
      { type: 'chat-read', upTo: 1 },
      { type: 'transfer', to: { kind: 'role', role: 'family law' } },
      { type: 'cancel-transfer' },
      { type: 'answer-transfer', accepts: true },
      { type: 'take-control', takeOver: true },
    ]
    await talk(olivia.monitor, who.page, who.session)
    const before = await server.deps.store.readRoom(who.session as never)
    for (const order of orders) {
      const answers = [
        await ask(paul.monitor, { ...order, ...about }),
        await ask(paul.monitor, { ...order, ...madeUp }),
      ]
      assert.deepEqual(answers, ['unknown-session', 'unknown-session'], order.type)
    }
    paul.monitor.send({ type: 'follow', ...about })
    await paul.monitor.next((heard) => heard.type === 'conversation-over')
    paul.monitor.send({ type: 'observe', ...about })
    const gone = await nextMirror(paul.monitor, 'gone')
    assert.equal(gone.why, 'not-allowed')
    assert.deepEqual(await server.deps.store.readRoom(who.session as never), before)
  })

  it('[ACC4] [CHT5] [AUT10] only the group is counted and connected', async () => {
    assert.equal((await viewNow()).operators, 1)
    const { participant } = await talk(olivia.monitor, who.page, who.session)
    assert.equal(participant, about.participant)
    assert.equal(
      paul.monitor.heard.some((heard) => heard.type === 'conversation'),
      false,
    )
  })

  it('[ACC4] [ACC3] [OBS4] [CHT14] who leaves the group: entries, picture and conversation go at once', async () => {
    await talk(olivia.monitor, who.page, who.session)
    await startObserving(olivia.monitor, about, who.page, 2)
    await setPrivileges(paul, HOUSING)
    await comesToBe(paul.monitor, 'shown')
    await setPrivileges(olivia, ['advocate'])
    const gone = await nextMirror(olivia.monitor, 'gone')
    assert.equal(gone.why, 'not-allowed')
    await comesToBe(olivia.monitor, 'gone')
    const moved = await viewWhere(who.page, ({ operatorName }) => operatorName === 'Paul Operator')
    assert.equal(moved.movedFrom?.name, 'Olivia Operator')
    await conversationOf(paul.monitor, who.session)
    await olivia.monitor.next((heard) => heard.type === 'conversation-over')
    const text = { type: 'chat-send', text: 'still here', ...about }
    assert.equal(await ask(olivia.monitor, text), 'unknown-session')
  })

  it('[ACC4] the interview names another group: the same', async () => {
    const open = await userAtWork(server)
    const openAbout = await aboutFirst(server, open.session)
    await comesToBe(paul.monitor, 'shown', open.session)
    await startObserving(paul.monitor, openAbout, open.page)
    await change(open.user, open.session, { operators: ['housing'] })
    assert.equal((await nextMirror(paul.monitor, 'gone')).why, 'not-allowed')
    await comesToBe(paul.monitor, 'gone', open.session)
    await comesToBe(olivia.monitor, 'shown', open.session)
    await change(open.user, open.session, { operators: null })
    await comesToBe(paul.monitor, 'shown', open.session)
  })

  it('[ACC4] the configuration limits in the same way, on top of the interview', async () => {
    const limited = await startTestServer({
      store: server.deps.store,
      settings: { operatorLimits: { 'test*': ['tax', 'admin'] } },
    })
    try {
      const omar = await operatorAtWork(limited)
      const user = await userAtWork(limited)
      const target = await aboutFirst(limited, user.session)
      assert.equal(await ask(omar.monitor, { type: 'block', ...target }), 'unknown-session')
      assert.deepEqual(await ask(user.page, { type: 'chat-activate' }), 'chat-unavailable')
      await setPrivileges(omar, ['advocate', 'tax'])
      await comesToBe(omar.monitor, 'shown', user.session)
      assert.equal(await ask(omar.monitor, { type: 'block', ...target }), 'ack')
      await change(user.user, user.session, { operators: ['housing'] })
      await comesToBe(omar.monitor, 'gone', user.session)
    } finally {
      await limited.close()
    }
  })

  async function viewNow() {
    const page = await who.user.openPage(who.session)
    const welcome = await page.next((heard) => heard.type === 'welcome')
    page.close(true)
    return must(welcome.type === 'welcome' ? welcome.view : null, 'a welcome has one')
  }
})
