/** The administrators' page of the system's state, at the front door. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { operatorAtWork, talk, userAtWork } from './testing/scene.ts'
import { openBrowser, type TestBrowser } from './testing/test-browser.ts'
import { scriptedEvaluators } from './testing/scripted-interview.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

describe('the page of the system’s state', () => {
  let server: TestServer
  let admin: TestBrowser
  const problem = {
    file: 'test.yml',
    line: 7,
    block: null,
    kind: 'error',
    message: '`questoin` <b>is</b> not known',
    feature: null,
  } as const
  let isBroken = false
  before(async () => {
    const evaluators = {
      ...scriptedEvaluators(),
      load: async () =>
        isBroken
          ? ({ type: 'broken', problems: [problem] } as const)
          : ({ type: 'loaded', title: 'Test', shortTitle: 'Test' } as const),
    }
    server = await startTestServer({ evaluators })
    await server.createOperator('root@example.org', 'Ruth', ['admin'])
    admin = openBrowser(server.origin)
    await admin.signIn('root@example.org')
  })
  after(() => server.close())

  const read = async (): Promise<string> => {
    const response = await admin.get('/admin/system')
    assert.equal(response.status, 200)
    return (await response.text()).replaceAll(/\s+/g, ' ')
  }
  const fact = (html: string, name: string): string =>
    new RegExp(`<dt>${name}</dt> ?<dd>([^<]*)</dd>`).exec(html)?.[1] ?? ''

  it('tells how many are here, who waits, and what runs', async () => {
    const olivia = await operatorAtWork(server)
    const { page, session } = await userAtWork(server)
    await talk(olivia.monitor, page, session)
    const html = await read()
    assert.equal(fact(html, 'Pages and Monitors connected here'), '2')
    assert.equal(fact(html, 'Sessions'), '1, 1 open')
    assert.equal(fact(html, 'Operators at the Monitor'), '1, 1 available')
    assert.equal(fact(html, 'Waiting for an operator'), '0')
    assert.equal(fact(html, 'Kind'), 'embedded (SQLite)')
    assert.match(fact(html, 'Last migration'), /^\d+ [\w-]+$/)
    assert.match(fact(html, 'Walls around interview code'), /import gate/)
    assert.match(html, new RegExp(`${server.deps.process} <span[^>]*>this one</span>`))
    assert.match(html, /No mail server is set up/)
  })

  it('tells what stopped, by its code and never by what it said', async () => {
    assert.match(await read(), /No interview has stopped with an error\./)
    const { user, session } = await userAtWork(server)
    await user.post(`/s/${session}`, { version: '1', screen: 'ask name', f0: 'fail' })
    const html = await read()
    assert.match(html, /test\.yml stopped with an error \(python\)\./)
    assert.doesNotMatch(html, /division by zero/)
  })

  it('[LNG3] checks all interviews when it is asked to', async () => {
    isBroken = true
    assert.match(await read(), /Loads every interview/)
    assert.equal((await admin.post('/admin/system', {})).status, 303)
    const html = await read()
    assert.match(html, /1 interview was checked at/)
    assert.match(html, /test\.yml, line 7: `questoin` &lt;b&gt;is&lt;\/b&gt; not known/)
    isBroken = false
    await Promise.all([1, 2, 3].map(() => admin.post('/admin/system', {})))
    assert.match(await read(), /All of them can be loaded\./)
  })

  it('holds no secret', async () => {
    const html = await read()
    assert.doesNotMatch(html, /password|secret|plain:|postgres:\/\/|redis:\/\//i)
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    assert.equal((await admin.post('/admin/system', {}, foreign)).status, 403)
  })
})
