/**
 * What is PostgreSQL's own. The change feed: numbers of a sequence become visible out of order when
 * transactions commit side by side, so a reader that remembers the highest one loses changes. Here a
 * row bears the id of the transaction that wrote it last, and a reader's mark is the *snapshot* of
 * its last reading: what has changed since is exactly what that snapshot did not see. Nothing is
 * missed and nothing comes twice, however long a transaction took.
 */
import { changedOf } from './rows.ts'
import { all, text, textOrNull } from './script.ts'
import type { Dialect } from './script.ts'

/** `xmin:xmax:running` as `pg_current_snapshot()` prints it. */
const MARK = /^\d+:\d+:[\d,]*$/

export const postgresDialect: Dialect = {
  kind: 'postgres',
  size: `select coalesce(sum(pg_total_relation_size(oid)), 0)::bigint as n from pg_class
    where relnamespace = current_schema()::regnamespace and relkind = 'r'`,
  forUpdate: ' for update',
  forShare: ' for share',
  skipLocked: ' for update skip locked',
  nextStamp: null,
  // Always the last lock of a transaction, after room and desk; readers do not wait for it.
  lockAudit: 'lock table audit in exclusive mode',
  stamp: 'pg_current_xact_id()',
  forgetKey: 'delete from session_key where room = $1',

  *changedSince(mark) {
    if (!MARK.test(mark)) {
      const [row] = yield* all('select pg_current_snapshot()::text as mark')
      return { mark: row === undefined ? '' : text(row, 'mark'), changed: [] }
    }
    // One statement: the new mark is the snapshot that this very reading was made with.
    const found = yield* all(
      `select now.mark, changed.kind, changed.id, changed.seq
        from (select pg_current_snapshot()::text as mark) now
        left join (
          select 'room' as kind, id, seq, changed from room
            where changed >= pg_snapshot_xmin($1::pg_snapshot)
          union all
          select 'gone', id, seq, changed from deleted_room
            where changed >= pg_snapshot_xmin($1::pg_snapshot)
          union all
          select 'desk', '', seq, changed from desk
            where changed >= pg_snapshot_xmin($1::pg_snapshot)
        ) changed on not pg_visible_in_snapshot(changed.changed, $1::pg_snapshot)`,
      mark,
    )
    return {
      mark: found[0] === undefined ? mark : text(found[0], 'mark'),
      changed: found.filter((row) => textOrNull(row, 'kind') !== null).map(changedOf),
    }
  },
}

/**
 * A database that was restored into another server bears transaction ids of the old one, which may
 * lie in the new one's future: they would count as changed for ever.
 */
export const RESTAMP = [
  'update room set changed = pg_current_xact_id() where changed > pg_current_xact_id()',
  'update desk set changed = pg_current_xact_id() where changed > pg_current_xact_id()',
  'update deleted_room set changed = pg_current_xact_id() where changed > pg_current_xact_id()',
]
