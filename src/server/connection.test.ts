import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { describe, it } from 'node:test'
import type { WebSocket } from 'ws'
import { createConnections, type Connection } from './connection.ts'
import { manualTiming } from './testing/manual-timing.ts'

interface Up {
  readonly type: 'hello' | 'ping' | 'work'
  readonly n?: number
}

/** As much of a socket as a connection uses. */
class FakeSocket extends EventEmitter {
  readonly OPEN = 1
  readyState = 1
  bufferedAmount = 0
  readonly sent: string[] = []
  closeCode: number | null = null
  terminated = false

  send(text: string): void {
    this.sent.push(text)
  }

  close(code: number): void {
    this.closeCode = code
    this.readyState = 2
  }

  terminate(): void {
    this.terminated = true
    this.readyState = 3
    this.emit('close', 1006)
  }

  arrive(message: Up): void {
    this.emit('message', Buffer.from(JSON.stringify(message)), false)
  }
}

function open(
  take: (message: Up) => Promise<void> = async () => {},
  greet: (connection: Connection<object>) => Promise<void> = async () => {},
) {
  const timing = manualTiming()
  const connections = createConnections(timing, () => {})
  const socket = new FakeSocket()
  const ended: boolean[] = []
  let connection: Connection<object> | null = null
  // The fake has what a connection uses of a socket.
  connections.open<Up, object>(socket as unknown as WebSocket, (made) => {
    connection = made
    return {
      parse: (text) => JSON.parse(text) as Up,
      greet: () => greet(made),
      take,
      beat: () => ({ type: 'ping' }),
      ended: async (isLeaving) => void ended.push(isLeaving),
    }
  })
  return { timing, connections, socket, ended, connection: () => connection }
}

/** Everything that was begun is done. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve()
}

describe('one live connection', () => {
  it('[REL4] beats before the other side could think it dead', () => {
    const { timing, socket } = open()
    socket.arrive({ type: 'hello' })
    for (let at = 0; at < 60; at++) {
      timing.pass(1000)
      socket.arrive({ type: 'ping' })
    }
    assert.equal(socket.closeCode, null)
    assert.ok(socket.sent.length >= 7 && socket.sent.length <= 9, `${socket.sent.length} beats`)
  })

  it('[REL4] a line on which nothing arrives is given up within 25 s, and cut when it does not answer', async () => {
    const { timing, socket, ended } = open()
    socket.arrive({ type: 'hello' })
    timing.pass(19_000)
    assert.equal(socket.closeCode, null)
    timing.pass(3_000)
    assert.equal(socket.closeCode, 4508)
    timing.pass(2_500)
    assert.equal(socket.terminated, true)
    await settle()
    assert.deepEqual(ended, [false])
  })

  it('[REL7] whoever says no hello is sent away', () => {
    const { timing, socket } = open()
    timing.pass(9_000)
    assert.equal(socket.closeCode, null)
    timing.pass(2_500)
    // What was said may have been lost on the way: the page may come back by itself.
    assert.equal(socket.closeCode, 4508)
  })

  it('[REL3] messages are taken one after the other, in order', async () => {
    const done: string[] = []
    const { socket } = open(async ({ n }) => {
      done.push(`begin ${n}`)
      await settle()
      done.push(`end ${n}`)
    })
    socket.arrive({ type: 'hello' })
    for (const n of [1, 2, 3]) socket.arrive({ type: 'work', n })
    for (let i = 0; i < 10; i++) await settle()
    assert.deepEqual(done, ['begin 1', 'end 1', 'begin 2', 'end 2', 'begin 3', 'end 3'])
  })

  it('[REL7] a failure while taking a message closes that connection so that it comes back', async () => {
    const { socket } = open(async () => {
      throw new Error('the disk is gone')
    })
    socket.arrive({ type: 'hello' })
    socket.arrive({ type: 'work' })
    await settle()
    assert.equal(socket.closeCode, 4503)
  })

  it('[REL7] what was sent behind a refused hello is not done', async () => {
    const done: number[] = []
    const { socket, ended } = open(
      async ({ n = 0 }) => void done.push(n),
      async (connection) => {
        await settle()
        connection.close(4426)
      },
    )
    socket.arrive({ type: 'hello' })
    socket.arrive({ type: 'work', n: 1 })
    for (let i = 0; i < 5; i++) await settle()
    assert.equal(socket.closeCode, 4426)
    socket.terminate()
    for (let i = 0; i < 5; i++) await settle()
    assert.deepEqual(done, [])
    assert.deepEqual(ended, [false])
  })

  it('[REL1] what a page sent before it left is done', async () => {
    const done: number[] = []
    const { socket } = open(async ({ n = 0 }) => {
      await settle()
      done.push(n)
    })
    socket.arrive({ type: 'hello' })
    for (const n of [1, 2]) socket.arrive({ type: 'work', n })
    socket.terminate()
    for (let i = 0; i < 10; i++) await settle()
    assert.deepEqual(done, [1, 2])
  })

  it('[REL9] somebody who takes nothing any more costs bounded memory', () => {
    const { socket, connection } = open()
    socket.arrive({ type: 'hello' })
    socket.bufferedAmount = 9 * 1024 * 1024
    connection()?.send({ type: 'x' })
    assert.equal(socket.terminated, true)
    assert.deepEqual(socket.sent, [])
  })

  it('[REL6] when the server goes, pages are told to come back', async () => {
    const { connections, socket, ended } = open()
    socket.arrive({ type: 'hello' })
    await connections.close()
    assert.equal(socket.closeCode, 4503)
    assert.deepEqual(ended, [true])
  })
})
