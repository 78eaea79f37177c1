import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { AuditEntry } from '../live/audit-entry.ts'
import { account } from '../store/testing/scene.ts'
import { createSignInFailures } from './sign-in-failures.ts'
import { openBrowser } from './testing/test-browser.ts'
import { manualTiming, type ManualTiming } from './testing/manual-timing.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

describe('failed sign-ins', () => {
  const ana = account({ firstName: 'Ana', lastName: '', privileges: ['admin'] })
  const paul = account({ firstName: 'Paul', privileges: ['user'] })

  it('[ACC5] are told together, by name only of whoever has rights over others', async () => {
    const told: Omit<AuditEntry, 'at'>[] = []
    let isAway = true
    const logged: string[] = []
    const failures = createSignInFailures({
      store: {
        now: async () => 1000 + told.length,
        async addAudit(entries) {
          if (isAway) throw new Error('away')
          told.push(...entries)
        },
      },
      log: (event) => logged.push(event),
    })
    for (const who of [ana, null, paul, ana]) await failures.note(who)
    await failures.close()
    assert.deepEqual(logged, ['sign-in-failures-not-told'])
    await failures.note(null)
    isAway = false
    for (const { run } of failures.chores) await run()
    await failures.close()
    assert.deepEqual(
      told.map(({ accountName, operator, deed }) => [accountName, operator, deed]),
      [
        ['Ana', null, { type: 'sign-ins-failed', count: 2, since: 1000 }],
        [null, null, { type: 'sign-ins-failed', count: 3, since: 1000 }],
      ],
    )
    assert.equal(JSON.stringify(told).includes('Paul'), false)
  })

  describe('at the server', () => {
    let timing: ManualTiming
    let server: TestServer
    beforeEach(async () => {
      timing = manualTiming()
      server = await startTestServer({ timing })
    })
    afterEach(() => server.close())

    it('[ACC5] are in the audit log with those that succeed, and without what was typed', async () => {
      await server.createOperator('ana@example.org', 'Ana')
      const browser = openBrowser(server.origin)
      for (const email of ['ana@example.org', 'ana@example.org', 'nobody@example.org']) {
        await browser.post('/signin', { email, password: 'a wrong guess' })
      }
      await browser.signIn('ana@example.org')
      const { store } = server.deps
      const read = async () => {
        const found = await store.searchAudit({ filter: {}, before: null, limit: 20 })
        return found.map(({ entry }) => entry)
      }
      timing.pass(60_000)
      while (!(await read()).some(({ deed }) => deed.type === 'sign-ins-failed')) {
        await new Promise((resolve) => setImmediate(resolve))
      }
      const entries = await read()
      const said = entries.flatMap(({ deed, accountName }) =>
        deed.type === 'signed-in'
          ? [[deed.type, accountName]]
          : deed.type === 'sign-ins-failed'
            ? [[deed.type, accountName, deed.count]]
            : [],
      )
      assert.deepEqual(
        new Set(said.map((one) => JSON.stringify(one))),
        new Set([
          '["sign-ins-failed","Ana Operator",2]',
          '["sign-ins-failed",null,1]',
          '["signed-in","Ana Operator"]',
        ]),
      )
      assert.equal(JSON.stringify(entries).includes('@'), false)
    })
  })
})
