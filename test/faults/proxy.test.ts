import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { after, before, beforeEach, afterEach, describe, it } from 'node:test'
import { startFaultProxy, type FaultProxy } from './proxy.ts'

/** Sends back what it gets, and tells what it got. */
interface Echo {
  readonly server: Server
  readonly port: number
  received: string
}

describe('fault proxy', () => {
  let echo: Echo
  let proxy: FaultProxy

  before(async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.on('data', (bytes) => {
        echo.received += bytes.toString()
        socket.write(bytes)
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    assert.ok(address !== null && typeof address === 'object')
    echo = { server, port: address.port, received: '' }
  })
  after(() => echo.server.close())
  beforeEach(async () => {
    echo.received = ''
    proxy = await startFaultProxy({ host: '127.0.0.1', port: echo.port })
  })
  afterEach(() => proxy.close())

  it('carries both ways', async () => {
    const socket = await open(proxy.port)
    socket.write('hello')
    assert.equal(await read(socket, 5), 'hello')
    assert.equal(proxy.open(), 1)
    socket.destroy()
  })

  it('a stall up holds back only what the client sends, and heals without loss', async () => {
    const socket = await open(proxy.port)
    socket.write('one')
    await read(socket, 3)
    proxy.stallUp()
    socket.write('two')
    // A second connection's piece has passed by the time it is echoed; the stalled one has not.
    await turn()
    assert.equal(echo.received, 'one')
    proxy.heal()
    assert.equal(await read(socket, 3), 'two')
    socket.destroy()
  })

  it('a stall down lets the server hear the client', async () => {
    const socket = await open(proxy.port)
    proxy.stallDown()
    const heard = until(() => echo.received === 'ping')
    socket.write('ping')
    await heard
    assert.equal(socket.bytesRead, 0)
    proxy.heal()
    assert.equal(await read(socket, 4), 'ping')
    socket.destroy()
  })

  it('a cut is noticed by the client, a refusal by the next one', async () => {
    const socket = await open(proxy.port)
    socket.write('x')
    await read(socket, 1)
    const gone = closed(socket)
    proxy.cut()
    await gone
    assert.equal(proxy.open(), 0)
    proxy.refuse()
    const refused = connect(proxy.port, '127.0.0.1')
    refused.on('error', () => {})
    await closed(refused)
    proxy.heal()
    const again = await open(proxy.port)
    again.destroy()
  })

  it('a silent cut keeps back that an end is gone, until it heals', async () => {
    const socket = await open(proxy.port)
    const upgrade = 'Upgrade: websocket\r\n'
    socket.write(upgrade)
    await read(socket, upgrade.length)
    proxy.silentCut()
    socket.write('last words')
    socket.destroy()
    await until(() => proxy.hangUps().client === 1)
    assert.deepEqual([proxy.open(), proxy.hangUps().server, echo.received], [1, 0, upgrade])
    proxy.heal()
    await until(() => proxy.open() === 0)
    assert.equal(echo.received, `${upgrade}last words`)
  })

  it('truncates one piece in the middle and then resets, either way', async () => {
    for (const direction of ['up', 'down'] as const) {
      const socket = await open(proxy.port)
      let got = ''
      socket.on('data', (bytes: Buffer) => {
        got += bytes.toString()
      })
      const gone = closed(socket)
      echo.received = ''
      proxy.truncateNext(direction)
      socket.write('0123456789')
      await gone
      const arrives = direction === 'up' ? '01234' : '0123456789'
      await until(() => echo.received.length >= arrives.length)
      assert.deepEqual([got, echo.received], [direction === 'up' ? '' : '01234', arrives])
    }
  })
})

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** `once` would reject on the reset that is expected here. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()))
}

async function read(socket: Socket, length: number): Promise<string> {
  let got = ''
  while (got.length < length) {
    const [bytes] = (await once(socket, 'data')) as [Buffer]
    got += bytes.toString()
  }
  return got
}

/** One full turn of the loop and a round trip over another socket: time for a piece to have passed. */
async function turn(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve))
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}
