import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createWatchedRoom, EARLY_ENTRY } from './contract-audit.ts'
import { MIGRATION_TABLE, readMigrations } from './migrate.ts'
import { storeContract } from './contract.ts'
import { openPostgresStore } from './postgres.ts'
import { StoreFailure } from './store.ts'
import type { Store } from './store.ts'
import { createRoom, save, testClock, toRoom } from './testing/scene.ts'
import { missingPostgres, postgresPlace, TEST_POSTGRES } from './testing/postgres-place.ts'
import type { PostgresPlace } from './testing/postgres-place.ts'

const skip = await missingPostgres()

describe('PostgreSQL', { skip }, () => {
  storeContract('PostgreSQL', postgresPlace)

  describe('by itself', () => {
    let place: PostgresPlace
    let store: Store
    before(async () => {
      place = await postgresPlace()
      store = await place.open()
    })
    after(() => place.remove())

    it("the clock is the database server's", async () => {
      const client = await place.connect()
      const clock = 'select floor(extract(epoch from clock_timestamp()) * 1000)::text as now'
      const earlier = Number((await client.query<{ now: string }>(clock)).rows[0]?.now)
      const now = await store.now()
      const later = Number((await client.query<{ now: string }>(clock)).rows[0]?.now)
      assert.ok(earlier <= now && now <= later, `${earlier} <= ${now} <= ${later}`)
    })

    it('[REL3] a change that is committed late is reported late, and not lost', async () => {
      const [slow, quick] = [await createRoom(store), await createRoom(store)]
      const { mark } = await store.changedSince('')
      const client = await place.connect()
      await client.query('begin')
      await client.query('update room set seq = 2, changed = pg_current_xact_id() where id = $1', [
        slow.room,
      ])
      // Begun after the slow one, committed before it.
      await quick.send(save({ participant: quick.participant }))
      const first = await store.changedSince(mark)
      assert.deepEqual(
        first.changed.map(({ aggregate }) => aggregate),
        [{ kind: 'room', id: quick.room }, { kind: 'desk' }],
      )
      assert.deepEqual((await store.changedSince(first.mark)).changed, [])
      await client.query('commit')
      const second = await store.changedSince(first.mark)
      assert.deepEqual(second.changed, [{ aggregate: { kind: 'room', id: slow.room }, seq: 2 }])
      assert.deepEqual((await store.changedSince(second.mark)).changed, [])
    })

    it('a sweep passes over a room that is just being written', async () => {
      const [held, free] = [await createRoom(store), await createRoom(store)]
      for (const { room } of [held, free]) await store.putOff({ kind: 'room', id: room }, -1)
      const client = await place.connect()
      await client.query('begin')
      await client.query('select 1 from room where id = $1 for update', [held.room])
      assert.deepEqual(await store.readDue(10), [{ kind: 'room', id: free.room }])
      await client.query('rollback')
      assert.equal((await store.readDue(10)).length, 2)
    })

    it('[REL1] a connection that is cut loses nothing that was acknowledged', async () => {
      const seat = await createRoom(store)
      const command = toRoom(seat.room, save({ participant: seat.participant }))
      const client = await place.connect()
      await client.query('begin')
      await client.query('select 1 from room where id = $1 for update', [seat.room])
      const waiting = store.transact(command)
      // Cuts the connection that waits for the room, as soon as it does.
      for (;;) {
        const { rows } = await client.query<{ cut: boolean }>(
          `select pg_terminate_backend(pid) as cut from pg_stat_activity
            where pid <> pg_backend_pid() and wait_event_type = 'Lock'
              and pg_backend_pid() = any (pg_blocking_pids(pid))`,
        )
        if (rows.length > 0) break
      }
      await assert.rejects(waiting, StoreFailure)
      await client.query('rollback')
      const { reply, repeated } = await store.transact(command)
      assert.deepEqual([reply.type, repeated], ['done', false])
    })

    it('[CTL8] the audit log can only be added to, whoever writes, and outlives its session', async (t) => {
      const own = await postgresPlace()
      t.after(() => own.remove())
      const { room } = await createWatchedRoom(await own.open())
      const client = await own.connect()
      for (const sql of ["update audit set entry = ''", 'delete from audit', 'truncate audit']) {
        await assert.rejects(client.query(sql), /append-only/)
      }
      await client.query('delete from room where id = $1', [room])
      const { rows } = await client.query('select entry from audit')
      assert.equal(rows.length, 1)
    })

    it('[CTL8] [ACC5] an audit log of an earlier version is kept, found, and still only added to', async (t) => {
      const own = await postgresPlace()
      t.after(() => own.remove())
      const client = await own.connect()
      await client.query(`create schema ${own.schema}`)
      await client.query(`set search_path = ${own.schema}`)
      await client.query(MIGRATION_TABLE)
      for (const { number, name, sql } of readMigrations('postgres').slice(0, 3)) {
        await client.query(sql)
        await client.query('insert into migration values ($1, $2, 0)', [number, name])
      }
      const text = JSON.stringify(EARLY_ENTRY)
      const sql = 'insert into audit (at, session, operator, entry) values ($1, $2, $3, $4)'
      await client.query(sql, [EARLY_ENTRY.at, EARLY_ENTRY.session, EARLY_ENTRY.operator.id, text])
      const store = await own.open()
      const wanted = { filter: { deeds: ['blocked'] }, before: null, limit: 9 } as const
      const [found] = await store.searchAudit(wanted)
      assert.deepEqual(found?.entry, { accountName: null, ...EARLY_ENTRY })
      await assert.rejects(client.query('delete from audit'), /append-only/)
    })

    it('[CTL8] an entry waits for one that was begun before it: keys become visible in order', async (t) => {
      const own = await postgresPlace()
      const at = await own.open()
      const client = await own.connect()
      t.after(async () => {
        await client.query('rollback')
        await own.remove()
      })
      await client.query('begin')
      await client.query("insert into audit (at, deed, entry) values (1, '', '{}')")
      let isDone = false
      const later = createWatchedRoom(at).finally(() => {
        isDone = true
      })
      const blocked = `select 1 from pg_stat_activity where wait_event_type = 'Lock'
        and pg_backend_pid() = any (pg_blocking_pids(pid))`
      while (!isDone && (await client.query(blocked)).rows.length === 0);
      assert.deepEqual(await at.readAudit({ after: 0, limit: 10 }), [])
      await client.query('commit')
      await later
      assert.equal((await at.readAudit({ after: 0, limit: 10 })).length, 2)
    })

    it('two servers may start on an empty database at once', async () => {
      const empty = await postgresPlace()
      const stores = await Promise.all([empty.open(), empty.open(), empty.open()])
      assert.equal((await stores[2]?.readDesk())?.seq, 0)
      await empty.remove()
    })

    it('a database of a newer version is refused', async () => {
      const newer = await postgresPlace()
      await (await newer.open()).close()
      const client = await newer.connect()
      await client.query("insert into migration values (9000, 'of the future', 0)")
      await assert.rejects(newer.open(), {
        name: 'StoreFailure',
        message: /newer version of Alongside \(its migration is 9000/,
      })
      await client.query(`drop schema ${newer.schema} cascade`)
      await client.end()
    })

    it('a restored database does not report its past for ever', async () => {
      const old = await postgresPlace(testClock())
      const { room } = await createRoom(await old.open())
      const client = await old.connect()
      await client.query("update room set changed = '9000000000'")
      const restored = await old.open()
      const { mark } = await restored.changedSince('')
      assert.deepEqual((await restored.changedSince(mark)).changed, [])
      assert.equal((await restored.readRoom(room))?.seq, 1)
      await old.remove()
    })

    it('a database that is not there is a failure with a reason', async () => {
      const url = new URL(TEST_POSTGRES)
      url.port = '1'
      await assert.rejects(openPostgresStore({ url: url.href }), {
        name: 'StoreFailure',
        message: /ECONNREFUSED/,
      })
      const bad = openPostgresStore({ url: TEST_POSTGRES, schema: 'x; drop' })
      await assert.rejects(bad, { name: 'StoreFailure' })
    })
  })
})
