import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { createAccounts } from '../accounts/accounts.ts'
import { createMemoryMailer, type MemoryMailer } from '../mail/testing/memory-mailer.ts'
import type { Mailer } from '../mail/mailer.ts'
import { createPost, mailIdFor } from './post.ts'
import { createSessionKeys } from './session-keys.ts'
import { manualTiming, type ManualTiming } from './testing/manual-timing.ts'
import { until } from './testing/scene.ts'
import { openBrowser, type TestBrowser } from './testing/test-browser.ts'
import { PASSWORD, startTestServer, type TestServer } from './testing/test-server.ts'

describe('the administrators’ page of mails', () => {
  let mailer: MemoryMailer
  let server: TestServer
  let admin: TestBrowser
  let timing: ManualTiming

  async function start(given: Mailer | null, development = false): Promise<void> {
    server = await startTestServer({
      settings: { development },
      timing,
      ...(given === null ? {} : { mailer: given }),
    })
    const { store, passwords, random } = server.deps
    const accounts = createAccounts({ store, passwords, random, now: () => store.now() })
    const made = await accounts.createAccount({
      email: 'ada@example.org',
      firstName: 'Ada',
      lastName: '',
      privileges: ['admin'],
    })
    if (made.type === 'created') await accounts.setPassword(made.account.id, PASSWORD)
    admin = openBrowser(server.origin)
    await admin.signIn('ada@example.org')
  }

  async function queue(key: string, to = 'bo@example.org'): Promise<string> {
    const { store, keyring } = server.deps
    const keys = createSessionKeys(store, keyring)
    const post = createPost({ store, keyring, keys, isSetUp: true, wake: () => undefined })
    const queued = await post.queue({
      key,
      kind: 'invitation',
      to,
      subject: `Secret subject of ${key}`,
      text: '<b>Secret text</b>',
    })
    assert.equal(queued.type, 'queued')
    return mailIdFor(keyring, key)
  }

  /** The sender looks by itself every 5 s. */
  const comes = (wanted: () => Promise<boolean>) =>
    until(() => {
      timing.pass(5_000)
      return wanted()
    })
  const state = async (wanted: string) =>
    (await server.deps.store.listMails({ limit: 99, state: null, before: null })).every(
      (mail) => mail.state === wanted,
    )
  const pageOf = async (query = '') => (await admin.get(`/admin/mail${query}`)).text()

  beforeEach(() => {
    mailer = createMemoryMailer()
    timing = manualTiming()
  })
  afterEach(() => server.close())

  it('[ACC5] shows what became of a mail, to whom it goes shortened, and nothing that it says', async () => {
    mailer.plan({ type: 'never', code: '550' })
    await start(mailer)
    await queue('one')
    await comes(() => state('failed'))
    const html = await pageOf()
    assert.match(html, /Invitation, to b\*\*\*@example\.org/)
    assert.match(html, /1 attempt · mail server said 550/)
    assert.doesNotMatch(html, /bo@example|Secret/)
    assert.match(html, /failed \(1\)/)
    assert.match(await pageOf('?state=sent'), /There are none/)
    assert.match(await pageOf('?state=nonsense&before=nonsense'), /Invitation/)
  })

  it('[ACC5] a mail is tried again, or dropped, and who does it is in the audit log', async () => {
    mailer.plan({ type: 'never', code: '550' })
    await start(mailer)
    const id = await queue('one')
    await comes(() => state('failed'))
    const again = await admin.post('/admin/mail', { do: 'again', id })
    assert.equal(again.status, 303)
    await comes(() => state('sent'))
    assert.equal(mailer.sent.length, 2)
    const late = await admin.post('/admin/mail', { do: 'drop', id })
    assert.equal(late.status, 409)
    assert.match(await late.text(), /Nothing was changed/)
    mailer.plan({ type: 'unknown', code: 'connection' })
    const other = await queue('two')
    await comes(
      async () => (await server.deps.store.countMails()).waiting === 1 && mailer.sent.length === 3,
    )
    assert.equal((await admin.post('/admin/mail', { do: 'drop', id: other })).status, 303)
    const filter = { deeds: ['mail-retried', 'mail-dropped'] } as const
    const told = await server.deps.store.searchAudit({ filter, before: null, limit: 9 })
    assert.deepEqual(
      told.map(({ entry }) => entry.deed.type),
      ['mail-dropped', 'mail-retried'],
    )
    assert.match(await pageOf(), /dropped \(1\)/)
  })

  it('without a mail server it says so; the text of a mail is there in development only', async () => {
    await start(null, true)
    await queue('one')
    const html = await pageOf()
    assert.match(html, /No mail server is set up/)
    assert.match(html, /Secret subject of one/)
    assert.match(html, /&lt;b&gt;Secret text/)
    assert.doesNotMatch(JSON.stringify(server.logged), /Secret|example\.org/)
  })

  it('goes through all of them by page', async () => {
    await start(null)
    for (let count = 0; count < 55; count++) await queue(`mail ${count}`)
    const first = await pageOf()
    assert.equal(first.match(/al-users-entry/g)?.length, 50)
    const older = /href="\/admin\/mail(\?before=[^"]+)"/.exec(first)?.[1] ?? ''
    assert.equal((await pageOf(older)).match(/al-users-entry/g)?.length, 5)
  })

  it('[ACC3] is not there for others, and takes no nonsense', async () => {
    await start(mailer)
    await server.createOperator('olga@example.org')
    const operator = openBrowser(server.origin)
    await operator.signIn('olga@example.org')
    assert.equal((await operator.get('/admin/mail')).status, 404)
    const id = await queue('one')
    assert.equal((await operator.post('/admin/mail', { do: 'drop', id })).status, 404)
    assert.equal((await admin.post('/admin/mail', { do: 'drop', id: 'x' })).status, 400)
    assert.equal((await admin.post('/admin/mail', { do: 'read', id })).status, 400)
    const foreign = await admin.post(
      '/admin/mail',
      { do: 'drop', id },
      { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    )
    assert.equal(foreign.status, 403)
  })
})
