/**
 * SES4: sessions that nobody has used for `interview delete days` are deleted, few at a time, by the
 * store's clock. Every process looks; the store deletes each once, and asks again in the very
 * transaction whether somebody has come back meanwhile.
 */
import type { SessionId } from '../base/id.ts'
import type { SessionMark } from '../store/session-store.ts'
import type { Store } from '../store/store.ts'
import { errorName, type RoomShell } from './room-shell.ts'
import type { Log, Retention } from './settings.ts'
import type { Chore } from './sweeper.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const EVERY_MS = 60 * 60 * 1000
const BATCH = 100
/** In one run: a server that was given its first rule has a backlog. */
const MOST_AT_ONCE = 2000

export function createRetention(world: {
  readonly store: Store
  readonly shell: RoomShell
  readonly retention: Retention
  readonly log: Log
}): Chore {
  const { store, shell, log } = world
  const { days, byInterview } = world.retention

  async function run(): Promise<void> {
    const now = await store.now()
    let left = MOST_AT_ONCE
    for (const [interview, own] of byInterview) {
      left -= await sweep({ interview, days: own, now, most: left })
    }
    left -= await sweep({ interview: null, days, now, most: left })
    if (left < MOST_AT_ONCE) log('sessions-deleted', { count: MOST_AT_ONCE - left })
  }

  /** 0 days: never. */
  async function sweep(rule: {
    readonly interview: string | null
    readonly days: number
    readonly now: number
    readonly most: number
  }): Promise<number> {
    if (rule.days === 0) return 0
    const before = rule.now - rule.days * DAY_MS
    const { interview } = rule
    let after: SessionMark | null = null
    let count = 0
    while (count < rule.most) {
      const part: Awaited<ReturnType<Store['readUntouched']>> = await store.readUntouched({
        before,
        interview,
        after,
        limit: Math.min(BATCH, rule.most - count),
      })
      const last = part.at(-1)
      if (last === undefined) return count
      for (const found of part) {
        const hasOwnRule = interview === null && byInterview.has(found.interview)
        if (!hasOwnRule && (await drop(found.id, before))) count++
      }
      after = last
    }
    return count
  }

  async function drop(id: SessionId, untouchedSince: number): Promise<boolean> {
    try {
      const { reply } = await shell.perform({
        aggregate: { kind: 'room', id },
        id: shell.freshId(),
        digest: '',
        command: { type: 'delete', by: { kind: 'retention', untouchedSince } },
      })
      return reply.type === 'done'
    } catch (error) {
      // One that throws must not be in the others' way; with the store away, all wait.
      log('session-not-deleted', { error: errorName(error) })
      await store.now()
      return false
    }
  }

  return { everyMs: EVERY_MS, name: 'retention', run }
}
