import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Store } from './store.ts'
import { account, link, signIn } from './testing/scene.ts'
import type { TestClock } from './testing/scene.ts'

const ISSUER = 'https://login.example.org'

/** The part of the contract about OpenID Connect (ACC2). */
export function identityContract(
  here: () => { readonly store: Store; readonly clock: TestClock },
): void {
  describe('identities at providers', () => {
    it('[ACC2] are of one account each, by issuer and subject', async () => {
      const { store, clock } = here()
      const [ada, bob] = [account({ active: false }), account()]
      await store.createAccount(ada)
      await store.createAccount(bob)
      const name = { issuer: ISSUER, subject: 's' }
      assert.equal(await store.findIdentity(name), null)
      const links = await Promise.all([
        store.linkIdentity({ ...name, account: ada.id }),
        store.linkIdentity({ ...name, account: bob.id }),
        store.linkIdentity({ ...name, account: ada.id }),
      ])
      assert.deepEqual(links, [true, false, true])
      assert.deepEqual(await store.findIdentity(name), ada)
      const elsewhere = { issuer: 'https://other.example', subject: 's' }
      assert.equal(await store.findIdentity(elsewhere), null)
      assert.equal(await store.linkIdentity({ ...elsewhere, account: bob.id }), true)
      assert.deepEqual(await store.listIdentities(ada.id), [
        { ...name, account: ada.id, linkedAt: clock() },
      ])
    })

    it('[ACC2] claim only an account that nobody can have got into', async () => {
      const { store, clock } = here()
      const claim = (email: string, subject: string) =>
        store.claimAccount({ issuer: ISSUER, subject, email })
      const [fresh, off, known] = [
        account(),
        account({ active: false }),
        account({ passwordHash: 'x' }),
      ]
      for (const person of [fresh, off, known]) await store.createAccount(person)
      const expiresAt = clock() + 1000
      await store.createLink(link({ digest: 'link', account: fresh.id, expiresAt }))
      await store.createSignIn(signIn({ digest: 'd', account: fresh.id, expiresAt }))
      assert.equal(await claim('nobody@example.org', 'a'), null)
      assert.equal(await claim(off.email, 'a'), null)
      assert.equal(await claim(known.email, 'a'), null)
      assert.deepEqual(await claim(fresh.email, 'a'), fresh)
      assert.equal(await store.findLink('link'), null)
      assert.equal(await store.findSignIn('d'), null)
      assert.equal(await claim(fresh.email, 'b'), null)
      // What is another's already gives nobody a second account.
      const next = account()
      await store.createAccount(next)
      assert.equal(await claim(next.email, 'a'), null)
      assert.deepEqual(await store.listIdentities(next.id), [])
    })

    it('[ACC2] the only way into an account stays', async () => {
      const { store } = here()
      const ada = account()
      await store.createAccount(ada)
      const [one, two] = [
        { issuer: ISSUER, subject: '1', account: ada.id },
        { issuer: ISSUER, subject: '2', account: ada.id },
      ]
      await store.linkIdentity(one)
      assert.equal(await store.unlinkIdentity(one), false)
      await store.linkIdentity(two)
      assert.equal(await store.unlinkIdentity(one), true)
      assert.equal(await store.unlinkIdentity(one), false)
      assert.equal(await store.unlinkIdentity(two), false)
      await store.changeAccount(ada.id, { passwordHash: 'x' })
      assert.equal(await store.unlinkIdentity(two), true)
    })

    it('[ACC2] an attempt is taken once, by its browser, in time', async () => {
      const { store, clock } = here()
      const attempt = {
        browser: 'b',
        state: 's',
        provider: 'p',
        sealed: 'sealed',
        expiresAt: clock() + 10,
      }
      await store.createOpenidAttempt(attempt)
      for (const wrong of [{ browser: 'x' }, { state: 'x' }, { provider: 'x' }]) {
        assert.equal(await store.takeOpenidAttempt({ ...attempt, ...wrong }), null)
      }
      const taken = await Promise.all([1, 2, 3].map(() => store.takeOpenidAttempt(attempt)))
      assert.deepEqual(
        taken.filter((one) => one !== null),
        [attempt],
      )
      await store.createOpenidAttempt(attempt)
      clock.advance(10)
      assert.equal(await store.takeOpenidAttempt(attempt), null)
    })
  })
}
