import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import type { Consent } from '../base/consent.ts'
import { REFUSAL_PAUSE_MS } from '../live/room.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import {
  ask,
  change,
  operatorAtWork,
  say,
  userAtWork,
  viewWhere,
  type AtWork,
  type UserAtWork,
} from './testing/scene.ts'
import {
  aboutFirst,
  nextControl,
  nextMirror,
  startControl,
  startObserving,
  toldToShow,
  toldToStop,
  type About,
} from './testing/screens.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

describe('consent', () => {
  let server: TestServer
  let olivia: AtWork
  let who: UserAtWork
  let about: About
  let late = 0

  async function begin(consent: Consent, floor: Consent = 'author'): Promise<void> {
    late = 0
    const clock = () => Date.now() + late
    const store = await openSqliteStore({ file: ':memory:', clock })
    server = await startTestServer({ store, settings: { minimumConsent: floor } })
    olivia = await operatorAtWork(server, { firstName: 'Olivia' })
    who = await userAtWork(server, { consent })
    about = await aboutFirst(server, who.session)
  }
  afterEach(async () => {
    await server.close()
    await server.deps.store.close()
  })

  const observe = (): void => olivia.monitor.send({ type: 'observe', ...about })

  async function answer(accepts: boolean, what = 'observe'): Promise<string> {
    const { asks } = await viewWhere(who.page, (view) => view.asks.some((one) => one.what === what))
    assert.deepEqual([asks[0]?.operator.name, asks[0]?.what], ['Olivia Operator', what])
    const operator = asks[0]?.operator.id ?? ''
    await say(who.page, { type: 'answer-ask', operator, what, accepts })
    return operator
  }

  it('[CON3] [OBS6] nothing is shown before the user accepts, and then it is', async () => {
    await begin('ask')
    observe()
    await nextMirror(olivia.monitor, 'asking')
    await viewWhere(who.page, (view) => view.asks.length === 1)
    assert.equal(
      who.page.heard.some((message) => message.type === 'observe'),
      false,
    )
    const { asks } = await viewNow()
    const operator = asks[0]?.operator.id
    await say(who.page, { type: 'answer-ask', operator, what: 'observe', accepts: true })
    const epoch = await toldToShow(who.page)
    who.page.send({ type: 'mirror', snapshot: { epoch, screen: 2 }, ops: [] })
    await nextMirror(olivia.monitor, 'snapshot')
    const { watchedBy } = await viewWhere(who.page, (view) => view.watchedBy.length > 0)
    assert.deepEqual(
      watchedBy.map(({ name }) => name),
      ['Olivia Operator'],
    )
  })

  async function viewNow() {
    const fresh = await who.user.openPage(who.session)
    const welcome = await fresh.next((message) => message.type === 'welcome')
    fresh.close()
    if (welcome.type !== 'welcome') throw new Error('looked for above')
    return welcome.view
  }

  it('[CON3] a refusal is told to the operator, and so is no answer in two minutes', async () => {
    await begin('ask')
    observe()
    await answer(false)
    const gone = await nextMirror(olivia.monitor, 'gone')
    assert.equal(gone.why, 'refused')
    // Asked again too soon, the Monitor is told the same at once, and the user nothing.
    observe()
    assert.deepEqual(await nextMirror(olivia.monitor, 'gone'), gone)
    assert.equal(Math.round(((gone.until ?? 0) - Date.now()) / 1000) > 50, true)
    assert.equal((await viewNow()).asks.length, 0)
    const paul = await operatorAtWork(server)
    paul.monitor.send({ type: 'observe', ...about })
    await nextMirror(paul.monitor, 'asking')
    late = 120_000
    assert.equal((await nextMirror(paul.monitor, 'gone')).why, 'no-answer')
    assert.equal(
      who.page.heard.some((message) => message.type === 'observe'),
      false,
    )
  })

  it('[CON3] a question goes with the operator who leaves, or stops', async () => {
    await begin('ask')
    observe()
    await viewWhere(who.page, (view) => view.asks.length === 1)
    olivia.monitor.send({ type: 'unobserve', ...about })
    await viewWhere(who.page, (view) => view.asks.length === 0)
    observe()
    await viewWhere(who.page, (view) => view.asks.length === 1)
    olivia.monitor.close()
    await viewWhere(who.page, (view) => view.asks.length === 0)
  })

  it('[CON3] control needs an acceptance of its own, and begins with it', async () => {
    await begin('ask')
    observe()
    await answer(true)
    const epoch = await toldToShow(who.page)
    who.page.send({ type: 'mirror', snapshot: { epoch, screen: 2 }, ops: [] })
    await nextMirror(olivia.monitor, 'snapshot')
    await say(olivia.monitor, { type: 'take-control', ...about, takeOver: false })
    await nextControl(olivia.monitor, 'asking')
    await answer(false, 'control')
    assert.equal((await nextControl(olivia.monitor, 'free')).why, null)
    assert.equal((await nextControl(olivia.monitor, 'free')).why, 'refused')
    const id = olivia.monitor.order({ type: 'take-control', ...about, takeOver: false })
    const soon = await olivia.monitor.next((heard) => heard.type === 'refused' && heard.id === id)
    assert.match(JSON.stringify(soon), /"too-soon".*in (60|59|5\d) seconds/)
    late = REFUSAL_PAUSE_MS
    await say(olivia.monitor, { type: 'take-control', ...about, takeOver: false })
    await nextControl(olivia.monitor, 'asking')
    await answer(true, 'control')
    assert.equal((await nextControl(olivia.monitor, 'yours')).here, true)
    assert.equal((await viewWhere(who.page, (view) => view.control !== null)).asks.length, 0)
  })

  it('[CON3] a withdrawn question is no refusal, and one without an answer is told as such', async () => {
    await begin('ask')
    observe()
    await answer(true)
    await toldToShow(who.page)
    await nextControl(olivia.monitor, 'free')
    await say(olivia.monitor, { type: 'take-control', ...about, takeOver: false })
    await nextControl(olivia.monitor, 'asking')
    await say(olivia.monitor, { type: 'release-control', ...about, number: 0 })
    assert.equal((await nextControl(olivia.monitor, 'free')).why, null)
    await viewWhere(who.page, (view) => view.asks.length === 0)
    await say(olivia.monitor, { type: 'take-control', ...about, takeOver: false })
    await nextControl(olivia.monitor, 'asking')
    late = 120_000
    assert.equal((await nextControl(olivia.monitor, 'free')).why, 'no-answer')
  })

  it('[CON2] [CON3] the user is shown who watches, and whoever is stopped has to ask', async () => {
    await begin('notice')
    const { page } = who
    await startObserving(olivia.monitor, about, page, 2)
    const { watchedBy } = await viewWhere(page, (view) => view.watchedBy.length > 0)
    await startControl(olivia.monitor, about)
    await say(page, { type: 'end-watch', operator: watchedBy[0]?.id })
    assert.equal((await nextMirror(olivia.monitor, 'gone')).why, 'stopped')
    await toldToStop(page)
    const over = await viewWhere(page, (view) => view.watchedBy.length === 0)
    assert.equal(over.control, null)
    observe()
    await nextMirror(olivia.monitor, 'asking')
    await answer(true)
    await toldToShow(page)
  })

  it('[CON1] [OBS5] by default the user is told nothing', async () => {
    await begin('author')
    await startObserving(olivia.monitor, about, who.page, 2)
    const view = await viewNow()
    assert.deepEqual([view.watchedBy, view.asks], [[], []])
  })

  it('[CON4] the server’s floor is the least, whatever the interview says', async () => {
    await begin('author', 'ask')
    observe()
    await nextMirror(olivia.monitor, 'asking')
    await answer(true)
    await toldToShow(who.page)
    const view = await viewWhere(who.page, (told) => told.watchedBy.length > 0)
    assert.equal(view.watchedBy[0]?.name, 'Olivia Operator')
    await nextControl(olivia.monitor, 'free')
    await say(olivia.monitor, { type: 'take-control', ...about, takeOver: false })
    await nextControl(olivia.monitor, 'asking')
  })

  it('[AUT8] [AUT14] what the interview begins to ask for ends what nobody has agreed to', async () => {
    await begin('author')
    const { page, user, session } = who
    await startObserving(olivia.monitor, about, page, 2)
    await startControl(olivia.monitor, about)
    await change(user, session, { consent: 'ask' })
    assert.equal((await nextMirror(olivia.monitor, 'gone')).why, 'consent')
    await toldToStop(page)
    await viewWhere(page, (view) => view.control === null)
    observe()
    await nextMirror(olivia.monitor, 'asking')
    // The interview asks for it no longer: the operator need not wait for an answer.
    await viewWhere(page, (view) => view.asks.length > 0)
    await change(user, session, { consent: 'author' })
    await toldToShow(page)
    await viewWhere(page, (view) => view.asks.length === 0)
  })

  it('[CON3] an acceptance holds for that operator alone, also at another Monitor and after a reload', async () => {
    await begin('ask')
    observe()
    await answer(true)
    await toldToShow(who.page)
    const paul = await operatorAtWork(server)
    paul.monitor.send({ type: 'observe', ...about })
    await nextMirror(paul.monitor, 'asking')
    const other = await olivia.operator.openMonitor()
    other.send({ type: 'observe', ...about })
    await nextControl(other, 'free')
    olivia.monitor.close(true)
    const again = await olivia.operator.openMonitor()
    assert.equal(
      await ask(again, { type: 'take-control', ...about, takeOver: false }),
      'not-observing',
    )
    again.send({ type: 'observe', ...about })
    await nextControl(again, 'free')
    assert.equal(JSON.stringify(again.heard).includes('asking'), false)
  })
})
