import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { OpenidProvider } from '../accounts/openid.ts'
import { must } from '../base/must.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Account } from '../store/account-store.ts'
import type { Store } from '../store/store.ts'
import { account } from '../store/testing/scene.ts'
import { createTestProvider, type TestProvider } from './testing/openid-provider.ts'
import { setUpPhone } from './testing/phone.ts'
import { openBrowser, type TestBrowser } from './testing/test-browser.ts'
import { PASSWORD, startTestServer, type TestServer } from './testing/test-server.ts'

const BEGIN = '/signin/openid/example'
const METHODS = '/account/sign-in-methods'
const VERIFIED = { email_verified: true, given_name: 'Ana', family_name: 'Araya' }

describe('OpenID Connect', () => {
  let now = Date.now()
  let store: Store
  let provider: TestProvider
  let server: TestServer
  let settings: OpenidProvider
  let counter = 0
  /** An address and a subject of this test’s own. */
  let email = ''
  let subject = ''

  before(async () => {
    store = await openSqliteStore({ file: ':memory:', clock: () => now })
    provider = await createTestProvider()
    settings = provider.settings({
      privileges: {
        claim: 'groups',
        values: { helpers: ['advocate'], it: ['admin', 'developer'] },
      },
    })
    server = await startTestServer({ store, settings: { openid: [settings] } })
    await provider.start(server.origin)
  })
  after(async () => {
    await server.close()
    await provider.close()
    await store.close()
  })
  beforeEach(() => {
    counter += 1
    subject = `subject-${counter}`
    email = `ana${counter}@example.org`
    provider.seat(subject, { ...VERIFIED, email })
  })

  async function begin(browser: TestBrowser, next = ''): Promise<string> {
    const response = await browser.get(
      next === '' ? BEGIN : `${BEGIN}?next=${encodeURIComponent(next)}`,
    )
    assert.equal(response.status, 303)
    return must(response.headers.get('location'), 'an address')
  }

  /** The provider leads a browser back from another site. */
  function comeBack(browser: TestBrowser, url: URL): Promise<Response> {
    assert.equal(url.origin, server.origin)
    return browser.get(url.pathname + url.search, { 'sec-fetch-site': 'cross-site' })
  }

  async function signIn(browser = openBrowser(server.origin), next = ''): Promise<Response> {
    return comeBack(browser, await provider.visit(await begin(browser, next)))
  }

  async function accountOf(address = email): Promise<Account | null> {
    return store.findAccountByEmail(address)
  }

  async function refusedWith(response: Response, words: RegExp, status = 403): Promise<void> {
    assert.equal(response.status, status)
    assert.match(await response.text(), words)
    assert.doesNotMatch(response.headers.getSetCookie().join(), /alongside=[\w-]/)
  }

  it('[ACC2] makes an account for who comes first, and knows it again by its subject', async () => {
    const browser = openBrowser(server.origin)
    assert.match(await (await browser.get('/signin')).text(), /Sign in with Example Login/)
    const first = await signIn(browser, '/account/password')
    assert.equal(first.headers.get('location'), '/account/password')
    assert.equal((await browser.get('/account/password')).status, 200)
    // There is none to change.
    for (const path of ['/account', '/account/password']) {
      const shown = await (await browser.get(path)).text()
      assert.match(shown, />Set a password</)
      assert.doesNotMatch(shown, /Change password/)
    }
    const made = must(await accountOf(), 'an account')
    assert.equal(`${made.firstName} ${made.lastName}`, 'Ana Araya')
    assert.deepEqual(made.privileges, ['user'])
    // Another address at the provider, unverified even: it is the same person.
    provider.seat(subject, { email: 'new@example.org', email_verified: false })
    assert.equal((await signIn()).status, 303)
    assert.equal(await accountOf('new@example.org'), null)
  })

  it('[ACC2] sends PKCE, state and nonce of this attempt alone', async () => {
    const browser = openBrowser(server.origin)
    const [one, two] = [new URL(await begin(browser)), new URL(await begin(browser))]
    for (const name of ['state', 'nonce', 'code_challenge']) {
      assert.match(one.searchParams.get(name) ?? '', /^[\w-]{43}$/)
      assert.notEqual(one.searchParams.get(name), two.searchParams.get(name))
    }
    assert.equal(one.searchParams.get('code_challenge_method'), 'S256')
    assert.equal(one.searchParams.get('response_type'), 'code')
    // Both tabs get home, in any order.
    assert.equal((await comeBack(browser, await provider.visit(two.href))).status, 303)
    assert.equal((await comeBack(browser, await provider.visit(one.href))).status, 303)
  })

  it('[ACC2] refuses a callback with another state, in another browser, replayed, or late', async () => {
    const browser = openBrowser(server.origin)
    const back = await provider.visit(await begin(browser))
    const forged = new URL(back)
    forged.searchParams.set('state', 'x'.repeat(43))
    const expired = /took too long, or was begun elsewhere/
    await refusedWith(await comeBack(browser, forged), expired)
    await refusedWith(await comeBack(openBrowser(server.origin), back), expired)
    const other = openBrowser(server.origin)
    await begin(other)
    await refusedWith(await comeBack(other, back), expired)
    // The genuine one has not suffered; and it counts once.
    assert.equal((await comeBack(browser, back)).status, 303)
    await refusedWith(await comeBack(browser, back), expired)
    const late = await provider.visit(await begin(browser))
    now += 10 * 60_000 + 1
    await refusedWith(await comeBack(browser, late), expired)
    await refusedWith(await browser.get(`${BEGIN}/callback`), expired)
  })

  it('[ACC2] refuses a wrong nonce, a used code, an expired one, another verifier', async () => {
    const broken = /gave an answer that does not hold/
    const browser = openBrowser(server.origin)
    const noncey = new URL(await begin(browser))
    noncey.searchParams.set('nonce', 'n'.repeat(43))
    await refusedWith(await comeBack(browser, await provider.visit(noncey.href)), broken)
    // Somebody else’s code, put into one’s own callback: PKCE.
    const [mine, theirs] = [await begin(browser), await begin(openBrowser(server.origin))]
    const [here, there] = [await provider.visit(mine), await provider.visit(theirs)]
    here.searchParams.set('code', there.searchParams.get('code') ?? '')
    await refusedWith(await comeBack(browser, here), broken)
    const old = await provider.visit(await begin(browser))
    provider.expireCodes()
    await refusedWith(await comeBack(browser, old), broken)
    const invented = await provider.visit(await begin(browser))
    invented.searchParams.set('code', 'no-such-code')
    await refusedWith(await comeBack(browser, invented), broken)
    assert.equal(await accountOf(), null)
    const once = await provider.visit(await begin(browser))
    assert.equal((await comeBack(browser, once)).status, 303)
    const fresh = openBrowser(server.origin)
    const replayed = await provider.visit(await begin(fresh))
    replayed.searchParams.set('code', once.searchParams.get('code') ?? '')
    await refusedWith(await comeBack(fresh, replayed), broken)
  })

  it('[ACC2] refuses what another issuer says', async () => {
    const evil = await createTestProvider()
    await evil.start(server.origin)
    try {
      evil.seat(subject, { ...VERIFIED, email })
      const browser = openBrowser(server.origin)
      const url = new URL(await begin(browser))
      const back = await evil.visit(`${evil.issuer}${url.pathname}${url.search}`)
      await refusedWith(await comeBack(browser, back), /does not hold/)
      const nameless = new URL(await begin(browser))
      const again = await evil.visit(`${evil.issuer}${nameless.pathname}${nameless.search}`)
      again.searchParams.delete('iss')
      await refusedWith(await comeBack(browser, again), /does not hold/)
      assert.equal(await accountOf(), null)
    } finally {
      await evil.close()
    }
  })

  it('[ACC2] says plainly that the person or the provider said no', async () => {
    provider.seat(null)
    const browser = openBrowser(server.origin)
    await refusedWith(await signIn(browser), /Example Login did not sign you in/)
    const url = new URL(await begin(browser))
    const failed = `${BEGIN}/callback?error=server_error&error_description=%3Cb%3Eoops&state=${url.searchParams.get('state')}&iss=${provider.issuer}`
    const refused = await comeBack(browser, new URL(failed, server.origin))
    assert.doesNotMatch(await refused.clone().text(), /oops/)
    await refusedWith(refused, /did not sign you in/)
  })

  it('[ACC2] takes nobody whose address the provider has not confirmed', async () => {
    for (const claims of [
      { email },
      { email, email_verified: false },
      { email, email_verified: 'true' },
      { email_verified: true },
      { email: 'a@b', email_verified: true },
    ]) {
      provider.seat(subject, claims)
      await refusedWith(await signIn(), /has not confirmed an e-mail address/)
    }
    assert.equal(await accountOf(), null)
  })

  it('[ACC2] an address alone opens no account that has a password: its owner links it', async () => {
    const existing = account({ email, passwordHash: `plain:${PASSWORD}`, privileges: ['advocate'] })
    await store.createAccount(existing)
    await refusedWith(await signIn(), /Sign in with its password first/)
    assert.deepEqual(await store.listIdentities(existing.id), [])

    const browser = openBrowser(server.origin)
    await browser.signIn(email)
    const connect = { do: 'connect', provider: 'example' }
    assert.equal((await browser.post(METHODS, { ...connect, password: 'x' })).status, 403)
    const go = await (await browser.post(METHODS, { ...connect, password: PASSWORD })).text()
    const to = /href="([^"]+)"\s+rel="noreferrer"/.exec(go)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const linked = await comeBack(browser, await provider.visit(to))
    assert.equal(linked.headers.get('location'), `${METHODS}?done=example`)
    assert.match(await (await browser.get(`${METHODS}?done=example`)).text(), /is connected/)
    // From now on it opens the account, whatever the address says.
    const later = openBrowser(server.origin)
    assert.equal((await signIn(later)).status, 303)
    assert.equal((await store.findIdentity({ issuer: provider.issuer, subject }))?.id, existing.id)
    const off = { do: 'disconnect', issuer: provider.issuer, subject }
    assert.equal((await browser.post(METHODS, off)).status, 303)
    await refusedWith(await signIn(), /Sign in with its password first/)
  })

  it('[ACC2] a link that is begun counts for whoever began it, and takes nothing of others', async () => {
    const [ana, eve] = [account(), account()].map((one) => ({
      ...one,
      passwordHash: `plain:${PASSWORD}`,
    }))
    assert.ok(ana !== undefined && eve !== undefined)
    await store.createAccount(ana)
    await store.createAccount(eve)
    const go = async (browser: TestBrowser) => {
      const connect = { do: 'connect', provider: 'example', password: PASSWORD }
      const html = await (await browser.post(METHODS, connect)).text()
      return /href="([^"]+)"\s+rel="noreferrer"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? ''
    }
    const browser = openBrowser(server.origin)
    await browser.signIn(ana.email)
    const back = await provider.visit(await go(browser))
    await browser.post('/signout', {})
    await browser.signIn(eve.email)
    await refusedWith(await comeBack(browser, back), /begun elsewhere/)
    assert.deepEqual(await store.listIdentities(eve.id), [])
    const mine = await provider.visit(await go(browser))
    assert.equal((await comeBack(browser, mine)).status, 303)
    await browser.post('/signout', {})
    await browser.signIn(ana.email)
    await refusedWith(
      await comeBack(browser, await provider.visit(await go(browser))),
      /Another account/,
    )
  })

  it('[ACC2] links an account that was made for somebody and that nobody can be in yet', async () => {
    const invited = account({ email, privileges: ['developer'] })
    await store.createAccount(invited)
    provider.seat(subject, { ...VERIFIED, email: email.toUpperCase() })
    const browser = openBrowser(server.origin)
    assert.equal((await signIn(browser)).status, 303)
    assert.equal((await store.findIdentity({ issuer: provider.issuer, subject }))?.id, invited.id)
    const { issuer } = provider
    assert.equal((await browser.post(METHODS, { do: 'disconnect', issuer, subject })).status, 409)
  })

  it('[ACC2] gives and takes the privileges that the configuration maps, and no others', async () => {
    provider.seat(subject, { ...VERIFIED, email, groups: ['helpers', 'admin'] })
    const browser = openBrowser(server.origin)
    assert.equal((await signIn(browser)).headers.get('location'), '/monitor')
    assert.deepEqual((await accountOf())?.privileges, ['user', 'advocate'])
    provider.seat(subject, { ...VERIFIED, email, groups: 'it' })
    await signIn()
    assert.deepEqual((await accountOf())?.privileges.toSorted(), ['admin', 'developer', 'user'])
    // The last administrator stays one, whatever the provider says.
    provider.seat(subject, { ...VERIFIED, email })
    await signIn()
    assert.ok((await accountOf())?.privileges.includes('admin'))
    await store.createAccount(account({ privileges: ['admin'] }))
    await signIn()
    assert.deepEqual((await accountOf())?.privileges, ['user'])
  })

  it('[ACC2] asks for the second factor of an account that has one', async () => {
    const existing = account({ email, passwordHash: `plain:${PASSWORD}` })
    await store.createAccount(existing)
    await store.linkIdentity({ issuer: provider.issuer, subject, account: existing.id })
    const owner = openBrowser(server.origin)
    await owner.signIn(email)
    const phone = await setUpPhone(owner, now)
    const browser = openBrowser(server.origin)
    assert.match((await signIn(browser)).headers.get('location') ?? '', /^\/signin\/code/)
    assert.equal((await browser.get('/account/password')).status, 403)
    now += 30_000
    await browser.post('/signin/code', { code: phone.code(now) })
    assert.equal((await browser.get('/account/password')).status, 200)
  })

  it('[ACC1] [ACC2] who has no password is asked afresh at the provider before what only owners may', async () => {
    // The provider's clock is the machine's.
    now = Date.now()
    const browser = openBrowser(server.origin)
    await signIn(browser)
    const made = must(await accountOf(), 'an account')
    const deeds = [
      ['/account/delete', {}, 422],
      ['/account/password', { password: PASSWORD, again: PASSWORD }, 422],
      ['/account/second-factor', { do: 'begin' }, 403],
      [METHODS, { do: 'connect', provider: 'example' }, 403],
    ] as const
    const askFirst = /First confirm that it is you/
    for (const [path, form, status] of deeds) {
      const refused = await browser.post(path, form)
      assert.equal(refused.status, status, path)
      assert.match(await refused.text(), askFirst, path)
    }
    const page = await (await browser.get('/account/delete')).text()
    const [, way = ''] = /href="([^"]*sign-in-methods[^"]*)#prove"/.exec(page) ?? []
    assert.match(
      await (await browser.get(way.replaceAll('&amp;', '&'))).text(),
      /Sign in again with/,
    )
    const order = { do: 'prove', provider: 'example', next: '/account/delete' }
    const go = async () => {
      const html = await (await browser.post(METHODS, order)).text()
      return new URL(
        /href="([^"]+)"\s+rel="noreferrer"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '',
      )
    }

    // A provider that knows them still, and is not told to ask.
    const silent = await go()
    assert.deepEqual(
      [silent.searchParams.get('max_age'), silent.searchParams.get('prompt')],
      ['0', 'login'],
    )
    now += 60_000
    const unasked = await go()
    now -= 60_000
    await refusedWith(
      await comeBack(browser, await provider.visit(unasked.href)),
      /did not ask you/,
    )
    // Somebody else at the provider.
    provider.seat(`other-${subject}`, { ...VERIFIED, email: `other-${email}` })
    await refusedWith(await comeBack(browser, await provider.visit(silent.href)), /not the account/)
    assert.match(await (await browser.post('/account/delete', {})).text(), askFirst)
    provider.seat(subject, { ...VERIFIED, email })
    const proven = await comeBack(browser, await provider.visit((await go()).href))
    assert.equal(proven.headers.get('location'), '/account/delete')
    assert.doesNotMatch(await (await browser.get('/account/delete')).text(), /#prove/)
    // Not for ever, and not in another sign-in of the same browser.
    now += 10 * 60_000 + 1
    assert.match(await (await browser.post('/account/delete', {})).text(), askFirst)
    now -= 10 * 60_000 + 1
    await signIn(browser)
    assert.match(await (await browser.post('/account/delete', {})).text(), askFirst)
    await comeBack(browser, await provider.visit((await go()).href))
    assert.equal((await browser.post('/account/delete', {})).status, 303)
    assert.equal(await store.findAccount(made.id), null)
  })

  it('[ACC2] a switched-off account stays shut', async () => {
    await signIn()
    const made = must(await accountOf(), 'an account')
    await store.changeAccount(made.id, { active: false })
    await refusedWith(await signIn(), /switched off/)
  })

  it('[ACC2] leads nowhere else, begins nothing for another site, and tells no secrets', async () => {
    for (const next of ['//evil.example', 'https://evil.example/', '/\\evil.example']) {
      assert.equal((await signIn(undefined, next)).headers.get('location'), '/', next)
    }
    const browser = openBrowser(server.origin)
    const foreign = await browser.get(BEGIN, { 'sec-fetch-site': 'cross-site' })
    assert.equal(foreign.headers.get('location'), '/signin')
    assert.equal((await browser.get('/signin/openid/unknown')).status, 404)
    assert.equal((await browser.get('/signin/openid/unknown/callback')).status, 404)
    const logged = JSON.stringify(server.logged)
    assert.match(logged, /openid-refused/)
    assert.doesNotMatch(logged, /ana\d+@|subject-\d|eyJ|code=|a secret of the client/)
  })
})
