import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { openSqliteStore } from '../store/sqlite.ts'
import { account, signIn } from '../store/testing/scene.ts'
import { createSignInWatch } from './sign-in-watch.ts'
import { TEST_SETTINGS } from './testing/test-server.ts'
import { manualTiming } from './testing/manual-timing.ts'

const MANY = 1_500

describe('who is signed in', async () => {
  const store = await openSqliteStore({ file: ':memory:' })
  after(() => store.close())

  it('[ACC3] [REL7] one round tells of every sign-in, however many there are', async () => {
    const people = [account({ email: 'first@example.org' }), account({ email: 'last@example.org' })]
    for (const person of people) await store.createAccount(person)
    const now = await store.now()
    const digests = Array.from({ length: MANY }, (_, at) => `digest ${at}`)
    const ofLast = new Set(digests.slice(-2))
    await Promise.all(
      digests.map((digest) => {
        const [first, last] = people
        const { id } = (ofLast.has(digest) ? last : first) ?? account()
        return store.createSignIn(signIn({ digest, account: id, expiresAt: now + 60_000 }))
      }),
    )
    const timing = manualTiming()
    const watch = createSignInWatch({
      store,
      settings: TEST_SETTINGS,
      timing,
      log: (event) => assert.fail(event),
    })
    const told = new Map<string, string | null>()
    for (const digest of digests) {
      watch.watch(digest, (found) => told.set(digest, found?.email ?? null))
    }
    const [, last] = people
    assert.ok(last)
    await store.changeAccount(last.id, { active: false })
    await watch.look()
    assert.equal(told.size, MANY)
    for (const [digest, email] of told) {
      assert.equal(email, ofLast.has(digest) ? null : 'first@example.org')
    }
    watch.close()
  })
})
