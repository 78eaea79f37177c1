import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { openSqliteStore } from '../store/sqlite.ts'
import { nextPath } from './signing-in.ts'
import { openBrowser, type TestBrowser } from './testing/test-browser.ts'
import { INTERVIEW, PASSWORD, startTestServer, TEST_SETTINGS } from './testing/test-server.ts'
import type { World } from './web.ts'

const MINUTE = 60_000
const EMAIL = 'olivia@example.org'

describe('signing in', async () => {
  let now = Date.now()
  const store = await openSqliteStore({ file: ':memory:', clock: () => now })
  const server = await startTestServer({ store })
  /** The same store, another process. */
  const other = await startTestServer({ store })
  after(async () => {
    await server.close()
    await other.close()
    await store.close()
  })
  await server.createOperator(EMAIL)
  await server.createOperator('omar@example.org')

  const guess = (browser: TestBrowser, password = 'wrong', email = EMAIL) =>
    browser.post('/signin', { email, password })

  /** Sends a cookie header of its own making. */
  const withCookies = (path: string, cookie: string): Promise<Response> =>
    fetch(server.origin + path, {
      redirect: 'manual',
      headers: { cookie, 'sec-fetch-site': 'same-origin' },
    })

  it('[ACC1] guesses wait longer and longer, at all processes together; the owner’s browser goes on', async () => {
    const owner = openBrowser(server.origin)
    await owner.signIn(EMAIL)
    await owner.post('/signout', {})
    const statuses: number[] = []
    for (let at = 0; at < 8; at++) {
      const stranger = openBrowser(at % 2 === 0 ? server.origin : other.origin)
      statuses.push((await guess(stranger)).status)
    }
    assert.deepEqual(statuses, [403, 403, 403, 403, 403, 429, 429, 429])
    // The right password is not looked at either.
    assert.equal((await guess(openBrowser(server.origin), PASSWORD)).status, 429)
    assert.equal((await guess(owner, PASSWORD)).status, 303)
    // Nobody is locked out for longer than five minutes, whatever strangers do.
    for (let tries = 0; tries < 30; tries++) {
      now += 5 * MINUTE
      assert.equal((await guess(openBrowser(other.origin))).status, 403)
      assert.equal((await guess(openBrowser(server.origin))).status, 429)
    }
    now += 5 * MINUTE
    assert.equal((await guess(openBrowser(server.origin), PASSWORD)).status, 303)
    // An unknown address waits alike.
    const unknown: number[] = []
    for (let at = 0; at < 6; at++) {
      unknown.push((await guess(openBrowser(server.origin), 'x', 'nobody@example.org')).status)
    }
    assert.deepEqual(unknown, [403, 403, 403, 403, 403, 429])
    now += 60 * MINUTE
  })

  it('[ACC1] a cookie of another account, or a made one, does not make a browser the owner’s', async () => {
    const omar = openBrowser(server.origin)
    await omar.signIn('omar@example.org')
    const statuses: number[] = []
    for (let at = 0; at < 6; at++) statuses.push((await guess(omar)).status)
    assert.equal(statuses.at(-1), 429)
    now += 60 * MINUTE
  })

  it('[ACC1] signing in makes all cookies new: none that was known or planted before opens anything', async () => {
    const user = openBrowser(server.origin)
    const session = await user.begin()
    await user.signIn(EMAIL)
    const first = user.cookieHeader()
    await user.signIn(EMAIL)
    const [earlier, later] = [first, user.cookieHeader()].map((header) => cookiesOf(header))
    for (const name of ['alongside', 'visitor', 'known']) {
      assert.ok(earlier?.get(name))
      assert.notEqual(earlier?.get(name), later?.get(name), name)
    }
    assert.equal((await withCookies('/monitor', first)).status, 404)
    assert.equal((await withCookies(`/s/${session}`, first)).status, 403)
    assert.equal((await user.get(`/s/${session}`)).status, 200)

    // A value that an attacker planted is not taken over as the sign-in's secret.
    const planted = 'A'.repeat(43)
    const response = await fetch(`${server.origin}/signin`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: `alongside=${planted}; visitor=${planted}`, origin: server.origin },
      body: new URLSearchParams({ email: EMAIL, password: PASSWORD }),
    })
    assert.equal(response.status, 303)
    assert.doesNotMatch(response.headers.getSetCookie().join(), /A{43}/)
    assert.equal((await withCookies('/monitor', `alongside=${planted}`)).status, 404)
  })

  it('[ACC1] signing out ends it at the server: a stolen cookie opens nothing any more', async () => {
    const user = openBrowser(server.origin)
    const session = await user.begin()
    await user.signIn(EMAIL)
    const stolen = user.cookieHeader()
    assert.equal((await withCookies('/monitor', stolen)).status, 200)
    assert.equal((await withCookies(`/s/${session}`, stolen)).status, 200)
    await user.post('/signout', {})
    assert.equal((await withCookies('/monitor', stolen)).status, 404)
    assert.equal((await withCookies(`/s/${session}`, stolen)).status, 403)
    await user.signIn(EMAIL)
    assert.equal((await user.get(`/s/${session}`)).status, 200)
  })

  it('[ACC1] [SES2] a sign-in that was ended elsewhere leaves the browser no way into the account’s sessions', async () => {
    const phone = openBrowser(server.origin)
    const anonymous = await phone.begin()
    await phone.signIn(EMAIL)
    const session = await begin(phone)
    const held = phone.cookieHeader()
    assert.equal((await withCookies(`/s/${session}`, held)).status, 200)
    // The phone is lost: its owner ends what is signed in on it, or chooses a new password.
    const account = await store.findAccountByEmail(EMAIL)
    await store.endSignInsOf(account?.id ?? ('' as never))
    for (const id of [session, anonymous]) {
      for (const path of [`/s/${id}`, `/s/${id}/chat-log`, `/interview?session=${id}`]) {
        const answer = await withCookies(path, held)
        assert.equal(answer.status, 303, path)
        const next = encodeURIComponent(path)
        assert.equal(answer.headers.get('location'), `/signin?next=${next}`)
      }
      assert.equal((await phone.post(`/s/${id}`, {})).status, 403)
    }
    await phone.signIn(EMAIL)
    assert.equal((await phone.get(`/s/${session}`)).status, 200)
  })

  it('[CHT18] [ACC1] what one account began in a browser is not taken over by another', async () => {
    const shared = openBrowser(server.origin)
    const [anonymous, second] = [await shared.begin(), await begin(shared)]
    await shared.signIn(EMAIL)
    const olivias = await ownersOf([anonymous, second])
    assert.deepEqual(olivias, ['Olivia Operator', 'Olivia Operator'])
    // Without signing out: the next one sits down and signs in.
    await shared.signIn('omar@example.org')
    assert.deepEqual(await ownersOf([anonymous, second]), olivias)
    assert.equal((await shared.get(`/s/${anonymous}`)).status, 403)
    await shared.post('/signout', {})
    await shared.signIn(EMAIL)
    assert.equal((await shared.get(`/s/${anonymous}`)).status, 200)
  })

  it('[ACC1] leads to no other site, whatever `next` says', async () => {
    for (const next of NASTY) {
      const browser = openBrowser(server.origin)
      const form = { email: 'omar@example.org', password: PASSWORD, next }
      const response = await browser.post('/signin', form)
      assert.equal(response.headers.get('location'), '/monitor', JSON.stringify(next))
      now += MINUTE
    }
    const fine = { email: EMAIL, password: PASSWORD, next: '/s/x?a=%2F%2Fb' }
    const response = await openBrowser(server.origin).post('/signin', fine)
    assert.equal(response.headers.get('location'), '/s/x?a=%2F%2Fb')
  })

  it('[ACC1] what leads somewhere stays below the root', () => {
    const world = (root: string) =>
      ({ deps: { settings: { ...TEST_SETTINGS, root } } }) as unknown as World
    assert.equal(nextPath(world('/help/'), '/help/s/x'), '/help/s/x')
    for (const next of [
      '/other',
      '/help/../other',
      '/help',
      '/help/../..//evil.org',
      '//evil.org',
    ]) {
      assert.equal(nextPath(world('/help/'), next), null, next)
    }
  })

  it('[ACC1] no other site posts to the pages of accounts', async () => {
    const user = openBrowser(server.origin)
    await user.signIn(EMAIL)
    const before = await store.findAccountByEmail(EMAIL)
    for (const path of [
      '/signin',
      '/signin/link',
      '/signout',
      '/register',
      '/forgot',
      '/account',
      '/account/email',
      '/account/sign-ins',
      '/account/delete',
      '/account/password',
      '/admin/users',
      `/admin/users/${before?.id ?? ''}`,
      '/admin/privileges',
    ]) {
      for (const from of [
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site', origin: server.origin },
      ]) {
        const sent = { firstName: 'Mallory', do: 'end-others', present: PASSWORD }
        assert.equal((await user.post(path, sent, from)).status, 403, path)
      }
    }
    assert.deepEqual(await store.findAccountByEmail(EMAIL), before)
    assert.equal((await user.get('/monitor')).status, 200)
  })

  /** A second session in the same browser. */
  async function begin(browser: TestBrowser): Promise<string> {
    const response = await browser.get(`/interview?i=${INTERVIEW}&new_session=1`)
    return (response.headers.get('location') ?? '').slice(3)
  }

  async function ownersOf(sessions: readonly string[]) {
    const rooms = await Promise.all(sessions.map((id) => store.readRoom(id as never)))
    return rooms.flatMap((room) =>
      Object.values(room?.participants ?? {}).map(({ account }) => account?.name ?? null),
    )
  }
})

function cookiesOf(header: string): Map<string, string> {
  return new Map(
    header.split('; ').map((pair): [string, string] => {
      const at = pair.indexOf('=')
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

const NASTY = [
  'https://evil.org',
  '//evil.org',
  '///evil.org',
  '/\\evil.org',
  '\\\\evil.org',
  '/\t/evil.org',
  '/\n/evil.org',
  ' /s/x',
  'javascript:alert(1)',
  'data:text/html,x',
  '/..//evil.org',
  '/%0d%0aset-cookie:x=y\r\nx: y',
  '/\u0000',
  '@evil.org',
  '.evil.org',
  'http:evil.org',
  '/\u2028/evil.org',
  `/${'a'.repeat(3000)}`,
]
