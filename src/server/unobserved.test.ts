import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Bus } from '../bus/bus.ts'
import { createInProcessFabric, type InProcessFabric } from '../bus/in-process.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import {
  change,
  openPage,
  operatorAtWork,
  say,
  userAtWork,
  viewWhere,
  type Page,
} from './testing/scene.ts'
import {
  aboutFirst,
  isDone,
  nextControl,
  nextMirror,
  operate,
  startControl,
  startObserving,
  toldToShow,
  toldToStop,
} from './testing/screens.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

/** In no other text of any test. */
const CANARY = 'canary-c7f1e09b'
const TYPED = 'typed-by-operator-5d20'

describe('what nobody is shown', () => {
  const folder = mkdtempSync(join(tmpdir(), 'alongside-unobserved-'))
  let store: Store
  let fabric: InProcessFabric
  let servers: TestServer[] = []
  let published: (readonly [topic: string, message: string])[] = []
  let lost = (_topic: string): boolean => false

  beforeEach(async () => {
    store = await openSqliteStore({ file: join(folder, 'store.db') })
    fabric = createInProcessFabric()
    servers = []
    published = []
    lost = () => false
  })
  afterEach(async () => {
    for (const server of servers) {
      await server.close()
      await server.deps.bus.close()
    }
    await store.close()
    for (const name of readdirSync(folder)) rmSync(join(folder, name))
  })

  async function start(): Promise<TestServer> {
    const real = fabric.connect()
    const bus: Bus = {
      ...real,
      publish(topic, message) {
        published.push([topic, message])
        if (!lost(topic)) real.publish(topic, message)
      },
    }
    const server = await startTestServer({ store, bus })
    servers.push(server)
    return server
  }

  const aboutScreens = ([topic]: readonly [string, string]): boolean =>
    /^(mirror|control)/.test(topic)

  /** Frames to a page that have to do with its screen. */
  function frames(page: Page): readonly string[] {
    const kinds = ['observe', 'mirror-again', 'control', 'control-alive']
    return page.heard.map(({ type }) => type).filter((type) => kinds.includes(type))
  }

  it('[OBS6] while nobody observes, a page hears nothing of it, and what it says goes nowhere', async () => {
    const server = await start()
    const { monitor } = await operatorAtWork(server)
    const { page, session, user } = await userAtWork(server)
    const about = await aboutFirst(server, session)
    const say1 = (epoch: string): void =>
      page.send({
        type: 'mirror',
        snapshot: { epoch, screen: 1 },
        ops: [['v', 'f0', CANARY, 0, 0]],
      })
    say1('')
    await change(user, session, {})
    await say(page, { type: 'chat-off' })
    assert.deepEqual(frames(page), [])
    assert.deepEqual(published.filter(aboutScreens), [])
    // All have left: it is told so once, and nothing more.
    const epoch = await startObserving(monitor, about, page, 2)
    monitor.send({ type: 'unobserve', ...about })
    await toldToStop(page)
    const before = frames(page).length
    const count = published.filter(aboutScreens).length
    say1(epoch)
    await openPage(user, session)
    await change(user, session, {})
    await say(page, { type: 'chat-off' })
    assert.equal(frames(page).length, before)
    assert.equal(published.filter(aboutScreens).length, count)
    assert.equal(JSON.stringify(monitor.heard).includes(CANARY), false)
  })

  it('[OBS6] [CTL1] control needs no picture: what the operator does comes though nobody is shown it', async () => {
    const [here, there] = [await start(), await start()]
    const { page, session } = await userAtWork(here)
    const about = await aboutFirst(here, session)
    const { monitor } = await operatorAtWork(there)
    // The process of the page does not hear that another observes.
    lost = (topic) => topic.startsWith('mirror')
    monitor.send({ type: 'observe', ...about })
    await nextControl(monitor, 'free')
    const number = await startControl(monitor, about)
    operate(monitor, about, { number, cseq: 1, text: 'unseen' })
    await isDone(page, 'unseen')
    assert.equal(frames(page).includes('observe'), false)
    lost = () => false
    page.send({
      type: 'mirror',
      snapshot: { epoch: await toldToShow(page), screen: 1 },
      ops: [['v', 'f0', 'unseen', 6, 6]],
      ack: { number, cseq: 1, gap: false },
    })
    const shown = await nextMirror(monitor, 'snapshot')
    assert.equal(shown.ack?.cseq, 1)
  })

  it('[OBS7] [REL1] what hidden fields hold, and what is typed under control, is in no frame, log or file that it does not belong in', async () => {
    const [here, there] = [await start(), await start()]
    const { page, session, user } = await userAtWork(here, { hidesName: true, name: CANARY })
    const about = await aboutFirst(here, session)
    assert.match(await (await user.get(`/s/${session}`)).text(), new RegExp(CANARY))
    const { monitor } = await operatorAtWork(there)
    const near = await operatorAtWork(here)
    const epoch = await startObserving(monitor, about, page, 2)
    near.monitor.send({ type: 'observe', ...about })
    await page.next((message) => message.type === 'observe' && message.observers === 2)
    page.send({ type: 'mirror', snapshot: { epoch, screen: 2 }, ops: [['y', 1]] })
    const shown = await nextMirror(near.monitor, 'snapshot')
    assert.match(shown.html ?? '', /What is your name/)
    const number = await startControl(monitor, about)
    await viewWhere(page, (view) => view.control !== null)
    operate(monitor, about, { number, cseq: 1, text: TYPED })
    await isDone(page, TYPED)
    const ack = { number, cseq: 1, gap: false }
    const ops = [
      ['v', 'f0', TYPED, 5, 5],
      ['h', 'm1', `<input type="password" value="${CANARY}"><b data-private>${CANARY}</b>`],
    ]
    page.send({ type: 'mirror', ops, ack })
    await nextMirror(monitor, 'delta')
    // It is saved under control.
    await user.post(`/s/${session}`, {
      version: '2',
      screen: 'ask name',
      f0: CANARY,
      control: String(number),
    })
    monitor.close(true)
    await viewWhere(page, (view) => view.control === null)

    const told = JSON.stringify([monitor.heard, near.monitor.heard, page.heard])
    const isTypedTold = told.includes(TYPED)
    const logged = JSON.stringify(servers.map((server) => server.logged))
    const crossed = published.map(([, message]) => message).join('\n')
    const stored = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'))
    assert.ok(
      stored.some((bytes) => bytes.includes(session)),
      'the store is not where it is looked for',
    )
    assert.ok(crossed.includes(session), 'the fabric is not heard')
    for (const secret of [CANARY, Buffer.from(CANARY).toString('base64').slice(0, 18)]) {
      for (const place of [told, logged, crossed, ...stored])
        assert.equal(place.includes(secret), false)
    }
    assert.ok(isTypedTold)
    for (const secret of [TYPED, Buffer.from(TYPED).toString('base64').slice(0, 24)]) {
      for (const place of [logged, crossed, ...stored]) assert.equal(place.includes(secret), false)
    }
  })
})
