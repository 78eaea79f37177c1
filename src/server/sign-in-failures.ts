/**
 * Failed sign-ins for the audit log (ACC5), counted and told together: whoever guesses shall not fill
 * the log. Of accounts with rights over others by their name; of all else in one number, and never
 * the address that was typed. What was counted since the last time is lost with the process.
 */
import type { AccountId } from '../base/id.ts'
import { accountEntry, hasRights, NOWHERE } from '../live/audit-account.ts'
import type { AuditEntry } from '../live/audit-entry.ts'
import type { Account } from '../store/account-store.ts'
import type { Store } from '../store/store.ts'
import { errorName } from './room-shell.ts'
import type { Log } from './settings.ts'
import type { Chore } from './sweeper.ts'
import { cardOf } from './visitor.ts'

const TOLD_EVERY_MS = 60_000

export interface SignInFailures {
  /** `account`: whose address was typed; null where nobody's was. */
  note(account: Account | null): Promise<void>
  readonly chores: readonly Chore[]
  /** Tells what is counted so far. Never rejects. */
  close(): Promise<void>
}

interface Count {
  readonly about: ReturnType<typeof cardOf> | null
  readonly since: number
  readonly count: number
}

export function createSignInFailures({
  store,
  log,
}: {
  readonly store: Pick<Store, 'addAudit' | 'now'>
  readonly log: Log
}): SignInFailures {
  const counts = new Map<AccountId | null, Count>()

  /** Rejects when the store is away; then it is told later. */
  async function tell(): Promise<void> {
    const told = [...counts]
    if (told.length === 0) return
    counts.clear()
    try {
      await store.addAudit(told.map(([, count]) => entryOf(count)))
    } catch (error) {
      for (const [id, count] of told) {
        counts.set(id, { ...count, count: count.count + (counts.get(id)?.count ?? 0) })
      }
      throw error
    }
  }

  return {
    async note(account) {
      const about = account !== null && hasRights(account) ? cardOf(account) : null
      const now = await store.now()
      const { since = now, count = 0 } = counts.get(about?.id ?? null) ?? {}
      counts.set(about?.id ?? null, { about, since, count: count + 1 })
    },
    async close() {
      try {
        await tell()
      } catch (error) {
        log('sign-in-failures-not-told', { error: errorName(error) })
      }
    },
    chores: [{ everyMs: TOLD_EVERY_MS, name: 'sign-in-failures', run: tell }],
  }
}

function entryOf({ about, since, count }: Count): Omit<AuditEntry, 'at'> {
  const deed = { type: 'sign-ins-failed', count, since } as const
  return about === null ? { ...NOWHERE, operator: null, deed } : accountEntry(about, deed, null)
}
