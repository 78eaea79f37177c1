/** SES3: what is deleted is in no file any more, whatever the database did with it meanwhile. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, it } from 'node:test'
import { parseSessionId, type SessionId } from '../base/id.ts'
import { must } from '../base/must.ts'
import { openSqliteStore } from './sqlite.ts'
import { createRoom, save, testClock, toRoom, type Seat } from './testing/scene.ts'
import { sqlitePlace } from './testing/sqlite-place.ts'

const SESSIONS = 400
const KILLS = 4
const WRITERS = 4

function bytesIn(file: string): string {
  const folder = dirname(file)
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path).toString('latin1'))
    .join('\n')
}

/** As long as what the server makes. */
const answersOf = ({ room }: Seat, step: number) => `answers ${room} ${'x'.repeat(700 * step)}`

const [, , role, fileToWrite] = process.argv
if (role === 'write') await write(must(fileToWrite, 'write to which file?'))
else describe('deleting sessions in SQLite', tests)

function tests(): void {
  it('[SES3] leaves of hundreds no key and no answers in any file, while others stay', async () => {
    const place = await sqlitePlace(testClock())
    try {
      const store = await place.open()
      const seats: Seat[] = []
      for (let count = 0; count < SESSIONS; count++) seats.push(await createRoom(store))
      await Promise.all(
        seats.flatMap((seat) =>
          [0, 1, 2, 3].map((step) => {
            const { participant, send } = seat
            const answers = answersOf(seat, step)
            return send(save({ participant, expects: step, position: step, answers }))
          }),
        ),
      )
      const isDeleted = (at: number) => at % 5 !== 0
      await Promise.all(
        seats
          .filter((_, at) => isDeleted(at))
          .map(({ room, participant }) =>
            store.transact(toRoom(room, { type: 'delete', by: { kind: 'owner', participant } })),
          ),
      )
      const files = bytesIn(place.file)
      for (const [at, { room }] of seats.entries()) {
        assert.equal(files.includes(`key of ${room}`), !isDeleted(at), `key ${at}`)
        assert.equal(files.includes(`answers ${room}`), !isDeleted(at), `answers ${at}`)
      }
      await store.close()
      const again = await place.open()
      const kept = seats.find((_, at) => !isDeleted(at))
      assert.ok(kept !== undefined)
      assert.equal(await again.readWrappedKey(kept.room), `key of ${kept.room}`)
    } finally {
      await place.remove()
    }
  })

  it('[SES3] is finished later where a program of the command line is reading', async (t) => {
    const place = await sqlitePlace(testClock())
    try {
      const store = await place.open()
      const seat = await createRoom(store)
      const reader = new DatabaseSync(place.file)
      reader.exec('begin')
      reader.prepare('select count(*) from room').get()
      const { room, participant } = seat
      await store.transact(toRoom(room, { type: 'delete', by: { kind: 'owner', participant } }))
      assert.ok(bytesIn(place.file).includes(`key of ${room}`), 'still there for the reader')
      // What lies on the disk if the server ends now: its successor finishes it.
      const cut = join(mkdtempSync(join(dirname(place.file), 'cut-')), 'data.sqlite')
      for (const ending of ['', '-wal']) copyFileSync(place.file + ending, cut + ending)
      const successor = await openSqliteStore({ file: cut })
      const restarted = bytesIn(cut)
      await successor.close()
      assert.ok(!restarted.includes(`key of ${room}`), 'gone when it starts again')
      reader.exec('commit')
      reader.close()
      await t.waitFor(() => assert.ok(!bytesIn(place.file).includes(`key of ${room}`)), {
        timeout: 20_000,
      })
    } finally {
      await place.remove()
    }
  })

  it('[SES3] lists and retention go by an index', async () => {
    const place = await sqlitePlace(testClock())
    try {
      await (await place.open()).close()
      const database = new DatabaseSync(place.file)
      const planOf = (sql: string): string =>
        JSON.stringify(database.prepare(`explain query plan ${sql}`).all())
      const mine = planOf(
        `select room.state from room_account mine join room on room.id = mine.room
          where mine.account = 'a' and (mine.used_at, mine.room) < (1, 'b')
          order by mine.used_at desc, mine.room desc limit 9`,
      )
      const unused = planOf(
        `select id from room where used_at < 9 and (used_at, id) > (1, 'a')
          order by used_at, id limit 9`,
      )
      for (const plan of [mine, unused]) assert.doesNotMatch(plan, /SCAN|TEMP B-TREE/)
      database.close()
    } finally {
      await place.remove()
    }
  })

  it('[SES3] [REL1] kill -9 at any moment leaves each whole or gone, and of the gone no key', async () => {
    const place = await sqlitePlace(testClock())
    try {
      for (let round = 0; round < KILLS; round++) {
        const args = [import.meta.filename, 'write', place.file]
        const writer = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
        const told = { begun: new Set<SessionId>(), deleted: new Set<SessionId>() }
        const enough = 3 + Math.floor(Math.random() * 40)
        for await (const line of createInterface({ input: writer.stdout })) {
          const [what, id] = line.split(' ')
          const room = parseSessionId(id ?? '')
          // The last line may have been cut off by the end of the process.
          if (room === null || (what !== 'begun' && what !== 'deleted')) break
          told[what].add(room)
          if (told.deleted.size === enough) writer.kill('SIGKILL')
        }
        assert.ok(told.deleted.size >= enough)
        const store = await openSqliteStore({ file: place.file })
        const files = bytesIn(place.file)
        for (const room of told.begun) {
          const isThere = (await store.readRoom(room)) !== null
          if (told.deleted.has(room)) assert.equal(isThere, false, 'what was answered is done')
          assert.equal((await store.readWrappedKey(room)) !== null, isThere)
          assert.equal((await store.readStep(room)) !== null, isThere)
          assert.equal(files.includes(`key of ${room}`), isThere, 'its key')
        }
        await store.close()
      }
    } finally {
      await place.remove()
    }
  })
}

/** Begins and deletes sessions, and says so, until it is killed. */
async function write(file: string): Promise<void> {
  const store = await openSqliteStore({ file })
  await Promise.all(
    Array.from({ length: WRITERS }, async () => {
      for (;;) {
        const seat = await createRoom(store)
        await seat.send(save({ participant: seat.participant, answers: answersOf(seat, 3) }))
        process.stdout.write(`begun ${seat.room}\n`)
        await seat.send({ type: 'delete', by: { kind: 'owner', participant: seat.participant } })
        process.stdout.write(`deleted ${seat.room}\n`)
      }
    }),
  )
}
