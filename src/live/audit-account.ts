/**
 * What the audit log says of a change to an account (ACC5), found by comparing it before and after:
 * so nothing that writes accounts can forget to tell. Of people without any right over others it
 * tells only what somebody else did to them.
 */
import type { AccountId } from '../base/id.ts'
import type { AccountDeed, AuditEntry, AuditOperator } from './audit-entry.ts'

/** What of an account the log is about. */
export interface AccountRights {
  readonly id: AccountId
  /** What they are called. */
  readonly name: string
  readonly privileges: readonly string[]
  readonly active: boolean
  /** ACC2. */
  readonly hasFactor: boolean
}

/** Privileges that give no right over others. */
const PLAIN: ReadonlySet<string> = new Set(['user'])

/** `before` is null for a new account, `after` for a deleted one. `by`: null where nobody signed in does it. */
export function auditOfAccount(
  before: AccountRights | null,
  after: AccountRights | null,
  by: AuditOperator | null,
): readonly Omit<AuditEntry, 'at'>[] {
  const about = after ?? before
  if (about === null) return []
  const isByOther = by !== null && by.id !== about.id
  if (!isByOther && ![before, after].some((one) => one !== null && hasRights(one))) return []
  return accountDeeds(before, after).map((deed) => accountEntry(about, deed, by))
}

/** Over others, or over the server. */
export function hasRights({ privileges }: Pick<AccountRights, 'privileges'>): boolean {
  return privileges.some((name) => !PLAIN.has(name))
}

/** What was done to an account as such. */
export function accountEntry(
  about: Pick<AccountRights, 'id' | 'name'>,
  deed: AuditEntry['deed'],
  by: AuditOperator | null,
): Omit<AuditEntry, 'at'> {
  return { ...NOWHERE, account: about.id, accountName: about.name, operator: by, deed }
}

/** About no session and no account. */
export const NOWHERE = {
  session: null,
  interview: null,
  participant: null,
  account: null,
  accountName: null,
  visitorNumber: null,
} as const

function accountDeeds(
  before: AccountRights | null,
  after: AccountRights | null,
): readonly AccountDeed[] {
  if (after === null) return [{ type: 'account-deleted' }]
  if (before === null) return [{ type: 'account-created', privileges: after.privileges }]
  const deeds: AccountDeed[] = []
  const given = after.privileges.filter((name) => !before.privileges.includes(name))
  const removed = before.privileges.filter((name) => !after.privileges.includes(name))
  if (given.length + removed.length > 0) deeds.push({ type: 'privileges-changed', given, removed })
  if (before.active !== after.active) {
    deeds.push({ type: after.active ? 'account-switched-on' : 'account-switched-off' })
  }
  if (before.hasFactor !== after.hasFactor) {
    deeds.push({ type: after.hasFactor ? 'factor-added' : 'factor-removed' })
  }
  return deeds
}
