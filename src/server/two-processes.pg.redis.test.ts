import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { openRedisBus } from '../bus/redis.ts'
import { missingRedis, TEST_REDIS } from '../bus/testing/test-redis.ts'
import { missingPostgres, postgresPlace } from '../store/testing/postgres-place.ts'
import { openBrowser, type TestBrowser } from './testing/test-browser.ts'
import { change, hears, operatorAtWork, peerAtWork, say, talk } from './testing/scene.ts'
import {
  aboutFirst,
  isDone,
  nextControl,
  nextMirror,
  operate,
  startControl,
  startObserving,
  textsDone,
} from './testing/screens.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

const skip = (await missingPostgres()) || (await missingRedis())

describe('two server processes on one database', { skip }, () => {
  let one: TestServer
  let other: TestServer
  let operator: TestBrowser
  let user: TestBrowser
  let session: string
  let drop: () => Promise<void> = async () => {}

  beforeEach(async () => {
    const place = await postgresPlace()
    const prefix = `test-${randomBytes(6).toString('hex')}`
    const start = async () =>
      startTestServer({
        store: await place.open(),
        bus: await openRedisBus({ url: TEST_REDIS, prefix }),
      })
    one = await start()
    other = await start()
    drop = () => place.remove()
    await one.createOperator('olivia@example.org')
    operator = openBrowser(other.origin)
    await operator.signIn('olivia@example.org')
    user = openBrowser(one.origin)
    session = await user.begin()
  })
  afterEach(async () => {
    for (const server of [one, other]) {
      await server.close()
      await server.deps.bus.close()
    }
    await drop()
  })

  async function openAvailableMonitor() {
    const monitor = await operator.openMonitor()
    await monitor.next((message) => message.type === 'welcome')
    monitor.order({ type: 'set-roles', roles: ['family law'] })
    monitor.order({ type: 'set-available', available: true })
    return monitor
  }

  it('[SCA2] [CHT1] [REL3] availability and chat cross from one to the other, both ways', async () => {
    const page = await user.openPage(session)
    await page.next((message) => message.type === 'welcome')
    const monitor = await openAvailableMonitor()
    await page.next((message) => message.type === 'push' && message.view?.icon === 'green')
    page.order({ type: 'chat-activate' })
    const begun = await monitor.next((message) => message.type === 'conversation')
    const participant = begun.type === 'conversation' ? begun.conversation.participant : ''
    page.order({ type: 'chat-send', text: 'from one' })
    await monitor.next(
      (message) =>
        message.type === 'lines' && message.lines.some((line) => line.text === 'from one'),
    )
    monitor.order({ type: 'chat-send', session, participant, text: 'from the other' })
    await page.next(
      (message) =>
        message.type === 'push' && message.lines.some((line) => line.text === 'from the other'),
    )
    // The page comes back at the other process, and everything is there.
    page.close()
    await page.closed
    user.moveTo(other.origin)
    const moved = await user.openPage(session)
    const welcome = await moved.next((message) => message.type === 'welcome')
    assert.deepEqual(welcome.type === 'welcome' && welcome.lines.map((line) => line.text), [
      'from one',
      'from the other',
    ])
    assert.match(await (await user.get(`/s/${session}`)).text(), /What is your name/)
  })

  it('[SCA2] [OBS1] [OBS4] a page of one is observed at the other, letter by letter, and cut', async () => {
    const page = await user.openPage(session)
    await page.next((message) => message.type === 'welcome')
    const monitor = await openAvailableMonitor()
    const room = await other.deps.store.readRoom(session as never)
    const participant = Object.keys(room?.participants ?? {})[0] ?? ''
    monitor.send({ type: 'observe', session, participant })
    const told = await page.next((message) => message.type === 'observe' && message.observers > 0)
    const epoch = told.type === 'observe' ? told.epoch : ''
    const send = (snapshot: boolean, text: string) =>
      page.send({
        type: 'mirror',
        ...(snapshot ? { snapshot: { epoch, screen: 1 } } : {}),
        ops: [['v', 'f0', text, 1, 1]],
      })
    send(true, 'A')
    const shown = await monitor.next(
      (message) => message.type === 'mirror' && message.message.kind === 'snapshot',
    )
    assert.match(JSON.stringify(shown), /What is your name/)
    for (const text of ['Ad', 'Ada']) {
      send(false, text)
      await monitor.next(
        (message) =>
          message.type === 'mirror' &&
          message.message.kind === 'delta' &&
          JSON.stringify(message.message.ops) === JSON.stringify([['v', 'f0', text, 1, 1]]),
      )
    }
    const change = { action: 'change', arguments: { availability: 'unavailable' } }
    const action = Buffer.from(JSON.stringify(change)).toString('base64url')
    await user.get(`/s/${session}/action?action=${action}`)
    await monitor.next((message) => message.type === 'mirror' && message.message.kind === 'gone')
    await page.next((message) => message.type === 'observe' && message.observers === 0)
  })

  it('[SCA2] [CTL1] [CTL5] [CTL6] control crosses, in order, is taken over, and holds where the page comes back', async () => {
    const page = await user.openPage(session)
    await page.next((message) => message.type === 'welcome')
    const about = await aboutFirst(one, session)
    const far = await openAvailableMonitor()
    await startObserving(far, about, page)
    const first = await startControl(far, about)
    for (let cseq = 1; cseq <= 50; cseq++)
      operate(far, about, { number: first, cseq, text: `t${cseq}` })
    await isDone(page, 't50')
    assert.deepEqual(
      textsDone(page),
      Array.from({ length: 50 }, (_, index) => `t${index + 1}`),
    )
    const ack = { number: first, cseq: 50, gap: false }
    page.send({ type: 'mirror', ops: [], ack })
    assert.deepEqual((await nextMirror(far, 'delta')).ack, ack)
    const near = await operatorAtWork(one, { firstName: 'Nora' })
    near.monitor.send({ type: 'observe', ...about })
    await nextControl(near.monitor, 'held')
    const second = await startControl(near.monitor, about, true)
    await nextControl(far, 'held')
    operate(far, about, { number: first, cseq: 51, text: 'late' })
    operate(near.monitor, about, { number: second, cseq: 1, text: 'near' })
    await isDone(page, 'near')
    assert.equal(textsDone(page).includes('late'), false)
    page.close()
    await page.closed
    user.moveTo(other.origin)
    const moved = await user.reopenPage(session, page.page)
    await moved.next((message) => message.type === 'control-alive' && message.number === second)
    // Its process has read the room since.
    near.monitor.send({ type: 'observe', ...about })
    operate(near.monitor, about, { number: second, cseq: 2, text: 'moved' })
    await isDone(moved, 'moved')
  })

  it('[SCA2] [CHT15] [CHT8] [BLK4] typing, peers and a block cross, too', async () => {
    await change(user, session, { mode: 'peerhelp', multiUser: true })
    const page = await user.openPage(session)
    await page.next((message) => message.type === 'welcome')
    const peer = await peerAtWork(other, session)
    const monitor = await openAvailableMonitor()
    await page.next((message) => message.type === 'push' && message.view?.operators === 1)
    const shared = await talk(monitor, page, session)
    assert.equal(shared.participant, null)
    await say(peer.page, { type: 'chat-activate' })
    await say(peer.page, { type: 'chat-send', text: 'from the other' })
    await hears(page, 'from the other')
    page.send({ type: 'typing', is: true })
    for (const line of [peer.page, monitor]) {
      const typed = await (line as typeof page).next((message) => message.type === 'typing')
      assert.equal(typed.type === 'typing' && typed.who[0]?.visitorNumber, 1)
    }
    const room = await one.deps.store.readRoom(session as never)
    const blocked = Object.values(room?.participants ?? {}).find(
      (found) => found.visitorNumber === 1,
    )
    await say(monitor, { type: 'block', session, participant: blocked?.id })
    await say(monitor, { type: 'chat-send', session, participant: null, text: 'not for one' })
    await hears(peer.page, 'not for one')
    await say(peer.page, { type: 'chat-send', text: 'for one' })
    await hears(page, 'for one')
    assert.equal(JSON.stringify(page.heard).includes('not for one'), false)
  })
})
