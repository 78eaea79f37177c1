import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { NOWHERE } from '../live/audit-account.ts'
import type { AuditDeed, AuditEntry, AuditFilter } from '../live/audit-entry.ts'
import type { Audited, AuditPlace } from './audit-store.ts'
import type { Store } from './store.ts'
import { account, newId, signIn } from './testing/scene.ts'
import type { TestClock } from './testing/scene.ts'

const [OLIVE, OMAR] = [
  { id: newId<'account'>(), name: 'Olive' },
  { id: newId<'account'>(), name: 'Omar' },
]
const [ONE, OTHER] = [newId<'session'>(), newId<'session'>()]

/** The part of the contract about finding entries, and about those that no session has. */
export function auditSearchContract(
  here: () => { readonly store: Store; readonly clock: TestClock },
): void {
  describe('finding in the audit log', () => {
    it('[ACC5] is by who, what, where and when, newest first', async () => {
      const { store, clock } = here()
      const start = clock()
      const tell = async (parts: Partial<AuditEntry>): Promise<void> => {
        const deed: AuditDeed = { type: 'blocked' }
        await store.addAudit([{ ...NOWHERE, operator: OLIVE, deed, ...parts }])
        clock.advance(10)
      }
      await tell({ session: ONE })
      await tell({ session: OTHER, operator: OMAR })
      await tell({ session: ONE, deed: { type: 'help-offered' } })
      await tell({ operator: null, deed: { type: 'sign-ins-failed', count: 3, since: start } })
      const find = async (filter: AuditFilter): Promise<readonly number[]> => {
        const found = await store.searchAudit({ filter, before: null, limit: 100 })
        return found.map(({ entry }) => (entry.at - start) / 10)
      }
      assert.deepEqual(await find({}), [3, 2, 1, 0])
      assert.deepEqual(await find({ operator: OLIVE.id }), [2, 0])
      assert.deepEqual(await find({ session: ONE }), [2, 0])
      assert.deepEqual(await find({ session: ONE, deeds: ['blocked'] }), [0])
      assert.deepEqual(await find({ deeds: ['blocked', 'sign-ins-failed'] }), [3, 1, 0])
      assert.deepEqual(await find({ deeds: [] }), [])
      assert.deepEqual(await find({ from: start + 10, to: start + 30 }), [2, 1])
      assert.deepEqual(await find({ operator: OMAR.id, from: start + 11 }), [])
    })

    it('[ACC5] goes on where the last part ended, also among entries of one moment', async () => {
      const { store, clock } = here()
      const deed: AuditDeed = { type: 'help-offered' }
      const batch = Array.from({ length: 7 }, () => ({ ...NOWHERE, operator: OLIVE, deed }))
      await store.addAudit(batch)
      clock.advance(5)
      // What ended before it was noticed stands where it ended.
      await store.addAudit([{ ...batch[0], at: clock() - 6 } as AuditEntry])
      const found: Audited[] = []
      let before: AuditPlace | null = null
      for (;;) {
        const part: readonly Audited[] = await store.searchAudit({ filter: {}, before, limit: 3 })
        const last = part.at(-1)
        if (last === undefined) break
        found.push(...part)
        before = { at: last.entry.at, key: last.key }
      }
      const keys = found.map(({ key }) => key)
      const [first = 0] = keys
      assert.deepEqual(
        keys,
        [0, -1, -2, -3, -4, -5, -6, 1].map((n) => first + n),
      )
    })

    it('[ACC5] everybody in it is listed once, by the name they had last', async () => {
      const { store, clock } = here()
      assert.deepEqual(await store.listAuditOperators(), [])
      const deed: AuditDeed = { type: 'help-offered' }
      for (const operator of [OMAR, OLIVE, { ...OMAR, name: 'Omar the Second' }, null]) {
        await store.addAudit([{ ...NOWHERE, operator, deed }])
        clock.advance(1)
      }
      const names = (await store.listAuditOperators()).map(({ name }) => name)
      assert.equal(names.length, 2)
      assert.deepEqual(new Set(names), new Set(['Olive', 'Omar the Second']))
    })

    it('[ACC5] several entries are added together or not at all', async () => {
      const { store } = here()
      const good = { ...NOWHERE, operator: OLIVE, deed: { type: 'help-offered' } } as const
      const bad = { ...good, deed: { type: null } } as never
      await assert.rejects(store.addAudit([good, bad]))
      assert.deepEqual(await store.readAudit({ after: 0, limit: 9 }), [])
      await store.addAudit([])
    })

    it('[ACC5] a change of an account tells what changed, of whom, and by whom', async () => {
      const { store, clock } = here()
      const ada = account({ firstName: 'Ada', lastName: 'L', privileges: ['advocate'] })
      // So that Ada is not the last one.
      await store.createAccount(account({ privileges: ['admin'] }))
      await store.createAccount(ada, OLIVE)
      await store.createAccount({ ...account(), email: ada.email, privileges: ['admin'] }, OLIVE)
      await store.changeAccount(ada.id, { language: 'de' }, OLIVE)
      await store.changeAccount(ada.id, { privileges: ['admin'] }, OMAR)
      await store.changeAccount(ada.id, { active: false })
      await store.createAccount(account({ privileges: ['user'] }))
      const found = await store.searchAudit({ filter: {}, before: null, limit: 10 })
      const entries = found
        .map(({ entry }) => entry)
        .toReversed()
        .slice(1)
      assert.deepEqual(
        entries.map(({ operator, deed }) => [operator?.name ?? null, deed]),
        [
          ['Olive', { type: 'account-created', privileges: ['advocate'] }],
          ['Omar', { type: 'privileges-changed', given: ['admin'], removed: ['advocate'] }],
          [null, { type: 'account-switched-off' }],
        ],
      )
      for (const entry of entries) {
        assert.deepEqual([entry.account, entry.accountName, entry.at], [ada.id, 'Ada L', clock()])
      }
      assert.equal(JSON.stringify(entries).includes('@'), false)
    })

    it('[ACC5] of whoever has rights over others, sign-ins and second factors are told', async () => {
      const { store, clock } = here()
      const ada = account({ firstName: 'Ada', lastName: '', privileges: ['advocate'] })
      const paul = account({ privileges: ['user'] })
      for (const one of [ada, paul]) {
        await store.createAccount(one)
        await store.createSignIn(signIn({ account: one.id, expiresAt: clock() + 1000 }))
        const sealed = `sealed ${one.id}`
        await store.draftSecondFactor({ account: one.id, sealed })
        await store.confirmSecondFactor({ account: one.id, sealed, step: 1, codes: [] })
        await store.removeSecondFactor(one.id)
        await store.removeSecondFactor(one.id)
      }
      const entries = (await store.readAudit({ after: 0, limit: 20 })).map(({ entry }) => entry)
      assert.deepEqual(
        entries.map(({ accountName, operator, deed }) => [accountName, operator?.name, deed.type]),
        [
          ['Ada', undefined, 'account-created'],
          ['Ada', 'Ada', 'signed-in'],
          ['Ada', 'Ada', 'factor-added'],
          ['Ada', 'Ada', 'factor-removed'],
        ],
      )
      assert.doesNotMatch(JSON.stringify(entries), /sealed|digest|@/)
    })

    it('[ACC5] of two changes at once each tells what it changed itself', async () => {
      const { store } = here()
      const ada = account({ privileges: ['user'] })
      await store.createAccount(ada)
      await Promise.all([
        store.changeAccount(ada.id, { privileges: ['admin'] }, OLIVE),
        store.changeAccount(ada.id, { privileges: ['admin'] }, OMAR),
      ])
      assert.equal((await store.readAudit({ after: 0, limit: 9 })).length, 1)
    })
  })
}
