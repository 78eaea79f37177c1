import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, describe, it } from 'node:test'
import fc from 'fast-check'
import type WebSocket from 'ws'
import { PROTOCOL_VERSION } from '../protocol/version.ts'
import {
  ask,
  hears,
  operatorAtWork,
  say,
  talk,
  userAtWork,
  type Monitor,
  type Page,
} from './testing/scene.ts'
import { aboutFirst, nextControl, nextMirror } from './testing/screens.ts'
import { startTestServer } from './testing/test-server.ts'
import { openBrowser } from './testing/test-browser.ts'
import { MAX_OPEN } from './sockets.ts'
import { MAX_FORM_BYTES } from './web.ts'

const HELLO = { version: PROTOCOL_VERSION, page: 'B'.repeat(22) }

/** How an opening ended: 101, or the HTTP status of the refusal. */
function opening(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => {
    socket.on('error', () => {})
    socket.on('open', () => resolve(101))
    socket.on('unexpected-response', (_request, response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
  })
}

describe('what one sender may do', async () => {
  const server = await startTestServer()
  after(() => server.close())

  async function refusalOf(line: Monitor | Page, message: object) {
    const id = line.order(message)
    const found = await (line as Page).next((heard) => heard.type === 'refused' && heard.id === id)
    return found.type === 'refused' ? found : null
  }

  it('[REL9] an operator, too, sends 10 messages in 10 s; more are refused with the wait', async () => {
    const { monitor } = await operatorAtWork(server)
    const { session, page } = await userAtWork(server)
    const { participant } = await talk(monitor, page, session)
    const message = { type: 'chat-send', session, participant, text: 'x' }
    for (let count = 0; count < 10; count++) assert.equal(await ask(monitor, message), 'ack')
    const refused = await refusalOf(monitor, message)
    assert.equal(refused?.code, 'too-many')
    assert.equal(refused.retry, true)
    assert.match(refused.message, /wait ([1-9]|10) seconds/)
  })

  it('[REL9] the limit is the participant’s, not the tab’s, and nobody else’s', async () => {
    await operatorAtWork(server)
    const { user, session, page } = await userAtWork(server)
    await say(page, { type: 'chat-activate' })
    const other = await user.openPage(session)
    for (let count = 0; count < 10; count++) {
      assert.equal(
        await ask(count % 2 === 0 ? page : other, { type: 'chat-send', text: 'x' }),
        'ack',
      )
    }
    for (const line of [page, other]) {
      const refused = await refusalOf(line, { type: 'chat-send', text: 'x' })
      assert.equal(refused?.code, 'too-many')
    }
    const second = await userAtWork(server)
    await say(second.page, { type: 'chat-activate' })
    await say(second.page, { type: 'chat-send', text: 'not held up' })
  })

  it('[REL9] [CHT4] chat turned on and off again and again calls no operator any more', async () => {
    const roles = ['called often']
    await operatorAtWork(server, { roles })
    const { page } = await userAtWork(server, { roles })
    for (let count = 0; count < 6; count++) {
      assert.equal(await ask(page, { type: 'chat-activate' }), 'ack')
      assert.equal(await ask(page, { type: 'chat-off' }), 'ack')
    }
    const refused = await refusalOf(page, { type: 'chat-activate' })
    assert.equal(refused?.code, 'too-many')
    assert.match(refused.message, /wait ([1-9]|[12][0-9]|30) seconds/)
    // Only the call is limited.
    assert.equal(await ask(page, { type: 'chat-off' }), 'ack')
  })

  it('[REL9] [CHT15] typing beyond reason is not heard, and closes nothing', async () => {
    const { monitor } = await operatorAtWork(server)
    const { session, page } = await userAtWork(server)
    await say(page, { type: 'chat-activate' })
    for (let count = 0; count < 60; count++) {
      page.send({ type: 'typing', is: true })
      page.send({ type: 'typing', is: false })
    }
    // Sent after it and answered: all before was taken.
    await say(page, { type: 'chat-send', text: 'I can still write' })
    await say(monitor, { type: 'set-limit', limit: null })
    const told = monitor.heard.filter(
      (message) => message.type === 'typing' && message.session === session,
    )
    assert.ok(told.length <= 20, `${told.length} marks told`)
  })

  it('[REL9] [OBS4] observing begun and stopped without end is refused, and the log does not grow with it', async () => {
    const { monitor } = await operatorAtWork(server, { roles: ['watching'] })
    const { session } = await userAtWork(server)
    const about = await aboutFirst(server, session)
    for (let count = 0; count < 190; count++) {
      monitor.send({ type: 'observe', ...about })
      monitor.send({ type: 'unobserve', ...about })
    }
    assert.equal((await nextMirror(monitor, 'gone')).why, 'unavailable')
    await say(monitor, { type: 'set-limit', limit: null })
    const audited = await server.deps.store.readAudit({ after: 0, limit: 1000 })
    const began = audited.filter(({ entry }) => entry.deed.type === 'observing-began')
    assert.ok(began.length <= 150, `${began.length}`)
    const other = await operatorAtWork(server, { roles: ['watching'] })
    other.monitor.send({ type: 'observe', ...about })
    await nextControl(other.monitor, 'free')
  })

  it('[REL9] a flooding page is closed, while another’s chat goes on', async () => {
    const { monitor } = await operatorAtWork(server)
    const { session, page } = await userAtWork(server)
    const { participant } = await talk(monitor, page, session)
    const flooder = await userAtWork(server)
    const frame = { type: 'mirror', ops: [] }
    for (let count = 0; count < 2_000; count++) flooder.page.send(frame)
    await say(page, { type: 'chat-send', text: 'through' })
    await hears(monitor, 'through')
    await say(monitor, { type: 'chat-send', session, participant, text: 'and back' })
    await hears(page, 'and back')
    assert.equal(await flooder.page.closed, 4400)
  })

  it('[REL9] so many live lines of one participant and of one operator at most', async () => {
    const { operator } = await operatorAtWork(server)
    const { user, session } = await userAtWork(server)
    const other = await userAtWork(server)
    for (const [browser, path] of [
      [operator, '/live/monitor'],
      [user, `/live/session/${session}`],
    ] as const) {
      const sockets: WebSocket[] = []
      // One is open already.
      for (let count = 1; count < MAX_OPEN; count++) {
        const socket = browser.connect(path)
        sockets.push(socket)
        assert.equal(await opening(socket), 101)
      }
      assert.equal(await opening(browser.connect(path)), 429)
      assert.equal(await opening(other.user.connect(`/live/session/${other.session}`)), 101)
      const [first] = sockets
      assert.ok(first !== undefined)
      first.close()
      await once(first, 'close')
      assert.equal(await opening(browser.connect(path)), 101)
      for (const socket of sockets) socket.terminate()
    }
  })
})

describe('bytes that nobody should send', async () => {
  const server = await startTestServer()
  after(() => server.close())
  const { operator } = await operatorAtWork(server)
  const { user, session } = await userAtWork(server)
  const places = [
    [user, `/live/session/${session}`],
    [operator, '/live/monitor'],
  ] as const

  /** Something that is nearly a message, so that it comes further than noise. */
  const types = [
    'chat-send',
    'follow',
    'transfer',
    'set-limit',
    'typing',
    'block',
    'mirror',
    'hello',
  ]
  const nearly = fc
    .record(
      {
        type: fc.constantFrom(...types),
        id: fc.constantFrom(`${'A'.repeat(22)}-1`, '', null),
        session: fc.constantFrom(session, 'x', null),
        participant: fc.constantFrom('A'.repeat(22), null, 7),
        text: fc.string(),
        to: fc.jsonValue(),
        limit: fc.integer(),
        is: fc.boolean(),
        __proto__: fc.constant({ polluted: true }),
      },
      { requiredKeys: ['type'] },
    )
    .map((message) => JSON.stringify(message))
  const noise = fc.oneof(
    nearly,
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  )

  it('[REL7] on a socket: that one is closed or refuses; no other feels it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(noise, { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        async (sent, greets) => {
          for (const [browser, path] of places) {
            const socket = browser.connect(path)
            await once(socket, 'open')
            const hello = {
              type: 'hello',
              ...HELLO,
              ...(path.includes('session') ? { cursor: null } : {}),
            }
            if (greets) socket.send(JSON.stringify(hello))
            for (const one of sent) socket.send(one)
            // Answered or closed, it ends; nothing is left hanging.
            socket.close()
            await once(socket, 'close')
          }
        },
      ),
      { numRuns: 60 },
    )
    await stillWell()
  })

  for (const cookie of ['stranger', 'user'] as const) {
    it(`[REL7] on the line of a ${cookie}: frames that lie about themselves end that line only`, async () => {
      const { host, port } = new URL(server.origin)
      const head = [
        `GET /live/session/${session} HTTP/1.1`,
        `Host: ${host}`,
        `Origin: ${server.origin}`,
        `Cookie: ${cookie === 'user' ? user.cookieHeader() : ''}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
        '\r\n',
      ].join('\r\n')
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
          const line = connect(Number(port), '127.0.0.1')
          line.on('error', () => {})
          line.write(head)
          const [answer] = (await once(line, 'data')) as [Buffer]
          assert.match(answer.toString(), /^HTTP\/1\.1 101 /)
          line.end(bytes)
          await once(line, 'close')
        }),
        { numRuns: 60 },
      )
      await stillWell()
    })
  }

  it('[REL7] as a request: a refusal or a screen, never a failure', async () => {
    const paths = [
      '/interview',
      `/s/${session}`,
      `/s/${session}/back`,
      `/s/${session}/action`,
      `/s/${session}/chat-log`,
      '/signin',
      '/signin/link',
      '/account/password',
      '/admin/users',
      '/nowhere',
    ]
    const types = [
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/plain',
      'application/json',
      '\u00ff',
    ]
    const request = fc.record({
      path: fc.constantFrom(...paths),
      query: fc.webQueryParameters(),
      method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
      type: fc.constantFrom(...types),
      body: fc.oneof(fc.uint8Array({ maxLength: 2_000 }), fc.webQueryParameters(), fc.json()),
      accept: fc.constantFrom('text/html', 'application/json', ''),
    })
    await fc.assert(
      fc.asyncProperty(request, async ({ path, query, method, type, body, accept }) => {
        const sent = await fetch(`${server.origin}${path}?${query}`, {
          method,
          redirect: 'manual',
          headers: {
            cookie: user.cookieHeader(),
            origin: server.origin,
            'content-type': type,
            accept,
          },
          ...(method === 'GET'
            ? {}
            : { body: typeof body === 'string' ? body : Buffer.from(body) }),
        })
        await sent.arrayBuffer()
        assert.ok(sent.status < 500, `${method} ${path}: ${sent.status}`)
      }),
      { numRuns: 300 },
    )
    await stillWell()
  })

  it('[REL7] a form whose length was not said before is taken, one too long is refused', async () => {
    const other = openBrowser(server.origin)
    const place = await other.begin()
    const post = (text: string, type = 'application/x-www-form-urlencoded') =>
      fetch(`${server.origin}/s/${place}`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie: other.cookieHeader(), origin: server.origin, 'content-type': type },
        // A stream has no length, so it is sent in chunks.
        body: new Blob([text]).stream(),
        duplex: 'half',
      } as RequestInit)
    const sent = await post('version=1&screen=ask+name&f0=Ada')
    assert.equal(sent.status, 303)
    assert.match(await (await other.get(`/s/${place}`)).text(), /Hello, Ada/)
    assert.equal((await post(`f0=${'x'.repeat(MAX_FORM_BYTES)}`)).status, 413)
    assert.equal((await post('')).status, 400)
  })

  async function stillWell(): Promise<void> {
    const { monitor } = await operatorAtWork(server)
    const well = await userAtWork(server, { roles: ['well'] })
    await say(monitor, { type: 'set-roles', roles: ['well'] })
    await talk(monitor, well.page, well.session)
    await say(well.page, { type: 'chat-send', text: 'all is well' })
    await hears(monitor, 'all is well')
    assert.equal(({} as { polluted?: boolean }).polluted, undefined)
    assert.deepEqual(
      server.logged.map(([event]) => event).filter((event) => !EXPECTED.has(event)),
      [],
    )
  }

  const EXPECTED = new Set(['socket-error'])
})
