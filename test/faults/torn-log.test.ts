import assert from 'node:assert/strict'
import { randomBytes, randomInt } from 'node:crypto'
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, it } from 'node:test'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { createChattingRoom, createOperator } from '../../src/store/testing/scene.ts'
import { startServer } from '../e2e/server.ts'
import { checkStore } from './checker.ts'
import { exchange, startTalk, until } from './talk.ts'

const NAME = 'alongside.sqlite'
const LOG = `${NAME}-wal`
const CUTS = 30
const LINES = 40
/** Header and page: the least that a commit adds to the log. */
const FRAME_BYTES = 24 + 4096

describe('a log of the store that is torn', () => {
  const folder = mkdtempSync(join(tmpdir(), 'alongside-torn-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('[REL1] cut or scribbled on anywhere, it gives back a whole beginning of what was stored', async () => {
    const place = join(folder, 'place')
    const store = await openSqliteStore({ file: join(place, NAME) })
    await createOperator(store)
    const seat = await createChattingRoom(store)
    const write = async (from: number, to: number): Promise<void> => {
      for (let n = from; n < to; n++) {
        assert.equal((await seat.chat(`line ${n}`)).reply.type, 'done')
      }
    }
    await write(0, LINES / 2)
    {
      using database = new DatabaseSync(join(place, NAME))
      database.exec('pragma wal_checkpoint(truncate)')
    }
    await write(LINES / 2, LINES)
    let copies = 0

    /** How many lines are there after the machine went away and the log was torn. */
    async function linesAfter(tear: (log: string) => void): Promise<number> {
      const copy = join(folder, `copy-${++copies}`)
      mkdirSync(copy)
      for (const file of [NAME, LOG]) cpSync(join(place, file), join(copy, file))
      tear(join(copy, LOG))
      const torn = await openSqliteStore({ file: join(copy, NAME) })
      const lines = await torn.readLines(seat.room, 0, LINES + 1)
      const room = await torn.readRoom(seat.room)
      assert.deepEqual(
        lines.map(({ sealed }) => sealed),
        lines.map((_, n) => `line ${n}`),
      )
      // The state of the room is that of its last line: they were written together.
      assert.equal(room?.seq, lines.at(-1)?.seq)
      // And it is a store: the next line finds its place.
      const command = { type: 'chat-send', conversation: seat.participant, sealed: 'next' } as const
      const from = { kind: 'participant', participant: seat.participant } as const
      const next = await torn.transact({
        aggregate: { kind: 'room', id: seat.room },
        id: randomBytes(16).toString('base64url') as never,
        digest: '',
        command: { ...command, from },
      })
      assert.equal(next.reply.type, 'done')
      await torn.close()
      rmSync(copy, { recursive: true })
      return lines.length
    }

    const length = statSync(join(place, LOG)).size
    const offsets = Array.from({ length: CUTS }, () => randomInt(length + 1)).sort((a, b) => a - b)
    let atLeast = LINES / 2
    for (const offset of [0, ...offsets, length]) {
      const found = await linesAfter((log) => truncateSync(log, offset))
      assert.ok(found >= atLeast, `cut at ${offset} of ${length}: ${found} lines`)
      atLeast = found
    }
    assert.equal(atLeast, LINES)
    for (let n = 0; n < 10; n++) {
      const whole = await linesAfter((log) =>
        appendFileSync(log, randomBytes(randomInt(FRAME_BYTES))),
      )
      assert.equal(whole, LINES)
      const scribbled = await linesAfter((log) => {
        const bytes = readFileSync(log)
        const at = randomInt(bytes.length)
        bytes[at] = (bytes[at] ?? 0) ^ 0xff
        writeFileSync(log, bytes)
      })
      assert.ok(scribbled >= LINES / 2)
    }
    await store.close()
  })

  it(
    '[REL1] [REL6] the server starts on it, and what was acknowledged is there',
    { timeout: 120_000 },
    async () => {
      const server = await startServer()
      const talk = await startTalk(server, 1)
      try {
        const [user] = talk.users
        assert.ok(user !== undefined)
        const file = join(server.dataFolder, NAME)
        for (let n = 0; n < 5; n++) await exchange(talk, user)
        await server.kill()
        // The power went in the middle of the next commit.
        appendFileSync(join(server.dataFolder, LOG), randomBytes(FRAME_BYTES / 2))
        await server.start()
        const told = { acknowledged: talk.witness.acknowledged, versions: new Map() }
        const { lost, doubled, disordered, torn, lines } = checkStore(file, told)
        assert.deepEqual(
          { lost, doubled, disordered, torn, lines },
          {
            lost: 0,
            doubled: 0,
            disordered: 0,
            torn: 0,
            lines: 5,
          },
        )
        await until(() => talk.operator.page.isOpen() && user.page.isOpen())
        await exchange(talk, user)
        assert.equal(user.lines().length, 6)
      } finally {
        talk.close()
        await server.close()
      }
    },
  )
})
