/**
 * What an operation of the store does, written once for both databases: a generator that asks for
 * one statement after the other. SQLite runs it synchronously in its worker, PostgreSQL with `await`.
 *
 * Statements are the common part of both dialects, with `$1`-style parameters; whatever differs is
 * in `Dialect`. All columns are texts and integers (JSON is text: PostgreSQL's `jsonb` refuses
 * `\u0000`, which people can type).
 */
import type { Changed } from './store.ts'

export type Value = string | number | null
export type Row = Readonly<Record<string, Value>>

export interface Statement {
  readonly sql: string
  readonly values: readonly Value[]
}

/** `clock` is answered with one row `{ now }`: the store's clock, ms. */
export type Ask = Statement | 'clock'

export type Script<T> = Generator<Ask, T, readonly Row[]>

export interface Dialect {
  readonly kind: 'sqlite' | 'postgres'
  /** SQL of the database's size in bytes, as `n`. */
  readonly size: string
  /** Appended to a select of rows that are going to be written. */
  readonly forUpdate: string
  /** Of a row that must stay as it is until the commit. */
  readonly forShare: string
  /** As `forUpdate`, but rows that another transaction holds are left out. */
  readonly skipLocked: string
  /** Run once by a transaction that changes an aggregate; what `stamp` is then worth. */
  readonly nextStamp: string | null
  /** Run before the audit log is written: its keys become visible in their order. */
  readonly lockAudit: string | null
  /** Leaves nothing of a deleted session's wrapped key ($1: the session), as far as the database can. */
  readonly forgetKey: string
  /** SQL of what the column `changed` is set to. */
  readonly stamp: string
  changedSince(mark: string): Script<{ readonly mark: string; readonly changed: Changed[] }>
}

export function* all(sql: string, ...values: readonly Value[]): Script<readonly Row[]> {
  return yield { sql, values }
}

export function* first(sql: string, ...values: readonly Value[]): Script<Row | null> {
  return (yield { sql, values })[0] ?? null
}

export function* clock(): Script<number> {
  const [row] = yield 'clock'
  return row === undefined ? Number.NaN : integer(row, 'now')
}

export function text(row: Row, column: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw new TypeError(`column ${column} is no text`)
  return value
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column)
}

export function integer(row: Row, column: string): number {
  // `pg` hands 64-bit integers over as texts; ours are milliseconds and counters, below 2^53.
  const value = Number(row[column] ?? Number.NaN)
  if (!Number.isSafeInteger(value)) throw new TypeError(`column ${column} is no integer`)
  return value
}
