/**
 * The bus between machines: Redis (or Valkey) publish/subscribe. What is published while Redis is
 * away is dropped; subscriptions come back by themselves.
 */
import { createClient } from 'redis'
import type { Bus } from './bus.ts'

export interface RedisOptions {
  /** `redis://127.0.0.1:6379`; off this machine `rediss://:password@host:6379`. */
  readonly url: string
  /** Keeps installations apart that share one Redis. */
  readonly prefix?: string
  /** Seals what travels; what does not open is dropped. */
  readonly seal?: { seal(text: string): string; open(text: string): string | null }
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]', '::1'])

/** Throws with what is wrong about the address; resolves when Redis has answered once. */
export async function openRedisBus(options: RedisOptions): Promise<Bus> {
  const problem = redisUrlProblem(options.url)
  if (problem !== null) throw new Error(problem)
  const { url, prefix = 'alongside:', seal } = options
  const publisher = createClient({
    url,
    disableOfflineQueue: true,
    socket: { reconnectStrategy: (tries) => Math.min(100 * 2 ** tries, 3_000) },
  })
  const subscriber = publisher.duplicate({ disableOfflineQueue: false })
  let closed = false
  for (const client of [publisher, subscriber]) {
    // The clients reconnect by themselves; `isUp` tells.
    client.on('error', () => {})
  }
  await Promise.all([publisher.connect(), subscriber.connect()])

  return {
    publish(topic, message) {
      if (closed || !publisher.isReady) return
      const body = seal === undefined ? message : seal.seal(message)
      // Lost while Redis is away: the store's change feed heals it.
      publisher.publish(prefix + topic, body).catch(() => {})
    },
    async subscribe(topic, listener) {
      const receive = (body: string): void => {
        const message = seal === undefined ? body : seal.open(body)
        if (message === null) return
        try {
          listener(message)
        } catch {
          // A subscriber's own trouble must not end the connection that serves the others.
        }
      }
      await subscriber.subscribe(prefix + topic, receive)
      return () => {
        if (!closed) subscriber.unsubscribe(prefix + topic, receive).catch(() => {})
      }
    },
    isUp: () => !closed && publisher.isReady && subscriber.isReady,
    async close() {
      if (closed) return
      closed = true
      for (const client of [publisher, subscriber]) client.destroy()
      await Promise.resolve()
    },
  }
}

/** Null when the address is one that frames of people's screens may travel to. */
export function redisUrlProblem(address: string): string | null {
  if (!URL.canParse(address)) return 'redis: expected an address, as in `redis://127.0.0.1:6379`'
  const url = new URL(address)
  if (url.protocol !== 'redis:' && url.protocol !== 'rediss:') {
    return 'redis: expected an address that begins with `redis://` or `rediss://`'
  }
  if (LOOPBACK.has(url.hostname)) return null
  if (url.protocol !== 'rediss:' || url.password === '') {
    return 'redis: an address off this machine needs TLS and a password: `rediss://:password@host:6379`'
  }
  return null
}
