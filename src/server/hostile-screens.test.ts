/** A page, or a Monitor, that is not ours: signed in like any other, and sends whatever it likes. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import fc from 'fast-check'
import { mirrorOp } from '../protocol/mirror.ts'
import { anyControlOp, anyPageOp } from './testing/any-ops.ts'
import {
  ask,
  hears,
  operatorAtWork,
  say,
  talk,
  userAtWork,
  viewWhere,
  type AtWork,
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
  type About,
} from './testing/screens.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

const FAILURES = /failed|unsure|error/

describe('hostile screens', () => {
  let server: TestServer
  let olivia: AtWork
  let who: UserAtWork
  let about: About

  beforeEach(async () => {
    server = await startTestServer()
    olivia = await operatorAtWork(server)
    who = await userAtWork(server)
    about = await aboutFirst(server, who.session)
  })
  afterEach(() => server.close())

  function assertNoFailure(): void {
    assert.deepEqual(
      server.logged.filter(([event]) => FAILURES.test(event)),
      [],
    )
  }

  it('[OBS8] [REL7] whatever an observed page sends, the observer gets what could be drawn, and goes on', async () => {
    const { page } = who
    const epoch = await startObserving(olivia.monitor, about, page)
    const number = await startControl(olivia.monitor, about)
    const message = fc.record({
      snapshot: fc.option(
        fc.record({
          epoch: fc.constantFrom(epoch, epoch, epoch, 'another', ''),
          screen: fc.constantFrom(1, 1, 1, 0, 99),
        }),
        { nil: undefined },
      ),
      ops: fc.array(anyPageOp, { maxLength: 6 }),
      ack: fc.option(
        fc.record({
          number: fc.constantFrom(number, number + 1, 1e9),
          cseq: fc.nat(),
          gap: fc.boolean(),
        }),
        { nil: undefined },
      ),
    })
    for (const sent of fc.sample(message, 150)) page.send({ type: 'mirror', ...sent })
    // The last word of the page is a whole picture: everything before it has been passed on.
    page.send({ type: 'mirror', snapshot: { epoch, screen: 1 }, ops: [['y', 4711]] })
    await nextMirror(
      olivia.monitor,
      'snapshot',
      ({ ops }) => JSON.stringify(ops) === '[["y",4711]]',
    )
    const told = olivia.monitor.heard.flatMap((heard) =>
      heard.type === 'mirror' && 'ops' in heard.message ? heard.message.ops : [],
    )
    assert.ok(told.length > 50)
    for (const op of told) {
      assert.ok(mirrorOp.safeParse(op).success)
      if (op[0] === 'h') assert.doesNotMatch(op[2], /<script|<iframe|<svg|<meta|<base/i)
      if (op[0] === 'a') assert.doesNotMatch(op[2], /^(on|href|src)/)
    }
    // Deltas have no gaps for the observer.
    let last = 0
    for (const heard of olivia.monitor.heard) {
      if (heard.type !== 'mirror') continue
      if (heard.message.kind === 'snapshot') last = heard.message.number
      if (heard.message.kind === 'delta') assert.equal(heard.message.number, ++last)
    }
    operate(olivia.monitor, about, { number, cseq: 1, text: 'still here' })
    await isDone(page, 'still here')
    assertNoFailure()
  })

  it('[REL9] a page that floods its picture is put off, and nobody’s chat waits for it', async () => {
    const { page } = who
    await startObserving(olivia.monitor, about, page)
    const other = await userAtWork(server)
    await talk(olivia.monitor, other.page, other.session)
    const html = '<b>x</b>'.repeat(15_000)
    const ops = [['h', 'm1', html]]
    // Each is more than may be cleaned at once.
    for (let count = 0; count < 20; count++) {
      page.send({ type: 'mirror', ops })
    }
    await say(other.page, { type: 'chat-send', text: 'meanwhile' })
    await hears(olivia.monitor, 'meanwhile')
    await page.next((message) => message.type === 'mirror-again')
    const passed = olivia.monitor.heard.filter(
      (heard) => heard.type === 'mirror' && heard.message.kind === 'delta',
    )
    assert.deepEqual(passed, [])
  })

  it('[CTL6] [OBS3] [REL7] whatever a Monitor sends, a page hears nothing without control of it', async () => {
    const { page } = who
    const paul = await operatorAtWork(server)
    const other = await userAtWork(server)
    const second = await aboutFirst(server, other.session)
    await startObserving(olivia.monitor, about, page)
    await startObserving(paul.monitor, second, other.page)
    const number = await startControl(olivia.monitor, about)
    const key = 'A'.repeat(22)
    const message = fc.record({
      type: fc.constant('control'),
      session: fc.constantFrom(about.session, second.session, key),
      participant: fc.constantFrom(about.participant, second.participant, key),
      number: fc.oneof(fc.constantFrom(number, number + 1), fc.integer({ min: 1 })),
      cseq: fc.integer({ min: 1 }),
      screen: fc.nat(),
      ops: fc.array(anyControlOp, { minLength: 1, maxLength: 4 }),
    })
    for (const sent of fc.sample(message, 100)) paul.monitor.send(sent)
    paul.monitor.send({ type: 'renew-control', ...about, number })
    const orders = [
      [{ type: 'take-control', ...about, takeOver: true }, 'not-observing'],
      [{ type: 'take-control', session: key, participant: key, takeOver: true }, 'unknown-session'],
      // Done where there is nothing to do; it releases nobody else's.
      [{ type: 'release-control', ...about, number }, 'ack'],
      [{ type: 'release-control', session: key, participant: key, number }, 'unknown-session'],
    ] as const
    for (const [order, answer] of orders) assert.equal(await ask(paul.monitor, order), answer)
    operate(olivia.monitor, about, { number, cseq: 1, text: 'mine' })
    await isDone(page, 'mine')
    assert.deepEqual(textsDone(page), ['mine'])
    assert.deepEqual(textsDone(other.page), [])
    assertNoFailure()
  })

  it('[REL9] an operator who floods a controlled page is not heard beyond the limit, and harms nobody', async () => {
    const { page } = who
    await startObserving(olivia.monitor, about, page)
    const number = await startControl(olivia.monitor, about)
    const ops = Array.from({ length: 100 }, () => ['c', 'f0', 1])
    for (let cseq = 1; cseq <= 50; cseq++) {
      olivia.monitor.send({ type: 'control', ...about, number, cseq, screen: 1, ops })
    }
    await say(olivia.monitor, { type: 'set-available', available: true })
    await say(page, { type: 'chat-off' })
    const passed = page.heard.filter((heard) => heard.type === 'control')
    assert.ok(passed.length >= 10 && passed.length < 20, `${passed.length} were passed on`)
  })

  it('[ACC3] [CTL6] who loses the privilege loses control with it, and keeps nothing for a return', async () => {
    const { page } = who
    await startObserving(olivia.monitor, about, page)
    const number = await startControl(olivia.monitor, about)
    await viewWhere(page, (view) => view.control !== null)
    const { store } = server.deps
    const account = await store.findAccountByEmail(olivia.email)
    assert.ok(account !== null)
    await store.changeAccount(account.id, { privileges: [] })
    await viewWhere(page, (view) => view.control === null)
    const room = await store.readRoom(about.session as never)
    const person = room?.participants[about.participant as never]
    assert.deepEqual([person?.control?.number, person?.control?.over], [number, 'released'])
    assert.deepEqual(person?.watchers, {})
  })

  it('[OBS3] [ACC3] whoever is no operator cannot open the line that observes', async () => {
    const stranger = who.user.connect('/live/monitor')
    const status = await new Promise<number>((resolve) => {
      stranger.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
      stranger.on('error', () => {})
    })
    assert.equal(status, 404)
    await startObserving(olivia.monitor, about, who.page)
    await nextControl(olivia.monitor, 'free')
  })
})
