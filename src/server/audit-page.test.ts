/** ACC5 at the front door: the administrators' page of the audit log, and its export. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { parseSessionId, type Id } from '../base/id.ts'
import { must } from '../base/must.ts'
import { NOWHERE } from '../live/audit-account.ts'
import type { AuditDeed, AuditEntry } from '../live/audit-entry.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { newId } from '../store/testing/scene.ts'
import { exportAudit } from './audit-export.ts'
import { operatorAtWork, say, userAtWork } from './testing/scene.ts'
import { aboutFirst, startControl, startObserving } from './testing/screens.ts'
import { openBrowser, type TestBrowser } from './testing/test-browser.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

const START = Date.parse('2026-03-05T12:00:00Z')
const EVE = { id: newId<'account'>(), name: '=Eve <b>"the" Boss</b>' }

describe('the page of the audit log', () => {
  let now = START
  let store: Store
  let server: TestServer
  let admin: TestBrowser
  beforeEach(async () => {
    now = START
    store = await openSqliteStore({ file: ':memory:', clock: () => now })
    server = await startTestServer({ store, settings: { timezone: 'Asia/Kathmandu' } })
    await server.createOperator('root@example.org', 'Ruth', ['admin'])
    admin = openBrowser(server.origin)
    await admin.signIn('root@example.org')
  })
  afterEach(async () => {
    await server.close()
    await store.close()
  })

  const tell = (parts: Partial<AuditEntry>, deed: AuditDeed = { type: 'help-offered' }) =>
    store.addAudit([{ ...NOWHERE, visitorNumber: 7, operator: EVE, deed, ...parts }])

  async function read(query = ''): Promise<string> {
    const response = await admin.get(`/admin/audit${query}`)
    assert.equal(response.status, 200)
    return response.text()
  }

  async function exported(form: Record<string, string> = {}): Promise<string> {
    const response = await admin.post('/admin/audit/export', form)
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('content-type'), 'text/csv; charset=utf-8')
    assert.match(
      response.headers.get('content-disposition') ?? '',
      /attachment; filename="audit-log-2026-03-05\.csv"/,
    )
    return response.text()
  }

  it('[ACC5] is there for administrators only, like the export', async () => {
    await server.createOperator('ana@example.org')
    const operator = openBrowser(server.origin)
    await operator.signIn('ana@example.org')
    for (const other of [operator, openBrowser(server.origin)]) {
      assert.equal((await other.get('/admin/audit')).status, 404)
      assert.equal((await other.post('/admin/audit/export', {})).status, 404)
    }
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    assert.equal((await admin.post('/admin/audit/export', {}, foreign)).status, 403)
    assert.doesNotMatch(await read(), /exported/)
  })

  it('[ACC5] tells in sentences what was done, and shows no markup of names', async () => {
    const olivia = await operatorAtWork(server)
    const { page, session } = await userAtWork(server)
    const about = await aboutFirst(server, session)
    await startObserving(olivia.monitor, about, page)
    await startControl(olivia.monitor, about)
    now += 65_000
    await say(olivia.monitor, { type: 'block', ...about })
    await tell({})
    const html = await read()
    assert.match(html, /Olivia Operator began to observe anonymous visitor 1\./)
    assert.match(html, /Olivia Operator took control of the screen of anonymous visitor 1\./)
    assert.match(html, /Olivia Operator blocked anonymous visitor 1\./)
    assert.match(html, /=Eve &lt;b&gt;&quot;the&quot; Boss&lt;\/b&gt; offered help/)
    // Where Kathmandu's clocks are 5:45 ahead.
    assert.match(html, /datetime="2026-03-05T12:01:05\.000Z">2026-03-05 17:46:05</)
    assert.match(html, /Asia\/Kathmandu/)
  })

  it('[ACC5] is filtered by who, what, session and days of the reader’s clock', async () => {
    const session = newId<'session'>()
    await tell({ session })
    now = Date.parse('2026-03-05T18:30:00Z')
    await tell({}, { type: 'blocked' })
    const sentences = async (query: string) =>
      [...(await read(query)).matchAll(/<div>([^<]*(?:offered|blocked)[^<]*)<\/div>/g)].length
    assert.equal(await sentences(''), 2)
    assert.equal(await sentences(`?session=${session}`), 1)
    assert.equal(await sentences(`?session=https://example.org/s/${session}`), 1)
    assert.equal(await sentences('?kind=blocks'), 1)
    assert.equal(await sentences('?kind=nonsense'), 2)
    assert.equal(await sentences(`?operator=${EVE.id}`), 2)
    assert.equal(await sentences(`?operator=${newId()}`), 0)
    // 18:30 is a quarter past midnight of the sixth in Kathmandu.
    assert.equal(await sentences('?from=2026-03-06'), 1)
    assert.equal(await sentences('?to=2026-03-05'), 1)
    assert.equal(await sentences('?from=2026-03-05&to=2026-03-06'), 2)
  })

  it('[ACC5] a mistyped filter is explained, and what was typed stays', async () => {
    const wrong: readonly [string, RegExp][] = [
      ['session=short', /22 letters/],
      ['from=2026-02-30', /as in 2026-01-31/],
      ['from=2026-03-05&to=2026-03-04', /first date is after/],
      ['operator=x', /Nobody with this id/],
    ]
    for (const [query, said] of wrong) {
      const response = await admin.get(`/admin/audit?${query}`)
      assert.equal(response.status, 422)
      assert.match(await response.text(), said)
    }
    const kept = await (await admin.get('/admin/audit?session=%3Cshort')).text()
    assert.match(kept, /value="&lt;short"/)
    const back = await admin.post('/admin/audit/export', { session: 'short' })
    assert.equal(back.headers.get('location'), '/admin/audit?session=short')
  })

  it('[ACC5] goes on page by page, newest first, and back to the newest', async () => {
    for (let n = 0; n < 120; n++) {
      now += 1000
      await tell({ visitorNumber: n })
    }
    const seen: number[] = []
    let query = '?kind=conversations'
    for (let pages = 0; pages < 3; pages++) {
      const html = await read(query)
      seen.push(...[...html.matchAll(/anonymous visitor (\d+)/g)].map(([, n]) => Number(n)))
      assert.equal(html.includes('Newest entries'), pages > 0)
      query =
        /href="\/admin\/audit(\?[^"]*before=[^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? ''
    }
    assert.deepEqual(
      seen,
      Array.from({ length: 120 }, (_, n) => 119 - n),
    )
    assert.equal(query, '')
  })

  it('[ACC5] reading and exporting it is in it; reading on is not told again', async () => {
    for (let times = 0; times < 3; times++) await read('?kind=blocks')
    await read()
    await exported({ kind: 'blocks' })
    const found = await store.searchAudit({ filter: {}, before: null, limit: 9 })
    const told = found.map(({ entry }) => [entry.operator?.name, entry.deed.type])
    assert.deepEqual(told.slice(0, 3), [
      ['Ruth Operator', 'audit-exported'],
      ['Ruth Operator', 'audit-read'],
      ['Ruth Operator', 'audit-read'],
    ])
    assert.match(await read(), /Ruth Operator exported this log\. Only a part: some kinds/)
  })

  it('[ACC5] the export has a line for each entry, and no formulas', async () => {
    const session = newId<'session'>()
    await tell({ session, interview: '=cmd.yml' })
    now += 90_500
    await tell({}, { type: 'unblocked', since: now - 90_500 })
    const csv = await exported({ kind: 'blocks' })
    assert.equal(csv.split('\r\n').length, 3)
    assert.match(
      csv,
      /\r\n2026-03-05T12:01:30\.500Z,2026-03-05 17:46:30,unblocked,"?'=Eve .* after 1 min 31 s/,
    )
    assert.match(csv, /,anonymous visitor 7,,91,,,\r\n$/)
    const all = await exported()
    assert.match(all, new RegExp(`,'=cmd\\.yml,${session},\\r\\n`))
    for (const line of all.split('\r\n').slice(1)) assert.doesNotMatch(line, /(^|,)"?[=+@-]/)
  })

  it('[ACC5] names of users come from their accounts as long as there are any', async () => {
    const account = must(await store.findAccountByEmail('root@example.org'), 'made above')
    await tell({ account: account.id, visitorNumber: null, session: newId() })
    await tell({ account: newId(), visitorNumber: null, session: newId() })
    await tell({ visitorNumber: null, session: newId() })
    const html = await read('?kind=conversations')
    assert.match(html, /offered help to Ruth Operator\./)
    assert.match(html, /offered help to a former account\./)
    assert.match(html, /offered help to everybody in the session\./)
  })
})

describe('the export of a long audit log', () => {
  const ENTRIES = 100_000

  it('[ACC5] is read part by part as it is taken, and no further', async () => {
    const store = await openSqliteStore({ file: ':memory:' })
    const session = must(parseSessionId('s'.padEnd(22, '_')), 'an id')
    const entry = { ...NOWHERE, session, visitorNumber: 1, operator: EVE } as const
    const deed: AuditDeed = { type: 'help-offered' }
    const batch = Array.from({ length: 5000 }, () => ({ ...entry, deed }))
    for (let told = 0; told < ENTRIES; told += batch.length) await store.addAudit(batch)
    let parts = 0
    let held = 0
    const counted: Pick<Store, 'searchAudit' | 'findAccount'> = {
      findAccount: (id: Id<'account'>) => store.findAccount(id),
      async searchAudit(wanted) {
        parts++
        const found = await store.searchAudit(wanted)
        held = Math.max(held, found.length)
        return found
      },
    }
    const reader = exportAudit(counted, {}, 'UTC').getReader()
    const decoder = new TextDecoder()
    let lines = 0
    let taken = 0
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      taken++
      // One part for each that was taken, after the headline: none is read ahead.
      assert.equal(parts, taken - 1)
      lines += decoder.decode(value, { stream: true }).split('\r\n').length - 1
      assert.ok(value.length < 1_000_000)
    }
    assert.equal(lines, ENTRIES + 1)
    assert.ok(held <= 1000)
    const left = exportAudit(counted, {}, 'UTC')
    const before = parts
    await left.cancel()
    assert.equal(parts, before)
    await store.close()
  })
})
