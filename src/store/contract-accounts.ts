import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SIGN_INS_AT_ONCE } from './account-store.ts'
import type { Store } from './store.ts'
import { account, createRoom, newId } from './testing/scene.ts'
import type { TestClock } from './testing/scene.ts'

/** The part of the contract about people: visitors, accounts, sign-ins, links. */
export function accountContract(
  here: () => { readonly store: Store; readonly clock: TestClock },
): void {
  describe('people', () => {
    it('a visitor of one session is nobody in another', async () => {
      const { store } = here()
      const { room, participant } = await createRoom(store)
      const { room: elsewhere } = await createRoom(store)
      await store.bindVisitor(room, 'digest', participant)
      assert.equal(await store.findVisitor(room, 'digest'), participant)
      assert.equal(await store.findVisitor(room, 'other'), null)
      assert.equal(await store.findVisitor(elsewhere, 'digest'), null)
      const later = newId<'participant'>()
      await store.bindVisitor(room, 'digest', later)
      assert.equal(await store.findVisitor(room, 'digest'), later)
    })

    it('[CHT18] an account finds its participant', async () => {
      const { store } = here()
      const { room, participant, send } = await createRoom(store)
      const card = { id: newId<'account'>(), name: 'Ada' }
      assert.equal(await store.findAccountParticipant(room, card.id), null)
      await send({ type: 'attach-account', participant, account: card })
      assert.equal(await store.findAccountParticipant(room, card.id), participant)
      assert.equal(await store.findAccountParticipant(newId(), card.id), null)
    })

    it('accounts have one id and one address', async () => {
      const { store } = here()
      const [ada, bob] = [
        account({ email: 'ada@example.com', firstName: "A'da \u{1F600}", language: 'de' }),
        account({ email: 'bob@example.com' }),
      ]
      assert.equal(await store.createAccount(bob), true)
      assert.equal(await store.createAccount(ada), true)
      assert.equal(await store.createAccount({ ...account(), id: ada.id }), false)
      assert.equal(await store.createAccount({ ...account(), email: ada.email }), false)
      assert.deepEqual(await store.findAccount(ada.id), ada)
      assert.deepEqual(await store.findAccountByEmail('ada@example.com'), ada)
      assert.equal(await store.findAccountByEmail('nobody@example.com'), null)
      assert.equal(await store.findAccountByEmail('ada@example.com\0'), null)
      assert.deepEqual(await store.listAccounts(), [ada, bob])

      const changed = { ...ada, email: 'ada@example.org', privileges: ['admin'], passwordHash: 'x' }
      assert.equal(await store.updateAccount(changed), true)
      assert.deepEqual(await store.findAccount(ada.id), changed)
      assert.equal(await store.updateAccount({ ...changed, email: bob.email }), false)
      assert.equal(await store.updateAccount(account()), false)
      assert.deepEqual(await store.listAccounts(), [changed, bob])
    })

    it('a sign-in lasts until it ends, expires, or the account is switched off', async () => {
      const { store, clock } = here()
      const ada = account()
      await store.createAccount(ada)
      const until = (digest: string, expiresAt: number) => ({
        digest,
        account: ada.id,
        createdAt: clock(),
        expiresAt,
      })
      const long = until('long', clock() + 1000)
      await store.createSignIn(long)
      await store.createSignIn(until('short', clock() + 10))
      assert.deepEqual(await store.findSignIn('long'), { signIn: long, account: ada })
      assert.notEqual(await store.findSignIn('short'), null)
      assert.equal(await store.findSignIn('none'), null)
      clock.advance(10)
      await store.renewProcess(newId())
      assert.equal(await store.findSignIn('short'), null)
      await store.endSignIn('long')
      assert.equal(await store.findSignIn('long'), null)

      await store.createSignIn(until('one', clock() + 1000))
      await store.createSignIn(until('two', clock() + 1000))
      await store.updateAccount({ ...ada, active: false })
      assert.equal(await store.findSignIn('one'), null)
      await store.updateAccount(ada)
      assert.equal(await store.findSignIn('two'), null)
      await store.createSignIn(until('three', clock() + 1000))
      await store.endSignInsOf(ada.id)
      assert.equal(await store.findSignIn('three'), null)
    })

    it('sign-ins are found together: those that stand, and no others', async () => {
      const { store, clock } = here()
      const people = [account(), account({ email: 'off@example.org' })] as const
      for (const person of people) await store.createAccount(person)
      const [ada, off] = people
      const made = Array.from({ length: SIGN_INS_AT_ONCE }, (_, at) => ({
        digest: `digest${at}`,
        account: at === 3 ? off.id : ada.id,
        createdAt: clock(),
        expiresAt: clock() + (at === 4 ? 10 : 1000),
      }))
      for (const signIn of made) await store.createSignIn(signIn)
      await store.updateAccount({ ...off, active: false })
      clock.advance(10)
      const digests = made.map(({ digest }) => digest)
      const standing = made.filter((_, at) => at !== 3 && at !== 4)
      const found = await store.findSignIns(digests)
      assert.deepEqual(
        new Set(found.map(({ signIn, account: { id } }) => `${signIn.digest} ${id}`)),
        new Set(standing.map((signIn) => `${signIn.digest} ${ada.id}`)),
      )
      assert.deepEqual(await store.findSignIns(['digest1', 'none']), [
        { signIn: made[1], account: ada },
      ])
      assert.deepEqual(await store.findSignIns([]), [])
    })

    it('a one-time link is taken once, in time', async () => {
      const { store, clock } = here()
      const ada = account()
      await store.createAccount(ada)
      const link = {
        digest: 'digest',
        account: ada.id,
        purpose: 'set-password',
        expiresAt: clock() + 10,
      } as const
      await store.createLink(link)
      await store.createLink({ ...link, digest: 'late' })
      assert.deepEqual(await store.findLink('digest'), link)
      const takes = await Promise.all([1, 2, 3].map(() => store.takeLink('digest')))
      assert.deepEqual(
        takes.filter((taken) => taken !== null),
        [link],
      )
      assert.equal(await store.findLink('digest'), null)
      clock.advance(10)
      assert.equal(await store.findLink('late'), null)
      assert.equal(await store.takeLink('late'), null)
    })
  })
}
