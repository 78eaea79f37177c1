import { randomBytes } from 'node:crypto'
import pg from 'pg'
import type { Clock } from '../../base/clock.ts'
import type { Place } from '../contract.ts'
import { openPostgresStore } from '../postgres.ts'
import type { Store } from '../store.ts'

export const TEST_POSTGRES =
  process.env['ALONGSIDE_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/test'

/**
 * False, or why tests that need PostgreSQL are skipped. Where services are required (CI), absence is
 * an error.
 */
export async function missingPostgres(): Promise<string | false> {
  const client = new pg.Client({
    connectionString: TEST_POSTGRES,
    connectionTimeoutMillis: 2000,
  })
  try {
    await client.connect()
    await client.end()
    return false
  } catch (error) {
    const message = `no PostgreSQL at ${new URL(TEST_POSTGRES).host}: set ALONGSIDE_TEST_POSTGRES`
    const isRequired = process.env['CI'] ?? process.env['ALONGSIDE_REQUIRE_SERVICES']
    if (isRequired !== undefined && isRequired !== '') throw new Error(message, { cause: error })
    return message
  }
}

export interface PostgresPlace extends Place {
  readonly schema: string
  /** Any statement, in the place's schema, on a connection of its own. */
  connect(): Promise<pg.Client>
}

/** A schema of its own, dropped afterwards. */
export async function postgresPlace(clock?: Clock): Promise<PostgresPlace> {
  const schema = `alongside_test_${randomBytes(6).toString('hex')}`
  const stores: Store[] = []
  const clients: pg.Client[] = []

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: TEST_POSTGRES,
      options: `-c search_path=${schema} -c client_min_messages=warning`,
    })
    await client.connect()
    clients.push(client)
    return client
  }

  return {
    schema,
    connect,
    async open() {
      const store = await openPostgresStore({
        url: TEST_POSTGRES,
        schema,
        connections: 5,
        ...(clock === undefined ? {} : { clock }),
      })
      stores.push(store)
      return store
    },
    async remove() {
      await Promise.all(stores.map((store) => store.close()))
      const client = await connect()
      await client.query(`drop schema ${schema} cascade`)
      await Promise.all(clients.map((each) => each.end()))
    },
  }
}
