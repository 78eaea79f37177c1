import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import type { Bus } from './bus.ts'
import { busContract, collect } from './contract.ts'
import type { Fabric } from './contract.ts'
import { openRedisBus } from './redis.ts'
import { redisUrlProblem } from './redis-url.ts'
import type { RedisOptions } from './redis.ts'
import { missingRedis, TEST_REDIS } from './testing/test-redis.ts'

const skip = await missingRedis()

describe('Redis', { skip }, () => {
  busContract('Redis', () => redisFabric())
  busContract('Redis with sealed messages', () => redisFabric({ seal: reversing('key') }))

  describe('by itself', () => {
    let open: Bus[] = []
    const prefix = `test-${randomBytes(6).toString('hex')}`
    const connectBus = async (changes: Partial<RedisOptions>): Promise<Bus> => {
      const bus = await openRedisBus({ url: TEST_REDIS, prefix, ...changes })
      open.push(bus)
      return bus
    }
    before(() => {
      open = []
    })
    after(() => Promise.all(open.map((bus) => bus.close())))

    it('installations with other prefixes hear nothing of each other', async () => {
      const ours = await connectBus({})
      const theirs = await connectBus({ prefix: `${prefix}-other` })
      const [got, foreign] = [collect(), collect()]
      await theirs.subscribe('topic', foreign.listen)
      await ours.subscribe('topic', got.listen)
      ours.publish('topic', 'ours')
      assert.deepEqual(await got.take(1), ['ours'])
      // Had it been heard, it would have been before this.
      theirs.publish('topic', 'theirs')
      assert.deepEqual(await foreign.take(1), ['theirs'])
    })

    it('[SCA2] what was not sealed for this topic is dropped', async () => {
      const sealed = await connectBus({ seal: reversing('key') })
      const plain = await connectBus({})
      const other = await connectBus({ seal: reversing('another key') })
      const [got, seen] = [collect(), collect()]
      await sealed.subscribe('topic', got.listen)
      await plain.subscribe('elsewhere', seen.listen)
      sealed.publish('elsewhere', 'moved')
      const [frame = ''] = await seen.take(1)
      assert.ok(!frame.includes('moved'))
      plain.publish('topic', frame)
      plain.publish('topic', 'never sealed')
      other.publish('topic', 'sealed by somebody else')
      // What each publisher sends is in order: once both are heard here, nothing older is under way.
      const done = collect()
      await plain.subscribe('topic', done.listen)
      plain.publish('topic', 'plain is done')
      other.publish('topic', 'other is done')
      await done.take(2)
      sealed.publish('topic', 'ours')
      assert.deepEqual(await got.take(1), ['ours'])
    })

    it('without a server it opens all the same, and says so once', async () => {
      const errors: unknown[] = []
      const bus = await connectBus({
        url: 'redis://127.0.0.1:1',
        onError: (error) => errors.push(error),
      })
      assert.equal(bus.isUp(), false)
      assert.equal(errors.length, 1)
      bus.publish('topic', 'dropped')
      const end = await bus.subscribe('topic', () => undefined)
      end()
    })
  })
})

it('[SCA2] off loopback, TLS and a password are demanded', async () => {
  const fine = ['redis://localhost', 'redis://127.0.0.1:6379', 'redis://[::1]:1', 'rediss://:x@far']
  assert.deepEqual(fine.map(redisUrlProblem), [null, null, null, null])
  assert.match(redisUrlProblem('redis://:x@far') ?? '', /far.*needs TLS/)
  assert.match(redisUrlProblem('rediss://far') ?? '', /far.*needs a password/)
  assert.match(redisUrlProblem('redis://127.0.0.1.example.com') ?? '', /needs TLS/)
  assert.match(redisUrlProblem('http://localhost') ?? '', /must begin with/)
  assert.match(redisUrlProblem('nonsense') ?? '', /must begin with/)
  await assert.rejects(openRedisBus({ url: 'redis://:x@far' }), /needs TLS/)
})

/** No cipher, but enough to see what is sealed and what is not. */
function reversing(key: string): NonNullable<RedisOptions['seal']> {
  return {
    seal: (plain) => Buffer.from(key + plain).toString('base64'),
    open: (sealed) => {
      const opened = Buffer.from(sealed, 'base64').toString()
      return opened.startsWith(key) ? opened.slice(key.length) : null
    },
  }
}

/** Redis behind a proxy that can be cut. */
async function redisFabric(changes: Partial<RedisOptions> = {}): Promise<Fabric> {
  const target = new URL(TEST_REDIS)
  const sockets = new Set<Socket>()
  const buses: Bus[] = []
  const prefix = `test-${randomBytes(6).toString('hex')}`
  let proxy = await listen(0)
  const address = proxy.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0

  async function listen(at: number): Promise<Server> {
    const server = createServer((near) => {
      const far = connect({ host: target.hostname, port: Number(target.port) })
      for (const socket of [near, far]) {
        sockets.add(socket)
        socket.on('error', () => socket.destroy())
        socket.on('close', () => {
          near.destroy()
          far.destroy()
        })
      }
      near.pipe(far)
      far.pipe(near)
    })
    server.listen(at, '127.0.0.1')
    await once(server, 'listening')
    return server
  }

  async function noticed(isUp: boolean): Promise<void> {
    while (buses.some((bus) => bus.isUp() !== isUp)) {
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  async function cut(): Promise<void> {
    const closed = once(proxy, 'close')
    proxy.close()
    for (const socket of sockets) socket.destroy()
    await closed
    await noticed(false)
  }

  return {
    async connect() {
      const url = new URL(TEST_REDIS)
      url.host = `127.0.0.1:${port}`
      const bus = await openRedisBus({ url: url.href, prefix, ...changes })
      buses.push(bus)
      return bus
    },
    cut,
    async restore() {
      proxy = await listen(port)
      await noticed(true)
    },
    async close() {
      await Promise.all(buses.map((bus) => bus.close()))
      await cut()
    },
  }
}
