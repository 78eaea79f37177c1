/**
 * Keeps sign-ins alive while they are used: by requests, and by pages that are open. Written down
 * seldom, since a sign-in may stay unused for much longer.
 */
import type { AccountStore } from '../store/account-store.ts'
import { errorName } from './room-shell.ts'
import type { Log } from './settings.ts'
import type { SignInWatch } from './sign-in-watch.ts'
import type { Timing } from './timing.ts'

const HOUR_MS = 60 * 60 * 1000
/** At the most, so that the list of sign-ins tells when each was used. */
const MOST_SELDOM_MS = HOUR_MS
/** Of the time that it may stay unused. */
const PART = 1 / 20
const LOOK_MS = 15_000
const MOST_REMEMBERED = 10_000

export interface SignInUse {
  /** By digest of the secret. */
  used(digest: string): void
  close(): void
}

export function createSignInUse(world: {
  readonly store: AccountStore
  readonly signIns: SignInWatch
  readonly idleMs: number
  readonly timing: Timing
  readonly log: Log
}): SignInUse {
  const { store, signIns, idleMs, timing, log } = world
  const everyMs = Math.min(MOST_SELDOM_MS, idleMs * PART)
  const writtenAt = new Map<string, number>()
  const stop = timing.every(Math.min(LOOK_MS, everyMs), () => {
    for (const digest of signIns.watched()) used(digest)
  })

  function used(digest: string): void {
    const now = timing.now()
    const before = writtenAt.get(digest)
    if (before !== undefined && now - before < everyMs) return
    if (writtenAt.size >= MOST_REMEMBERED) writtenAt.clear()
    writtenAt.set(digest, now)
    store.touchSignIn(digest, idleMs).catch((error: unknown) => {
      // The next use tries again.
      writtenAt.delete(digest)
      log('sign-in-not-touched', { error: errorName(error) })
    })
  }

  return { used, close: stop }
}
