import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { parseSessionId } from '../base/id.ts'
import { must } from '../base/must.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import {
  ask,
  change,
  openPage,
  operatorAtWork,
  say,
  until,
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
  toldToShow,
  type About,
} from './testing/screens.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

describe('controlling', () => {
  let server: TestServer
  let olivia: AtWork
  let who: UserAtWork
  let about: About
  let late = 0

  beforeEach(async () => {
    late = 0
    const clock = () => Date.now() + late
    server = await startTestServer({ store: await openSqliteStore({ file: ':memory:', clock }) })
    olivia = await operatorAtWork(server, { firstName: 'Olivia' })
    who = await userAtWork(server)
    about = await aboutFirst(server, who.session)
  })
  afterEach(async () => {
    await server.close()
    await server.deps.store.close()
  })

  async function control() {
    const room = await server.deps.store.readRoom(about.session as never)
    return room?.participants[about.participant as never]?.control ?? null
  }

  it('[CTL1] [CTL2] what the operator does comes to the page, in order, and what it did comes back', async () => {
    const { page } = who
    const { monitor } = olivia
    await startObserving(monitor, about, page)
    assert.deepEqual(await nextControl(monitor, 'free'), { state: 'free', why: null })
    const number = await startControl(monitor, about)
    const view = await viewWhere(page, (told) => told.control !== null)
    assert.deepEqual([view.control?.number, view.control?.by.name], [number, 'Olivia Operator'])
    assert.equal(view.control?.page, page.page)
    for (let cseq = 1; cseq <= 20; cseq++)
      operate(monitor, about, { number, cseq, text: `t${cseq}` })
    await isDone(page, 't20')
    assert.deepEqual(
      textsDone(page),
      Array.from({ length: 20 }, (_, index) => `t${index + 1}`),
    )
    // The page heard of its control before it heard what to do.
    const heard = page.heard.map((message) => message.type)
    assert.ok(heard.indexOf('control') > heard.indexOf('control-alive'))
    const ack = { number, cseq: 20, gap: false }
    page.send({ type: 'mirror', ops: [], ack })
    const told = await nextMirror(monitor, 'delta')
    assert.deepEqual([told.ops, told.ack], [[], ack])
  })

  it('[CTL5] a second operator is told who has it, and takes over; the first one’s late changes are left', async () => {
    const { page } = who
    const paul = await operatorAtWork(server, { firstName: 'Paul' })
    await startObserving(olivia.monitor, about, page)
    const first = await startControl(olivia.monitor, about)
    paul.monitor.send({ type: 'observe', ...about })
    const held = await nextControl(paul.monitor, 'held')
    assert.deepEqual(held, { state: 'held', by: 'Olivia Operator', own: false })
    const refused = await ask(paul.monitor, { type: 'take-control', ...about, takeOver: false })
    assert.equal(refused, 'held')
    const second = await startControl(paul.monitor, about, true)
    assert.ok(second > first)
    assert.equal((await nextControl(olivia.monitor, 'held')).by, 'Paul Operator')
    operate(olivia.monitor, about, { number: first, cseq: 1, text: 'late' })
    // By a Monitor that lies about the number, too.
    operate(olivia.monitor, about, { number: second, cseq: 1, text: 'stolen' })
    await say(olivia.monitor, { type: 'set-available', available: true })
    operate(paul.monitor, about, { number: second, cseq: 1, text: 'mine' })
    await isDone(page, 'mine')
    assert.deepEqual(textsDone(page), ['mine'])
  })

  it('[CTL5] [REL2] a “take over” that is sent again takes nothing back from who has taken over since', async () => {
    const paul = await operatorAtWork(server, { firstName: 'Paul' })
    await startObserving(olivia.monitor, about, who.page)
    const order = { type: 'take-control', ...about, takeOver: true }
    const id = await say(olivia.monitor, order)
    await nextControl(olivia.monitor, 'yours')
    paul.monitor.send({ type: 'observe', ...about })
    const number = await startControl(paul.monitor, about, true)
    await nextControl(olivia.monitor, 'held')
    // Its acknowledgement was lost with the line.
    olivia.monitor.close()
    const back = await olivia.operator.reopenMonitor(olivia.monitor.page)
    back.send({ type: 'observe', ...about })
    back.send({ ...order, id })
    await back.next((message) => message.type === 'ack' && message.id === id)
    const later = `${back.page}-99`
    back.send({ type: 'set-available', id: later, available: true })
    await back.next((message) => message.type === 'ack' && message.id === later)
    assert.deepEqual(
      [(await control())?.number, (await control())?.operator.name],
      [number, 'Paul Operator'],
    )
  })

  it('[CTL5] an operator’s other tab is told that it is their own', async () => {
    await startObserving(olivia.monitor, about, who.page)
    await startControl(olivia.monitor, about)
    const other = await olivia.operator.openMonitor()
    other.send({ type: 'observe', ...about })
    assert.equal((await nextControl(other, 'held')).own, true)
  })

  it('[CTL4] it ends when the operator stops controlling, stops observing, or leaves', async () => {
    const { page } = who
    const { monitor } = olivia
    await startObserving(monitor, about, page)
    const number = await startControl(monitor, about)
    await viewWhere(page, (view) => view.control !== null)
    await say(monitor, { type: 'release-control', ...about, number })
    await viewWhere(page, (view) => view.control === null)
    assert.deepEqual(await nextControl(monitor, 'free'), { state: 'free', why: null })
    await startControl(monitor, about)
    await viewWhere(page, (view) => view.control !== null)
    monitor.send({ type: 'unobserve', ...about })
    await viewWhere(page, (view) => view.control === null)
    await startObserving(monitor, about, page)
    await startControl(monitor, about)
    await viewWhere(page, (view) => view.control !== null)
    monitor.close(true)
    await viewWhere(page, (view) => view.control === null)
    assert.equal((await control())?.over, 'released')
  })

  it('[CTL6] a Monitor that is gone without a word has it until the lease is over, and no longer', async () => {
    const { page } = who
    await startObserving(olivia.monitor, about, page)
    await startControl(olivia.monitor, about)
    await viewWhere(page, (view) => view.control !== null)
    const monitor = olivia.monitor.page
    olivia.monitor.close()
    await until(async () => {
      const room = await server.deps.store.readRoom(about.session as never)
      return (
        Object.keys(room?.participants[about.participant as never]?.watchers ?? {}).length === 0
      )
    })
    assert.equal((await control())?.over, null)
    late = 10_000
    await viewWhere(page, (view) => view.control === null)
    const back = await olivia.operator.reopenMonitor(monitor)
    back.send({ type: 'observe', ...about })
    assert.equal((await nextControl(back, 'free')).why, 'lapsed')
  })

  it('[CTL6] a Monitor whose line breaks comes back to its control, and what it sends again is passed on', async () => {
    const { page } = who
    await startObserving(olivia.monitor, about, page)
    const number = await startControl(olivia.monitor, about)
    operate(olivia.monitor, about, { number, cseq: 1, text: 'a' })
    await isDone(page, 'a')
    olivia.monitor.close()
    const back = await olivia.operator.reopenMonitor(olivia.monitor.page)
    back.send({ type: 'observe', ...about })
    // At once: control does not wait for a picture (OBS6).
    operate(back, about, { number, cseq: 1, text: 'a' })
    operate(back, about, { number, cseq: 2, text: 'b' })
    await isDone(page, 'b')
    assert.deepEqual(await nextControl(back, 'yours'), { state: 'yours', number, here: true })
    assert.deepEqual(textsDone(page), ['a', 'a', 'b'])
  })

  it('[CTL6] the page hears of each renewal; one that nobody may give is none', async () => {
    const { page } = who
    await startObserving(olivia.monitor, about, page)
    const number = await startControl(olivia.monitor, about)
    await page.next((message) => message.type === 'control-alive' && message.number === number)
    late = 3_000
    olivia.monitor.send({ type: 'renew-control', ...about, number: number + 1 })
    const paul = await operatorAtWork(server)
    paul.monitor.send({ type: 'observe', ...about })
    await nextControl(paul.monitor, 'held')
    paul.monitor.send({ type: 'renew-control', ...about, number })
    await say(paul.monitor, { type: 'set-available', available: true })
    const expiresAt = (await control())?.expiresAt ?? 0
    // Another Monitor of the same operator can have renewed nothing either; the one that has it can.
    const again = await olivia.operator.reopenMonitor(olivia.monitor.page)
    again.send({ type: 'observe', ...about })
    again.send({ type: 'renew-control', ...about, number })
    await page.next((message) => message.type === 'control-alive' && message.number === number)
    assert.ok(((await control())?.expiresAt ?? 0) >= expiresAt + 2_900)
  })

  it('[CTL7] what the user takes back is theirs, and from then on the operator has to ask', async () => {
    const { page } = who
    const { monitor } = olivia
    await startObserving(monitor, about, page)
    const number = await startControl(monitor, about)
    await viewWhere(page, (view) => view.control !== null)
    await say(page, { type: 'take-back', number, silent: false })
    assert.equal((await nextControl(monitor, 'free')).why, null)
    assert.equal((await nextControl(monitor, 'free')).why, 'taken-back')
    operate(monitor, about, { number, cseq: 1, text: 'after' })
    await say(monitor, { type: 'take-control', ...about, takeOver: false })
    await nextControl(monitor, 'asking')
    const asked = await viewWhere(page, (view) => view.asks.length > 0)
    const operator = asked.asks[0]?.operator.id
    assert.equal(asked.asks[0]?.what, 'control')
    await say(page, { type: 'answer-ask', operator, what: 'control', accepts: true })
    const next = await nextControl(monitor, 'yours')
    assert.ok(next.number > number)
    assert.deepEqual(textsDone(page), [])
  })

  it('[CTL6] a page that has heard nothing for too long lets go; nobody has to ask for that', async () => {
    const { page } = who
    const { monitor } = olivia
    await startObserving(monitor, about, page)
    const number = await startControl(monitor, about)
    await say(page, { type: 'take-back', number, silent: true })
    await nextControl(monitor, 'free')
    assert.equal((await nextControl(monitor, 'free')).why, 'lapsed')
    assert.ok((await startControl(monitor, about)) > number)
  })

  it('[CTL3] a page that is loaded anew is controlled in its turn, and another tab is not', async () => {
    const { page, user, session } = who
    const other = await openPage(user, session)
    await startObserving(olivia.monitor, about, other)
    const epoch = await toldToShow(page)
    // Control begins on the page in the picture, which is the one used last.
    page.send({ type: 'mirror', ops: [['v', 'f0', 'x', 1, 1]] })
    await page.next((message) => message.type === 'mirror-again')
    page.send({ type: 'mirror', snapshot: { epoch, screen: 1 }, ops: [['y', 7]] })
    await nextMirror(olivia.monitor, 'snapshot', ({ ops }) => JSON.stringify(ops) === '[["y",7]]')
    const number = await startControl(olivia.monitor, about)
    operate(olivia.monitor, about, { number, cseq: 1, text: 'one' })
    await isDone(page, 'one')
    page.close(true)
    await until(async () => (await control())?.page === null)
    const loaded = await openPage(user, session)
    assert.equal((await control())?.page, loaded.page)
    operate(olivia.monitor, about, { number, cseq: 2, text: 'two' })
    await isDone(loaded, 'two')
    assert.deepEqual(textsDone(other), [])
  })

  it('[CTL1] the user goes to another tab: the picture follows, control stays and says so', async () => {
    const { page, user, session } = who
    const { monitor } = olivia
    await startObserving(monitor, about, page)
    const number = await startControl(monitor, about)
    const other = await openPage(user, session)
    const second = await toldToShow(other)
    other.send({ type: 'mirror', snapshot: { epoch: second, screen: 1 }, ops: [['y', 1]] })
    const shown = await nextMirror(monitor, 'snapshot', (message) => message.epoch === second)
    assert.equal(shown.tab, 2)
    const away = await nextMirror(
      monitor,
      'control',
      ({ control: told }) => told.state === 'yours' && !told.here,
    )
    assert.deepEqual(away.control, { state: 'yours', number, here: false })
    operate(monitor, about, { number, cseq: 1, text: 'there' })
    await isDone(page, 'there')
    // What the operator did there is no use by the user: the picture stays, and is told of it.
    const ack = { number, cseq: 1, gap: false }
    const ops = [['v', 'f0', 'there', 5, 5]]
    page.send({ type: 'mirror', ops, ack })
    const told = await nextMirror(monitor, 'delta')
    assert.deepEqual([told.epoch, told.ops, told.ack], [second, [], ack])
    assert.deepEqual(textsDone(other), [])
  })

  it('[CTL8] what is sent under control is in the log with the operator: an answer, and a press on a link', async () => {
    const { page, user, session } = who
    await startObserving(olivia.monitor, about, page)
    const number = String(await startControl(olivia.monitor, about))
    const form = { version: '1', screen: 'ask name', f0: 'Ada' }
    // What is refused saves nothing.
    await user.post(`/s/${session}`, { ...form, f0: '', control: number })
    form.version = '2'
    assert.equal((await user.post(`/s/${session}`, { ...form, control: number })).status, 303)
    const order = { action: 'change', arguments: { title: 'Other' } }
    const action = Buffer.from(JSON.stringify(order)).toString('base64url')
    await user.post(`/s/${session}/action`, { action, control: number })
    // The user's own, in another tab.
    await user.post(`/s/${session}/action`, { action })
    const step = await server.deps.store.readStep(must(parseSessionId(session), 'an id'))
    const back = { version: String(step?.version), control: number }
    assert.equal((await user.post(`/s/${session}/back`, back)).status, 303)
    const leave = { departure: { kind: 'leave', url: '/' }, moved: false }
    const away = Buffer.from(JSON.stringify({ action: 'reply', arguments: leave }))
    await user.post(`/s/${session}/action`, { action: away.toString('base64url'), control: number })
    const audited = await server.deps.store.readAudit({ after: 0, limit: 100 })
    const saved = audited.flatMap(({ entry }) =>
      entry.deed.type === 'answer-saved' ? [[entry.operator?.name, entry.deed.question]] : [],
    )
    const pressed = audited.flatMap(({ entry }) =>
      entry.deed.type === 'pressed' ? [[entry.operator?.name, entry.deed.what]] : [],
    )
    assert.deepEqual(pressed, [
      ['Olivia Operator', 'back'],
      ['Olivia Operator', 'leave'],
    ])
    assert.deepEqual(saved, [
      ['Olivia Operator', 'ask name'],
      ['Olivia Operator', 'second'],
    ])
    assert.doesNotMatch(JSON.stringify(audited), /Ada/)
  })

  it('[AUT8] [CTL4] it ends when the interview is unavailable', async () => {
    const { page, user, session } = who
    await startObserving(olivia.monitor, about, page)
    const number = await startControl(olivia.monitor, about)
    await change(user, session, { availability: 'unavailable' })
    assert.equal((await nextMirror(olivia.monitor, 'gone')).why, 'not-allowed')
    assert.equal((await control())?.over, 'interview')
    operate(olivia.monitor, about, { number, cseq: 1, text: 'late' })
    const taken = await ask(olivia.monitor, { type: 'take-control', ...about, takeOver: true })
    assert.equal(taken, 'not-observing')
    assert.deepEqual(textsDone(page), [])
  })
})
