import type { SessionId } from '../base/id.ts'
import type { Store } from '../store/store.ts'
import type { Keyring, SessionKey } from './seal.ts'

const KEPT = 10_000

/** Keys of the sessions this process works on; null for a session that does not exist. */
export interface SessionKeys {
  find(session: SessionId): Promise<SessionKey | null>
  keep(session: SessionId, key: SessionKey): void
  /** The session is deleted. */
  forget(session: SessionId): void
}

export function createSessionKeys(store: Store, keyring: Keyring): SessionKeys {
  const kept = new Map<SessionId, SessionKey>()

  function keep(session: SessionId, key: SessionKey): void {
    kept.delete(session)
    kept.set(session, key)
    const oldest = kept.keys().next()
    if (kept.size > KEPT && oldest.done !== true) kept.delete(oldest.value)
  }

  return {
    keep,
    forget: (session) => void kept.delete(session),
    async find(session) {
      const known = kept.get(session)
      if (known !== undefined) return known
      const wrapped = await store.readWrappedKey(session)
      if (wrapped === null) return null
      const key = keyring.unwrap(session, wrapped)
      keep(session, key)
      return key
    },
  }
}
