import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { monitorUp } from '../protocol/monitor.ts'
import { pageUp } from '../protocol/page.ts'
import { CLOSE } from '../protocol/close-codes.ts'
import { createApp, type App } from './app.ts'
import { ROUTE_VERBS, isRoute } from './access.ts'
import { digestSecret } from './browser.ts'
import { ACTORS, MONITOR_ROWS, PAGE_ROWS, ROUTE_ROWS } from './testing/access-table.ts'
import {
  MONITOR_BODIES,
  openLine,
  PAGE_BODIES,
  signOf as signOfMessage,
  type Line,
} from './testing/matrix-lines.ts'
import { makeCell, rowOf, type Asked, type Cell, type Client } from './testing/matrix-scene.ts'
import { manualTiming } from './testing/manual-timing.ts'
import { INTERVIEW, startTestServer, type TestServer } from './testing/test-server.ts'

const ORIGIN = 'http://help.test'
const ID = 'A'.repeat(22)
/** As browsers mark what another site, or a page of no site, sends. */
const FOREIGN = [
  { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  { origin: 'http://sub.help.test', 'sec-fetch-site': 'same-site' },
  { origin: 'null', 'sec-fetch-site': 'cross-site' },
  // Older browsers.
  { origin: 'https://evil.example' },
  { origin: 'null' },
] as const

const ROUTES = Object.keys(ROUTE_VERBS).filter(isRoute)
const PAGE_TYPES = pageUp.options.map(({ shape }) => shape.type.value)
const MONITOR_TYPES = monitorUp.options.map(({ shape }) => shape.type.value)
const SIZE =
  `${ROUTES.length} routes, ${PAGE_TYPES.length} messages of pages and ` +
  `${MONITOR_TYPES.length} of Monitors x ${ACTORS.length} actors = ` +
  `${(ROUTES.length + PAGE_TYPES.length + MONITOR_TYPES.length) * ACTORS.length}`

describe(`who may do what at the front door: ${SIZE}`, () => {
  let server: TestServer
  let app: App
  const timing = manualTiming()
  before(async () => {
    server = await startTestServer({ timing, settings: { urlRoot: ORIGIN } })
    const { deps } = server
    const asset = { body: new Uint8Array(), type: 'text/css' }
    app = createApp({
      ...deps,
      assets: { ...deps.assets, read: () => asset },
      library: { ...deps.library, readStatic: async () => asset },
      // Mails are said to be on their way.
      settings: { ...deps.settings, development: true },
    })
  })
  after(async () => {
    await app.close()
    await server.close()
  })
  const world = () => ({ app, deps: server.deps, origin: ORIGIN })

  function pathOf(path: string, cell: Cell): string {
    const filled = path
      .replace(':session', cell.session)
      .replace(':account', cell.account?.id ?? ID)
      .replace(/:\w+(\{.*\})?/, ID)
    if (path === '/interview') return '/interview?i=test.yml'
    if (path === '/api/session/new') return `${filled}?i=test.yml`
    if (path === '/s/:session/join') return `${filled}?participant=${cell.participant}`
    return path.startsWith('/api/') ? `${filled}?session=${cell.session}` : filled
  }

  /** Enough to come to the question who may; what else is wrong is another answer. */
  function askedOf(path: string, cell: Cell): Asked {
    if (path === '/interview') return { form: { i: INTERVIEW } }
    if (path === '/s/:session/join') return { form: { participant: cell.participant } }
    if (path === '/signin') return { form: { email: `${cell.session}@example.org`, password: 'x' } }
    const isForProgram = path.startsWith('/api/session/')
    return isForProgram ? { headers: { authorization: `Bearer ${cell.bearer}` } } : {}
  }

  function signOf(path: string, { status }: Response): string {
    // A wrong password is not a question of who may sign in.
    if (path === '/signin' && status === 403) return 'o'
    if (status === 404) return '-'
    if (status === 401 || status === 403) return 'x'
    assert.ok(status < 500, `the server failed: ${status}`)
    return 'o'
  }

  for (const name of ROUTES) {
    it(`[ACC3] ${name}`, async () => {
      const [method = '', path = ''] = name.split(' ')
      const row = await rowOf(async (kind) => {
        const cell = await makeCell(world(), kind)
        await cell.revoke()
        return signOf(
          path,
          await cell.asker.request(method, pathOf(path, cell), askedOf(path, cell)),
        )
      })
      assert.equal(row, ROUTE_ROWS[name], `of ${ACTORS.join(', ')}`)
    })
  }

  const at = () => ({ socketOrigin: server.origin, origin: ORIGIN })
  const closing: (() => void)[] = []
  afterEach(() => {
    for (const close of closing.splice(0)) close()
  })
  async function opened(client: Client, path: string): Promise<Line | '-' | 'x'> {
    const line = await openLine(at(), client, path)
    if (typeof line !== 'string') closing.push(() => line.close())
    return line
  }

  for (const type of PAGE_TYPES) {
    it(`[ACC3] page socket: ${type}`, async () => {
      const row = await rowOf(async (kind) => {
        const cell = await makeCell(world(), kind)
        await cell.revoke()
        const line = await opened(cell.asker, `/live/session/${cell.session}`)
        return typeof line === 'string' ? line : signOfMessage(line, type, PAGE_BODIES[type], cell)
      })
      assert.equal(row, PAGE_ROWS[type], `of ${ACTORS.join(', ')}`)
    })
  }

  for (const type of MONITOR_TYPES) {
    it(`[ACC3] [ACC4] Monitor socket: ${type}`, async () => {
      const row = await rowOf(async (kind) => {
        const cell = await makeCell(world(), kind)
        const line = await opened(cell.asker, '/live/monitor')
        if (typeof line === 'string') return line
        const page = await opened(cell.owner, `/live/session/${cell.session}`)
        assert.ok(typeof page !== 'string')
        // Connected with every right; what is asked within the second is refused by the store.
        await cell.revoke()
        const sign = await signOfMessage(line, type, MONITOR_BODIES[type], cell)
        assert.ok(page.heard.every((heard) => heard.type !== 'control' && heard.type !== 'typing'))
        return sign
      })
      assert.equal(row, MONITOR_ROWS[type], `of ${ACTORS.join(', ')}`)
    })
  }

  it('[ACC3] what is served is what has a row, no route more and none less', () => {
    assert.deepEqual(app.routes.toSorted(), ROUTES.toSorted())
  })

  for (const name of ROUTES.filter((route) => route.startsWith('POST '))) {
    it(`[ACC3] ${name}: no other site may send it with somebody’s cookies`, async () => {
      const path = name.slice('POST '.length)
      for (const kind of ['participant', 'admin'] as const) {
        const cell = await makeCell(world(), kind)
        const before = await server.deps.store.readRoom(cell.session)
        const { form = {} } = askedOf(path, cell)
        for (const foreign of FOREIGN) {
          const { status } = await cell.asker.request('POST', pathOf(path, cell), {
            form,
            headers: foreign,
          })
          // The front door for programs takes no cookies, and nothing that a form can send.
          const isForProgram = path.startsWith('/api/') && (status === 400 || status === 401)
          assert.ok(status === 403 || isForProgram, `${status}`)
        }
        assert.deepEqual(await server.deps.store.readRoom(cell.session), before)
        const { account } = cell
        const now = account === null ? null : await server.deps.store.findAccount(account.id)
        assert.deepEqual(now, account)
        const signIn = cell.asker.cookies.get('alongside')
        const stands = signIn === undefined || (await standing(signIn)) !== null
        assert.ok(stands, 'nobody is signed out either')
      }
    })
  }

  it('[ACC3] the line of who lost the privilege is closed at the next look of the store', async () => {
    const cell = await makeCell(world(), 'revoked')
    const line = await opened(cell.asker, '/live/monitor')
    assert.ok(typeof line !== 'string')
    await cell.revoke()
    timing.pass(1_000)
    assert.equal(await line.closed, CLOSE.notAllowed)
    assert.equal(await opened(cell.asker, '/live/monitor'), '-')
  })

  it('[ACC3] [SES5] ids of others’ sessions are answered as ids of none, byte for byte', async () => {
    for (const kind of ['other user', 'outside', 'admin'] as const) {
      const cell = await makeCell(world(), kind)
      const answers = await Promise.all(
        [cell.session, ID].map(async (session) => {
          const headers = { authorization: `Bearer ${cell.bearer}`, accept: 'application/json' }
          const path = `/api/session/question?session=${session}`
          const response = await cell.asker.request('GET', path, { headers })
          return [response.status, await response.text()]
        }),
      )
      assert.deepEqual(answers[0], answers[1])
    }
  })

  function standing(secret: string) {
    return server.deps.store.findSignIn(digestSecret(secret))
  }
})
