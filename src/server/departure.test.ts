import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import type { Departure } from '../interview/request.ts'
import { operatorAtWork, talk, userAtWork, viewWhere } from './testing/scene.ts'
import { openBrowser, type TestBrowser } from './testing/test-browser.ts'
import { INTERVIEW, PASSWORD, startTestServer } from './testing/test-server.ts'

const JSON_ONLY = { accept: 'application/json' }
const FORGOTTEN = /^resume-.*Max-Age=0/

describe('[LOG4] special buttons at the server', async () => {
  const server = await startTestServer()
  after(() => server.close())
  await server.createOperator('olivia@example.com')

  interface Answer {
    readonly type: string
    readonly url?: string
    readonly version?: number
    readonly screen?: { readonly html: string; readonly canGoBack: boolean }
  }

  async function begin(): Promise<{ user: TestBrowser; path: string; session: string }> {
    const user = openBrowser(server.origin)
    const session = await user.begin()
    const path = `/s/${session}`
    await user.post(path, { version: '1', screen: 'ask name', f0: 'Ada' }, JSON_ONLY)
    return { user, path, session }
  }

  function act(
    user: TestBrowser,
    path: string,
    action: { readonly name: string; readonly args?: object },
    headers: Record<string, string> = JSON_ONLY,
  ): Promise<Response> {
    const { name, args = {} } = action
    const text = JSON.stringify({ action: name, arguments: args })
    return user.post(`${path}/action`, { action: Buffer.from(text).toString('base64url') }, headers)
  }

  function depart(
    user: TestBrowser,
    path: string,
    departure: Departure,
    more: { readonly moved?: boolean; readonly headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const { moved = false, headers } = more
    return act(user, path, { name: 'reply', args: { departure, moved } }, headers)
  }

  async function shown(user: TestBrowser, path: string): Promise<Answer> {
    return (await user.get(path, JSON_ONLY)).json() as never
  }

  it('`leave` keeps the answers and leads to the address', async () => {
    const { user, path } = await begin()
    const response = await depart(user, path, { kind: 'leave', url: 'https://example.org/a?b' })
    assert.deepEqual(await response.json(), { type: 'leave', url: 'https://example.org/a?b' })
    const again = await shown(user, path)
    assert.match(again.screen?.html ?? '', /Hello, Ada/)
    assert.equal(again.version, 2)
  })

  it('without script, a page shows the way to another site; here it is a redirect', async () => {
    const { user, path } = await begin()
    const away = await depart(
      user,
      path,
      { kind: 'leave', url: 'https://example.org/?q="<b>' },
      { headers: {} },
    )
    assert.equal(away.status, 200)
    assert.match(await away.text(), /href="https:\/\/example\.org\/\?q=%22%3Cb%3E"/)
    const near = await depart(user, path, { kind: 'leave', url: '/signin' }, { headers: {} })
    assert.deepEqual([near.status, near.headers.get('location')], [303, '/signin'])
  })

  it('what is no web address leads to the start', async () => {
    const { user, path } = await begin()
    for (const [url, expected] of [
      [null, '/'],
      ['javascript:alert(1)', '/'],
      ['data:text/html,x', '/'],
      ['//example.org', '/'],
      ['/\\example.org', '/'],
      ['nowhere', '/'],
      ['?i=other.yml', '/interview?i=other.yml'],
      [' HTTPS://Example.org ', 'https://example.org/'],
    ] as const) {
      const response = await depart(user, path, { kind: 'leave', url })
      assert.equal(((await response.json()) as Answer).url, expected)
    }
  })

  it('[CHT19] `exit` drops the answers and every step, ends live help, and begins anew', async () => {
    const { user, path, session } = await begin()
    const response = await depart(user, path, { kind: 'exit', url: null })
    assert.match(response.headers.getSetCookie().join('\n'), FORGOTTEN)
    assert.deepEqual(await response.json(), { type: 'leave', url: '/' })
    assert.equal(await server.deps.store.readStep(session as never), null)
    const room = await server.deps.store.readRoom(session as never)
    assert.equal(room?.settings.called, false)
    const again = await shown(user, path)
    assert.match(again.screen?.html ?? '', /What is your name\?/)
    assert.equal(again.screen?.canGoBack, false)
    const stale = await user.post(`${path}/back`, { version: '2' }, JSON_ONLY)
    assert.match(((await stale.json()) as Answer).screen?.html ?? '', /What is your name\?/)
  })

  it('[CHT19] `restart` forgets the answers in the same session, without a way back', async () => {
    const { user, path, session } = await begin()
    await act(user, path, { name: 'change' })
    const answer = (await (await act(user, path, { name: 'restart' })).json()) as Answer
    assert.match(answer.screen?.html ?? '', /What is your name\?/)
    assert.equal(answer.screen?.canGoBack, false)
    assert.equal((await server.deps.store.readStep(session as never))?.position, 0)
    assert.equal((await shown(user, path)).version, answer.version)
  })

  it('[CHT19] `restart` and `exit` end the conversation', async () => {
    const { monitor } = await operatorAtWork(server)
    for (const go of [
      (user: TestBrowser, path: string) => act(user, path, { name: 'restart' }),
      (user: TestBrowser, path: string) => depart(user, path, { kind: 'exit', url: null }),
    ]) {
      const { user, session, page } = await userAtWork(server)
      await talk(monitor, page, session)
      await go(user, `/s/${session}`)
      await viewWhere(page, ({ ended }) => ended?.why === 'interview')
      await monitor.next((down) => down.type === 'conversation-over' && down.session === session)
      page.close(true)
    }
    monitor.close(true)
  })

  it('`logout` signs out, and only who is signed in', async () => {
    const { user, path } = await begin()
    const anonymous = await depart(user, path, { kind: 'logout', url: null })
    assert.deepEqual(anonymous.headers.getSetCookie(), [])
    await user.signIn('olivia@example.com')
    const response = await depart(user, path, { kind: 'logout', url: '/signin' })
    assert.deepEqual(await response.json(), { type: 'leave', url: '/signin' })
    assert.equal((await user.get('/monitor')).status, 404)
  })

  it('`signin` comes back to the session, `new_session` leaves it alone', async () => {
    const { user, path, session } = await begin()
    const signIn = await depart(user, path, { kind: 'signin', url: null })
    const next = encodeURIComponent(path)
    assert.deepEqual(await signIn.json(), { type: 'leave', url: `/signin?next=${next}` })
    const fresh = await depart(user, path, { kind: 'new_session', url: null })
    const { url = '' } = (await fresh.json()) as Answer
    assert.equal(url, `/interview?i=${INTERVIEW}&new_session=1`)
    const begun = await user.get(url)
    assert.match(begun.headers.get('location') ?? '', /^\/s\//)
    assert.notEqual(begun.headers.get('location'), `/s/${session}`)
    assert.match((await shown(user, path)).screen?.html ?? '', /Hello, Ada/)
  })

  it('[CHT18] who signs in by a button comes back as the same participant', async () => {
    const { user, path, session } = await begin()
    await depart(user, path, { kind: 'signin', url: null })
    const form = { email: 'olivia@example.com', password: PASSWORD, next: path }
    const signedIn = await user.post('/signin', form)
    assert.equal(signedIn.headers.get('location'), path)
    assert.match((await shown(user, path)).screen?.html ?? '', /Hello, Ada/)
    const room = await server.deps.store.readRoom(session as never)
    const people = Object.values(room?.participants ?? {})
    assert.deepEqual(
      people.map(({ account }) => account?.name),
      ['Olivia Operator'],
    )
  })

  it('[REL5] code that leads away keeps the answers that led to it, and is asked again', async () => {
    const { user, path, session } = await begin()
    const leave = { kind: 'leave', url: 'https://example.org/' } as const
    const response = await depart(user, path, leave, { moved: true })
    assert.deepEqual(await response.json(), { type: 'leave', url: 'https://example.org/' })
    assert.equal((await server.deps.store.readStep(session as never))?.position, 2)
    // The scripted interview leads nowhere when it is asked again.
    const again = await shown(user, path)
    assert.match(again.screen?.html ?? '', /Hello, Ada/)
    assert.equal(again.version, 4)
    assert.equal((await shown(user, path)).version, 4)
  })
})
