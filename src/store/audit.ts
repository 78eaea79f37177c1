/** The audit log as scripts (ACC5): appended to and searched, never changed. */
import { NOWHERE } from '../live/audit-account.ts'
import type { AuditDeed, AuditEntry, AuditFilter, AuditOperator } from '../live/audit-entry.ts'
import type { AuditStore } from './audit-store.ts'
import { auditedOf, auditOperatorOf } from './rows.ts'
import { all, clock } from './script.ts'
import type { Dialect, Script, Value } from './script.ts'

type AuditOperations = {
  readonly [name in keyof AuditStore]: (
    ...given: Parameters<AuditStore[name]>
  ) => Script<Awaited<ReturnType<AuditStore[name]>>>
}

/** A jump in the index from each operator to the next, however many entries each has. */
const OPERATORS = `with recursive seen (operator) as (
    select min(operator) from audit
    union all
    select (select min(audit.operator) from audit where audit.operator > seen.operator)
      from seen where seen.operator is not null
  )
  select (
      select entry from audit where audit.operator = seen.operator
        order by at desc, key desc limit 1
    ) as entry
    from seen where operator is not null`

export function auditOperations(dialect: Dialect): AuditOperations {
  return {
    *readAudit({ after, limit }) {
      const sql = 'select key, entry from audit where key > $1 order by key limit $2'
      return (yield* all(sql, after, limit)).map(auditedOf)
    },

    *searchAudit({ filter, before, limit }) {
      const values: Value[] = []
      const put = (value: Value): string => `$${values.push(value)}`
      const wanted = conditionsOf(filter, put)
      if (before !== null) wanted.push(`(at, key) < (${put(before.at)}, ${put(before.key)})`)
      const where = wanted.length === 0 ? '' : `where ${wanted.join(' and ')}`
      const sql = `select key, entry from audit ${where}
        order by at desc, key desc limit ${put(limit)}`
      return (yield* all(sql, ...values)).map(auditedOf)
    },

    *listAuditOperators() {
      return (yield* all(OPERATORS)).map(auditOperatorOf)
    },

    *addAudit(entries) {
      const at = yield* clock()
      yield* writeAudit(
        dialect,
        entries.map((entry) => ({ at, ...entry })),
      )
    },
  }
}

/** Does the change and, where it was done, tells of it. */
export function* toldIfDone(
  dialect: Dialect,
  change: Script<boolean>,
  by: AuditOperator | undefined,
  deed: AuditDeed,
): Script<boolean> {
  const done = yield* change
  if (done && by !== undefined) {
    const at = yield* clock()
    yield* writeAudit(dialect, [{ at, ...NOWHERE, operator: by, deed }])
  }
  return done
}

/** The last that a transaction does: readers shall not miss an entry that becomes visible late. */
export function* writeAudit(dialect: Dialect, entries: readonly AuditEntry[]): Script<void> {
  if (entries.length === 0) return
  if (dialect.lockAudit !== null) yield* all(dialect.lockAudit)
  for (const entry of entries) {
    yield* all(
      'insert into audit (at, session, operator, deed, entry) values ($1, $2, $3, $4, $5)',
      entry.at,
      entry.session,
      entry.operator?.id ?? null,
      entry.deed.type,
      JSON.stringify(entry),
    )
  }
}

function conditionsOf(filter: AuditFilter, put: (value: Value) => string): string[] {
  const { operator, session, deeds, from, to } = filter
  return [
    ...(operator === undefined ? [] : [`operator = ${put(operator)}`]),
    ...(session === undefined ? [] : [`session = ${put(session)}`]),
    ...(deeds === undefined ? [] : [`deed in (${deeds.map(put).join(', ') || 'null'})`]),
    ...(from === undefined ? [] : [`at >= ${put(from)}`]),
    ...(to === undefined ? [] : [`at < ${put(to)}`]),
  ]
}
