/**
 * Who is signed in on open sockets, never older than about a second: each sign-in that a socket
 * stands on is read again every second, and the sockets are told what became of it (ACC3).
 */
import type { Account, AccountStore } from '../store/account-store.ts'
import { errorName } from './room-shell.ts'
import type { Log } from './settings.ts'
import type { Timing } from './timing.ts'

const EVERY_MS = 1_000
/** Read in one round; with more, each is a little older. */
const ROUND = 1_000

/** Null: signed out, expired, switched off. */
export type AccountListener = (account: Account | null) => void

export interface SignInWatch {
  /** `digest`: of the sign-in's secret. The result ends it. */
  watch(digest: string, listener: AccountListener): () => void
  /** What the timer does, to be awaited. */
  look(): Promise<void>
  close(): void
}

export function createSignInWatch(store: AccountStore, timing: Timing, log: Log): SignInWatch {
  const watched = new Map<string, Set<AccountListener>>()
  let looking = false
  const stop = timing.every(EVERY_MS, () => void look())

  async function look(): Promise<void> {
    if (looking) return
    looking = true
    try {
      for (const digest of [...watched.keys()].slice(0, ROUND)) {
        const found = await store.findSignIn(digest)
        const listeners = watched.get(digest)
        if (listeners === undefined) continue
        // To the end of the line: the next round begins with who was not looked at in this one.
        watched.delete(digest)
        watched.set(digest, listeners)
        for (const listener of listeners) listener(found?.account ?? null)
      }
    } catch (error) {
      log('sign-ins-not-read', { error: errorName(error) })
    } finally {
      looking = false
    }
  }

  return {
    look,
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
