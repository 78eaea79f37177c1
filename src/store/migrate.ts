/**
 * Migrations: files `0001-name.sql` per dialect, applied in order, each in a transaction of its own
 * together with its row in the table `migration`. A database that knows more than this program is
 * refused: an older program must not write into it.
 */
import { readFileSync, readdirSync } from 'node:fs'

export interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
}

export const MIGRATION_TABLE = `create table if not exists migration (
  number integer primary key, name text not null, applied_at bigint not null)`

export function readMigrations(dialect: 'sqlite' | 'postgres'): readonly Migration[] {
  const folder = new URL(`migrations/${dialect}/`, import.meta.url)
  return readdirSync(folder)
    .filter((file) => /^\d{4}-.+\.sql$/.test(file))
    .toSorted()
    .map((file) => ({
      number: Number(file.slice(0, 4)),
      name: file.slice(5, -4),
      sql: readFileSync(new URL(file, folder), 'utf8'),
    }))
}

/** The migrations still to be applied to a database that is at `applied` (0: empty). */
export function migrationsAfter(
  applied: number,
  known: readonly Migration[],
): readonly Migration[] {
  const newest = known.at(-1)?.number ?? 0
  if (applied > newest) {
    throw new Error(
      `the database was written by a newer version of Alongside` +
        ` (its migration is ${applied}, this version knows ${newest})`,
    )
  }
  return known.filter(({ number }) => number > applied)
}
