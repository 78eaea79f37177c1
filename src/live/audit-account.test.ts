import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { auditOfAccount, type AccountRights } from './audit-account.ts'
import { account, card } from './testing/samples.ts'

const ANA: AccountRights = {
  id: account('ana'),
  name: 'Ana',
  privileges: ['advocate'],
  active: true,
  hasFactor: false,
}
const PAUL: AccountRights = { ...ANA, id: account('paul'), name: 'Paul', privileges: ['user'] }
const BOSS = card('boss')

describe('the audit log of accounts', () => {
  const changes: readonly [
    string,
    AccountRights | null,
    AccountRights | null,
    readonly object[],
  ][] = [
    ['a new account', null, ANA, [{ type: 'account-created', privileges: ['advocate'] }]],
    ['a deleted one', ANA, null, [{ type: 'account-deleted' }]],
    [
      'privileges',
      ANA,
      { ...ANA, privileges: ['admin'] },
      [{ type: 'privileges-changed', given: ['admin'], removed: ['advocate'] }],
    ],
    ['one switched off', ANA, { ...ANA, active: false }, [{ type: 'account-switched-off' }]],
    [
      'one switched on with a privilege',
      { ...PAUL, active: false },
      { ...PAUL, privileges: ['user', 'developer'] },
      [
        { type: 'privileges-changed', given: ['developer'], removed: [] },
        { type: 'account-switched-on' },
      ],
    ],
    ['a second factor', ANA, { ...ANA, hasFactor: true }, [{ type: 'factor-added' }]],
    ['one less', { ...ANA, hasFactor: true }, ANA, [{ type: 'factor-removed' }]],
    ['a new name', ANA, { ...ANA, name: 'Anna' }, []],
    ['nothing', null, null, []],
  ]
  for (const [what, before, after, deeds] of changes) {
    it(`[ACC5] tells of ${what}`, () => {
      const told = auditOfAccount(before, after, BOSS)
      assert.deepEqual(
        told.map(({ deed }) => deed),
        deeds,
      )
      for (const entry of told) {
        assert.deepEqual([entry.operator, entry.session], [BOSS, null])
        assert.equal(entry.accountName, (after ?? before)?.name)
      }
    })
  }

  it('[ACC5] nobody’s own account is told of that has no right over others', () => {
    assert.deepEqual(auditOfAccount(null, PAUL, null), [])
    assert.deepEqual(auditOfAccount(PAUL, null, card('paul')), [])
    assert.equal(auditOfAccount(PAUL, null, BOSS).length, 1)
    assert.equal(auditOfAccount(ANA, null, card('ana')).length, 1)
    assert.equal(auditOfAccount(PAUL, { ...PAUL, privileges: ['admin'] }, null).length, 1)
  })
})
