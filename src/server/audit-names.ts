/** The names that sentences of the audit log need and entries do not hold. */
import type { AccountId } from '../base/id.ts'
import type { AuditEntry } from '../live/audit-entry.ts'
import type { Store } from '../store/store.ts'
import { accountsIn, type NameOf } from './audit-sentence.ts'
import { nameOf } from './visitor.ts'

/** As the accounts are called now. Each is read once. */
export async function namesFor(
  store: Pick<Store, 'findAccount'>,
  entries: readonly AuditEntry[],
): Promise<NameOf> {
  const ids = [...new Set(entries.flatMap(accountsIn))]
  const names = new Map<AccountId, string>()
  for (const id of ids) {
    const account = await store.findAccount(id)
    if (account !== null) names.set(id, nameOf(account))
  }
  return (id) => names.get(id) ?? null
}
