import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, describe, it } from 'node:test'
import type WebSocket from 'ws'
import { PROTOCOL_VERSION } from '../protocol/version.ts'
import { openBrowser } from './testing/test-browser.ts'
import { startTestServer } from './testing/test-server.ts'

/** HTTP status of a refused upgrade, or 101. */
function outcome(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => {
    socket.on('error', () => {})
    socket.on('unexpected-response', (_request, response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    socket.on('open', () => {
      resolve(101)
      socket.close()
    })
  })
}

async function closeCode(socket: WebSocket): Promise<number> {
  const [code] = (await once(socket, 'close')) as [number]
  return code
}

describe('opening sockets', async () => {
  const server = await startTestServer({ settings: { allowedOrigins: ['https://friend.example'] } })
  await server.createOperator('olivia@example.org')
  after(() => server.close())
  const user = openBrowser(server.origin)
  const session = await user.begin()
  const path = `/live/session/${session}`
  const port = new URL(server.origin).port

  for (const [origin, status] of [
    [server.origin, 101],
    ['https://friend.example', 101],
    ['https://evil.example', 403],
    [`https://127.0.0.1:${port}`, 403],
    ['http://127.0.0.1', 403],
    [`http://127.0.0.1.evil.example:${port}`, 403],
    ['null', 403],
    ['', 403],
  ] as const) {
    it(`[REL7] [SCA3] from ${origin === '' ? 'no origin' : origin}: ${status}`, async () => {
      assert.equal(await outcome(user.connect(path, { origin })), status)
    })
  }

  it('[SCA3] a foreign origin is logged with the value that the browser used', () => {
    const wrong = server.logged
      .filter(([event]) => event === 'wrong-origin')
      .map(([, what]) => what)
    assert.deepEqual(wrong[0], { used: 'https://evil.example', expected: server.origin })
  })

  it('[MON1] the Monitor’s socket does not exist for others', async () => {
    assert.equal(await outcome(user.connect('/live/monitor')), 404)
    assert.equal(await outcome(user.connect('/live/elsewhere')), 404)
    const operator = openBrowser(server.origin)
    await operator.signIn('olivia@example.org')
    assert.equal(await outcome(operator.connect('/live/monitor')), 101)
  })

  it('[SES2] [REL7] unknown sessions and those of others are closed with the reason', async () => {
    const stranger = openBrowser(server.origin)
    assert.equal(await closeCode(stranger.connect(path)), 4403)
    assert.equal(await closeCode(user.connect(`/live/session/${'A'.repeat(22)}`)), 4404)
    assert.equal(await closeCode(user.connect('/live/session/zz')), 4404)
  })

  const hello = { type: 'hello', version: PROTOCOL_VERSION, page: 'B'.repeat(22), cursor: null }
  const bad: readonly (readonly [string, readonly (string | Buffer)[]])[] = [
    ['no JSON', ['{']],
    ['no hello first', [JSON.stringify({ type: 'ping' })]],
    ['a second hello', [JSON.stringify(hello), JSON.stringify(hello)]],
    ['a message of the Monitor', [JSON.stringify(hello), '{"type":"set-available"}']],
    ['bytes', [JSON.stringify(hello), Buffer.from([0, 1, 2, 255])]],
    ['too large', [JSON.stringify(hello), JSON.stringify({ type: 'ping', x: 'x'.repeat(70_000) })]],
  ]
  for (const [what, messages] of bad) {
    it(`[REL7] ${what}: that one socket is closed`, async () => {
      const socket = user.connect(path)
      await once(socket, 'open')
      for (const message of messages) socket.send(message)
      assert.equal(await closeCode(socket), 4400)
    })
  }

  it('[REL7] larger than any message: closed by the line itself', async () => {
    const socket = user.connect(path)
    socket.on('error', () => {})
    await once(socket, 'open')
    socket.send('x'.repeat(600 * 1024))
    assert.equal(await closeCode(socket), 1009)
  })

  it('[REL9] a flood is cut off', async () => {
    const socket = user.connect(path)
    await once(socket, 'open')
    socket.send(JSON.stringify(hello))
    for (let i = 0; i < 1000; i++) socket.send('{"type":"ping"}')
    assert.equal(await closeCode(socket), 4400)
  })

  it('[REL7] a version that is not spoken here is told so', async () => {
    const socket = user.connect(path)
    await once(socket, 'open')
    socket.send(JSON.stringify({ ...hello, version: 99 }))
    assert.equal(await closeCode(socket), 4426)
  })

  it('[REL7] after all that the server answers', async () => {
    const page = await user.openPage(session)
    await page.next((message) => message.type === 'welcome')
    page.close(true)
    assert.equal((await user.get('/health')).status, 200)
  })

  it('[SCA3] a page can ask why its live line is refused', async () => {
    const told = await user.get('/health?origin=https://wrong.example')
    const { message } = (await told.json()) as { message: string }
    assert.match(message, /https:\/\/wrong\.example/)
    assert.match(message, /url root/)
  })
})

describe('a wrong `url root`', async () => {
  const server = await startTestServer({ settings: { urlRoot: 'https://help.example' } })
  after(() => server.close())

  it('[SCA3] the interview runs; live lines are refused with both values said', async () => {
    const user = openBrowser(server.origin)
    // On https cookies have names that a browser takes only there; this one takes them anyway.
    const session = await user.begin()
    assert.equal((await user.get(`/s/${session}`)).status, 200)
    assert.equal(await outcome(user.connect(`/live/session/${session}`)), 403)
    const wrong = server.logged.find(([event]) => event === 'wrong-origin')
    assert.deepEqual(wrong?.[1], { used: server.origin, expected: 'https://help.example' })
  })
})
