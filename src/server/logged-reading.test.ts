/** ACC5: who read a conversation that they do not carry, from when to when. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import {
  conversationOf,
  hears,
  operatorAtWork,
  say,
  talk,
  until,
  userAtWork,
} from './testing/scene.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

const SINCE = Date.parse('2026-03-05T12:00:00Z')

describe('reading along', () => {
  let now = SINCE
  let failing = false
  let store: Store
  let server: TestServer
  beforeEach(async () => {
    now = SINCE
    failing = false
    const opened = await openSqliteStore({ file: ':memory:', clock: () => now })
    store = {
      ...opened,
      addAudit: async (entries) => {
        if (failing) throw new Error('no room on the disk')
        return opened.addAudit(entries)
      },
    }
    server = await startTestServer({ store })
  })
  afterEach(async () => {
    await server.close()
    await store.close()
  })

  /** `operator deed`, oldest first. */
  async function readings(): Promise<readonly string[]> {
    const found = await store.readAudit({ after: 0, limit: 1000 })
    return found.flatMap(({ entry: { operator, deed } }) =>
      deed.type === 'reading-began' || deed.type === 'reading-ended'
        ? [`${operator?.name} ${deed.type}${'since' in deed ? ` ${deed.since - SINCE}` : ''}`]
        : [],
    )
  }

  async function scene() {
    const first = await operatorAtWork(server, { firstName: 'Olga' })
    const { user, session, page } = await userAtWork(server)
    const { participant } = await talk(first.monitor, page, session)
    await say(page, { type: 'chat-send', text: 'one' })
    const second = await operatorAtWork(server, { firstName: 'Pete', roles: ['tax'] })
    return { first, second, user, session, page, about: { session, participant } }
  }

  it('[ACC5] is told once with its beginning, and with its end', async () => {
    const { second, session, page, about } = await scene()
    second.monitor.send({ type: 'follow', ...about })
    second.monitor.send({ type: 'follow', ...about })
    await conversationOf(second.monitor, session)
    await say(page, { type: 'chat-send', text: 'two' })
    await hears(second.monitor, 'two')
    assert.deepEqual(await readings(), ['Pete Operator reading-began'])
    now += 5000
    second.monitor.send({ type: 'unfollow', ...about })
    await until(async () => (await readings()).length === 2)
    assert.deepEqual((await readings())[1], 'Pete Operator reading-ended 0')
    const [entry] = await store.searchAudit({
      filter: { deeds: ['reading-began'] },
      before: null,
      limit: 1,
    })
    assert.deepEqual(
      [entry?.entry.session, entry?.entry.participant, entry?.entry.visitorNumber],
      [session, about.participant, 1],
    )
    const all = JSON.stringify(await store.readAudit({ after: 0, limit: 1000 }))
    assert.doesNotMatch(all, /"one"|"two"/)
  })

  it('[ACC5] ends with the line, and where the operator carries it from then on', async () => {
    const { first, second, about, session } = await scene()
    second.monitor.send({ type: 'follow', ...about })
    await conversationOf(second.monitor, session)
    const to = { kind: 'operator', id: await idOf('Pete') }
    await say(first.monitor, { type: 'transfer', ...about, to })
    await say(second.monitor, { type: 'answer-transfer', ...about, accepts: true })
    await until(async () => (await readings()).includes('Pete Operator reading-ended 0'))
    first.monitor.send({ type: 'follow', ...about })
    await until(async () => (await readings()).includes('Olga Operator reading-began'))
    now += 700
    first.monitor.close()
    await until(async () => (await readings()).includes('Olga Operator reading-ended 0'))
  })

  it('[ACC5] nothing is shown that cannot be told', async () => {
    const { second, about } = await scene()
    failing = true
    second.monitor.send({ type: 'follow', ...about })
    await second.monitor.closed
    const heard = JSON.stringify(second.monitor.heard)
    assert.doesNotMatch(heard, /"one"/)
    assert.ok(server.logged.some(([event]) => event === 'push-failed'))
  })

  async function idOf(firstName: string): Promise<string> {
    const accounts = await store.listAccounts()
    return accounts.find((one) => one.firstName === firstName)?.id ?? ''
  }
})
