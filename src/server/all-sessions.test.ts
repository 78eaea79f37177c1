/** The administrators' page of sessions, at the front door. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CLOSE } from '../protocol/close-codes.ts'
import { change, operatorAtWork, talk, userAtWork } from './testing/scene.ts'
import { aboutFirst, startObserving } from './testing/screens.ts'
import { openBrowser, type TestBrowser } from './testing/test-browser.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

describe('the administrators’ page of sessions', () => {
  let server: TestServer
  let admin: TestBrowser
  before(async () => {
    server = await startTestServer()
    await server.createOperator('root@example.org', 'Ruth', ['admin'])
    admin = openBrowser(server.origin)
    await admin.signIn('root@example.org')
  })
  after(() => server.close())

  const read = async (path: string): Promise<string> => (await admin.get(path)).text()

  it('[ACC3] is there for administrators only, like the deletion', async () => {
    const { user, session, page } = await userAtWork(server)
    await server.createOperator('ana@example.org')
    const operator = openBrowser(server.origin)
    await operator.signIn('ana@example.org')
    for (const other of [operator, user]) {
      assert.equal((await other.get('/admin/sessions')).status, 404)
      assert.equal((await other.get(`/admin/sessions/${session}/delete`)).status, 404)
      assert.equal((await other.post(`/admin/sessions/${session}/delete`, {})).status, 404)
    }
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    const crossed = await admin.post(`/admin/sessions/${session}/delete`, {}, foreign)
    assert.equal(crossed.status, 403)
    assert.equal((await user.get(`/s/${session}`)).status, 200)
    page.close(true)
  })

  it('tells who is there and who helps, and nothing that was answered', async () => {
    const olivia = await operatorAtWork(server)
    const { page, session } = await userAtWork(server, { title: 'About Ada’s secret' })
    await talk(olivia.monitor, page, session)
    await startObserving(olivia.monitor, await aboutFirst(server, session), page, 2)
    const html = await read(`/admin/sessions?id=${session}`)
    assert.match(html, /open: 1 person is here/)
    assert.match(html, /1 participant/)
    assert.match(html, /observed by Olivia Operator/)
    assert.match(html, /in conversation with Olivia Operator/)
    assert.match(html, /Test interview/)
    assert.doesNotMatch(html, /Ada/)
    assert.match(html, new RegExp(`href="/admin/audit\\?session=${session}"`))
  })

  it('finds by id, address, interview, and what is open', async () => {
    const open = await userAtWork(server)
    const closed = await openBrowser(server.origin).begin()
    const has = async (query: string, session: string) =>
      (await read(`/admin/sessions${query}`)).includes(`id="session-${session}"`)
    assert.equal(await has(`?id=${closed}`, closed), true)
    assert.equal(await has(`?id=${closed}`, open.session), false)
    const address = encodeURIComponent(`https://example.org/s/${closed}?x=1`)
    assert.equal(await has(`?id=${address}`, closed), true)
    assert.equal(await has('?interview=test.yml', closed), true)
    assert.equal(await has('?interview=other.yml', closed), false)
    assert.equal(await has('?open=1', open.session), true)
    assert.equal(await has('?open=1', closed), false)
    const wrong = await admin.get('/admin/sessions?id=%3Cb')
    assert.equal(wrong.status, 422)
    assert.match(await wrong.text(), /value="&lt;b"/)
    assert.match(await read(`/admin/sessions?id=${'x'.repeat(22)}`), /no such session/)
  })

  it('[SES3] [ACC5] deletes after a question, and the log names who did it', async () => {
    const { user, page, session } = await userAtWork(server)
    await change(user, session, { title: 'Private' })
    const path = `/admin/sessions/${session}/delete`
    const question = await read(path)
    assert.match(question, new RegExp(`action="${path}"`))
    assert.doesNotMatch(question, /Private/)
    const done = await admin.post(path, {})
    assert.equal(done.headers.get('location'), '/admin/sessions?deleted=1')
    assert.equal(await page.closed, CLOSE.deleted)
    assert.equal((await user.get(`/s/${session}`)).status, 404)
    assert.equal((await admin.post(path, {})).status, 404)
    const log = await read(`/admin/audit?session=${session}`)
    assert.match(log, /Ruth Operator deleted the session of anonymous visitor 1\./)
  })

  it('comes in parts, last used first', async () => {
    const begun: string[] = []
    for (let count = 0; count < 35; count++) begun.push(await openBrowser(server.origin).begin())
    const first = await read('/admin/sessions')
    const next = /href="\/admin\/sessions(\?after=[^"]+)"/.exec(first)?.[1] ?? ''
    const second = await read(`/admin/sessions${next}`)
    const ids = (html: string) =>
      [...html.matchAll(/<h2 class="al-session-title" id="session-([\w-]{22})"/g)].map(
        ([, id]) => id,
      )
    assert.equal(ids(first).length, 30)
    const found = new Set([...ids(first), ...ids(second)])
    assert.equal(found.size, ids(first).length + ids(second).length)
    assert.deepEqual(
      begun.filter((id) => !found.has(id)),
      [],
    )
    assert.match(second, /Newest sessions/)
  })
})
