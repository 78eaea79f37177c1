import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { observersCopy } from './pages/observers-copy.ts'
import { openBrowser, type TestBrowser } from './testing/test-browser.ts'
import { INTERVIEW, startTestServer } from './testing/test-server.ts'

const SVG = { body: Buffer.from('<svg/>'), type: 'image/svg+xml' }
const PNG = { body: Buffer.from('png'), type: 'image/png' }

const JSON_ONLY = { accept: 'application/json' }

describe('interviews over HTTP', async () => {
  const server = await startTestServer({ statics: { 'sun.svg': SVG, 'sun.png': PNG } })
  after(() => server.close())

  async function begin(): Promise<{ readonly user: TestBrowser; readonly path: string }> {
    const user = openBrowser(server.origin)
    return { user, path: `/s/${await user.begin()}` }
  }

  async function submit(
    user: TestBrowser,
    path: string,
    form: Readonly<Record<string, string>>,
  ): Promise<{ type: string; version: number; accepted: boolean; screen: { html: string } }> {
    const response = await user.post(path, { ...form }, JSON_ONLY)
    assert.equal(response.status, 200)
    return (await response.json()) as never
  }

  it('[SES1] an interview runs as plain forms, a redirect after each post', async () => {
    const { user, path } = await begin()
    const first = await (await user.get(path)).text()
    assert.match(first, /What is your name\?/)
    assert.match(first, /name="version" value="1"/)
    const form = { version: '1', screen: 'ask name', f0: 'Ada', press: 'continue' }
    const posted = await user.post(path, form)
    assert.equal(posted.status, 303)
    assert.equal(posted.headers.get('location'), path)
    assert.match(await (await user.get(path)).text(), /Hello, Ada/)
  })

  it('[SES1] the answers at rest are not readable', async () => {
    const { user, path } = await begin()
    await submit(user, path, { version: '1', screen: 'ask name', f0: 'Zebulon' })
    const session = path.slice(3)
    const step = await server.deps.store.readStep(session as never)
    assert.ok(step !== null)
    for (const sealed of [step.answers, step.screen]) {
      assert.equal(Buffer.from(sealed, 'base64').toString('latin1').includes('Zebulon'), false)
    }
  })

  it('[REL5] two sendings of one submission are one step, answered alike', async () => {
    const { user, path } = await begin()
    const form = { version: '1', screen: 'ask name', f0: 'Ada' }
    const replies = await Promise.all([1, 2, 3].map(() => submit(user, path, form)))
    for (const reply of replies) {
      assert.equal(reply.version, 2)
      assert.equal(reply.accepted, true)
      assert.match(reply.screen.html, /Hello, Ada/)
    }
    const again = await submit(user, path, form)
    assert.deepEqual([again.version, again.accepted], [2, true])
  })

  it('[REL5] answers to a screen that was answered meanwhile are not used, and it says so', async () => {
    const { user, path } = await begin()
    await submit(user, path, { version: '1', screen: 'ask name', f0: 'Ada' })
    // From another tab, which showed the same screen.
    const other = await submit(user, path, { version: '1', screen: 'ask name', f0: 'Bob' })
    assert.deepEqual([other.version, other.accepted], [2, false])
    assert.match(other.screen.html, /changed in the meantime/)
    await submit(user, path, { version: '2', screen: 'second', press: 'continue' })
    const late = await submit(user, path, { version: '1', screen: 'ask name', f0: 'Bob' })
    assert.deepEqual([late.version, late.accepted], [3, false])
    assert.match(late.screen.html, /changed in the meantime/)
    assert.match(late.screen.html, /Hello, Ada/)
  })

  it('[OBS7] [QUE5] what the page had hidden is hidden on the refused screen, and asked as before on the next', async () => {
    const { user, path } = await begin()
    const sent = { version: '1', screen: 'ask name', f0: 'Ada', f99: 'x' }
    const refused = await submit(user, path, { ...sent, masked: 'f0' })
    assert.equal(refused.accepted, false)
    assert.match(refused.screen.html, /value="Ada"/)
    assert.match(refused.screen.html, /data-private/)
    assert.equal(observersCopy(refused.screen.html).includes('Ada'), false)
    const again = { version: String(refused.version), screen: 'ask name', f0: 'Ada' }
    const open = await submit(user, path, { ...again, f99: 'x' })
    assert.match(observersCopy(open.screen.html), /value="Ada"/)
  })

  it('[QUE5] refused answers save no step; what was typed and why stand on the screen', async () => {
    const { user, path } = await begin()
    const refused = await submit(user, path, { version: '1', screen: 'ask name', f0: '' })
    assert.equal(refused.accepted, false)
    assert.match(refused.screen.html, /You need to fill this in/)
    const foreign = await submit(user, path, {
      version: String(refused.version),
      screen: 'ask name',
      f0: 'Ada',
      f99: 'x',
    })
    assert.equal(foreign.accepted, false)
    assert.match(foreign.screen.html, /There is no such field/)
    assert.match(foreign.screen.html, /value="Ada"/)
    const fine = await submit(user, path, {
      version: String(foreign.version),
      screen: 'ask name',
      f0: 'Ada',
    })
    assert.equal(fine.accepted, true)
    const back = await user.post(`${path}/back`, { version: String(fine.version) }, JSON_ONLY)
    assert.match(((await back.json()) as { screen: { html: string } }).screen.html, /your name/)
  })

  it('[LOG4] Back goes one saved screen back, and no further than the first', async () => {
    const { user, path } = await begin()
    await submit(user, path, { version: '1', screen: 'ask name', f0: 'Ada' })
    const back = await user.post(`${path}/back`, { version: '2' })
    assert.equal(back.status, 303)
    const page = await (await user.get(path)).text()
    assert.match(page, /What is your name/)
    assert.match(page, /name="version" value="3"/)
    const beyond = await user.post(`${path}/back`, { version: '3' })
    assert.equal(beyond.status, 200)
    assert.match(await beyond.text(), /What is your name/)
  })

  it('[LOG3] an action changes the session; from elsewhere only when the person says so', async () => {
    const { user, path } = await begin()
    const action = Buffer.from(
      JSON.stringify({ action: 'change', arguments: { step: 2, name: 'Eve' } }),
    ).toString('base64url')
    const linked = await user.get(`${path}/action?action=${action}`, {
      'sec-fetch-site': 'cross-site',
    })
    assert.match(await linked.text(), /<form method="post"/)
    assert.match(await (await user.get(path)).text(), /What is your name/)
    assert.equal((await user.get(`${path}/action?action=${action}`)).status, 303)
    assert.match(await (await user.get(path)).text(), /Hello, Eve/)
    assert.equal((await user.get(`${path}/action?action=%22`)).status, 400)
    assert.equal((await user.get(`${path}/action?action=AAAA`)).status, 400)
  })

  it('[PYT5] an interview that fails says so; the answers stay as they were', async () => {
    const { user, path } = await begin()
    const form = { version: '1', screen: 'ask name', f0: 'fail' }
    const failed = await user.post(path, form)
    assert.equal(failed.status, 500)
    const text = await failed.text()
    assert.match(text, /The interview has an error/)
    assert.doesNotMatch(text, /division by zero/)
    const asJson = (await (await user.post(path, form, JSON_ONLY)).json()) as { type: string }
    assert.equal(asJson.type, 'failed')
    const fine = await submit(user, path, { version: '1', screen: 'ask name', f0: 'Ada' })
    assert.equal(fine.accepted, true)
  })

  it('[SES2] a session is reachable only from the browser that began it', async () => {
    const { path } = await begin()
    const stranger = openBrowser(server.origin)
    assert.equal((await stranger.get(path)).status, 403)
    assert.equal((await stranger.post(path, { version: '1' })).status, 403)
    assert.equal((await stranger.post(`${path}/back`, { version: '1' })).status, 403)
    const other = await stranger.begin()
    assert.notEqual(`/s/${other}`, path)
    assert.equal((await stranger.get(path)).status, 403)
  })

  it('[SES2] or by its owner’s account, from anywhere; after signing out no longer', async () => {
    await server.createOperator('owner@example.org')
    const { user, path } = await begin()
    await user.signIn('owner@example.org')
    assert.equal((await user.get(path)).status, 200)
    const elsewhere = openBrowser(server.origin)
    await elsewhere.signIn('owner@example.org')
    assert.equal((await elsewhere.get(path)).status, 200)
    await user.post('/signout', {})
    assert.equal((await user.get(path)).status, 403)
  })

  it('[AUT13] with multi_user the link opens it to others, and a wrong key does not', async () => {
    const { user, path } = await begin()
    const session = path.slice(3)
    const share = server.deps.keyring.digest('share', session).slice(0, 22)
    const link = `/interview?i=${INTERVIEW}&session=${session}&share=${share}`
    const guest = openBrowser(server.origin)
    assert.equal((await guest.get(link)).status, 403)
    const open = Buffer.from(
      JSON.stringify({ action: 'open', arguments: { multiUser: true } }),
    ).toString('base64url')
    await user.get(`${path}/action?action=${open}`)
    assert.equal((await guest.get(link.replace(share, 'A'.repeat(22)))).status, 403)
    const preview = await guest.get(link, { 'sec-fetch-site': 'cross-site' })
    assert.equal(preview.status, 200)
    assert.equal((await guest.get(path)).status, 403)
    assert.equal((await guest.get(link)).status, 303)
    assert.equal((await guest.get(path)).status, 200)
  })

  it('[AUT6] what the author should know is logged once, by its code', async () => {
    const { user, path } = await begin()
    const warnings = [{ code: 'no-partner-roles', message: 'secret_answer' }]
    const order = { action: 'reply', arguments: { warnings } }
    const action = Buffer.from(JSON.stringify(order)).toString('base64url')
    for (let i = 0; i < 3; i++)
      assert.equal((await user.post(`${path}/action`, { action })).status, 303)
    const told = server.logged.filter(([event]) => event === 'author-warning')
    assert.deepEqual(told, [['author-warning', { interview: INTERVIEW, code: 'no-partner-roles' }]])
    const page = await (await user.get(path)).text()
    assert.equal(page.includes('secret_answer'), false)
  })

  it('[SES2] a link preview makes no session: it is shown a page with a button', async () => {
    const user = openBrowser(server.origin)
    for (const site of ['cross-site', 'same-site']) {
      const shown = await user.get(`/interview?i=${INTERVIEW}`, { 'sec-fetch-site': site })
      assert.equal(shown.status, 200)
      assert.match(await shown.text(), /<form method="post" action="\/interview"/)
    }
    const posted = await user.post('/interview', { i: INTERVIEW })
    assert.equal(posted.status, 303)
    // Beginning again resumes; unless a new session is asked for.
    const resumed = await user.get(`/interview?i=${INTERVIEW}`)
    assert.equal(resumed.headers.get('location'), posted.headers.get('location'))
    const fresh = await user.get(`/interview?i=${INTERVIEW}&new_session=1`)
    assert.notEqual(fresh.headers.get('location'), posted.headers.get('location'))
  })

  it('[REL7] unknown sessions, interviews and paths are clear pages', async () => {
    const user = openBrowser(server.origin)
    assert.equal((await user.get(`/s/${'A'.repeat(22)}`)).status, 404)
    assert.equal((await user.get('/s/../etc/passwd')).status, 404)
    assert.equal((await user.get('/interview?i=nowhere.yml')).status, 404)
    assert.equal((await user.get('/interview?i=x&session=zz')).status, 404)
    const lost = await user.get('/nowhere')
    assert.equal(lost.status, 404)
    assert.match(await lost.text(), /Page not found/)
  })

  it('[REL7] oversized and malformed bodies are refused, and nothing ends', async () => {
    const { user, path } = await begin()
    const large = await user.post(path, {
      version: '1',
      screen: 'ask name',
      f0: 'x'.repeat(1 << 21),
    })
    assert.equal(large.status, 413)
    assert.equal((await user.post(path, { version: 'one' })).status, 400)
    assert.equal((await user.post(path, {})).status, 400)
    const odd = await user.post(path, { version: '1' }, { 'content-type': 'application/json' })
    assert.equal(odd.status, 400)
    const broken = await user.post(path, { a: 'b' }, { 'content-type': 'multipart/form-data' })
    assert.equal(broken.status, 400)
    assert.equal((await user.get(path)).status, 200)
  })

  it('[REL7] what another site posts is refused', async () => {
    const { user, path } = await begin()
    const form = { version: '1', screen: 'ask name', f0: 'Ada' }
    const evil = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    assert.equal((await user.post(path, form, evil)).status, 403)
    assert.equal((await user.post('/signin', {}, evil)).status, 403)
    assert.match(await (await user.get(path)).text(), /What is your name/)
  })

  it('[SES1] pages with answers are not kept, framed or told to others', async () => {
    const { user, path } = await begin()
    const { headers } = await user.get(path)
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.equal(headers.get('referrer-policy'), 'no-referrer')
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    const policy = headers.get('content-security-policy') ?? ''
    assert.match(policy, /script-src 'self' 'nonce-[\w-]{20,}'/)
    assert.match(policy, /frame-ancestors 'self'/)
    assert.doesNotMatch(policy, /unsafe/)
  })

  it('[QUE1] a drawing of the package can be opened by itself, and then does nothing else', async () => {
    const { user, path } = await begin()
    const svg = await user.get(`${path}/static/sun.svg`)
    assert.equal(svg.status, 200)
    assert.equal(svg.headers.get('content-type'), 'image/svg+xml')
    assert.equal(svg.headers.get('x-content-type-options'), 'nosniff')
    assert.equal(
      svg.headers.get('content-security-policy'),
      "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    )
    const png = await user.get(`${path}/static/sun.png`)
    assert.doesNotMatch(png.headers.get('content-security-policy') ?? '', /unsafe/)
    assert.equal((await user.get(`${path}/static/moon.svg`)).status, 404)
  })

  it('[MON1] [ACC1] for others the Monitor and the users page do not exist', async () => {
    const user = openBrowser(server.origin)
    for (const path of ['/monitor', '/monitor/frame', '/admin/users']) {
      assert.equal((await user.get(path)).status, 404)
    }
    await server.createOperator('monitor@example.org')
    await user.signIn('monitor@example.org')
    assert.equal((await user.get('/monitor')).status, 200)
    assert.equal((await user.get('/admin/users')).status, 404)
  })

  it('[ACC1] guessing passwords is slowed', async () => {
    await server.createOperator('guessed@example.org')
    const user = openBrowser(server.origin)
    const statuses: number[] = []
    for (let i = 0; i < 11; i++) {
      const form = { email: 'guessed@example.org', password: `guess ${i}` }
      statuses.push((await user.post('/signin', form)).status)
    }
    assert.equal(statuses.at(0), 403)
    assert.equal(statuses.at(-1), 429)
  })
})

describe('behind a load balancer', async () => {
  const server = await startTestServer({ settings: { behindHttpsLoadBalancer: true } })
  after(() => server.close())

  it('[REL9] sessions that are begun count by network, however many addresses it has', async () => {
    const begin = (address: string) =>
      fetch(`${server.origin}/api/session/new`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
        body: JSON.stringify({ i: INTERVIEW }),
      })
    for (let part = 0; part < 240; part += 40) {
      const made = Array.from({ length: 40 }, (_, at) =>
        begin(`[2001:db8:1:2::${part + at}]:${at}`),
      )
      for (const { status } of await Promise.all(made)) assert.equal(status, 200)
    }
    assert.equal((await begin('2001:db8:1:2:ffff::1')).status, 429)
    assert.equal((await begin('2001:db8:1:3::1')).status, 200)
  })
})

