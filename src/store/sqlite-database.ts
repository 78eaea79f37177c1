/** The SQLite file: opening it, its dialect, and scripts run on it. */
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { StatementSync } from 'node:sqlite'
import { MIGRATION_TABLE, migrationsAfter, readMigrations } from './migrate.ts'
import { changedOf } from './rows.ts'
import { all, first, integer } from './script.ts'
import type { Dialect, Row, Script, Statement, Value } from './script.ts'

/** How long a command-line program's write may keep us waiting. */
export const BUSY_MS = 5000
/** How long a server that is just going away may keep its successor waiting. */
const LOCK_WAIT_MS = 500

export const sqliteDialect: Dialect = {
  kind: 'sqlite',
  size: 'select page_count * page_size as n from pragma_page_count(), pragma_page_size()',
  // A write transaction has the whole file.
  forUpdate: '',
  forShare: '',
  skipLocked: '',
  nextStamp: 'update feed set change = change + 1',
  lockAudit: null,
  stamp: '(select change from feed)',

  // Of the same length in the same place: a row that moves to another page leaves its bytes behind,
  // whatever `secure_delete` does. So rows of this table stay where they are for good.
  forgetKey: `update session_key set room = hex(zeroblob(11)),
    wrapped = substr(hex(zeroblob(length(wrapped))), 1, length(wrapped)) where room = $1`,

  // There is one writer at a time, so the counter's order is the order of the commits.
  *changedSince(mark) {
    const row = yield* first('select change from feed')
    const head = row === null ? 0 : integer(row, 'change')
    if (mark === String(head) || !/^\d+$/.test(mark)) return { mark: String(head), changed: [] }
    const changed = yield* all(
      `select 'room' as kind, id, seq from room where changed > $1
        union all select 'gone', id, seq from deleted_room where changed > $1
        union all select 'desk', '', seq from desk where changed > $1`,
      Number(mark),
    )
    return { mark: String(head), changed: changed.map(changedOf) }
  },
}

/** Opened, locked, and migrated; throws when any of it is refused. */
export function openDatabase(settings: { readonly file: string; readonly exclusive: boolean }): {
  readonly database: DatabaseSync
  readonly lock: DatabaseSync | null
} {
  const { file, exclusive } = settings
  const inMemory = file === ':memory:'
  if (!inMemory) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    closeSync(openSync(file, 'a', 0o600))
  }
  const lock = inMemory || !exclusive ? null : lockFile(file)
  const database = new DatabaseSync(file, { timeout: BUSY_MS, enableForeignKeyConstraints: true })
  try {
    database.exec(
      'pragma journal_mode = wal; pragma synchronous = full; pragma trusted_schema = 0; pragma secure_delete = on',
    )
    migrate(database)
    // A process that ended suddenly may have left deleted bytes in the log, or under it in the file.
    if (exclusive) database.exec('pragma wal_checkpoint(truncate)')
  } catch (error) {
    database.close()
    lock?.close()
    throw error
  }
  return { database, lock }
}

/**
 * One server process per file: a lock of the operating system on a file beside it, held for life,
 * gone with the process however that ends. The data file itself stays open to command-line programs.
 */
function lockFile(file: string): DatabaseSync {
  closeSync(openSync(`${file}.lock`, 'a', 0o600))
  const lock = new DatabaseSync(`${file}.lock`, { timeout: LOCK_WAIT_MS })
  try {
    lock.exec('begin exclusive')
  } catch (error) {
    lock.close()
    throw new Error(`another server process is using ${file}`, { cause: error })
  }
  return lock
}

function migrate(database: DatabaseSync): void {
  const known = readMigrations('sqlite')
  for (;;) {
    database.exec('begin immediate')
    try {
      // Read anew under the lock: a command-line program may be opening the same new file.
      database.exec(MIGRATION_TABLE)
      const row = database.prepare('select max(number) as number from migration').get()
      const [next] = migrationsAfter(Number(row?.['number'] ?? 0), known)
      if (next === undefined) {
        database.exec('rollback')
        return
      }
      database.exec(next.sql)
      database
        .prepare('insert into migration (number, name, applied_at) values (?, ?, ?)')
        .run(next.number, next.name, Date.now())
      database.exec('commit')
    } catch (error) {
      if (database.isTransaction) database.exec('rollback')
      throw error
    }
  }
}

interface Prepared {
  readonly statement: StatementSync
  /** Which value each `?` takes. */
  readonly order: readonly number[]
}

/** Runs scripts; statements are prepared once. */
export function createRunner(database: DatabaseSync) {
  const prepared = new Map<string, Prepared>()

  function prepare(sql: string): Prepared {
    const order: number[] = []
    const text = sql.replace(/\$(\d+)/g, (_, number: string) => {
      order.push(Number(number) - 1)
      return '?'
    })
    const made = { statement: database.prepare(text), order }
    prepared.set(sql, made)
    return made
  }

  function ask({ sql, values }: Statement): readonly Row[] {
    const { statement, order } = prepared.get(sql) ?? prepare(sql)
    // `strict` tables hold texts and integers only.
    return statement.all(...order.map((at): Value => values[at] ?? null)) as unknown as Row[]
  }

  return function run<T>(script: Script<T>, now: number | null): T {
    let step = script.next()
    while (step.done !== true) {
      step = script.next(step.value === 'clock' ? [{ now: now ?? Date.now() }] : ask(step.value))
    }
    return step.value
  }
}
