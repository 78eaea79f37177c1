import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { must } from '../base/must.ts'
import type { Account } from './account-store.ts'
import type { FactorVerdict } from './second-factor-store.ts'
import type { Store } from './store.ts'
import { account, signIn } from './testing/scene.ts'
import type { TestClock } from './testing/scene.ts'

const MINUTE_MS = 60_000

/** The part of the contract about second factors (ACC2). */
export function secondFactorContract(
  here: () => {
    readonly place: { open(): Promise<Store> }
    readonly store: Store
    readonly clock: TestClock
  },
): void {
  async function withFactor(codes: readonly string[] = ['r1', 'r2']): Promise<Account> {
    const { store } = here()
    const ada = account()
    await store.createAccount(ada)
    await store.draftSecondFactor({ account: ada.id, sealed: 'sealed' })
    const confirmed = { account: ada.id, sealed: 'sealed', step: 10, codes }
    assert.equal(await store.confirmSecondFactor(confirmed), true)
    return ada
  }

  function use(account: Account, step: number | null, at: Store = here().store) {
    return at.useFactorStep({ account: account.id, sealed: 'sealed', step })
  }

  describe('second factors', () => {
    it('[ACC2] a draft asks for nothing; confirmed, it is the account’s and ends all sign-ins', async () => {
      const { store, clock } = here()
      const ada = account()
      await store.createAccount(ada)
      const expiresAt = clock() + 1000
      await store.createSignIn(signIn({ digest: 'd', account: ada.id, expiresAt }))
      assert.equal(await store.readSecondFactor(ada.id), null)
      const draft = { account: ada.id, sealed: 'one' }
      assert.equal(await store.draftSecondFactor(draft), true)
      assert.equal(await store.draftSecondFactor({ ...draft, sealed: 'two' }), true)
      assert.deepEqual(await store.readSecondFactor(ada.id), {
        account: ada.id,
        sealed: 'two',
        madeAt: clock(),
        confirmedAt: null,
        codesLeft: 0,
      })
      assert.equal((await store.findAccount(ada.id))?.secondFactorAt, null)
      assert.equal(
        (await store.useFactorStep({ account: ada.id, sealed: 'two', step: 1 })).type,
        'wrong',
      )
      const confirmed = { account: ada.id, step: 5, codes: ['r1'] }
      assert.equal(await store.confirmSecondFactor({ ...confirmed, sealed: 'one' }), false)
      assert.notEqual(await store.findSignIn('d'), null)
      assert.equal(await store.confirmSecondFactor({ ...confirmed, sealed: 'two' }), true)
      assert.equal(await store.confirmSecondFactor({ ...confirmed, sealed: 'two' }), false)
      assert.equal(await store.findSignIn('d'), null)
      const found = must(await store.findAccount(ada.id), 'the account')
      assert.equal(found.secondFactorAt, clock())
      assert.equal(await store.draftSecondFactor({ ...draft, sealed: 'three' }), false)
      // Whoever changes the account writes nothing of it.
      const change = { ...found, secondFactorAt: null }
      await store.changeAccount(ada.id, change)
      assert.equal((await store.findAccount(ada.id))?.secondFactorAt, clock())
    })

    it('[ACC2] a step passes once, and none before it any more, however many ask at once', async () => {
      const { place } = here()
      const ada = await withFactor()
      const other = await place.open()
      assert.equal((await use(ada, 10)).type, 'wrong')
      const [one, ...more] = await Promise.all([
        use(ada, 11),
        use(ada, 11, other),
        use(ada, 11),
        use(ada, 11, other),
      ])
      const types = [one, ...more].map(({ type }) => type).toSorted()
      assert.deepEqual(types, ['passed', 'wrong', 'wrong', 'wrong'])
      assert.equal((await use(ada, 9)).type, 'wrong')
      assert.equal((await use(ada, 12)).type, 'passed')
      const stale = { account: ada.id, sealed: 'of an earlier factor', step: 13 }
      assert.equal((await here().store.useFactorStep(stale)).type, 'wrong')
    })

    it('[ACC2] wrong codes make the next wait, longer each time, up to an hour', async () => {
      const { clock } = here()
      const ada = await withFactor()
      const waits: number[] = []
      for (let failures = 1; failures <= 14; failures += 1) {
        assert.deepEqual(await use(ada, null), { type: 'wrong', failures })
        const verdict: FactorVerdict = await use(ada, null)
        if (verdict.type !== 'wait') {
          // Not yet: this one counted as well.
          failures += 1
          assert.deepEqual(verdict, { type: 'wrong', failures })
          continue
        }
        // Right codes are not looked at either.
        assert.deepEqual(await use(ada, 11), verdict)
        waits.push((verdict.until - clock()) / MINUTE_MS)
        clock.advance(verdict.until - clock())
      }
      assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60, 60])
      assert.equal((await use(ada, 11)).type, 'passed')
      assert.deepEqual(await use(ada, null), { type: 'wrong', failures: 1 })
    })

    it('[ACC2] guesses from several processes at once count one by one', async () => {
      const { place } = here()
      const ada = await withFactor()
      const other = await place.open()
      const verdicts = await Promise.all(
        Array.from({ length: 12 }, (_, at) => use(ada, null, at % 2 === 0 ? other : undefined)),
      )
      assert.equal(verdicts.filter(({ type }) => type === 'wrong').length, 5)
      assert.equal(verdicts.filter(({ type }) => type === 'wait').length, 7)
    })

    it('[ACC2] a recovery code works once, also while guesses wait', async () => {
      const { store } = here()
      const ada = await withFactor()
      const recover = (digest: string) => store.useRecoveryCode({ account: ada.id, digest })
      for (let at = 0; at < 5; at += 1) await use(ada, null)
      assert.equal((await use(ada, 11)).type, 'wait')
      const taken = await Promise.all([recover('r1'), recover('r1')])
      assert.deepEqual(
        taken.filter(({ type }) => type === 'passed'),
        [{ type: 'passed', codesLeft: 1 }],
      )
      const bob = await withFactor(['r9'])
      assert.equal((await store.useRecoveryCode({ account: bob.id, digest: 'r2' })).type, 'wrong')
      assert.equal(await store.replaceRecoveryCodes(ada.id, ['r3']), true)
      assert.equal((await recover('r2')).type, 'wrong')
      assert.deepEqual(await recover('r3'), { type: 'passed', codesLeft: 0 })
      assert.equal(await store.replaceRecoveryCodes(account().id, ['r3']), false)
    })

    it('[ACC2] a pending sign-in is taken once, in time, and ends with what it stands on', async () => {
      const { store, clock } = here()
      const ada = must(await store.findAccount((await withFactor()).id), 'the account')
      const pend = (digest: string) =>
        store.createPendingSignIn({ digest, account: ada.id, expiresAt: clock() + 10 })
      await pend('p1')
      assert.deepEqual(await store.findPendingSignIn('p1'), ada)
      const takes = await Promise.all([1, 2, 3].map(() => store.takePendingSignIn('p1')))
      assert.deepEqual(
        takes.filter((taken) => taken !== null),
        [ada],
      )
      assert.equal(await store.findPendingSignIn('p1'), null)
      await pend('late')
      clock.advance(10)
      assert.equal(await store.findPendingSignIn('late'), null)
      assert.equal(await store.takePendingSignIn('late'), null)
      await pend('p2')
      await store.endSignInsOf(ada.id)
      assert.equal(await store.findPendingSignIn('p2'), null)
      await pend('p3')
      await store.changeAccount(ada.id, { active: false })
      await store.changeAccount(ada.id, { active: true })
      assert.equal(await store.findPendingSignIn('p3'), null)
      await pend('p4')
      assert.equal(await store.removeSecondFactor(ada.id), true)
      assert.equal(await store.findPendingSignIn('p4'), null)
    })

    it('[ACC2] what is removed is gone, and may be set up again', async () => {
      const { store } = here()
      const ada = await withFactor()
      assert.equal(await store.removeSecondFactor(ada.id), true)
      assert.equal(await store.removeSecondFactor(ada.id), false)
      assert.equal((await store.findAccount(ada.id))?.secondFactorAt, null)
      assert.equal(await store.readSecondFactor(ada.id), null)
      assert.equal((await use(ada, 99)).type, 'wrong')
      assert.equal((await store.useRecoveryCode({ account: ada.id, digest: 'r1' })).type, 'wrong')
      assert.equal(await store.draftSecondFactor({ account: ada.id, sealed: 'new' }), true)
    })
  })
}
