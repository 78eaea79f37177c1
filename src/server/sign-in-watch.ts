/**
 * Who is signed in on open sockets, never older than about a second: the sign-ins that sockets stand
 * on are read again every second, many at a time, and the sockets are told what became of them (ACC3).
 */
import { SIGN_INS_AT_ONCE, type Account, type AccountStore } from '../store/account-store.ts'
import { errorName } from './room-shell.ts'
import type { Log, Settings } from './settings.ts'
import type { Timing } from './timing.ts'
import { owesFactor } from './visitor.ts'

const EVERY_MS = 1_000

/** Null: signed out, expired, switched off, or owing a second factor (ACC2). */
export type AccountListener = (account: Account | null) => void

export interface SignInWatch {
  /** `digest`: of the sign-in's secret. The result ends it. */
  watch(digest: string, listener: AccountListener): () => void
  /** Digests that somebody watches. */
  watched(): readonly string[]
  /** When the store last said who they are, by the process's own clock. */
  sureAt(): number
  /** What the timer does, to be awaited; the one that is under way, where there is one. */
  look(): Promise<void>
  close(): void
}

export function createSignInWatch(world: {
  readonly store: AccountStore
  readonly settings: Settings
  readonly timing: Timing
  readonly log: Log
}): SignInWatch {
  const { store, settings, timing, log } = world
  const watched = new Map<string, Set<AccountListener>>()
  let looking: Promise<void> | null = null
  let sureAt = timing.now()
  const stop = timing.every(EVERY_MS, () => void look())

  function look(): Promise<void> {
    looking ??= ask().finally(() => {
      looking = null
    })
    return looking
  }

  async function ask(): Promise<void> {
    const asked = timing.now()
    try {
      const digests = [...watched.keys()]
      for (let at = 0; at < digests.length; at += SIGN_INS_AT_ONCE) {
        const some = digests.slice(at, at + SIGN_INS_AT_ONCE)
        const found = await store.findSignIns(some)
        const standing = found.filter(({ account }) => !owesFactor(settings, account))
        const accounts = new Map(standing.map(({ signIn, account }) => [signIn.digest, account]))
        for (const digest of some) tell(digest, accounts.get(digest) ?? null)
      }
      sureAt = asked
    } catch (error) {
      log('sign-ins-not-read', { error: errorName(error) })
    }
  }

  function tell(digest: string, account: Account | null): void {
    for (const listener of watched.get(digest) ?? []) listener(account)
  }

  return {
    look,
    watched: () => [...watched.keys()],
    sureAt: () => sureAt,
    watch(digest, listener) {
      const listeners = watched.get(digest) ?? new Set()
      watched.set(digest, listeners)
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0 && watched.get(digest) === listeners) watched.delete(digest)
      }
    },
    close() {
      stop()
      watched.clear()
    },
  }
}
