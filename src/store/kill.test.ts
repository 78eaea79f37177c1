/**
 * What a caller was told is on disk, however the process ends. This file is also the process that
 * is ended: it stores as much as it can and prints every command once that has been acknowledged.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { after, before, describe, it } from 'node:test'
import { must } from '../base/must.ts'
import type { Command } from '../live/command.ts'
import type { Reply } from '../live/reply.ts'
import { openSqliteStore } from './sqlite.ts'
import { createRoom, newId, save, toRoom } from './testing/scene.ts'
import { sqlitePlace } from './testing/sqlite-place.ts'

const ROUNDS = 6
const WRITERS = 8

const [, , role, fileToWrite] = process.argv
if (role === 'write') {
  await write(must(fileToWrite, 'write to which file?'))
} else {
  describe('SQLite, when its process ends suddenly', () => {
    let place: Awaited<ReturnType<typeof sqlitePlace>>
    before(async () => {
      place = await sqlitePlace(Date.now)
    })
    after(() => place.remove())

    it('[REL1] [REL2] kill -9 at any moment loses and doubles nothing that was acknowledged', async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const writer = startWriter([process.execPath, import.meta.filename, 'write', place.file])
        // Other numbers each time: somewhere in the midst of a batch, a commit, a checkpoint.
        const enough = 20 + Math.floor(Math.random() * 400)
        const acknowledged = await readAcknowledged(writer, enough)
        assert.ok(acknowledged.length >= enough, `only ${acknowledged.length} of ${enough}`)
        await checkAll(place.file, acknowledged)
      }
    })

    it('[REL1] a disk that is full acknowledges nothing more and ends the process', async () => {
      const limited = ['sh', '-c', 'ulimit -f 1300 && exec "$@"', 'sh']
      const file = `${place.file}-small`
      const writer = startWriter([
        ...limited,
        process.execPath,
        import.meta.filename,
        'write',
        file,
      ])
      const ended = once(writer, 'exit')
      const acknowledged = await readAcknowledged(writer, Number.POSITIVE_INFINITY)
      const [code] = await ended
      assert.notEqual(code, 0)
      assert.ok(acknowledged.length > 20, `only ${acknowledged.length}`)
      await checkAll(file, acknowledged)
    })
  })
}

interface Acknowledged {
  readonly command: Command
  readonly reply: Reply
}

async function write(file: string): Promise<void> {
  const store = await openSqliteStore({ file })
  await Promise.all(
    Array.from({ length: WRITERS }, async () => {
      const { room, participant } = await createRoom(store)
      for (let n = 0; ; n += 1) {
        const command = toRoom(
          room,
          save({ participant, expects: n, position: n % 3, answers: 'x'.repeat(2000) }),
          newId(),
        )
        const { reply } = await store.transact(command)
        const told: Acknowledged = { command, reply }
        process.stdout.write(`${JSON.stringify(told)}\n`)
      }
    }),
  )
}

function startWriter([program = '', ...args]: readonly string[]): ChildProcess {
  return spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
}

/** Kills the writer after so many lines; all that it had printed until then is read. */
async function readAcknowledged(
  writer: ChildProcess,
  enough: number,
): Promise<readonly Acknowledged[]> {
  const acknowledged: Acknowledged[] = []
  for await (const line of createInterface({ input: must(writer.stdout, 'piped') })) {
    // The last line may have been cut off by the end of the process.
    if (!line.endsWith('}')) break
    acknowledged.push(JSON.parse(line))
    if (acknowledged.length === enough) writer.kill('SIGKILL')
  }
  return acknowledged
}

async function checkAll(file: string, acknowledged: readonly Acknowledged[]): Promise<void> {
  const store = await openSqliteStore({ file })
  const seqs = new Map<string, number>()
  for (const { command, reply } of acknowledged) {
    const again = await store.transact(command)
    assert.deepEqual([again.reply, again.repeated], [reply, true])
    if (command.aggregate.kind === 'room' && reply.type === 'done') {
      seqs.set(command.aggregate.id, reply.seq)
    }
  }
  for (const { command } of acknowledged) {
    if (command.aggregate.kind !== 'room') continue
    const room = must(await store.readRoom(command.aggregate.id), 'the room is gone')
    assert.ok(room.seq >= (seqs.get(room.id) ?? 0))
    // Whole: the step, the version and the sequence were written together.
    const step = await store.readStep(room.id)
    assert.deepEqual([step?.version, step?.position], [room.version, room.position])
    assert.equal(room.seq, room.version + 1)
  }
  await store.close()
}
