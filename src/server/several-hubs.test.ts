/** A page and its observers at different processes, with one store and a fabric between them. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { createInProcessFabric, type InProcessFabric } from '../bus/in-process.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import {
  operatorAtWork,
  say,
  until,
  userAtWork,
  viewWhere,
  type AtWork,
  type Page,
  type UserAtWork,
} from './testing/scene.ts'
import {
  aboutFirst,
  isDone,
  nextControl,
  nextMirror,
  operate,
  startControl,
  startObserving,
  textsDone,
  toldToShow,
  toldToStop,
  type About,
} from './testing/screens.ts'
import { manualTiming, type ManualTiming } from './testing/manual-timing.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'
import type { Timing } from './timing.ts'

describe('several processes', () => {
  let store: Store
  let fabric: InProcessFabric
  let servers: TestServer[]
  let who: UserAtWork
  let about: About
  let olivia: AtWork
  let paul: AtWork

  async function start(timing?: Timing): Promise<TestServer> {
    const bus = fabric.connect()
    const server = await startTestServer({
      store,
      bus,
      ...(timing === undefined ? {} : { timing }),
    })
    servers.push(server)
    return server
  }

  /** Two seconds, second by second: the store answers in turn, so what each of them asked for has come. */
  async function pass(timing: ManualTiming): Promise<void> {
    for (let second = 0; second < 2; second++) {
      timing.pass(1_000)
      for (let turn = 0; turn < 8; turn++) await store.now()
    }
  }

  /** The page is at the first, Olivia's Monitor at the second, Paul's at the third. */
  beforeEach(async () => {
    store = await openSqliteStore({ file: ':memory:' })
    fabric = createInProcessFabric()
    servers = []
    const [first, second, third] = [await start(), await start(), await start()]
    who = await userAtWork(first)
    about = await aboutFirst(first, who.session)
    olivia = await operatorAtWork(second, { firstName: 'Olivia' })
    paul = await operatorAtWork(third, { firstName: 'Paul' })
  })
  afterEach(async () => {
    for (const server of servers) {
      await server.close()
      await server.deps.bus.close()
    }
    await store.close()
  })

  /** Its last words reach nobody. */
  async function drop(index: number): Promise<void> {
    await servers[index]?.deps.bus.close()
    await servers[index]?.drop()
  }

  const origin = (index: number): string => servers[index]?.origin ?? ''
  const show = (page: Page, epoch: string, ...ops: unknown[]): void =>
    page.send({ type: 'mirror', snapshot: { epoch, screen: 1 }, ops })

  it('[SCA2] [CTL1] [CTL5] [CTL6] control crosses, is taken over elsewhere, and what comes late goes nowhere', async () => {
    const { page } = who
    await startObserving(olivia.monitor, about, page)
    const first = await startControl(olivia.monitor, about)
    for (let cseq = 1; cseq <= 30; cseq++) {
      operate(olivia.monitor, about, { number: first, cseq, text: `o${cseq}` })
    }
    await isDone(page, 'o30')
    const ack = { number: first, cseq: 30, gap: false }
    const typed = ['v', 'f0', 'o30', 3, 3]
    page.send({ type: 'mirror', ops: [typed], ack })
    const told = await nextMirror(olivia.monitor, 'delta')
    assert.deepEqual([told.ops, told.ack], [[typed], ack])
    paul.monitor.send({ type: 'observe', ...about })
    assert.equal((await nextControl(paul.monitor, 'held')).by, 'Olivia Operator')
    const second = await startControl(paul.monitor, about, true)
    await nextControl(olivia.monitor, 'held')
    operate(olivia.monitor, about, { number: first, cseq: 31, text: 'late' })
    operate(paul.monitor, about, { number: second, cseq: 1, text: 'paul' })
    await isDone(page, 'paul')
    assert.deepEqual(textsDone(page), [
      ...Array.from({ length: 30 }, (_, index) => `o${index + 1}`),
      'paul',
    ])
  })

  it('[SCA2] [CTL6] [REL6] the process of the Monitor dies: control goes on from another', async () => {
    const { page } = who
    await startObserving(olivia.monitor, about, page)
    const number = await startControl(olivia.monitor, about)
    operate(olivia.monitor, about, { number, cseq: 1, text: 'before' })
    await isDone(page, 'before')
    await drop(1)
    olivia.operator.moveTo(origin(2))
    const back = await olivia.operator.reopenMonitor(olivia.monitor.page)
    back.send({ type: 'observe', ...about })
    operate(back, about, { number, cseq: 2, text: 'after' })
    await isDone(page, 'after')
    assert.deepEqual(await nextControl(back, 'yours'), { state: 'yours', number, here: true })
    back.send({ type: 'renew-control', ...about, number })
    show(page, await toldToShow(page), ['v', 'f0', 'after', 5, 5])
    await nextMirror(back, 'snapshot')
  })

  it('[SCA2] [CTL3] [REL6] the process of the page dies: the page is controlled, and seen, where it comes back', async () => {
    const { page, user, session } = who
    await startObserving(olivia.monitor, about, page)
    const number = await startControl(olivia.monitor, about)
    await drop(0)
    user.moveTo(origin(2))
    const back = await user.reopenPage(session, page.page)
    const welcome = await back.next((message) => message.type === 'welcome')
    assert.equal(welcome.type === 'welcome' && welcome.view.control?.number, number)
    show(back, await toldToShow(back), ['y', 3])
    await nextMirror(olivia.monitor, 'snapshot', ({ ops }) => JSON.stringify(ops) === '[["y",3]]')
    // Its process has read the room since; a Monitor of ours sends again what came before that.
    olivia.monitor.send({ type: 'observe', ...about })
    operate(olivia.monitor, about, { number, cseq: 1, text: 'again' })
    await isDone(back, 'again')
  })

  it('[SCA2] [CTL6] a lost word of the fabric costs a second, never the control or the fence', async () => {
    const { page } = who
    await startObserving(olivia.monitor, about, page)
    fabric.setUp(false)
    const number = await startControl(olivia.monitor, about)
    operate(olivia.monitor, about, { number, cseq: 1, text: 'lost' })
    await viewWhere(page, (view) => view.control?.number === number)
    await say(page, { type: 'take-back', number, silent: false })
    assert.equal((await nextControl(olivia.monitor, 'free')).why, null)
    await nextControl(olivia.monitor, 'free')
    fabric.setUp(true)
    operate(olivia.monitor, about, { number, cseq: 2, text: 'late' })
    await say(olivia.monitor, { type: 'set-available', available: true })
    await say(page, { type: 'chat-off' })
    assert.deepEqual(textsDone(page), [])
  })

  it('[SCA2] [CTL1] the first word of a control is no faster than the page’s knowledge of it', async () => {
    const { page } = who
    await startObserving(olivia.monitor, about, page)
    const number = await startControl(olivia.monitor, about)
    operate(olivia.monitor, about, { number, cseq: 1, text: 'first' })
    await isDone(page, 'first')
    const knows = page.heard.findIndex(
      (message) => message.type === 'push' && message.view?.control?.number === number,
    )
    const does = page.heard.findIndex((message) => message.type === 'control')
    assert.ok(knows >= 0 && knows < does)
  })

  it('[REL6] everything is started anew: the lease holds, and so does what the page has done', async () => {
    const { page, user, session } = who
    await startObserving(olivia.monitor, about, page)
    const number = await startControl(olivia.monitor, about)
    for (const index of [0, 1, 2]) await drop(index)
    const { origin: next } = await start()
    user.moveTo(next)
    olivia.operator.moveTo(next)
    const back = await olivia.operator.reopenMonitor(olivia.monitor.page)
    back.send({ type: 'observe', ...about })
    const again = await user.reopenPage(session, page.page)
    const welcome = await again.next((message) => message.type === 'welcome')
    assert.equal(welcome.type === 'welcome' && welcome.view.control?.page, page.page)
    await again.next((message) => message.type === 'control-alive' && message.number === number)
    await nextControl(back, 'yours')
    back.send({ type: 'observe', ...about })
    operate(back, about, { number, cseq: 1, text: 'goes on' })
    await isDone(again, 'goes on')
  })

  it('[SCA2] [OBS1] whoever begins to observe at the page’s own process is not left to wait', async () => {
    // No clock runs there: nothing is asked for that was forgotten.
    const still = await start(manualTiming())
    const { page, session } = await userAtWork(still)
    const other = await aboutFirst(still, session)
    const epoch = await startObserving(olivia.monitor, other, page)
    const near = await operatorAtWork(still)
    const heard = page.heard.length
    near.monitor.send({ type: 'observe', ...other })
    await until(async () => page.heard.slice(heard).some(({ type }) => type === 'mirror-again'))
    show(page, epoch, ['y', 5])
    await nextMirror(near.monitor, 'snapshot')
  })

  it('[SCA2] [OBS1] the last word before a long silence may be lost: it is asked for again', async () => {
    const timing = manualTiming()
    const still = await start(timing)
    const { page } = who
    const { monitor } = await operatorAtWork(still)
    const epoch = await startObserving(monitor, about, page)
    fabric.setUp(false)
    page.send({ type: 'mirror', ops: [['y', 7]] })
    await say(page, { type: 'chat-off' })
    fabric.setUp(true)
    const heard = page.heard.length
    // Asked after it was sent, and once more: what is only on its way is not asked for.
    await pass(timing)
    await say(page, { type: 'chat-off' })
    assert.equal(page.heard.slice(heard).filter(({ type }) => type === 'mirror-again').length, 0)
    await pass(timing)
    await until(async () => page.heard.slice(heard).some(({ type }) => type === 'mirror-again'))
    show(page, epoch, ['y', 7])
    await nextMirror(monitor, 'snapshot', ({ ops }) => JSON.stringify(ops) === '[["y",7]]')
    const later = page.heard.length
    for (let turn = 0; turn < 3; turn++) await pass(timing)
    await say(page, { type: 'chat-off' })
    assert.equal(page.heard.slice(later).filter(({ type }) => type === 'mirror-again').length, 0)
  })

  it('[SCA2] [OBS1] a page that comes back at another process is seen at once', async () => {
    const { page, user, session } = who
    const still = await start(manualTiming())
    const { monitor } = await operatorAtWork(still)
    await startObserving(monitor, about, page)
    page.close()
    await page.closed
    user.moveTo(origin(2))
    const back = await user.reopenPage(session, page.page)
    show(back, await toldToShow(back), ['y', 6])
    const { tab } = await nextMirror(
      monitor,
      'snapshot',
      ({ ops }) => JSON.stringify(ops) === '[["y",6]]',
    )
    assert.equal(tab, 1)
  })

  it('[SCA2] [OBS6] the page is told to stop when the last of all processes has gone', async () => {
    const { page } = who
    const epoch = await startObserving(olivia.monitor, about, page)
    paul.monitor.send({ type: 'observe', ...about })
    await page.next((message) => message.type === 'observe' && message.observers === 2)
    show(page, epoch, ['y', 9])
    await nextMirror(paul.monitor, 'snapshot')
    olivia.monitor.send({ type: 'unobserve', ...about })
    await page.next((message) => message.type === 'observe' && message.observers === 1)
    paul.monitor.close()
    await toldToStop(page)
  })
})
