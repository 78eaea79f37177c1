import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openSqliteStore } from '../store/sqlite.ts'
import { createTestProvider } from './testing/openid-provider.ts'
import { openBrowser } from './testing/test-browser.ts'
import { startTestServer } from './testing/test-server.ts'

const BEGIN = '/signin/openid/example'

describe('OpenID Connect, as configured', () => {
  it('[ACC2] lets in only some domains, and makes no accounts where it may not', async () => {
    const store = await openSqliteStore({ file: ':memory:' })
    const provider = await createTestProvider()
    const settings = provider.settings({ onlyDomains: ['example.org'], createsAccounts: false })
    const server = await startTestServer({ store, settings: { openid: [settings] } })
    await provider.start(server.origin)
    const ask = async (email: string): Promise<string> => {
      provider.seat(email, { email, email_verified: true })
      const browser = openBrowser(server.origin)
      const begun = await browser.get(BEGIN)
      const back = await provider.visit(begun.headers.get('location') ?? '')
      return (await browser.get(back.pathname + back.search)).text()
    }
    assert.match(await ask('ana@example.com'), /not one that may sign in here/)
    assert.match(await ask('ana@evil.example.org'), /not one that may sign in here/)
    assert.match(await ask('ana@example.org'), /no account for you here/)
    await server.close()
    // ACC5: counted as wrong passwords are, and without a name.
    const audited = await store.readAudit({ after: 0, limit: 10 })
    assert.deepEqual(
      audited.map(({ entry: { operator, deed } }) => [
        operator,
        deed.type,
        'count' in deed && deed.count,
      ]),
      [[null, 'sign-ins-failed', 3]],
    )
    await provider.close()
    await store.close()
  })

  it('[ACC2] a provider that is away stops nobody else, and is asked again', async () => {
    const store = await openSqliteStore({ file: ':memory:' })
    const provider = await createTestProvider()
    const server = await startTestServer({ store, settings: { openid: [provider.settings()] } })
    await server.createOperator('olivia@example.org')
    const browser = openBrowser(server.origin)
    const away = await browser.get(BEGIN)
    assert.equal(away.status, 502)
    assert.match(await away.text(), /Example Login cannot be reached just now/)
    await browser.signIn('olivia@example.org')
    await provider.start(server.origin)
    assert.equal((await openBrowser(server.origin).get(BEGIN)).status, 303)
    await server.close()
    await provider.close()
    await store.close()
  })
})
