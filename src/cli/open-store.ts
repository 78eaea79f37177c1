import { join } from 'node:path'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import type { Config } from './config.ts'

/** The store that the configuration names. `exclusive` for a server, not for other commands. */
export async function openStore(config: Config, exclusive: boolean): Promise<Store> {
  const { database, databaseSchema } = config
  if (database === null) return openSqliteStore({ file: fileOf(config), exclusive })
  const { openPostgresStore } = await import('../store/postgres.ts')
  return openPostgresStore(
    databaseSchema === null ? { url: database } : { url: database, schema: databaseSchema },
  )
}

/** The store is a file, which serves one server process at a time. */
export function isFile(config: Config): boolean {
  return config.database === null
}

function fileOf(config: Config): string {
  return join(config.dataFolder, 'alongside.sqlite')
}
