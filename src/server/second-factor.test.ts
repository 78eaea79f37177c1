import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { FACTOR_PAGE, readRecoveryCodes, readSecret, setUpPhone } from './testing/phone.ts'
import { openBrowser, type TestBrowser } from './testing/test-browser.ts'
import { PASSWORD, startTestServer, type TestServer } from './testing/test-server.ts'

const EMAIL = 'olivia@example.org'
const STEP_MS = 30_000

describe('the second factor', () => {
  let now = 0
  let store: Store
  let server: TestServer
  beforeEach(async () => {
    now = Date.now()
    store = await openSqliteStore({ file: ':memory:', clock: () => now })
    server = await startTestServer({ store })
    await server.createOperator(EMAIL)
  })
  afterEach(async () => {
    await server.close()
    await store.close()
  })

  async function signedIn(): Promise<TestBrowser> {
    const browser = openBrowser(server.origin)
    await browser.signIn(EMAIL)
    return browser
  }

  function knowsPassword(browser: TestBrowser, next = '/monitor'): Promise<Response> {
    return browser.post('/signin', { email: EMAIL, password: PASSWORD, next })
  }

  it('[ACC2] is set up with a code, signs out everywhere else, and asks from then on', async () => {
    const [elsewhere, browser] = [await signedIn(), await signedIn()]
    const phone = await setUpPhone(browser, now)
    assert.equal(new Set(phone.recoveryCodes).size, 10)
    assert.equal((await browser.get('/monitor')).status, 200)
    assert.equal((await elsewhere.get('/monitor')).status, 404)

    const later = openBrowser(server.origin)
    const half = await knowsPassword(later)
    assert.equal(half.headers.get('location'), '/signin/code?next=%2Fmonitor')
    // No sign-in exists: neither the cookie nor its row.
    assert.doesNotMatch(half.headers.getSetCookie().join(), /^alongside=|,alongside=/)
    assert.equal((await later.get('/monitor')).status, 404)
    assert.equal((await later.get(FACTOR_PAGE)).status, 403)
    assert.match(await (await later.get('/signin/code')).text(), /Enter your code/)
    const code = phone.code(now + STEP_MS)
    const wrong = await later.post('/signin/code', { code: code === '000000' ? '1' : '000000' })
    assert.equal(wrong.status, 403)
    assert.equal((await later.get('/monitor')).status, 404)
    const done = await later.post('/signin/code', {
      code: ` ${code.slice(0, 3)} ${code.slice(3)} `,
      next: '/monitor',
    })
    assert.equal(done.headers.get('location'), '/monitor')
    assert.equal((await later.get('/monitor')).status, 200)
  })

  it('[ACC2] takes a code once: who looked over the shoulder comes too late', async () => {
    const phone = await setUpPhone(await signedIn(), now)
    const [mine, theirs] = [openBrowser(server.origin), openBrowser(server.origin)]
    await knowsPassword(mine)
    await knowsPassword(theirs)
    // The code that switched it on is used up, too.
    assert.equal((await mine.post('/signin/code', { code: phone.code(now) })).status, 403)
    now += STEP_MS
    const form = { code: phone.code(now) }
    const ends = await Promise.all(
      [mine, theirs, mine, theirs].map(async (browser) => {
        const { status, headers } = await browser.post('/signin/code', form)
        return `${status} ${headers.get('location')}`
      }),
    )
    assert.deepEqual(ends.filter((end) => end === '303 /monitor').length, 1, ends.join())
  })

  it('[ACC2] a pending sign-in is this browser’s, for ten minutes, and once', async () => {
    const phone = await setUpPhone(await signedIn(), now)
    const browser = openBrowser(server.origin)
    await knowsPassword(browser)
    const pending = browser.cookieHeader()
    const stranger = openBrowser(server.origin)
    const code = () => phone.code(now + STEP_MS)
    const away = await stranger.post('/signin/code', { code: code() })
    assert.equal(away.headers.get('location'), '/signin')
    now += 10 * 60_000 + 1
    const late = await browser.post('/signin/code', { code: code(), next: '/monitor' })
    assert.equal(late.headers.get('location'), '/signin?next=%2Fmonitor')
    assert.equal((await browser.get('/monitor')).status, 404)

    await knowsPassword(browser)
    assert.equal((await browser.post('/signin/code', { code: code() })).status, 303)
    // Whoever has copied the cookie of the first has nothing, and neither has the second's.
    now += 2 * STEP_MS
    const copied = await stranger.post('/signin/code', { code: code() }, { cookie: pending })
    assert.equal(copied.headers.get('location'), '/signin')
  })

  it('[ACC2] guesses wait; a recovery code still lets its owner in, once', async () => {
    const phone = await setUpPhone(await signedIn(), now)
    const browser = openBrowser(server.origin)
    await knowsPassword(browser)
    for (let at = 0; at < 5; at += 1) {
      assert.equal((await browser.post('/signin/code', { code: 'x' })).status, 403)
    }
    now += STEP_MS
    const right = await browser.post('/signin/code', { code: phone.code(now) })
    assert.equal(right.status, 429)
    assert.match(await right.text(), /Wait a minute, or use a recovery code/)
    const [first = '', second = ''] = phone.recoveryCodes
    const recovery = { kind: 'recovery', recovery: first.toUpperCase() }
    assert.equal((await browser.post('/signin/code', recovery)).status, 303)
    assert.equal((await browser.get('/monitor')).status, 200)
    assert.match(await (await browser.get(FACTOR_PAGE)).text(), /9 recovery codes left/)
    const again = openBrowser(server.origin)
    await knowsPassword(again)
    const used = await again.post('/signin/code', recovery)
    assert.equal(used.status, 403)
    assert.match(await used.text(), /This recovery code is wrong, or was used already/)
    assert.equal((await again.post('/signin/code', { code: second })).status, 303)
  })

  it('[ACC2] a one-time link asks for it as well', async () => {
    const phone = await setUpPhone(await signedIn(), now)
    const account = await store.findAccountByEmail(EMAIL)
    assert.ok(account !== null)
    const { createHash } = await import('node:crypto')
    const link = {
      account: account.id,
      purpose: 'reset',
      email: null,
      details: null,
      expiresAt: now + 60_000,
    } as const
    await store.createLink({
      ...link,
      digest: createHash('sha256').update('token').digest('base64url'),
    })
    const browser = openBrowser(server.origin)
    const half = await browser.post('/signin/link', {
      token: 'token',
      password: PASSWORD,
      again: PASSWORD,
    })
    assert.match(half.headers.get('location') ?? '', /^\/signin\/code\?next=/)
    assert.equal((await browser.get('/account/password')).status, 403)
    now += STEP_MS
    await browser.post('/signin/code', { code: phone.code(now) })
    assert.equal((await browser.get('/account/password')).status, 200)
  })

  it('[ACC2] is renewed and switched off with a fresh code, and the password', async () => {
    const browser = await signedIn()
    const phone = await setUpPhone(browser, now)
    assert.equal(
      (await browser.post(FACTOR_PAGE, { do: 'renew', code: phone.code(now) })).status,
      403,
    )
    now += STEP_MS
    const renewed = await browser.post(FACTOR_PAGE, { do: 'renew', code: phone.code(now) })
    const codes = readRecoveryCodes(await renewed.text())
    assert.equal(codes.length, 10)
    const [old = ''] = phone.recoveryCodes
    const [fresh = ''] = codes
    const off = { do: 'remove', password: PASSWORD }
    assert.equal((await browser.post(FACTOR_PAGE, { ...off, code: old })).status, 403)
    assert.equal(
      (await browser.post(FACTOR_PAGE, { ...off, code: fresh, password: 'x' })).status,
      403,
    )
    assert.equal((await browser.post(FACTOR_PAGE, { ...off, code: fresh })).status, 303)
    const plain = openBrowser(server.origin)
    assert.equal((await knowsPassword(plain)).headers.get('location'), '/monitor')
  })

  it('[ACC2] beginning asks for the password; a draft alone changes nothing', async () => {
    const browser = await signedIn()
    assert.equal((await browser.post(FACTOR_PAGE, { do: 'begin', password: 'no' })).status, 403)
    assert.equal((await browser.post(FACTOR_PAGE, { do: 'confirm', code: '1' })).status, 403)
    await browser.post(FACTOR_PAGE, { do: 'begin', password: PASSWORD })
    assert.equal((await browser.post(FACTOR_PAGE, { do: 'confirm', code: '000' })).status, 403)
    assert.match(await (await browser.get(FACTOR_PAGE)).text(), /<svg/)
    assert.equal(
      (await knowsPassword(openBrowser(server.origin))).headers.get('location'),
      '/monitor',
    )
    now += 61 * 60_000
    assert.doesNotMatch(await (await browser.get(FACTOR_PAGE)).text(), /<svg/)
  })

  it('[ACC2] nothing of it is readable at rest, logged, or taken from another site', async () => {
    const browser = await signedIn()
    await browser.post(FACTOR_PAGE, { do: 'begin', password: PASSWORD })
    const secret = readSecret(await (await browser.get(FACTOR_PAGE)).text())
    const account = await store.findAccountByEmail(EMAIL)
    assert.ok(account !== null)
    const sealed = (await store.readSecondFactor(account.id))?.sealed ?? ''
    for (const form of ['base64url', 'hex', 'latin1'] as const) {
      assert.ok(!sealed.includes(Buffer.from(secret).toString(form)))
    }
    // Sealed for this account: another's row opens nothing with it.
    assert.throws(() => server.deps.keyring.open('second factor\nanother', sealed))
    assert.doesNotMatch(JSON.stringify(server.logged), new RegExp(EMAIL))
    for (const path of [FACTOR_PAGE, '/signin/code']) {
      const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
      assert.equal((await browser.post(path, { do: 'remove' }, foreign)).status, 403)
    }
  })

  it('[ACC2] leads nowhere else after the code', async () => {
    const phone = await setUpPhone(await signedIn(), now)
    for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', '/ /evil']) {
      now += STEP_MS
      const browser = openBrowser(server.origin)
      await knowsPassword(browser, next)
      const done = await browser.post('/signin/code', { code: phone.code(now), next })
      assert.equal(done.headers.get('location'), '/monitor', next)
    }
  })
})

