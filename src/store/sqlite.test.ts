import assert from 'node:assert/strict'
import { stat, writeFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { createWatchedRoom, EARLY_ENTRY } from './contract-audit.ts'
import { MIGRATION_TABLE, readMigrations } from './migrate.ts'
import { storeContract } from './contract.ts'
import { openDatabase } from './sqlite-database.ts'
import { openSqliteStore } from './sqlite.ts'
import {
  account,
  createChattingRoom,
  createOperator,
  createRoom,
  save,
  testClock,
  toRoom,
} from './testing/scene.ts'
import { sqlitePlace } from './testing/sqlite-place.ts'

storeContract('SQLite', sqlitePlace)

describe('SQLite', () => {
  let place: Awaited<ReturnType<typeof sqlitePlace>>
  beforeEach(async () => {
    place = await sqlitePlace(testClock())
  })
  afterEach(() => place.remove())

  it('[REL1] a commit is on disk before it counts', () => {
    const { database, lock } = openDatabase({ file: place.file, exclusive: true })
    const pragma = (name: string) => Object.values(database.prepare(`pragma ${name}`).get() ?? {})
    assert.deepEqual(pragma('journal_mode'), ['wal'])
    assert.deepEqual(pragma('synchronous'), [2])
    assert.deepEqual(pragma('foreign_keys'), [1])
    database.close()
    lock?.close()
  })

  it('a second server on the same file is refused; programs of the command line are not', async () => {
    const server = await place.open()
    await assert.rejects(openSqliteStore({ file: place.file }), {
      name: 'StoreFailure',
      message: /another server process is using/,
    })
    const program = await openSqliteStore({ file: place.file, exclusive: false })
    const ada = account()
    await Promise.all([program.createAccount(ada), createRoom(server)])
    assert.deepEqual(await server.findAccount(ada.id), ada)
    await program.close()
    await server.close()
    const successor = await openSqliteStore({ file: place.file })
    assert.deepEqual(await successor.findAccount(ada.id), ada)
    await successor.close()
  })

  it('a database of a newer version is refused', async () => {
    await (await place.open()).close()
    const database = new DatabaseSync(place.file)
    database.exec("insert into migration values (9000, 'of the future', 0)")
    database.close()
    await assert.rejects(openSqliteStore({ file: place.file }), {
      name: 'StoreFailure',
      message: /newer version of Alongside \(its migration is 9000/,
    })
  })

  it('[REL6] what the first form of rooms and desk left behind is taken up', async () => {
    const store = await place.open()
    const olive = await createOperator(store)
    const seat = await createChattingRoom(store)
    await seat.chat('a line')
    const room = await store.readRoom(seat.room)
    const desk = await store.readDesk()
    await store.close()
    const database = new DatabaseSync(place.file)
    const strip = (table: string, path: string): void => {
      database.exec(`update ${table} set state = json_remove(state, ${path})`)
    }
    const person = `'$.participants.${seat.participant}`
    const later = ['lastPrivate', 'sharedReadUpTo', 'block', 'unheard', 'invitation', 'ended']
    later.push('watchers', 'permissions', 'asks', 'control')
    strip(
      'room',
      `'$.shared', '$.lastShared', '$.sharedReadByOperatorUpTo', '$.changed', '$.settings.consent'`,
    )
    strip('room', later.map((name) => `${person}.${name}'`).join())
    strip(
      'desk',
      `'$.operators.${olive.id}.limit', '$.operators.${olive.id}.conversations[0].offer'`,
    )
    const { state } = database.prepare('select state from room').get() ?? {}
    assert.doesNotMatch(String(state), /shared|block|consent|watchers/)
    database.close()
    const successor = await place.open()
    assert.deepEqual(await successor.readRoom(seat.room), { ...room, changed: null })
    assert.deepEqual(await successor.readDesk(), desk)
    const off = { type: 'chat-off', participant: seat.participant } as const
    assert.equal((await successor.transact(toRoom(seat.room, off))).reply.type, 'done')
    await successor.close()
  })

  it('[CTL8] the audit log can only be added to, whoever writes, and outlives its session', async () => {
    const { room } = await createWatchedRoom(await place.open())
    const database = new DatabaseSync(place.file)
    for (const sql of ["update audit set entry = ''", 'delete from audit']) {
      assert.throws(() => database.exec(sql), /append-only/)
    }
    database.exec('pragma foreign_keys = 1')
    database.prepare('delete from room where id = ?').run(room)
    assert.equal(database.prepare('select count(*) as n from audit').get()?.['n'], 1)
    database.close()
  })

  it('[CTL8] [ACC5] an audit log of an earlier version is kept, found, and still only added to', async () => {
    const early = new DatabaseSync(place.file)
    early.exec(MIGRATION_TABLE)
    for (const { number, name, sql } of readMigrations('sqlite').slice(0, 3)) {
      early.exec(sql)
      early.prepare('insert into migration values (?, ?, 0)').run(number, name)
    }
    const text = JSON.stringify(EARLY_ENTRY)
    early
      .prepare('insert into audit (key, at, session, operator, entry) values (7, ?, ?, ?, ?)')
      .run(EARLY_ENTRY.at, EARLY_ENTRY.session, EARLY_ENTRY.operator.id, text)
    early.close()
    const store = await place.open()
    const wanted = { filter: { deeds: ['blocked'] }, before: null, limit: 9 } as const
    const [found] = await store.searchAudit(wanted)
    assert.deepEqual(found, { key: 7, entry: { accountName: null, ...EARLY_ENTRY } })
    await createWatchedRoom(store)
    const keys = (await store.readAudit({ after: 0, limit: 9 })).map(({ key }) => key)
    assert.deepEqual(keys, [7, 8])
    const database = new DatabaseSync(place.file)
    assert.throws(() => database.exec('delete from audit'), /append-only/)
    database.close()
  })

  it('a file that is no database is refused with a reason', async () => {
    const file = `${place.file}.txt`
    await writeFile(file, 'This is a letter to whoever opens it as a database. '.repeat(100))
    await assert.rejects(openSqliteStore({ file }), {
      name: 'StoreFailure',
      message: /file is not a database/,
    })
  })

  it('nobody else may read the file', async () => {
    await place.open()
    assert.equal((await stat(place.file)).mode & 0o777, 0o600)
  })

  it('[REL9] what waits is bounded: one more is told so, and those before it are answered', async () => {
    const store = await openSqliteStore({ file: ':memory:', maxWaiting: 2 })
    const settled = await Promise.allSettled([store.now(), store.now(), store.now()])
    assert.deepEqual(
      settled.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected'],
    )
    await assert.rejects(Promise.all([store.now(), store.now(), store.now()]), {
      name: 'StoreFailure',
      message: /too much waits/,
    })
    await store.close()
  })

  it('in memory it is gone when closed; closed, it refuses', async () => {
    const store = await openSqliteStore({ file: ':memory:' })
    const seat = await createRoom(store)
    const last = seat.send(save({ participant: seat.participant }))
    await store.close()
    await store.close()
    assert.equal((await last).reply.type, 'done')
    await assert.rejects(store.readRoom(seat.room), { name: 'StoreFailure', message: /closed/ })
    const other = await openSqliteStore({ file: ':memory:' })
    assert.equal(await other.readRoom(seat.room), null)
    await other.close()
  })
})
