/** Accounts are written together with what the audit log says of it (ACC5). */
import type { AccountId } from '../base/id.ts'
import type { AuditOperator } from '../live/audit-entry.ts'
import { auditOfAccount, type AccountRights } from '../live/audit-account.ts'
import type { Account } from './account-store.ts'
import { writeAudit } from './audit.ts'
import { accountOf } from './rows.ts'
import { clock, first } from './script.ts'
import type { Dialect, Script } from './script.ts'

/** Does the change, and tells of what it changed of the account. */
export function* audited<T>(
  dialect: Dialect,
  about: { readonly id: AccountId; readonly by: AuditOperator | undefined },
  change: Script<T>,
): Script<T> {
  // Held until the commit: two changes at once are told one after the other.
  const before = yield* rightsOf(dialect, about.id)
  const result = yield* change
  const after = yield* rightsOf(dialect, about.id)
  const entries = auditOfAccount(before, after, about.by ?? null)
  const at = yield* clock()
  yield* writeAudit(
    dialect,
    entries.map((entry) => ({ at, ...entry })),
  )
  return result
}

function* rightsOf(dialect: Dialect, id: AccountId): Script<AccountRights | null> {
  const row = yield* first(`select * from account where id = $1${dialect.forUpdate}`, id)
  if (row === null) return null
  const account = accountOf(row)
  return { ...account, name: nameOf(account) }
}

function nameOf({ firstName, lastName, email }: Account): string {
  const name = `${firstName} ${lastName}`.trim()
  return name === '' ? (email.split('@')[0] ?? email) : name
}
