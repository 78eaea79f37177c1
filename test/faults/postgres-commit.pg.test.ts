import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import pg from 'pg'
import { missingPostgres, TEST_POSTGRES } from '../../src/store/testing/postgres-place.ts'
import { startServer } from '../e2e/server.ts'
import { startCommitCutter } from './commit-cutter.ts'
import { exchange, startTalk, until } from './talk.ts'

const skip = await missingPostgres()

describe('PostgreSQL that goes away', () => {
  it(
    '[REL1] [REL2] at a COMMIT: the page sends again, and it is stored and shown once',
    { skip, timeout: 180_000 },
    async () => {
      const address = new URL(TEST_POSTGRES)
      const cutter = await startCommitCutter({
        host: address.hostname,
        port: Number(address.port || 5432),
      })
      const schema = `alongside_faults_${randomBytes(6).toString('hex')}`
      const through = new URL(TEST_POSTGRES)
      through.hostname = '127.0.0.1'
      through.port = String(cutter.port)
      const env = {
        ALONGSIDE_DATABASE: through.href,
        ALONGSIDE_DATABASE_SCHEMA: schema,
        ALONGSIDE_SECRETKEY: randomBytes(24).toString('hex'),
      }
      const server = await startServer({ env })
      const client = new pg.Client({ connectionString: TEST_POSTGRES })
      await client.connect()
      const talk = await startTalk(server, 1, { env })
      try {
        const [user] = talk.users
        assert.ok(user !== undefined)
        for (const when of ['before', 'after', 'after', 'before'] as const) {
          const cut = cutter.cutAt(when)
          user.speak()
          await cut
          await until(() => user.page.pending() === 0)
        }
        // All its connections are ended by the database itself, in the midst of a burst.
        for (let n = 0; n < 4; n++) {
          user.speak()
          talk.operator.speak()
          await client.query(
            `select pg_terminate_backend(pid) from pg_stat_activity
              where application_name = 'alongside' and pid in (
                select pid from pg_locks join pg_class on pg_class.oid = relation
                join pg_namespace on pg_namespace.oid = relnamespace where nspname = $1)`,
            [schema],
          )
        }
        await until(() => user.page.pending() === 0 && talk.operator.page.pending() === 0)
        await exchange(talk, user)
        const { rows } = await client.query<{ id: string }>(
          `select id from ${schema}.chat_line order by seq`,
        )
        const ids = rows.map(({ id }) => id)
        assert.deepEqual(new Set(ids), talk.witness.acknowledged)
        assert.equal(ids.length, talk.witness.acknowledged.size)
        await until(() => user.lines().length >= ids.length)
        await until(() => talk.operator.lines(user.session)?.length === user.lines().length)
        const texts = user.lines().map(({ text }) => text)
        assert.equal(new Set(texts).size, texts.length)
        assert.equal(texts.length, ids.length)
        assert.deepEqual(talk.operator.lines(user.session), user.lines())
        assert.equal(talk.witness.toldTwice, 0)
      } finally {
        talk.close()
        await server.close()
        await client.query(`drop schema if exists ${schema} cascade`)
        await client.end()
        await cutter.close()
      }
    },
  )
})
