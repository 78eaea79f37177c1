/** Accounts are written together with what the audit log says of it (ACC5). */
import type { AccountId } from '../base/id.ts'
import type { AuditOperator } from '../live/audit-entry.ts'
import {
  accountEntry,
  auditOfAccount,
  hasRights,
  type AccountRights,
} from '../live/audit-account.ts'
import type { Account } from './account-store.ts'
import { writeAudit } from './audit.ts'
import { accountOf } from './rows.ts'
import { clock, first } from './script.ts'
import type { Dialect, Script } from './script.ts'

/** Does the change, and tells of what it changed of the account. */
export function* audited<T>(
  dialect: Dialect,
  about: { readonly id: AccountId; readonly by: AuditOperator | 'owner' | undefined },
  change: Script<T>,
): Script<T> {
  // Held until the commit: two changes at once are told one after the other.
  const before = yield* rightsOf(dialect, about.id)
  const result = yield* change
  const after = yield* rightsOf(dialect, about.id)
  const { by = null } = about
  const entries = auditOfAccount(before, after, by === 'owner' ? cardOf(before) : by)
  const at = yield* clock()
  yield* writeAudit(
    dialect,
    entries.map((entry) => ({ at, ...entry })),
  )
  return result
}

/** ACC5: of whoever has rights over others, every sign-in is in the log. */
export function* tellSignIn(dialect: Dialect, id: AccountId): Script<void> {
  const account = yield* rightsOf(dialect, id)
  if (account === null || !hasRights(account)) return
  const entry = accountEntry(account, { type: 'signed-in' }, cardOf(account))
  yield* writeAudit(dialect, [{ at: yield* clock(), ...entry }])
}

function cardOf(account: AccountRights | null): AuditOperator | null {
  return account === null ? null : { id: account.id, name: account.name }
}

function* rightsOf(dialect: Dialect, id: AccountId): Script<AccountRights | null> {
  const row = yield* first(`select * from account where id = $1${dialect.forUpdate}`, id)
  if (row === null) return null
  const account = accountOf(row)
  return { ...account, name: nameOf(account), hasFactor: account.secondFactorAt !== null }
}

function nameOf({ firstName, lastName, email }: Account): string {
  const name = `${firstName} ${lastName}`.trim()
  return name === '' ? (email.split('@')[0] ?? email) : name
}
