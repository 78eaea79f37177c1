/** SES3: what is deleted is in no file any more, whatever the database did with it meanwhile. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { createRoom, save, testClock, toRoom, type Seat } from './testing/scene.ts'
import { sqlitePlace } from './testing/sqlite-place.ts'

const SESSIONS = 400

function bytesIn(file: string): string {
  const folder = dirname(file)
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name)).toString('latin1'))
    .join('\n')
}

/** As long as what the server makes. */
const answersOf = ({ room }: Seat, step: number) => `answers ${room} ${'x'.repeat(700 * step)}`

describe('deleting sessions in SQLite', () => {
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
})
