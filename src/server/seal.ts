/**
 * Encryption at rest (architecture.md, Keys): a random data key per session, wrapped by a key of the
 * configuration; AES-256-GCM with session, kind and version as associated data.
 */
import type { SessionId } from '../base/id.ts'

export type SealedKind = 'answers' | 'screen' | 'chat'

export interface SessionKey {
  /** base64 */
  seal(kind: SealedKind, version: string, plain: Uint8Array): string
  /** Throws when the bytes are not what was sealed under the same session, kind and version. */
  open(kind: SealedKind, version: string, sealed: string): Uint8Array
}

export interface Keyring {
  /** A new data key: to use, and wrapped to keep. */
  create(session: SessionId): { readonly key: SessionKey; readonly wrapped: string }
  unwrap(session: SessionId, wrapped: string): SessionKey
  /** HMAC under the configuration's key, for digests of bodies and share keys. base64url. */
  digest(purpose: string, text: string): string
}
