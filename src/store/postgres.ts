/**
 * The store for several server processes: PostgreSQL, one transaction per command, the aggregate's
 * row locked. Commands of this process for one aggregate wait here for each other, in the order of
 * the calls, so that one busy room does not take all connections of the pool.
 *
 * A command whose COMMIT got no answer may have been carried out: its caller gets a `StoreFailure`
 * and sends it again with the same id; the receipt answers.
 */
import pg from 'pg'
import type { Clock } from '../base/clock.ts'
import { createStore } from './facade.ts'
import { MIGRATION_TABLE, migrationsAfter, readMigrations } from './migrate.ts'
import { createOperations, READS } from './operations.ts'
import type { OperationName, Operations } from './operations.ts'
import { postgresDialect, RESTAMP } from './postgres-dialect.ts'
import { keyOf } from './rows.ts'
import { integer } from './script.ts'
import type { Row, Script, Statement } from './script.ts'
import { StoreFailure } from './store.ts'
import type { Store } from './store.ts'

export interface PostgresOptions {
  /** `postgres://user:password@host:5432/database` */
  readonly url: string
  /** Where the tables are; made when missing. */
  readonly schema?: string
  readonly connections?: number
  /** For tests; without it, the database server's. */
  readonly clock?: Clock
}

const CONNECT_MS = 5000
/** A slow statement, or a process that stalls in a transaction, must not hold a room for long. */
const STATEMENT_MS = 15_000
const IDLE_IN_TRANSACTION_MS = 5000
const MAX_TRIES = 5
/** Serialisation, deadlock, two inserts of the same key: the next try sees what the other did. */
const RETRIED = new Set(['40001', '40P01', '23505'])
/** Any number that nobody else locks in our database. */
const MIGRATION_LOCK = 4_117_006
const CLOCK = 'select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now'

/** Rejects with a `StoreFailure` when the database cannot be reached or used. */
export async function openPostgresStore(options: PostgresOptions): Promise<Store> {
  const { url, schema = 'public', connections = 10, clock } = options
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) {
    throw new StoreFailure(`not a name for a schema: ${schema}`)
  }
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: CONNECT_MS,
    application_name: 'alongside',
    statement_timeout: STATEMENT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    options: `-c search_path=${schema} -c synchronous_commit=on`,
  })
  // A connection that breaks is replaced by the pool, and whoever uses it gets the error of the
  // query; without listeners, the event as such would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))

  const operations = createOperations(postgresDialect)
  const lastOf = new Map<string, Promise<unknown>>()

  async function run<name extends OperationName>(
    name: name,
    given: Parameters<Operations[name]>,
  ): Promise<Awaited<ReturnType<Store[name]>>> {
    // The type of `Operations`, spelled out for a name that is still open.
    const operation = operations[name] as (
      ...given: Parameters<Operations[name]>
    ) => Script<Awaited<ReturnType<Store[name]>>>
    if (READS.has(name)) return await drive(pool, operation(...given), clock)
    return await write(pool, (client) => drive(client, operation(...given), clock))
  }

  /** One after the other for each aggregate; the map forgets those with nothing to wait for. */
  function inTurn<T>(key: string, task: () => Promise<T>): Promise<T> {
    const previous = lastOf.get(key) ?? Promise.resolve()
    const mine = previous.then(task, task)
    lastOf.set(key, mine)
    const forget = (): void => {
      if (lastOf.get(key) === mine) lastOf.delete(key)
    }
    mine.then(forget, forget)
    return mine
  }

  async function close(): Promise<void> {
    await Promise.allSettled(lastOf.values())
    await pool.end()
  }

  try {
    await migrate(pool, schema)
  } catch (error) {
    await pool.end()
    throw error instanceof StoreFailure ? error : failure('cannot open the store', error)
  }
  return {
    ...createStore(run, close),
    transact: (command) => inTurn(keyOf(command.aggregate), () => run('transact', [command])),
  }
}

async function migrate(pool: pg.Pool, schema: string): Promise<void> {
  const known = readMigrations('postgres')
  let isDone = false
  while (!isDone) {
    isDone = await write(pool, async (client) => {
      // Several processes may start on an empty database at once.
      await query(client, { sql: `select pg_advisory_xact_lock(${MIGRATION_LOCK})`, values: [] })
      await query(client, { sql: `create schema if not exists ${schema}`, values: [] })
      await query(client, { sql: MIGRATION_TABLE, values: [] })
      const [row] = await query(client, {
        sql: 'select coalesce(max(number), 0) as number from migration',
        values: [],
      })
      const [next] = migrationsAfter(row === undefined ? 0 : integer(row, 'number'), known)
      if (next === undefined) {
        for (const sql of RESTAMP) await query(client, { sql, values: [] })
        return true
      }
      // Without parameters, several statements may go together.
      await query(client, { sql: next.sql, values: [] })
      await query(client, {
        sql: 'insert into migration (number, name, applied_at) values ($1, $2, $3)',
        values: [next.number, next.name, Date.now()],
      })
      return false
    })
  }
}

/** One transaction; tried again when it only was in another one's way. */
async function write<T>(pool: pg.Pool, task: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const client = await pool.connect().catch((error: unknown) => {
      throw failure('no connection', error)
    })
    try {
      await query(client, { sql: 'begin isolation level read committed', values: [] })
      const result = await task(client)
      await commit(client)
      client.release()
      return result
    } catch (error) {
      await rollBack(client)
      if (tries === MAX_TRIES || !isWorthATry(error)) throw error
    }
  }
}

async function commit(client: pg.PoolClient): Promise<void> {
  const { command } = await client.query('commit').catch((error: unknown) => {
    throw failure('commit', error)
  })
  // A transaction that has failed is rolled back by COMMIT, without an error.
  if (command !== 'COMMIT') throw new StoreFailure(`commit: ${command}`)
}

async function rollBack(client: pg.PoolClient): Promise<void> {
  try {
    await client.query('rollback')
    client.release()
  } catch {
    // The connection is of no use any more; the server rolls back by itself.
    client.release(true)
  }
}

/** Answers what a script asks, one statement after the other. */
async function drive<T>(
  connection: pg.Pool | pg.PoolClient,
  script: Script<T>,
  clock: Clock | undefined,
): Promise<T> {
  let step = script.next()
  while (step.done !== true) {
    if (step.value !== 'clock') step = script.next(await query(connection, step.value))
    else if (clock !== undefined) step = script.next([{ now: clock() }])
    else step = script.next(await query(connection, { sql: CLOCK, values: [] }))
  }
  return step.value
}

async function query(
  connection: pg.Pool | pg.PoolClient,
  { sql, values }: Statement,
): Promise<readonly Row[]> {
  try {
    const { rows } =
      values.length === 0
        ? await connection.query<Row>(sql)
        : await connection.query<Row>(sql, [...values])
    return rows
  } catch (error) {
    throw failure('statement', error)
  }
}

function failure(what: string, cause: unknown): StoreFailure {
  return new StoreFailure(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`, {
    cause,
  })
}

function isWorthATry(error: unknown): boolean {
  return (
    error instanceof StoreFailure &&
    error.cause instanceof pg.DatabaseError &&
    RETRIED.has(error.cause.code ?? '')
  )
}
