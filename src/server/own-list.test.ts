import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { parseSessionId } from '../base/id.ts'
import { must } from '../base/must.ts'
import { operatorAtWork, userAtWork, type UserAtWork } from './testing/scene.ts'
import { openBrowser, type TestBrowser } from './testing/test-browser.ts'
import { INTERVIEW, startTestServer, type TestServer } from './testing/test-server.ts'

describe('a session on the list of who did not begin it', () => {
  let server: TestServer
  let accounts = 0
  before(async () => {
    server = await startTestServer()
  })
  after(() => server.close())

  async function signedIn(): Promise<TestBrowser> {
    const email = `peer${++accounts}@example.org`
    await server.createOperator(email, 'Pat')
    const browser = openBrowser(server.origin)
    await browser.signIn(email)
    return browser
  }

  function linkOf(session: string): string {
    const room = must(parseSessionId(session), 'a session id')
    const share = server.deps.keyring.digest('share', room).slice(0, 22)
    return `/interview?i=${INTERVIEW}&session=${session}&share=${share}`
  }

  /** Somebody's session, and whoever came by its link under an account. */
  async function shared(): Promise<{ owner: UserAtWork; pat: TestBrowser; path: string }> {
    const owner = await userAtWork(server, { multiUser: true })
    const pat = await signedIn()
    await pat.get(linkOf(owner.session))
    return { owner, pat, path: `/s/${owner.session}` }
  }

  const read = async (browser: TestBrowser, path: string): Promise<string> =>
    (await browser.get(path)).text()
  const isListed = async (browser: TestBrowser, path: string): Promise<boolean> =>
    (await read(browser, '/interviews')).includes(`href="${path}"`)

  it('[SES3] they take it off after a question; it stays for the one who began it', async () => {
    const { owner, pat, path } = await shared()
    const list = await read(pat, '/interviews')
    assert.match(list, new RegExp(`href="${path}/set-aside"`))
    assert.doesNotMatch(list, new RegExp(`href="${path}/delete"`))
    const question = await pat.get(`${path}/set-aside`)
    assert.equal(question.status, 200)
    const asked = await question.text()
    assert.match(asked, new RegExp(`method="post" action="${path}/set-aside"`))
    assert.match(asked, new RegExp(`href="${server.origin}${path}"`))
    assert.ok(await isListed(pat, path), 'to ask is not to do')
    const done = await pat.post(`${path}/set-aside`, {})
    assert.deepEqual([done.status, done.headers.get('location')], [303, '/interviews?set-aside=1'])
    assert.match(
      await read(pat, '/interviews?set-aside=1'),
      /role="status">\s*The interview is off/,
    )
    assert.equal(await isListed(pat, path), false)
    assert.doesNotMatch(await read(pat, '/'), new RegExp(`href="${path}"`))
    assert.equal((await owner.user.get(path)).status, 200)
    assert.equal((await owner.user.get(`${path}/delete`)).status, 200)
    // Pressed twice.
    assert.equal((await pat.post(`${path}/set-aside`, {})).status, 303)
  })

  it('[SES3] they come back by its address or the shared link, and it is on the list again', async () => {
    for (const how of ['address', 'link']) {
      const { owner, pat, path } = await shared()
      await pat.post(`${path}/set-aside`, {})
      if (how === 'link') {
        const led = await pat.get(linkOf(owner.session))
        assert.equal(led.headers.get('location'), path)
      }
      assert.equal((await pat.get(path)).status, 200)
      assert.ok(await isListed(pat, path))
    }
  })

  it('[SES3] a tab that is still open brings it back only by an answer', async () => {
    const { pat, path } = await shared()
    await pat.get(path)
    await pat.post(`${path}/set-aside`, {})
    await pat.get(path, { accept: 'application/json' })
    assert.equal(await isListed(pat, path), false)
    const room = must(parseSessionId(path.slice(3)), 'a session id')
    const version = (await server.deps.store.readRoom(room))?.version
    const form = { version: String(version), screen: 'ask name', f0: 'Ann' }
    const saved = await pat.post(path, form, { accept: 'application/json' })
    assert.equal(saved.status, 200)
    assert.ok(await isListed(pat, path))
  })

  it('[SES3] their download holds what their list holds', async () => {
    const { pat, path } = await shared()
    const files = async () =>
      read(pat, '/interviews').then(async () => {
        const zip = await pat.post('/interviews/export', {})
        return Buffer.from(await zip.arrayBuffer()).toString('latin1')
      })
    assert.match(await files(), /interviews\/001 /)
    await pat.post(`${path}/set-aside`, {})
    assert.doesNotMatch(await files(), /interviews\/001 /)
  })

  it('[SES3] [ACC3] who began it, who joined, who has no account, strangers: refused', async () => {
    const owner = await signedIn()
    const session = await owner.begin()
    const { owner: user, path } = await shared()
    const peer = openBrowser(server.origin)
    await peer.get(linkOf(user.session))
    const { operator } = await operatorAtWork(server)
    const refused: readonly (readonly [TestBrowser, string])[] = [
      [owner, `/s/${session}`],
      [user.user, path],
      [peer, path],
      [operator, path],
      [openBrowser(server.origin), path],
    ]
    for (const [browser, at] of refused) {
      assert.equal((await browser.get(`${at}/set-aside`)).status, 403)
      assert.equal((await browser.post(`${at}/set-aside`, {})).status, 403)
    }
  })

  it('[SES3] no other site takes it off', async () => {
    const { pat, path } = await shared()
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    assert.equal((await pat.post(`${path}/set-aside`, {}, foreign)).status, 403)
    assert.ok(await isListed(pat, path))
  })
})