describe('below a root', async () => {
  const server = await startTestServer({ settings: { root: '/help/' } })
  after(() => server.close())

  it('[SCA3] everything stands below the configured root', async () => {
    const user = openBrowser(server.origin)
    assert.equal((await user.get('/help/')).status, 200)
    assert.equal((await user.get('/help')).status, 200)
    assert.equal((await user.get('/')).status, 404)
    const begun = await user.get(`/help/interview?i=${INTERVIEW}`)
    assert.match(begun.headers.get('location') ?? '', /^\/help\/s\/[\w-]{22}$/)
    assert.equal((await user.get(begun.headers.get('location') ?? '')).status, 200)
  })
})

describe('a changed interview', () => {
  for (const development of [true, false]) {
    it(`[LNG5] is picked up at the next look ${development ? '' : 'only '}in development`, async () => {
      let version = 1
      const server = await startTestServer({
        settings: { development },
        hash: () => `h${version}`,
      })
      const user = openBrowser(server.origin)
      const path = `/s/${await user.begin()}`
      const shown = async () =>
        /name="version" value="(\d+)"/.exec(await (await user.get(path)).text())?.[1]
      assert.equal(await shown(), '1')
      version = 2
      assert.equal(await shown(), development ? '2' : '1')
      assert.equal(await shown(), development ? '2' : '1')
      await server.close()
    })
  }
})
