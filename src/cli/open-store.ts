import { join } from 'node:path'
import { openPostgresStore } from '../store/postgres.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import type { Config } from './config.ts'

/** The store that the configuration names. `exclusive` for a server, not for other commands. */
export function openStore(config: Config, exclusive: boolean): Promise<Store> {
  const { database, databaseSchema } = config
  if (database === null) {
    return openSqliteStore({ file: join(config.dataFolder, 'alongside.sqlite'), exclusive })
  }
  return openPostgresStore(
    databaseSchema === null ? { url: database } : { url: database, schema: databaseSchema },
  )
}
