/** Who is told when something happens to a second factor, and the administrators' way out (ACC2). */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { must } from '../base/must.ts'
import { createMemoryMailer, type MemoryMailer } from '../mail/testing/memory-mailer.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { account } from '../store/testing/scene.ts'
import { FACTOR_PAGE, setUpPhone } from './testing/phone.ts'
import { until } from './testing/scene.ts'
import { openBrowser, type TestBrowser } from './testing/test-browser.ts'
import { PASSWORD, startTestServer, type TestServer } from './testing/test-server.ts'

const EMAIL = 'olivia@example.org'
const STEP_MS = 30_000

describe('news of a second factor', () => {
  let now = 0
  let store: Store
  let server: TestServer
  let mailer: MemoryMailer
  beforeEach(async () => {
    now = Date.now()
    store = await openSqliteStore({ file: ':memory:', clock: () => now })
    mailer = createMemoryMailer()
    server = await startTestServer({ store, mailer })
    await server.createOperator(EMAIL)
  })
  afterEach(async () => {
    await server.close()
    await store.close()
  })

  async function signedIn(email = EMAIL): Promise<TestBrowser> {
    const browser = openBrowser(server.origin)
    await browser.signIn(email)
    return browser
  }

  /** Each is sent once, and nothing else is. */
  async function told(...subjects: readonly RegExp[]): Promise<void> {
    await until(async () => mailer.sent.length >= subjects.length)
    assert.equal(mailer.sent.length, subjects.length)
    for (const subject of subjects) {
      const found = mailer.sent.filter((mail) => subject.test(mail.subject))
      assert.equal(found.length, 1, `${subject}`)
      assert.ok(JSON.stringify(found).includes(EMAIL))
    }
  }

  it('[ACC2] tells the account that it is on, has new codes, and is off', async () => {
    const browser = await signedIn()
    const phone = await setUpPhone(browser, now)
    now += STEP_MS
    await browser.post(FACTOR_PAGE, { do: 'renew', code: phone.code(now) })
    now += STEP_MS
    await browser.post(FACTOR_PAGE, { do: 'remove', code: phone.code(now), password: PASSWORD })
    await told(/switched on/, /New recovery codes/, /switched off/)
  })

  it('[ACC2] tells the account of guesses, once, and of a recovery code that was used', async () => {
    const phone = await setUpPhone(await signedIn(), now)
    const browser = openBrowser(server.origin)
    await browser.post('/signin', { email: EMAIL, password: PASSWORD })
    for (let at = 0; at < 7; at += 1) await browser.post('/signin/code', { code: 'x' })
    const [recovery = ''] = phone.recoveryCodes
    assert.equal((await browser.post('/signin/code', { kind: 'recovery', recovery })).status, 303)
    await told(/switched on/, /Somebody knows your password/, /A recovery code was used/)
  })

  it('[ACC2] [ACC5] an administrator removes it from a lost phone: told, logged, and not by others', async () => {
    await setUpPhone(await signedIn(), now)
    const { id } = must(await store.findAccountByEmail(EMAIL), 'the account')
    const admin = account({ privileges: ['admin'], passwordHash: `plain:${PASSWORD}` })
    await store.createAccount(admin)
    const operator = account({ privileges: ['advocate'], passwordHash: `plain:${PASSWORD}` })
    await store.createAccount(operator)
    const page = `/admin/users/${id}`
    const order = { do: 'remove-factor' }
    assert.equal((await (await signedIn(operator.email)).post(page, order)).status, 404)
    const administrator = await signedIn(admin.email)
    assert.match(await (await administrator.get(page)).text(), /Remove the authenticator app/)
    assert.equal((await administrator.post(page, order)).status, 303)
    assert.doesNotMatch(await (await administrator.get(page)).text(), /Remove the authenticator/)
    assert.equal((await administrator.post(page, order)).status, 400)
    const plain = openBrowser(server.origin)
    const opened = await plain.post('/signin', { email: EMAIL, password: PASSWORD })
    assert.equal(opened.headers.get('location'), '/monitor')
    const entries = await store.readAudit({ after: 0, limit: 100 })
    const removed = entries.filter(({ entry }) => entry.deed.type === 'factor-removed')
    assert.deepEqual(
      removed.map(({ entry }) => [entry.account, entry.operator?.id]),
      [[id, admin.id]],
    )
    await told(/switched on/, /app removed/)
  })
})
