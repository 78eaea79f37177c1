import assert from 'node:assert/strict'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { WebSocket } from 'ws'
import { CLOSE } from '../../src/protocol/close-codes.ts'
import { PROTOCOL_VERSION } from '../../src/protocol/version.ts'
import { OPERATOR, startServer, type TestServer } from '../e2e/server.ts'
import {
  Browser,
  signIn,
  startParticipant,
  type WireOperator,
  type WireParticipant,
} from '../support/wire-client.ts'
import { almost, anyFrames, sendRaw } from './evil-frames.ts'
import { anyYaml, evilYaml } from './evil-yaml.ts'
import { exchange, startTalk, type Talk } from './talk.ts'

const INTERVIEW = 'docassemble.base:data/questions/examples/chat-example-1.yml'
const KEY = 'A'.repeat(22)
const about = { session: KEY, participant: KEY }

const FAILURES = /\b(socket|upgrade|command|push|request|sweep|tick)-failed\b/

const PAGE_MESSAGES = [
  { type: 'hello', version: PROTOCOL_VERSION, page: KEY, cursor: null },
  { type: 'ping' },
  { type: 'chat-activate', id: `${KEY}-1`, invited: false },
  { type: 'chat-send', id: `${KEY}-2`, text: 'x' },
  { type: 'chat-read', id: `${KEY}-3`, upTo: 1 },
  { type: 'typing', is: true },
  { type: 'mirror', snapshot: { epoch: '', screen: 1 }, ops: [['v', 'f0', 'x', 0, 0]] },
  { type: 'answer-ask', id: `${KEY}-4`, operator: KEY, what: 'observe', accepts: true },
  { type: 'end-watch', id: `${KEY}-5`, operator: KEY },
  { type: 'take-back', id: `${KEY}-6`, number: 1, silent: false },
]
const MONITOR_MESSAGES = [
  { type: 'hello', version: PROTOCOL_VERSION, page: KEY },
  { type: 'set-roles', id: `${KEY}-1`, roles: ['a role'] },
  { type: 'set-limit', id: `${KEY}-2`, limit: 3 },
  { type: 'chat-send', id: `${KEY}-3`, ...about, text: 'x' },
  { type: 'block', id: `${KEY}-4`, ...about },
  { type: 'transfer', id: `${KEY}-5`, ...about, to: { kind: 'operator', id: KEY } },
  { type: 'follow', ...about },
  { type: 'observe', ...about },
  { type: 'take-control', id: `${KEY}-6`, ...about, takeOver: true },
  { type: 'release-control', id: `${KEY}-7`, ...about, number: 1 },
  { type: 'renew-control', ...about, number: 1 },
  { type: 'control', ...about, number: 1, cseq: 1, screen: 1, ops: [['p', 'm1']] },
  { type: 'typing', ...about, is: true },
]

