import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { startServer } from '../e2e/server.ts'
import { startTalk } from './talk.ts'
import { readSyncOrder, traceWrites } from './trace.ts'

/** Of each user, within what a sender may send at once (REL9). */
const MESSAGES = 8
const USERS = 5

describe('the disk before the acknowledgement', () => {
  it('[REL1] a trace in which the disk comes late is seen', () => {
    const write = '12 pwrite64(20</d/a.sqlite-wal>, "x", 4096, 32) = 4096'
    const sync = '12 fdatasync(20</d/a.sqlite-wal>) = 0'
    const ack = String.raw`11 write(31<TCP:[1->2]>, "\201~\0@{\"type\":\"ack\",\"id\":\"a-1\"", 66) = 66`
    const tooEarly = (...lines: string[]) => readSyncOrder(lines.join('\n')).tooEarly
    assert.equal(tooEarly(write, sync, ack), 0)
    assert.equal(tooEarly(write, sync, ack, ack), 1)
    assert.equal(tooEarly(write, ack, sync), 1)
    assert.equal(tooEarly(write, sync, write, ack), 1)
    assert.equal(tooEarly(write, '12 fdatasync(20</d/a.sqlite-wal>) = -1 EIO (I/O error)', ack), 1)
    const begun = '12 fdatasync(20</d/a.sqlite-wal> <unfinished ...>'
    const ended = '12 <... fdatasync resumed>) = 0'
    assert.equal(tooEarly(write, begun, ended, ack), 0)
    assert.equal(tooEarly(write, begun, ack, ended), 1)
  })

  it(
    '[REL1] no acknowledgement leaves the server before its message is synced to disk',
    {
      skip: process.platform === 'linux' ? false : 'system calls are traced on Linux only',
      timeout: 120_000,
    },
    async () => {
      const server = await startServer()
      try {
        const { users, witness, close } = await startTalk(server, USERS)
        const trace = await traceWrites(server.pid(), join(server.dataFolder, 'trace'))
        for (let n = 0; n < USERS * MESSAGES; n++) {
          const acknowledged = new Promise<void>((resolve) => {
            witness.onAcknowledged = () => resolve()
          })
          users[n % USERS]?.speak()
          await acknowledged
        }
        const order = readSyncOrder(await trace.end())
        close()
        assert.deepEqual(order, { acknowledgements: USERS * MESSAGES, tooEarly: 0 })
      } finally {
        await server.close()
      }
    },
  )
})
