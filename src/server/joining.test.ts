import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import type { SessionId } from '../base/id.ts'
import { must } from '../base/must.ts'
import type { Evaluators } from '../evaluators/evaluators.ts'
import { CLOSE } from '../protocol/close-codes.ts'
import { change, operatorAtWork, say, until, userAtWork, viewWhere } from './testing/scene.ts'
import type { AtWork, Page, UserAtWork } from './testing/scene.ts'
import { scriptedEvaluators } from './testing/scripted-interview.ts'
import { openBrowser, type TestBrowser } from './testing/test-browser.ts'
import { aboutFirst, type About } from './testing/screens.ts'
import { INTERVIEW, startTestServer, type TestServer } from './testing/test-server.ts'

describe('joining', () => {
  let server: TestServer
  let olivia: AtWork
  let who: UserAtWork
  let about: About

  async function begin(answers: Readonly<Record<string, unknown>> = {}): Promise<void> {
    server = await startTestServer()
    olivia = await operatorAtWork(server, { firstName: 'Olivia' })
    who = await userAtWork(server, { availability: 'available', ...answers })
    about = await aboutFirst(server, who.session)
  }
  afterEach(() => server.close())

  const path = (): string => `/s/${who.session}`
  const press = (browser = olivia.operator, form: Record<string, string> = {}) =>
    browser.post(`${path()}/join`, { participant: about.participant, ...form })
  const status = async (browser = olivia.operator): Promise<number> =>
    (await browser.get(path())).status

  async function join(): Promise<Page> {
    const response = await press()
    assert.deepEqual([response.status, response.headers.get('location')], [303, path()])
    const page = await olivia.operator.openPage(who.session)
    await page.next((message) => message.type === 'welcome')
    return page
  }

  async function overIn(page: Page): Promise<string | undefined> {
    const view = await viewWhere(page, ({ joined }) => typeof joined?.over === 'string')
    assert.equal(await page.closed, CLOSE.notAllowed)
    return view.joined?.over ?? undefined
  }

  it('[JOI1] [JOI2] the operator sees the session’s screens as themselves, and nobody else does', async () => {
    await begin()
    assert.equal(await status(), 403)
    assert.equal((await press(openBrowser(server.origin))).status, 404)
    await join()
    const html = await (await olivia.operator.get(path())).text()
    assert.match(html, /You have joined anonymous visitor 1\./)
    assert.match(html, /Olivia Operator/)
    assert.equal(await status(openBrowser(server.origin)), 403)
    const { visit } = await person('Olivia Operator')
    assert.equal(visit?.joined?.over, null)
  })

  it('[JOI1] by a post of our own pages only, and for a participant of that session', async () => {
    await begin()
    const form = { participant: about.participant }
    const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    assert.equal((await olivia.operator.post(`${path()}/join`, form, foreign)).status, 403)
    assert.equal((await press(olivia.operator, { participant: 'x'.repeat(22) })).status, 404)
    assert.equal((await press(olivia.operator, { participant: '../..' })).status, 404)
    // Looking at the address does nothing.
    await olivia.operator.get(`${path()}/join?participant=${about.participant}`)
    assert.equal(await status(), 403)
  })

  it('[JOI4] nothing of the operator’s own changes: no cookie, and their own session goes on', async () => {
    await begin()
    const own = await olivia.operator.begin()
    const before = olivia.operator.cookieHeader()
    await join()
    await olivia.operator.get(path())
    await change(olivia.operator, who.session, { title: 'Other' })
    const exit = await olivia.operator.post(`${path()}/leave`, {})
    assert.equal(exit.status, 200)
    assert.equal(olivia.operator.cookieHeader(), before)
    const resumed = await olivia.operator.get(`/interview?i=${INTERVIEW}`)
    assert.equal(resumed.headers.get('location'), `/s/${own}`)
  })

  it('[JOI4] an operator who ends the interview there keeps their own session of it', async () => {
    await begin()
    const own = await olivia.operator.begin()
    await join()
    const before = olivia.operator.cookieHeader()
    const order = { action: 'reply', arguments: { departure: { kind: 'exit', url: null } } }
    const action = Buffer.from(JSON.stringify(order)).toString('base64url')
    await olivia.operator.get(`${path()}/action?action=${action}`)
    assert.equal(olivia.operator.cookieHeader(), before)
    assert.equal(await status(), 403)
    const resumed = await olivia.operator.get(`/interview?i=${INTERVIEW}`)
    assert.equal(resumed.headers.get('location'), `/s/${own}`)
  })

  it('[JOI3] the user’s page is told within a second whose the newest answers are', async () => {
    await begin()
    await join()
    const form = { version: '2', screen: 'ask name', f0: 'Ada' }
    assert.equal((await olivia.operator.post(path(), form)).status, 303)
    const { answers } = await viewWhere(who.page, (view) => view.answers?.version === 3)
    assert.deepEqual(answers?.by, { name: 'Olivia Operator', visitorNumber: null })
  })

  it('[JOI1] [CON2] without a script the next screen tells who has joined, where that is to be told', async () => {
    const told = /<noscript>[^]*Olivia Operator has joined you[^]*<\/noscript>/
    for (const consent of ['author', 'notice']) {
      await begin({ consent })
      assert.doesNotMatch(await (await who.user.get(path())).text(), told)
      await join()
      const own = await (await who.user.get(path())).text()
      assert.equal(told.test(own), consent === 'notice')
      // Not to those of whom it tells.
      assert.doesNotMatch(await (await olivia.operator.get(path())).text(), told)
      if (consent === 'author') await server.close()
    }
  })

  it('[CON2] [CON3] without a script the user stops who joined by a form, and nobody else does', async () => {
    await begin({ consent: 'notice' })
    await join()
    const html = await (await who.user.get(path())).text()
    const [, action, operator = ''] = must(
      /<noscript>[^]*action="([^"]+)">\s*<input type="hidden" name="operator" value="([\w-]{22})"/.exec(
        html,
      ),
      'a form',
    )
    assert.equal(action, `${path()}/end-join`)
    const end = (browser: TestBrowser, form: Record<string, string> = { operator }) =>
      browser.post(`${path()}/end-join`, form)
    const paul = await operatorAtWork(server, { firstName: 'Paul' })
    for (const other of [openBrowser(server.origin), paul.operator]) {
      assert.equal((await end(other)).status, 403)
    }
    for (const form of [{}, { operator: '../..' }]) {
      assert.equal((await end(who.user, form)).status, 400)
    }
    // Of somebody who has not joined, and by the operator of whom it tells.
    await end(who.user, { operator: 'x'.repeat(22) })
    await end(olivia.operator)
    assert.equal(await status(), 200)
    const ended = await end(who.user)
    assert.deepEqual([ended.status, ended.headers.get('location')], [303, path()])
    assert.doesNotMatch(await (await who.user.get(path())).text(), /has joined you/)
    assert.equal(await status(), 403)
    assert.match((await press()).headers.get('location') ?? '', /\/join\?participant=/)
    // Sent once more it changes nothing.
    assert.equal((await end(who.user)).status, 303)
  })

  it('[CON2] told under `notice`, and stopped by the user: the tab ends, and requests are refused', async () => {
    await begin({ consent: 'notice' })
    const page = await join()
    const { joinedBy } = await viewWhere(who.page, (view) => view.joinedBy.length > 0)
    assert.deepEqual(
      joinedBy.map(({ name }) => name),
      ['Olivia Operator'],
    )
    await say(who.page, { type: 'end-join', operator: joinedBy[0]?.id })
    assert.equal(await overIn(page), 'participant')
    assert.equal(await status(), 403)
    const form = { version: '2', screen: 'ask name', f0: 'Eve' }
    assert.equal((await olivia.operator.post(path(), form)).status, 403)
    assert.match(await (await olivia.operator.get(path())).text(), /no longer in this session/)
    // From then on they ask.
    assert.match((await press()).headers.get('location') ?? '', /\/join\?participant=/)
  })

  it('[CON3] under `ask` the tab waits; accepted, it goes in; refused, it says so and for how long', async () => {
    await begin({ consent: 'ask' })
    const waiting = (await press()).headers.get('location') ?? ''
    const html = await (await olivia.operator.get(waiting)).text()
    assert.match(html, /The user has been asked/)
    assert.equal(await status(), 403)
    const state = async () =>
      (await olivia.operator.get(waiting, { accept: 'application/json' })).json()
    assert.deepEqual(await state(), { state: 'asking' })
    const operator = await asks()
    await say(who.page, { type: 'answer-ask', operator, what: 'join', accepts: false })
    assert.deepEqual(await state(), { state: 'refused' })
    const refused = await (await olivia.operator.get(waiting)).text()
    assert.match(refused, /ask again in (60|5\d) seconds/)
    // The page does not stand there with a time that has passed.
    assert.match(refused, /http-equiv="refresh" content="(60|5\d)"/)
    await press()
    assert.deepEqual(await state(), { state: 'refused' })

    const paul = await operatorAtWork(server, { firstName: 'Paul' })
    await press(paul.operator)
    const other = await asks()
    await say(who.page, { type: 'answer-ask', operator: other, what: 'join', accepts: true })
    // Only its own page goes on by itself.
    const foreign = { 'sec-fetch-site': 'cross-site' }
    assert.equal((await paul.operator.get(waiting, foreign)).status, 200)
    assert.equal(await status(paul.operator), 403)
    assert.equal((await paul.operator.get(waiting)).headers.get('location'), path())
    assert.equal(await status(paul.operator), 200)
  })

  it('[CON3] a question that the operator takes back is asked no more', async () => {
    await begin({ consent: 'ask' })
    await press()
    await asks()
    const html = await (await press(olivia.operator, { withdraw: '1' })).text()
    assert.match(html, /You do not join the session/)
    await viewWhere(who.page, (view) => view.asks.length === 0)
  })

  it('[CON4] the server’s floor counts', async () => {
    server = await startTestServer({ settings: { minimumConsent: 'ask' } })
    olivia = await operatorAtWork(server)
    who = await userAtWork(server, { availability: 'available' })
    about = await aboutFirst(server, who.session)
    assert.match((await press()).headers.get('location') ?? '', /\/join\?/)
    assert.equal(await status(), 403)
  })

  it('[AUT8] `unavailable` puts the operator out, at once', async () => {
    await begin()
    const page = await join()
    await change(who.user, who.session, { availability: 'unavailable' })
    assert.equal(await overIn(page), 'interview')
    assert.equal(await status(), 403)
    assert.equal((await press()).status, 403)
  })

  it('[AUT8] [JOI1] whose own answer ends it sees no further screen', async () => {
    for (const accept of ['application/json', 'text/html']) {
      await begin()
      await join()
      const order = { action: 'change', arguments: { availability: 'unavailable' } }
      const action = Buffer.from(JSON.stringify(order)).toString('base64url')
      const reply = await olivia.operator.get(`${path()}/action?action=${action}`, { accept })
      assert.equal(reply.status, 403)
      assert.match(await reply.text(), /no longer in this session/)
      if (accept === 'application/json') await server.close()
    }
  })

  it('[AUT8] an interview that is open to several keeps them, also when it is unavailable', async () => {
    await begin({ multiUser: true })
    await join()
    await change(who.user, who.session, { availability: 'unavailable' })
    assert.equal(await status(), 200)
  })

  it('[ACC3] who loses the privilege is out within a second, with or without an open tab', async () => {
    await begin()
    const page = await join()
    await demote(olivia.email)
    assert.equal(await overIn(page), 'not-allowed')
    assert.equal(await status(), 403)

    const paul = await operatorAtWork(server)
    await press(paul.operator)
    assert.equal(await status(paul.operator), 200)
    await demote(paul.email)
    assert.equal(await status(paul.operator), 403)
    const room = await server.deps.store.readRoom(about.session as SessionId)
    const ends = Object.values(room?.participants ?? {}).map(({ joined }) => joined?.over)
    assert.deepEqual(ends, [undefined, 'not-allowed', 'not-allowed'])
  })

  it('[ACC4] [JOI1] an operator for whom the session does not exist joins nothing, and is out once that is so', async () => {
    server = await startTestServer({ settings: { operatorLimits: { '*': ['housing'] } } })
    olivia = await operatorAtWork(server)
    who = await userAtWork(server, { availability: 'available' })
    about = await aboutFirst(server, who.session)
    assert.equal((await press()).status, 404)
    await give(olivia.email, ['advocate', 'housing'])
    const page = await join()
    await give(olivia.email, ['advocate'])
    assert.equal(await overIn(page), 'not-allowed')
    assert.equal(await status(), 403)
  })

  it('[ACC3] an answer counts only while the operator may help, however long the interview took over it', async () => {
    const scripted = scriptedEvaluators()
    let meanwhile = async (): Promise<void> => {}
    const evaluators: Evaluators = {
      ...scripted,
      async evaluate(...asked) {
        const reply = await scripted.evaluate(...asked)
        await meanwhile()
        return reply
      },
    }
    server = await startTestServer({ evaluators })
    olivia = await operatorAtWork(server)
    who = await userAtWork(server, { availability: 'available' })
    about = await aboutFirst(server, who.session)
    const { store } = server.deps
    const account = await store.findAccountByEmail(olivia.email)
    assert.ok(account)
    await press()
    meanwhile = async () => {
      meanwhile = async () => {}
      await store.changeAccount(account.id, { privileges: [] })
    }
    const form = { version: '2', screen: 'ask name', f0: 'Ada' }
    const late = await olivia.operator.post(path(), form)
    assert.equal(late.status, 403)
    assert.match(await late.text(), /You are no longer in this session/)
    assert.equal((await store.readRoom(about.session as SessionId))?.version, 2)
  })

  it('[JOI1] "Leave" ends it; the audit log tells of all of it', async () => {
    await begin()
    const page = await join()
    const left = await olivia.operator.post(`${path()}/leave`, {})
    assert.match(await left.text(), /no longer in the session/)
    assert.equal(await overIn(page), 'left')
    assert.equal((await olivia.operator.post(`${path()}/leave`, {})).status, 200)
    const deeds = async () =>
      (await server.deps.store.readAudit({ after: 0, limit: 100 }))
        .map(({ entry }) => `${entry.operator?.name} ${entry.deed.type}`)
        .filter((text) => text.includes('join'))
    await until(async () => (await deeds()).length === 2)
    assert.deepEqual(await deeds(), ['Olivia Operator joined', 'Olivia Operator join-ended'])
  })

  it('[ACC5] an operator who joined and saves the conversation as a file is in the log', async () => {
    await begin({ mode: 'peer', multiUser: true })
    await join()
    assert.equal((await who.user.get(`${path()}/chat-log`)).status, 200)
    assert.equal((await olivia.operator.get(`${path()}/chat-log`)).status, 200)
    const filter = { deeds: ['log-exported'] } as const
    const found = await server.deps.store.searchAudit({ filter, before: null, limit: 9 })
    assert.deepEqual(
      found.map(({ entry }) => [entry.operator?.name, entry.participant, entry.visitorNumber]),
      [['Olivia Operator', about.participant, 1]],
    )
  })

  it('[MON4] the entries name who joined', async () => {
    await begin()
    await join()
    await olivia.monitor.next(
      (message) =>
        message.type === 'rows' &&
        message.upsert.some((row) => row.joinedBy[0]?.name === 'Olivia Operator'),
    )
  })

  async function asks(): Promise<string> {
    const view = await viewWhere(who.page, ({ asks: open }) => open.length > 0)
    assert.equal(view.asks[0]?.what, 'join')
    return view.asks[0]?.operator.id ?? ''
  }

  const demote = (email: string) => give(email, ['user'])

  async function give(email: string, privileges: readonly string[]): Promise<void> {
    const { store } = server.deps
    const account = await store.findAccountByEmail(email)
    if (account === null) throw new Error('there is such an account')
    await store.changeAccount(account.id, { privileges })
  }

  async function person(name: string) {
    const room = await server.deps.store.readRoom(about.session as SessionId)
    const people = Object.values(room?.participants ?? {})
    return { visit: people.find(({ account }) => account?.name === name) }
  }
})