describe('evil input', () => {
  const interviews = mkdtempSync(join(tmpdir(), 'alongside-evil-'))
  let server: TestServer
  let talk: Talk
  let pid: number
  let stranger: WireParticipant
  let operator: WireOperator

  before(async () => {
    cpSync('examples', interviews, { recursive: true })
    server = await startServer({ env: { ALONGSIDE_INTERVIEWS_FOLDER: interviews } })
    pid = server.pid()
    talk = await startTalk(server, 1)
    stranger = await startParticipant(server.url, INTERVIEW)
    operator = await signIn(server.url, OPERATOR)
  })
  after(async () => {
    talk.close()
    await server.close()
    rmSync(interviews, { recursive: true, force: true })
  })

  /** The same process, and two others in the midst of their conversation. */
  async function isUnharmed(): Promise<void> {
    const [user] = talk.users
    assert.ok(user !== undefined)
    await exchange(talk, user)
    assert.equal(server.pid(), pid)
    assert.doesNotThrow(() => process.kill(pid, 0))
    // What is refused is no failure of the server's own.
    assert.doesNotMatch(server.output(), FAILURES)
  }

  const places = (): readonly (readonly [Browser, string])[] => [
    [stranger.browser, `/live/session/${stranger.session}`],
    [operator.browser, '/live/monitor'],
  ]

  it(
    '[REL7] any bytes on either socket end that socket and nothing else',
    { timeout: 120_000 },
    async () => {
      for (const [browser, path] of places()) {
        await fc.assert(
          fc.asyncProperty(anyFrames, async (bytes) => {
            const answer = await sendRaw(browser, path, bytes)
            assert.match(answer, /^HTTP\/1\.1 101 /)
          }),
          { numRuns: 60 },
        )
        await isUnharmed()
      }
    },
  )

  it(
    '[REL7] what almost is a message is refused, or closes its socket with 4400',
    { timeout: 120_000 },
    async () => {
      for (const [index, [browser, path]] of places().entries()) {
        const messages = index === 0 ? PAGE_MESSAGES : MONITOR_MESSAGES
        await fc.assert(
          fc.asyncProperty(almost(messages), fc.boolean(), async (text, greets) => {
            const code = await say(browser, path, [
              ...(greets ? [JSON.stringify(messages[0])] : []),
              text,
              // Not ours for certain: the socket ends here if it has not before.
              '{}',
            ])
            assert.ok(code === CLOSE.badMessage || code === CLOSE.version, `closed with ${code}`)
          }),
          { numRuns: 100 },
        )
        await isUnharmed()
      }
    },
  )

  it(
    '[REL7] any request gets an answer, and none breaks the server',
    { timeout: 120_000 },
    async () => {
      const paths = [
        '/interview',
        `/interview?i=${encodeURIComponent(INTERVIEW)}`,
        `/s/${stranger.session}`,
        `/s/${stranger.session}/back`,
        `/s/${stranger.session}/action`,
        '/signin',
        '/monitor',
        '/health',
      ]
      const types = [
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'multipart/form-data',
        'application/json',
        'text/\u00e9',
      ]
      const form = fc
        .array(
          fc.tuple(
            fc.constantFrom('version', 'screen', 'f0', 'press', '__proto__', 'i', 'email'),
            fc.string({ unit: 'binary' }),
          ),
        )
        .map((fields) => Buffer.from(new URLSearchParams(fields).toString()))
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
          fc.oneof(fc.constantFrom(...paths), fc.webPath()),
          fc.constantFrom(...types),
          fc.oneof(form, fc.uint8Array({ maxLength: 500 })),
          async (method, path, type, body) => {
            const status = await ask({ method, path, type, body: Buffer.from(body) })
            assert.ok(status >= 200 && status < 500, `${method} ${path} answered ${status}`)
          },
        ),
        { numRuns: 200 },
      )
      await isUnharmed()
    },
  )

  it(
    '[REL7] any YAML is shown, or refused on a page that says so',
    { timeout: 240_000 },
    async () => {
      let count = 0
      async function begin(yaml: string): Promise<void> {
        const name = `evil-${count++}.yml`
        writeFileSync(join(interviews, name), yaml)
        const response = await new Browser(server.url).get(`/interview?i=${name}&new_session=1`)
        const page = await response.text()
        // An interview that is broken is the server's failure towards its user, and said as such.
        assert.ok([200, 404, 500].includes(response.status), `${name} answered ${response.status}`)
        assert.match(page, /<h1/)
      }
      for (const yaml of evilYaml) await begin(yaml)
      await isUnharmed()
      await fc.assert(fc.asyncProperty(anyYaml, begin), { numRuns: 30 })
      await isUnharmed()
    },
  )

  async function ask(parts: {
    readonly method: string
    readonly path: string
    readonly type: string
    readonly body: Buffer
  }): Promise<number> {
    const { hostname, port, origin } = new URL(server.url)
    const sent = request({
      hostname,
      port,
      method: parts.method,
      path: encodeURI(parts.path),
      headers: {
        cookie: stranger.browser.cookieHeader(),
        origin,
        'sec-fetch-site': 'same-origin',
        'content-type': parts.type,
        'content-length': parts.body.length,
      },
    })
    sent.end(parts.body)
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    response.resume()
    await once(response, 'end')
    return response.statusCode ?? 0
  }
})

/** The close code. */
async function say(browser: Browser, path: string, texts: readonly string[]): Promise<number> {
  const address = new URL(path, browser.url)
  address.protocol = 'ws:'
  const headers = { cookie: browser.cookieHeader(), origin: new URL(browser.url).origin }
  const socket = new WebSocket(address, { headers })
  socket.on('error', () => {})
  socket.on('open', () => {
    for (const text of texts) socket.send(text)
  })
  const [code] = (await once(socket, 'close')) as [number]
  return code
}
