import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { CANARY, caller, codeOf, participantOf, startPhoneServer } from './testing/caller.ts'
import {
  openPage,
  operatorAtWork,
  peerAtWork,
  say,
  talk,
  userAtWork,
  viewWhere,
} from './testing/scene.ts'
import { openBrowser, type TestBrowser } from './testing/test-browser.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'
import { manualTiming } from './testing/manual-timing.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'

/** What lies in a ZIP whose files are stored as they are, by name. */
function readZip(bytes: Buffer): ReadonlyMap<string, string> {
  const end = bytes.lastIndexOf(Buffer.from('PK\u0005\u0006'))
  const files = new Map<string, string>()
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    assert.equal(bytes.readUInt32LE(at), 0x02014b50)
    assert.equal(bytes.readUInt16LE(at + 10), 0, 'stored')
    const size = bytes.readUInt32LE(at + 24)
    const [name, extra, note] = [28, 30, 32].map((where) => bytes.readUInt16LE(at + where))
    const begins = bytes.readUInt32LE(at + 42)
    const path = bytes.subarray(at + 46, at + 46 + (name ?? 0)).toString()
    const data = begins + 30 + bytes.readUInt16LE(begins + 26) + bytes.readUInt16LE(begins + 28)
    files.set(path, bytes.subarray(data, data + size).toString())
    at += 46 + (name ?? 0) + (extra ?? 0) + (note ?? 0)
  }
  return files
}

describe('what an account takes along', () => {
  let server: TestServer
  let accounts = 0
  before(async () => {
    server = await startTestServer()
  })
  after(() => server.close())

  async function person(): Promise<TestBrowser> {
    const email = `export${++accounts}@example.org`
    await server.createOperator(email, 'Pat')
    const browser = openBrowser(server.origin)
    await browser.signIn(email)
    return browser
  }

  async function take(browser: TestBrowser): Promise<ReadonlyMap<string, string>> {
    const response = await browser.post('/interviews/export', {})
    assert.equal(response.status, 200)
    assert.match(
      response.headers.get('content-disposition') ?? '',
      /attachment; filename=".*\.zip"/,
    )
    return readZip(Buffer.from(await response.arrayBuffer()))
  }

  const named = (files: ReadonlyMap<string, string>, ending: string) =>
    [...files].filter(([name]) => name.endsWith(ending)).map(([, content]) => content)

  it('[SES3] its account, and of each interview the answers and files', async () => {
    const pat = await person()
    const session = await pat.begin()
    await pat.post(`/s/${session}`, {
      version: '1',
      screen: 'ask name',
      f0: 'Ann',
      press: 'continue',
    })
    await pat.get('/interview?i=test.yml&new_session=1')
    const files = await take(pat)
    const account = z
      .object({ email: z.string(), firstName: z.string() })
      .parse(JSON.parse(files.get('account.json') ?? ''))
    assert.deepEqual(account, { email: `export${accounts}@example.org`, firstName: 'Pat' })
    assert.doesNotMatch(files.get('account.json') ?? '', /password|plain:/i)
    assert.match(files.get('README.txt') ?? '', /answers\.json/)
    const answers = named(files, '/answers.json').map((text): unknown => JSON.parse(text))
    assert.deepEqual(answers, [{ name: '' }, { name: 'Ann' }])
    assert.equal(named(files, '/about.json').length, 2)
    assert.deepEqual(named(files, '/chat.txt'), [])
    for (const name of files.keys()) assert.doesNotMatch(name, /\.\.|^\/|\\/)
  })

  it('[SES3] [CHT10] of an interview of several people only the chat that this one may read', async () => {
    const { monitor } = await operatorAtWork(server, { roles: ['exports'] })
    const owner = await userAtWork(server, { multiUser: true, roles: ['exports'] })
    const email = `export${++accounts}@example.org`
    await server.createOperator(email)
    const peer = await peerAtWork(server, owner.session)
    await peer.user.signIn(email)
    await peer.user.get(`/s/${owner.session}`)
    await talk(monitor, owner.page, owner.session)
    await say(owner.page, { type: 'chat-send', text: 'a private word' })
    const files = await take(peer.user)
    assert.deepEqual(named(files, '/answers.json'), [])
    assert.match(named(files, '/about.json')[0] ?? '', /Several people/)
    for (const content of files.values()) assert.doesNotMatch(content, /a private word/)
  })

  it('[SES3] [PHN10] what became of calls, and nobody’s number', async (t) => {
    const called = await startPhoneServer()
    t.after(() => called.close())
    const { monitor } = await operatorAtWork(called)
    await say(monitor, { type: 'set-phone', number: CANARY })
    await called.createOperator('called@example.org', 'Cal')
    const browser = openBrowser(called.origin)
    await browser.signIn('called@example.org')
    const session = await browser.begin()
    const page = await openPage(browser, session)
    const participant = await participantOf(called, session)
    await say(monitor, { type: 'offer-call', session, participant })
    const phone = caller(called)
    await phone.press(await codeOf(page))
    await phone.status('no-answer')
    await viewWhere(page, ({ calls }) => calls[0]?.fate === 'no-answer')
    const files = await take(browser)
    const about = z
      .object({ calls: z.array(z.record(z.string(), z.string().nullable())) })
      .parse(JSON.parse(named(files, '/about.json')[0] ?? ''))
    const [{ began, ended, ...rest } = {}, ...others] = about.calls
    assert.deepEqual(rest, { with: 'Olivia Operator', answered: null, outcome: 'no-answer' })
    assert.ok(Date.parse(began ?? '') <= Date.parse(ended ?? ''))
    assert.deepEqual(others, [])
    assert.ok(![...files.values()].join().includes(CANARY))
  })

  it('[SES3] nobody gets anything without an account, from another site, or without end', async () => {
    const nobody = openBrowser(server.origin)
    assert.equal((await nobody.post('/interviews/export', {})).status, 403)
    const pat = await person()
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    assert.equal((await pat.post('/interviews/export', {}, foreign)).status, 403)
    for (let count = 0; count < 5; count++) assert.equal((await take(pat)).size, 2)
    assert.equal((await pat.post('/interviews/export', {})).status, 429)
  })
})

describe('an export that takes long', () => {
  for (const ends of [true, false]) {
    it(`[ACC3] ${ends ? 'breaks off when its sign-in ends' : 'goes on while its sign-in stands'}`, async () => {
      const timing = manualTiming()
      const real = await openSqliteStore({ file: ':memory:' })
      const [reached, open] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const store: Store = {
        ...real,
        async readSessionsOf(wanted) {
          reached.resolve()
          await open.promise
          return real.readSessionsOf(wanted)
        },
      }
      const server = await startTestServer({ store, timing })
      await server.createOperator('slow@example.org')
      const browser = openBrowser(server.origin)
      await browser.signIn('slow@example.org')
      await browser.begin()
      const response = await browser.post('/interviews/export', {})
      const body = response.arrayBuffer().then(
        (bytes) => readZip(Buffer.from(bytes)).size,
        () => 'broken off',
      )
      await reached.promise
      if (ends) await browser.post('/signout', {})
      timing.pass(2_000)
      open.resolve()
      assert.equal(await body, ends ? 'broken off' : 4)
      await server.close()
      await real.close()
    })
  }
})
