import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { parseFileId, parseSessionId, type SessionId } from '../base/id.ts'
import { must } from '../base/must.ts'
import { memoryFiles } from '../files/testing/memory-files.ts'
import { CLOSE } from '../protocol/close-codes.ts'
import { operatorAtWork, peerAtWork, userAtWork } from './testing/scene.ts'
import { openBrowser, type TestBrowser } from './testing/test-browser.ts'
import { INTERVIEW, PASSWORD, startTestServer, type TestServer } from './testing/test-server.ts'

const idOf = (session: string): SessionId => must(parseSessionId(session), 'a session id')

describe('own sessions', () => {
  let server: TestServer
  let accounts = 0
  const files = memoryFiles()
  before(async () => {
    server = await startTestServer({ files })
  })
  after(() => server.close())

  async function person(): Promise<TestBrowser> {
    const email = `person${++accounts}@example.org`
    await server.createOperator(email, 'Pat')
    const browser = openBrowser(server.origin)
    await browser.signIn(email)
    return browser
  }

  const read = async (browser: TestBrowser, path: string): Promise<string> =>
    (await browser.get(path)).text()

  it('[SES3] an account finds what it began, in any browser, and nobody else does', async () => {
    const [pat, other] = [await person(), await person()]
    const session = await pat.begin()
    const list = await read(pat, '/interviews')
    assert.match(list, new RegExp(`href="/s/${session}"`))
    assert.match(list, new RegExp(`href="/s/${session}/delete"`))
    assert.match(list, /Test interview/)
    assert.match(await read(pat, '/'), new RegExp(`href="/s/${session}"`))
    assert.doesNotMatch(await read(other, '/interviews'), new RegExp(session))
    const nobody = await read(openBrowser(server.origin), '/interviews')
    assert.match(nobody, /href="\/signin\?next=%2Finterviews"/)
  })

  it('[SES3] [CHT18] what was begun before signing in is there afterwards', async () => {
    const email = `late${++accounts}@example.org`
    await server.createOperator(email)
    const browser = openBrowser(server.origin)
    const session = await browser.begin()
    await browser.signIn(email)
    await browser.get(`/s/${session}`)
    assert.match(await read(browser, '/interviews'), new RegExp(`href="/s/${session}"`))
  })

  it('[SES3] the list comes in parts, last used first', async () => {
    const pat = await person()
    const begun: string[] = []
    for (let count = 0; count < 23; count++) {
      const response = await pat.get(`/interview?i=${INTERVIEW}&new_session=1`)
      begun.push(must(/\/s\/([\w-]{22})$/.exec(response.headers.get('location') ?? '')?.[1], 'one'))
    }
    const first = await read(pat, '/interviews')
    const next = must(/href="(\/interviews\?after=[^"]+)"/.exec(first)?.[1], 'a link to the rest')
    const second = await read(pat, next)
    const found = [first, second].flatMap((html) =>
      [...html.matchAll(/href="\/s\/([\w-]{22})"/g)].map(([, id = '']) => id),
    )
    assert.equal(found.length, 23)
    assert.deepEqual(new Set(found), new Set(begun))
    assert.doesNotMatch(second, /after=/)
    for (const nonsense of ['x', '1.y', '9'.repeat(40), "1.' or 1=1"]) {
      const path = `/interviews?after=${encodeURIComponent(nonsense)}`
      assert.equal((await pat.get(path)).status, 200)
    }
  })

  it('[SES3] deleting asks first; then nothing is left, files included', async () => {
    const user = openBrowser(server.origin)
    const session = await user.begin()
    const room = idOf(session)
    const write = { room, id: must(parseFileId('F'.repeat(22)), 'a file id') }
    await files.write(write, oneByte())
    await server.deps.store.addFile({
      id: write.id,
      room,
      digest: 'd',
      sealed: 's',
      size: 1,
      most: { files: 9, bytes: 9 },
    })
    const question = await user.get(`/s/${session}/delete`)
    assert.equal(question.status, 200)
    assert.match(await question.text(), /method="post" action="\/s\/[\w-]{22}\/delete"/)
    assert.notEqual(await server.deps.store.readRoom(room), null)
    const done = await user.post(`/s/${session}/delete`, {})
    assert.deepEqual([done.status, done.headers.get('location')], [303, '/interviews?deleted=1'])
    assert.equal(await server.deps.store.readRoom(room), null)
    assert.deepEqual(await server.deps.store.readDroppedFiles(9), [])
    await assert.rejects(files.read(write, 0, 1))
    for (const path of [`/s/${session}`, `/s/${session}/delete`, `/s/${session}/chat-log`]) {
      const gone = await user.get(path)
      assert.equal(gone.status, 404)
      if (gone.headers.get('content-type')?.startsWith('text/html') === true) {
        assert.match(await gone.text(), /href="\/"\s*>To the start page</)
      }
    }
    const late = await user.post(`/s/${session}`, { version: '1', screen: 'name', f0: 'Ann' })
    assert.equal(late.status, 404)
    assert.equal((await user.post(`/s/${session}/delete`, {})).status, 404)
    // The browser begins anew where it would have gone on.
    assert.notEqual(await user.begin(), session)
  })

  it('[SES3] who began it finds on its page how to delete it, and nobody else does', async () => {
    const owner = await userAtWork(server, { multiUser: true })
    const peer = await peerAtWork(server, owner.session)
    const link = new RegExp(`href="/s/${owner.session}/delete"\\s*>Delete this interview<`)
    assert.match(await read(owner.user, `/s/${owner.session}`), link)
    assert.doesNotMatch(await read(peer.user, `/s/${owner.session}`), link)
  })

  it('[SES3] nobody deletes what they did not begin: strangers, peers, operators, other sites', async () => {
    const owner = await userAtWork(server, { multiUser: true })
    const peer = await peerAtWork(server, owner.session)
    const { operator } = await operatorAtWork(server)
    for (const browser of [peer.user, operator, openBrowser(server.origin)]) {
      assert.equal((await browser.get(`/s/${owner.session}/delete`)).status, 403)
      assert.equal((await browser.post(`/s/${owner.session}/delete`, {})).status, 403)
    }
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    const crossed = await owner.user.post(`/s/${owner.session}/delete`, {}, foreign)
    assert.equal(crossed.status, 403)
    assert.notEqual(await server.deps.store.readRoom(idOf(owner.session)), null)
  })

  it('[SES3] with an account go the interviews that it began', async () => {
    const pat = await person()
    const session = await pat.begin()
    const page = await pat.openPage(session)
    await page.next((message) => message.type === 'welcome')
    assert.match(await read(pat, '/account/delete'), /interviews that you began/i)
    const done = await pat.post('/account/delete', { present: PASSWORD })
    assert.equal(done.status, 303)
    assert.equal(await server.deps.store.readRoom(idOf(session)), null)
    await page.closed
  })

  it('[SES3] open pages are told, and the entry leaves the Monitor with its conversation', async () => {
    const { monitor } = await operatorAtWork(server, { roles: ['deletions'] })
    const owner = await userAtWork(server, { multiUser: true, roles: ['deletions'] })
    const peer = await peerAtWork(server, owner.session)
    owner.page.order({ type: 'chat-activate' })
    await monitor.next((message) => message.type === 'conversation')
    await monitor.next(
      (message) =>
        message.type === 'rows' && message.upsert.some(({ session }) => session === owner.session),
    )
    await owner.user.post(`/s/${owner.session}/delete`, {})
    assert.equal(await owner.page.closed, CLOSE.deleted)
    assert.equal(await peer.page.closed, CLOSE.deleted)
    await monitor.next(
      (message) =>
        message.type === 'rows' && message.remove.some(({ session }) => session === owner.session),
    )
    await monitor.next(
      (message) => message.type === 'conversation-over' && message.session === owner.session,
    )
    const desk = await server.deps.store.readDesk()
    const carried = Object.values(desk.operators).flatMap(({ conversations }) => conversations)
    assert.equal(
      carried.some(({ session }) => session === owner.session),
      false,
    )
    const again = await owner.user.openPage(owner.session)
    assert.equal(await again.closed, CLOSE.unknownSession)
  })
})

async function* oneByte(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array([1])
}
