import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SIGN_INS_AT_ONCE } from './account-store.ts'
import type { Store } from './store.ts'
import {
  account,
  createChattingRoom,
  createOperator,
  createRoom,
  link as aLink,
  newId,
  signIn,
} from './testing/scene.ts'
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
      const { email, privileges, passwordHash } = changed
      const change = { email, privileges, passwordHash }
      assert.equal(await store.changeAccount(ada.id, change), 'changed')
      assert.deepEqual(await store.findAccount(ada.id), changed)
      assert.equal(await store.changeAccount(ada.id, { email: bob.email }), 'email-taken')
      assert.equal(await store.changeAccount(account().id, change), 'unknown')
      assert.deepEqual(await store.listAccounts(), [changed, bob])
    })

    it('a sign-in lasts until it ends, expires, or the account is switched off', async () => {
      const { store, clock } = here()
      const ada = account()
      await store.createAccount(ada)
      const until = (digest: string, expiresAt: number) =>
        signIn({ digest, account: ada.id, expiresAt })
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
      await store.changeAccount(ada.id, { active: false })
      assert.equal(await store.findSignIn('one'), null)
      await store.changeAccount(ada.id, { active: true })
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
      const made = Array.from({ length: SIGN_INS_AT_ONCE }, (_, at) =>
        signIn({
          digest: `digest${at}`,
          account: at === 3 ? off.id : ada.id,
          expiresAt: clock() + (at === 4 ? 10 : 1000),
        }),
      )
      for (const signIn of made) await store.createSignIn(signIn)
      await store.changeAccount(off.id, { active: false })
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

    it('[ACC1] an account’s sign-ins are listed, used, and ended but for one', async () => {
      const { store, clock } = here()
      const [ada, bob] = [account(), account()]
      await store.createAccount(ada)
      await store.createAccount(bob)
      const at = clock()
      const made = ['a', 'b', 'c'].map((digest, index) =>
        signIn({
          digest,
          account: ada.id,
          usedAt: at + index,
          expiresAt: at + 10,
          endsAt: at + 25,
        }),
      )
      for (const one of made) await store.createSignIn(one)
      await store.createSignIn(signIn({ digest: 'd', account: bob.id, expiresAt: at + 100 }))
      assert.deepEqual(await store.readSignIns(ada.id), made.toReversed())
      clock.advance(9)
      await store.touchSignIn('a', 10)
      const [latest] = await store.readSignIns(ada.id)
      assert.deepEqual(latest, { ...made[0], usedAt: at + 9, expiresAt: at + 19 })
      await store.touchSignIn('a', 100)
      assert.equal((await store.findSignIn('a'))?.signIn.expiresAt, at + 25)
      await store.endSignInsOf(ada.id, 'a')
      const left = async () => (await store.readSignIns(ada.id)).map(({ digest }) => digest)
      assert.deepEqual(await left(), ['a'])
      assert.notEqual(await store.findSignIn('d'), null)
      clock.advance(16)
      await store.touchSignIn('a', 100)
      assert.deepEqual(await left(), [])
    })

    it('[ACC1] of two administrators who remove each other at once, one is left', async () => {
      const { store } = here()
      const administrators = async () =>
        (await store.listAccounts()).filter(({ privileges }) => privileges.includes('admin'))
      for (const remove of ['changeAccount', 'deleteAccount'] as const) {
        const pair = [account({ privileges: ['admin'] }), account({ privileges: ['admin'] })]
        for (const one of pair) await store.createAccount(one)
        for (const { id } of await administrators()) {
          if (pair.every((one) => one.id !== id)) await store.changeAccount(id, { privileges: [] })
        }
        const both = await Promise.all(
          pair.map(({ id }) =>
            remove === 'changeAccount'
              ? store.changeAccount(id, { privileges: [] })
              : store.deleteAccount(id, 'x'),
          ),
        )
        assert.equal(both.filter((done) => done === 'last-administrator').length, 1)
        const [last, ...others] = await administrators()
        assert.ok(last)
        assert.deepEqual(others, [])
        assert.equal(await store.changeAccount(last.id, { active: false }), 'last-administrator')
        assert.equal(await store.changeAccount(last.id, { firstName: 'Zoe' }), 'changed')
      }
    })

    it('[ACC1] a privilege that only looks like theirs makes nobody an administrator', async () => {
      const { store } = here()
      const before = (await store.listAccounts()).filter((one) => one.privileges.includes('admin'))
      const [ada, bob] = [account({ privileges: ['admin'] }), account({ privileges: ['Admin'] })]
      for (const one of [ada, bob]) await store.createAccount(one)
      for (const { id } of before) await store.changeAccount(id, { privileges: [] })
      assert.equal(await store.changeAccount(ada.id, { privileges: [] }), 'last-administrator')
      assert.equal(await store.deleteAccount(ada.id, 'Ada'), 'last-administrator')
    })

    it('[ACC1] a new password ends sign-ins and links in the same transaction', async () => {
      const { store, clock } = here()
      const ada = account({ passwordHash: 'old' })
      await store.createAccount(ada)
      const begin = async (expiresAt: number) => {
        const [digest, link, pending] = [newId(), newId(), newId()]
        await store.createSignIn(signIn({ digest, account: ada.id, expiresAt }))
        await store.createPendingSignIn({ digest: pending, account: ada.id, expiresAt })
        await store.createLink({
          digest: link,
          account: ada.id,
          purpose: 'reset',
          email: ada.email,
          details: null,
          expiresAt,
        })
        return async () => [
          (await store.findSignIn(digest)) !== null,
          (await store.findPendingSignIn(pending)) !== null,
          (await store.findLink(link)) !== null,
        ]
      }
      const standing = await begin(clock() + 1000)
      await store.changeAccount(ada.id, { firstName: 'Zoe' })
      assert.deepEqual(await standing(), [true, true, true])
      await store.changeAccount(ada.id, { passwordHash: 'new' })
      assert.deepEqual(await standing(), [false, false, false])
    })

    it('[ACC1] accounts are found by words of names and address, a page at a time', async () => {
      const { store } = here()
      for (const [firstName, email] of [
        ['Zoë', 'c@example.org'],
        ['100%', 'a@example.org'],
        ['Ana_Maria', 'b@example.org'],
      ] as const) {
        await store.createAccount(account({ firstName, lastName: 'Ñandú', email }))
      }
      const found = async (words: readonly string[], offset = 0, limit = 10) => {
        const { accounts, total } = await store.searchAccounts({ words, offset, limit })
        return [accounts.map(({ email }) => email[0]).join(''), total]
      }
      assert.deepEqual(await found(['ñandú', 'example.org']), ['abc', 3])
      assert.deepEqual(await found(['ñandú'], 1, 1), ['b', 3])
      assert.deepEqual(await found(['zoë', 'ñan']), ['c', 1])
      assert.deepEqual(await found(['0%', 'ñandú']), ['a', 1])
      assert.deepEqual(await found(['a_m', 'ñandú']), ['b', 1])
      assert.deepEqual(await found(['\0']), ['', 0])
      assert.deepEqual(await found(['\\']), ['', 0])
    })

    it('[ACC1] tries are counted under all their keys or none, however many come at once', async () => {
      const { store, clock } = here()
      const policy = { free: 2, firstMs: 10, mostMs: 35, forgetMs: 1000 }
      const [own, shared] = [
        { key: newId(), policy },
        { key: newId(), policy: { ...policy, free: 9 } },
      ]
      const waits = await Promise.all([1, 2, 3, 4].map(() => store.takeAttempt([own, shared])))
      assert.deepEqual(
        waits.toSorted((a, b) => a - b),
        [0, 0, 10, 10],
      )
      // Those that had to wait did not count for the other key either.
      for (let more = 0; more < 6; more++) assert.equal(await store.takeAttempt([shared]), 0)
      clock.advance(10)
      const grown: number[] = []
      for (const wait of [20, 35, 35]) {
        assert.equal(await store.takeAttempt([own]), 0)
        grown.push(await store.takeAttempt([own]))
        clock.advance(wait)
      }
      assert.deepEqual(grown, [20, 35, 35])
      await store.forgetAttempts([own.key])
      assert.equal(await store.takeAttempt([own]), 0)
      assert.equal(await store.takeAttempt([own]), 0)
      assert.equal(await store.takeAttempt([own]), 10)
      clock.advance(1000)
      assert.equal(await store.takeAttempt([own]), 0)
      assert.equal(await store.takeAttempt([own]), 0)
    })

    it('[ACC1] privileges of the organisation’s own come and go, also from who has them', async () => {
      const { store } = here()
      const ada = account({ privileges: ['Rechts_anwalt', 'user', 'Rechtsxanwalt'] })
      await store.createAccount(ada)
      for (const name of ['Rechts_anwalt', 'Ähre', 'Rechts_anwalt']) await store.addPrivilege(name)
      assert.deepEqual(await store.listPrivileges(), ['Rechts_anwalt', 'Ähre'])
      await store.removePrivilege('Rechts_anwalt')
      assert.deepEqual(await store.listPrivileges(), ['Ähre'])
      assert.deepEqual((await store.findAccount(ada.id))?.privileges, ['user', 'Rechtsxanwalt'])
      await store.removePrivilege('Ähre')
    })

    it('[CHT18] what a browser may open is known, and moves to its new cookie', async () => {
      const { store } = here()
      const made = [await createRoom(store), await createRoom(store)]
      for (const { room, participant } of made) await store.bindVisitor(room, 'old', participant)
      const visits = async (digest: string) =>
        new Set((await store.readVisits(digest, 10)).map(({ room }) => room))
      assert.deepEqual(await visits('old'), new Set(made.map(({ room }) => room)))
      assert.equal((await store.readVisits('old', 1)).length, 1)
      await store.rebindVisitor('old', 'new')
      assert.deepEqual(await visits('old'), new Set())
      assert.deepEqual(await visits('new'), new Set(made.map(({ room }) => room)))
      await store.rebindVisitor('new', null)
      assert.deepEqual(await visits('new'), new Set())
    })

    it('[SES3] with a deleted account its name goes from lines, events, rooms and desk', async () => {
      const { store } = here()
      const operator = await createOperator(store)
      const { room, participant, send, chat } = await createChattingRoom(store)
      const name = 'Olive'
      await store.createAccount(account({ id: operator.id, firstName: name }))
      await store.createAccount(account({ email: `${operator.id}@other.org`.toLowerCase() }))
      await chat('sealed')
      const card = { id: operator.id, name }
      const from = { kind: 'operator', account: card } as const
      await send({ type: 'take-chat', conversation: participant, operator: card })
      await send({ type: 'chat-send', from, conversation: participant, sealed: 'sealed' })
      await send({ type: 'block', participant, operator: card })
      assert.match(JSON.stringify(await store.readRoom(room)), /Olive/)

      assert.equal(await store.deleteAccount(operator.id, name), 'deleted')
      assert.equal(await store.deleteAccount(operator.id, name), 'unknown')
      for (;;) {
        const left = await store.readOutbox(100)
        if (left.length === 0) break
        for (const { key, command } of left) {
          await store.transact(command)
          await store.outboxDone(key)
        }
      }
      const lines = await store.readLines(room, 0, 100)
      assert.equal(lines.length, 2)
      const kept = [
        await store.readRoom(room),
        await store.readDesk(),
        await store.readEvents(room, 0),
        lines,
      ]
      assert.doesNotMatch(JSON.stringify(kept), /Olive/)
      assert.deepEqual(lines.at(-1)?.sender, {
        kind: 'operator',
        account: { id: operator.id, name: '' },
      })
    })

    it('[SES3] a room with nothing of a deleted account but lines hears of it, too', async () => {
      const { store } = here()
      const operator = await createOperator(store)
      const { room, participant, send } = await createChattingRoom(store)
      await store.createAccount(account({ id: operator.id }))
      const card = { id: operator.id, name: 'Olive' }
      const from = { kind: 'operator', account: card } as const
      await send({ type: 'take-chat', conversation: participant, operator: card })
      await send({ type: 'chat-send', from, conversation: participant, sealed: 'sealed' })
      await send({ type: 'chat-off', participant })
      assert.doesNotMatch(JSON.stringify(await store.readRoom(room)), new RegExp(operator.id))
      await store.deleteAccount(operator.id, 'Olive')
      const left = (await store.readOutbox(100)).map(({ command }) => command)
      assert.ok(left.some(({ aggregate }) => aggregate.kind === 'room' && aggregate.id === room))
    })

    it('a one-time link is taken once, in time', async () => {
      const { store, clock } = here()
      const ada = account()
      await store.createAccount(ada)
      const link = aLink({
        digest: 'digest',
        account: ada.id,
        purpose: 'change-email',
        email: 'ada@example.org',
        details: '{}',
        expiresAt: clock() + 10,
      })
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
