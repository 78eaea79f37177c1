/**
 * The bus on Redis or Valkey: publish and subscribe, nothing stored. While the server is away
 * messages are dropped, subscriptions are remembered, and stand again when it is back.
 *
 * Frames of observed screens travel here. Off loopback, TLS and a password are demanded; and with
 * `seal` whoever reads Redis reads nothing, and cannot forge a frame or move it to another topic.
 */
import { createClient } from 'redis'
import type { Bus } from './bus.ts'
import { callListener } from './listener.ts'
import type { OnBusError } from './listener.ts'
import { redisUrlProblem } from './redis-url.ts'

export interface RedisOptions {
  /** `redis://127.0.0.1:6379`, `rediss://:password@host:6379` */
  readonly url: string
  /** Begins the names of all channels: one for each installation that shares the server. */
  readonly prefix?: string
  readonly seal?: {
    seal(text: string): string
    /** Null for what was not sealed so. */
    open(text: string): string | null
  }
  /** Once for each loss of the connection, and for each listener that threw. */
  readonly onError?: OnBusError
}

/** How long to wait for the server at the start before going on without it. */
const START_MS = 2000
/** A line that is silent for longer is dead: the pings should have been answered. */
const PING_MS = 2000
const SILENT_MS = 6000
const MAX_WAITING = 10_000

interface Topic {
  readonly listeners: Set<(message: string) => void>
  isStanding: boolean
  /** Subscribing and unsubscribing, one after the other. */
  work: Promise<void>
}

/** Rejects for an address that may not be used or a password that is wrong; not for an outage. */
export async function openRedisBus(options: RedisOptions): Promise<Bus> {
  const { url, prefix = 'alongside', seal, onError = ignore } = options
  const refused = redisUrlProblem(url)
  if (refused !== null) throw new Error(refused)

  const topics = new Map<string, Topic>()
  const settings = {
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_WAITING,
    pingInterval: PING_MS,
    socket: {
      connectTimeout: START_MS,
      socketTimeout: SILENT_MS,
      reconnectStrategy: (tries: number) => Math.min(50 * 2 ** tries, 1000),
    },
  }
  const publisher = createClient(settings)
  const subscriber = createClient(settings)
  let isOpen = true
  let isReported = false
  let down = Promise.withResolvers<void>()

  const isUp = (): boolean => isOpen && publisher.isReady && subscriber.isReady

  function lose(error: unknown): void {
    down.resolve()
    if (isReported || !isOpen) return
    isReported = true
    onError(error)
  }

  function resume(): void {
    if (!isUp()) return
    isReported = false
    down = Promise.withResolvers<void>()
    for (const name of topics.keys()) void follow(name)
  }

  for (const client of [publisher, subscriber]) {
    client.on('error', lose)
    client.on('ready', resume)
  }

  /** Brings the subscription at the server in line with whether anybody listens. */
  function follow(name: string): Promise<void> {
    const topic = topics.get(name)
    if (topic === undefined) return Promise.resolve()
    topic.work = topic.work.then(async () => {
      const isWanted = topic.listeners.size > 0
      try {
        if (isWanted && !topic.isStanding) {
          await subscriber.subscribe(channelOf(name), (sealed) => deliver(name, sealed))
          topic.isStanding = true
        } else if (!isWanted && topic.isStanding) {
          topic.isStanding = false
          await subscriber.unsubscribe(channelOf(name))
        }
      } catch (error) {
        // The line broke meanwhile: `resume` follows all topics again.
        lose(error)
      }
      if (topic.listeners.size === 0 && !topic.isStanding && topics.get(name) === topic) {
        topics.delete(name)
      }
    })
    return topic.work
  }

  function deliver(name: string, sealed: string): void {
    const message = openMessage(name, sealed)
    if (message === null) return
    for (const listener of topics.get(name)?.listeners ?? []) {
      callListener(listener, message, onError)
    }
  }

  // The topic is sealed in, so that a frame counts where it was sent and nowhere else.
  function sealMessage(name: string, message: string): string {
    return seal === undefined ? message : seal.seal(`${channelOf(name)}\n${message}`)
  }

  function openMessage(name: string, sealed: string): string | null {
    if (seal === undefined) return sealed
    const opened = seal.open(sealed)
    const head = `${channelOf(name)}\n`
    return opened?.startsWith(head) === true ? opened.slice(head.length) : null
  }

  function channelOf(name: string): string {
    return `${prefix}:${name}`
  }

  const started = Promise.all([publisher.connect(), subscriber.connect()])
  const firstError = new Promise<unknown>((resolve) => {
    publisher.once('error', resolve)
    started.catch(resolve)
  })
  const outcome = await Promise.race([started.then(() => null), firstError])
  if (outcome instanceof Error && /NOAUTH|WRONGPASS|NOPERM/.test(outcome.message)) {
    isOpen = false
    publisher.destroy()
    subscriber.destroy()
    throw new Error(`Redis refuses the user or the password: ${outcome.message}`, {
      cause: outcome,
    })
  }

  return {
    publish(name, message) {
      if (!isUp()) return
      // Lost with the line, as everything on the bus may be.
      publisher.publish(channelOf(name), sealMessage(name, message)).catch(lose)
    },
    async subscribe(name, listener) {
      const topic = topics.get(name) ?? {
        listeners: new Set(),
        isStanding: false,
        work: Promise.resolve(),
      }
      topics.set(name, topic)
      // One function may listen twice; each subscription ends by itself.
      const own = (message: string): void => listener(message)
      topic.listeners.add(own)
      if (isUp()) await Promise.race([follow(name), down.promise])
      return () => {
        if (topic.listeners.delete(own) && topic.listeners.size === 0) void follow(name)
      }
    },
    isUp,
    async close() {
      isOpen = false
      down.resolve()
      for (const topic of topics.values()) topic.listeners.clear()
      topics.clear()
      publisher.destroy()
      subscriber.destroy()
    },
  }
}

function ignore(): void {}