describe('a second factor that is required', () => {
  let store: Store
  let server: TestServer
  beforeEach(async () => {
    store = await openSqliteStore({ file: ':memory:' })
    const secondFactor = { allowedFor: [], requiredFor: ['advocate'] }
    server = await startTestServer({ store, settings: { secondFactor } })
    await server.createOperator(EMAIL)
  })
  afterEach(async () => {
    await server.close()
    await store.close()
  })

  it('[ACC2] is set up before anything else is opened, sockets included', async () => {
    const browser = openBrowser(server.origin)
    await browser.signIn(EMAIL)
    for (const path of ['/', '/monitor', '/account/password', '/interview?i=test.yml']) {
      const led = await browser.get(path)
      assert.equal(led.headers.get('location'), FACTOR_PAGE, path)
    }
    assert.equal((await browser.get('/', { accept: 'application/json' })).status, 403)
    assert.equal((await browser.post('/account/password', { password: 'x' })).status, 403)
    await assert.rejects(browser.openMonitor(), /404/)
    assert.match(await (await browser.get(FACTOR_PAGE)).text(), /Set it up now/)
    await setUpPhone(browser, await store.now())
    assert.equal((await browser.get('/monitor')).status, 200)
    const monitor = await browser.openMonitor()
    await monitor.next((message) => message.type === 'welcome')
    monitor.close()
  })

  it('[ACC2] a privilege that requires one acts on open lines within a second', async () => {
    const account = await store.findAccountByEmail(EMAIL)
    assert.ok(account !== null)
    await store.changeAccount(account.id, { privileges: ['admin'] })
    const browser = openBrowser(server.origin)
    await browser.signIn(EMAIL)
    const monitor = await browser.openMonitor()
    await monitor.next((message) => message.type === 'welcome')
    await store.changeAccount(account.id, { privileges: ['admin', 'advocate'] })
    await monitor.closed
    assert.equal((await browser.get('/monitor')).headers.get('location'), FACTOR_PAGE)
  })

  it('[ACC2] is offered to nobody else where it is not allowed', async () => {
    const account = await store.findAccountByEmail(EMAIL)
    assert.ok(account !== null)
    await store.changeAccount(account.id, { privileges: ['user'] })
    const browser = openBrowser(server.origin)
    await browser.signIn(EMAIL)
    assert.match(await (await browser.get(FACTOR_PAGE)).text(), /not offered for your account/)
    const refused = await browser.post(FACTOR_PAGE, { do: 'begin', password: PASSWORD })
    assert.equal(refused.status, 403)
    assert.equal(await store.readSecondFactor(account.id), null)
  })
})
