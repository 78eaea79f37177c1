import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { MirrorDown } from '../protocol/mirror.ts'
import type { MonitorDown } from '../protocol/monitor.ts'
import type { PageDown } from '../protocol/page.ts'
import { openBrowser, type LiveLine, type TestBrowser } from './testing/test-browser.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

type Monitor = LiveLine<MonitorDown>
type Page = LiveLine<PageDown>
type Snapshot = Extract<MirrorDown, { kind: 'snapshot' }>

describe('observing', () => {
  let server: TestServer
  let operator: TestBrowser
  let user: TestBrowser
  let session: string
  let participant: string
  beforeEach(async () => {
    server = await startTestServer()
    await server.createOperator('olivia@example.org')
    operator = openBrowser(server.origin)
    await operator.signIn('olivia@example.org')
    user = openBrowser(server.origin)
    session = await user.begin()
    const room = await server.deps.store.readRoom(session as never)
    participant = Object.keys(room?.participants ?? {})[0] ?? ''
  })
  afterEach(() => server.close())

  async function openMonitor(): Promise<Monitor> {
    const monitor = await operator.openMonitor()
    await monitor.next((message) => message.type === 'welcome')
    return monitor
  }

  async function openPage(): Promise<Page> {
    const page = await user.openPage(session)
    await page.next((message) => message.type === 'welcome')
    return page
  }

  async function toldToShow(page: Page): Promise<string> {
    const told = await page.next((message) => message.type === 'observe' && message.observers > 0)
    return told.type === 'observe' ? told.epoch : ''
  }

  async function nextMirror(
    monitor: Monitor,
    fits: (message: MirrorDown) => boolean,
  ): Promise<MirrorDown> {
    const found = await monitor.next(
      (message) => message.type === 'mirror' && fits(message.message),
    )
    return found.type === 'mirror' ? found.message : { kind: 'wait' }
  }

  async function nextSnapshot(monitor: Monitor): Promise<Snapshot> {
    return (await nextMirror(monitor, (message) => message.kind === 'snapshot')) as Snapshot
  }

  async function setAvailability(availability: string): Promise<void> {
    const change = { action: 'change', arguments: { availability } }
    const action = Buffer.from(JSON.stringify(change)).toString('base64url')
    assert.equal((await user.get(`/s/${session}/action?action=${action}`)).status, 303)
  }

  const observe = () => ({ type: 'observe', session, participant })

  it('[OBS1] [OBS6] the picture is the saved screen and what the page says of it, while observed', async () => {
    const page = await openPage()
    const monitor = await openMonitor()
    assert.equal(
      page.heard.some((message) => message.type === 'observe'),
      false,
    )
    monitor.send(observe())
    const epoch = await toldToShow(page)
    const ops = [['v', 'f0', 'A', 1, 1]]
    page.send({ type: 'mirror', snapshot: { epoch, screen: 1 }, ops })
    const first = await nextSnapshot(monitor)
    assert.match(first.html ?? '', /What is your name/)
    assert.deepEqual(first.ops, ops)
    page.send({ type: 'mirror', ops: [['v', 'f0', 'Ad']] })
    const delta = await nextMirror(monitor, (message) => message.kind === 'delta')
    assert.ok(delta.kind === 'delta')
    assert.deepEqual([delta.epoch, delta.number], [first.epoch, first.number + 1])
    // A caret that was left out stands at the end.
    assert.deepEqual(delta.ops, [['v', 'f0', 'Ad', 2, 2]])
    monitor.send({ ...observe(), type: 'unobserve' })
    await page.next((message) => message.type === 'observe' && message.observers === 0)
    // What a page sends though nobody observes goes nowhere.
    page.send({ type: 'mirror', ops: [['v', 'f0', 'x', 1, 1]] })
    page.order({ type: 'chat-off' })
    await page.next((message) => message.type === 'ack')
    assert.equal(JSON.stringify(monitor.heard).includes('"x"'), false)
    // Nor does it when somebody observes anew, before the page has begun anew.
    monitor.send(observe())
    const next = await toldToShow(page)
    assert.notEqual(next, epoch)
    page.send({ type: 'mirror', snapshot: { epoch, screen: 1 }, ops: [['v', 'f0', 'x', 1, 1]] })
    page.send({ type: 'mirror', ops: [['v', 'f0', 'x', 1, 1]] })
    page.send({ type: 'mirror', snapshot: { epoch: next, screen: 1 }, ops: [] })
    assert.deepEqual((await nextSnapshot(monitor)).ops, [])
    assert.equal(JSON.stringify(monitor.heard).includes('"x"'), false)
  })

  it('[OBS1] whoever comes late gets the whole picture, at no cost to the page', async () => {
    const page = await openPage()
    const monitor = await openMonitor()
    monitor.send(observe())
    const epoch = await toldToShow(page)
    const send = (snapshot: boolean, ...ops: unknown[]) =>
      page.send({ type: 'mirror', ...(snapshot ? { snapshot: { epoch, screen: 1 } } : {}), ops })
    send(true, ['v', 'f0', 'Ada', 3, 3])
    send(false, ['t', 'f0', 3, 0, ' Lovelace', 12, 12])
    await nextMirror(monitor, (message) => message.kind === 'delta')
    const heard = page.heard.length
    const late = await openMonitor()
    late.send(observe())
    const whole = await nextSnapshot(late)
    assert.match(whole.html ?? '', /What is your name/)
    assert.deepEqual(whole.ops, [['v', 'f0', 'Ada Lovelace', 12, 12]])
    assert.equal(
      page.heard.slice(heard).some((message) => message.type === 'mirror-again'),
      false,
    )
  })

  it('[OBS1] the next screen follows, also a refused one with what was typed', async () => {
    const page = await openPage()
    const monitor = await openMonitor()
    monitor.send(observe())
    const epoch = await toldToShow(page)
    const show = (screen: number) =>
      page.send({ type: 'mirror', snapshot: { epoch, screen }, ops: [['y', 0]] })
    show(1)
    await nextSnapshot(monitor)
    await user.post(`/s/${session}`, { version: '1', screen: 'ask name', f0: '' })
    show(2)
    const refused = await nextSnapshot(monitor)
    assert.match(refused.html ?? '', /You need to fill this in/)
    await user.post(`/s/${session}`, { version: '2', screen: 'ask name', f0: 'Ada' })
    show(3)
    assert.match((await nextSnapshot(monitor)).html ?? '', /Hello, Ada/)
  })

  it('[OBS1] of several pages the one used last is shown', async () => {
    const one = await openPage()
    const monitor = await openMonitor()
    monitor.send(observe())
    const send = (page: Page, text: string, epoch?: string) => {
      const start = epoch === undefined ? {} : { snapshot: { epoch, screen: 1 } }
      page.send({ type: 'mirror', ...start, ops: [['v', 'f0', text, 1, 1]] })
    }
    const first = await toldToShow(one)
    send(one, 'one', first)
    await nextSnapshot(monitor)
    const two = await openPage()
    const second = await toldToShow(two)
    send(two, 'two', second)
    assert.equal((await nextSnapshot(monitor)).epoch, second)
    send(one, 'typed in one')
    await one.next((message) => message.type === 'mirror-again')
    send(one, 'typed in one', first)
    const back = await nextSnapshot(monitor)
    assert.equal(back.epoch, first)
    one.close()
    await nextMirror(monitor, (message) => message.kind === 'wait')
    await two.next((message) => message.type === 'mirror-again')
  })

  it('[OBS8] markup from the page is cleaned, and attributes that could act are dropped', async () => {
    const page = await openPage()
    const monitor = await openMonitor()
    monitor.send(observe())
    const epoch = await toldToShow(page)
    const ops = [
      ['h', 'm1', '<p onclick="x()">fine<script>alert(1)</script><img src=x onerror=alert(1)></p>'],
      ['a', 'm1', 'onclick', 'x()'],
      ['a', 'm1', 'style', 'background:url(https://evil.example/)'],
      ['a', 'm1', 'hidden', ''],
    ]
    page.send({ type: 'mirror', snapshot: { epoch, screen: 1 }, ops })
    const shown = await nextSnapshot(monitor)
    const text = JSON.stringify(shown.ops)
    assert.match(text, /fine/)
    assert.doesNotMatch(text, /script|onerror|onclick|evil/)
    assert.deepEqual(shown.ops.at(-1), ['a', 'm1', 'hidden', ''])
  })

  it('[OBS3] an observer has no message that reaches the page', async () => {
    const page = await openPage()
    const monitor = await openMonitor()
    monitor.send(observe())
    await toldToShow(page)
    const heard = page.heard.length
    monitor.send({
      type: 'mirror',
      ops: [['v', 'f0', 'x', 1, 1]],
    })
    assert.equal(await monitor.closed, 4400)
    assert.equal(JSON.stringify(page.heard.slice(heard)).includes('"x"'), false)
  })

  it('[OBS4] it works in observeonly, and is cut when the interview says unavailable', async () => {
    await setAvailability('observeonly')
    const page = await openPage()
    const monitor = await openMonitor()
    monitor.send(observe())
    const epoch = await toldToShow(page)
    page.send({ type: 'mirror', snapshot: { epoch, screen: 2 }, ops: [['y', 0]] })
    await nextSnapshot(monitor)
    await setAvailability('unavailable')
    const gone = await nextMirror(monitor, (message) => message.kind === 'gone')
    assert.deepEqual(gone, { kind: 'gone', why: 'not-allowed' })
    await page.next((message) => message.type === 'observe' && message.observers === 0)
    monitor.send(observe())
    await nextMirror(monitor, (message) => message.kind === 'gone')
  })

  it('[OBS4] somebody who is not there, or not at all, is not observed', async () => {
    const monitor = await openMonitor()
    monitor.send(observe())
    const offline = await nextMirror(monitor, (message) => message.kind === 'gone')
    assert.deepEqual(offline, { kind: 'gone', why: 'offline' })
    monitor.send({ type: 'observe', session: 'A'.repeat(22), participant })
    const unknown = await nextMirror(monitor, (message) => message.kind === 'gone')
    assert.deepEqual(unknown, { kind: 'gone', why: 'not-allowed' })
  })
})
