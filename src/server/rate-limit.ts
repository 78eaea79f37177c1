/**
 * Limits on what one sender may do, kept in memory by each process: they protect this process and
 * need not survive it.
 */
import type { Timing } from './timing.ts'

export interface Bucket {
  /** Takes `amount`; 0 when it was there, otherwise ms until it will be (nothing is taken). */
  take(amount: number): number
}

/** A token bucket: `burst` at once, refilled with `perSecond`. */
export function createBucket(timing: Timing, perSecond: number, burst: number): Bucket {
  let tokens = burst
  let filledAt = timing.now()
  return {
    take(amount) {
      const now = timing.now()
      tokens = Math.min(burst, tokens + ((now - filledAt) / 1000) * perSecond)
      filledAt = now
      if (tokens >= amount) {
        tokens -= amount
        return 0
      }
      return Math.ceil(((amount - tokens) / perSecond) * 1000)
    },
  }
}

export interface KeyedBucket {
  /** As a bucket's, of the one under the key. */
  take(key: string, amount: number): number
}

/** A token bucket for each key (REL9). Those that are full again are forgotten. */
export function createKeyedBucket(timing: Timing, perSecond: number, burst: number): KeyedBucket {
  const buckets = new Map<string, { readonly bucket: Bucket; usedAt: number }>()
  const fullAfterMs = (burst / perSecond) * 1000
  let sweptAt = timing.now()
  return {
    take(key, amount) {
      const now = timing.now()
      if (now - sweptAt > fullAfterMs) {
        sweptAt = now
        for (const [other, { usedAt }] of buckets) {
          if (now - usedAt > fullAfterMs) buckets.delete(other)
        }
      }
      const known = buckets.get(key) ?? {
        bucket: createBucket(timing, perSecond, burst),
        usedAt: now,
      }
      known.usedAt = now
      buckets.set(key, known)
      return known.bucket.take(amount)
    },
  }
}

export interface KeyedLimit {
  /**
   * 0 when it may be, otherwise ms until it may. What has an `id` counts once within the window: sent
   * again after a lost acknowledgement, it is not held up.
   */
  take(key: string, id?: string): number
}

/** At most `count` in any `windowMs`, for each key (REL9). Keys that fell silent are forgotten. */
export function createWindowLimit(timing: Timing, count: number, windowMs: number): KeyedLimit {
  const takenAt = new Map<string, { readonly at: number; readonly id: string | undefined }[]>()
  let sweptAt = timing.now()
  return {
    take(key, id) {
      const now = timing.now()
      if (now - sweptAt > windowMs) {
        sweptAt = now
        for (const [other, times] of takenAt) {
          if ((times.at(-1)?.at ?? 0) <= now - windowMs) takenAt.delete(other)
        }
      }
      const recent = (takenAt.get(key) ?? []).filter(({ at }) => at > now - windowMs)
      takenAt.set(key, recent)
      if (id !== undefined && recent.some((one) => one.id === id)) return 0
      const oldest = recent[0]
      if (recent.length >= count && oldest !== undefined) {
        return Math.ceil(oldest.at + windowMs - now)
      }
      recent.push({ at: now, id })
      return 0
    },
  }
}

export interface OpenCount {
  /** Null when `most` are open under the key; otherwise what gives the place back. */
  take(key: string): (() => void) | null
}

/** At most `most` open at once, for each key (REL9). */
export function createOpenCount(most: number): OpenCount {
  const open = new Map<string, number>()
  return {
    take(key) {
      const count = open.get(key) ?? 0
      if (count >= most) return null
      open.set(key, count + 1)
      let given = true
      return () => {
        if (!given) return
        given = false
        const now = (open.get(key) ?? 1) - 1
        if (now === 0) open.delete(key)
        else open.set(key, now)
      }
    },
  }
}
