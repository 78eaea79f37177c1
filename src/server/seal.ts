/**
 * Encryption at rest (architecture.md, Keys): a random data key per session, wrapped by a key of the
 * configuration; AES-256-GCM with session, kind and version as associated data. Whoever copies a
 * sealed text to another session, kind or version gets an error, not the text.
 *
 *     wrapped  w1.<key id>.<base64url of nonce, ciphertext, tag>
 *     sealed   base64 of  1 | nonce (12) | ciphertext | tag (16)
 *     own      s1.<key id>.<base64url of nonce, ciphertext, tag>: of no session
 *     part     of a file, the same without base64
 */
import { createCipheriv, createDecipheriv, createHmac, type Hmac } from 'node:crypto'
import type { FileId, SessionId } from '../base/id.ts'
import type { Random } from './settings.ts'

export type SealedKind = 'answers' | 'screen' | 'chat' | 'mirror' | 'file' | 'mail'

export interface SessionKey {
  /** base64 */
  seal(kind: SealedKind, version: string, plain: Uint8Array): string
  /** Throws when the bytes are not what was sealed under the same session, kind and version. */
  open(kind: SealedKind, version: string, sealed: string): Uint8Array
  /** Of a file's content; `PART_OVERHEAD` bytes longer. */
  sealPart(part: FilePart, plain: Uint8Array): Uint8Array
  openPart(part: FilePart, sealed: Uint8Array): Uint8Array
  /** Tells contents apart without telling them. */
  fingerprint(): Hmac
}

/** Whoever moves a part to another place, or cuts a file short, gets an error. */
export interface FilePart {
  readonly file: FileId
  /** From 0. */
  readonly number: number
  readonly isLast: boolean
}

export interface Keyring {
  /** A new data key: to use, and wrapped to keep. */
  create(session: SessionId): { readonly key: SessionKey; readonly wrapped: string }
  unwrap(session: SessionId, wrapped: string): SessionKey
  /** What belongs to no session, under the configuration's key; `label` tells what and whose it is. */
  seal(label: string, plain: Uint8Array): string
  /** Throws when it was not sealed under this very label. */
  open(label: string, sealed: string): Uint8Array
  /** HMAC under the configuration's key, for digests of bodies and share keys. base64url. */
  digest(purpose: string, text: string): string
}

export interface ConfiguredKey {
  /** Letters, digits, `_` and `-`; stands in what is wrapped with it. */
  readonly id: string
  /** 32 bytes. */
  readonly bytes: Uint8Array
}

const FORMAT = 1
const NONCE = 12
const TAG = 16
export const PART_OVERHEAD = 1 + NONCE + TAG

/**
 * `keys`: the oldest still needed first. New sessions are wrapped with `currentId`; digests are made
 * with the oldest, so that adding a key breaks no link.
 */
export function createKeyring(input: {
  readonly keys: readonly ConfiguredKey[]
  readonly currentId: string
  readonly random: Random
}): Keyring {
  const { random } = input
  const byId = new Map(input.keys.map((key) => [key.id, key.bytes]))
  for (const key of input.keys) {
    if (key.bytes.length !== 32) throw new Error(`key ${key.id} must have 32 bytes`)
    if (!/^[\w-]+$/.test(key.id)) throw new Error('a key id has letters, digits, _ and - only')
  }
  const current = byId.get(input.currentId)
  const oldest = input.keys[0]?.bytes
  if (current === undefined || oldest === undefined) {
    throw new Error(`no key is called ${input.currentId}`)
  }
  const digestKey = createHmac('sha256', oldest).update('alongside digest').digest()

  function keyOf(id: string): Uint8Array {
    const key = byId.get(id)
    if (key === undefined) throw new Error(`the configuration has no key called ${id}`)
    return key
  }

  return {
    create(session) {
      const bytes = random(32)
      const box = encrypt(current, random(NONCE), bytes, wrapLabel(session, input.currentId))
      const wrapped = `w1.${input.currentId}.${box.toString('base64url')}`
      return { key: sessionKey(session, bytes, random), wrapped }
    },
    unwrap(session, wrapped) {
      const [format, id, box] = wrapped.split('.')
      if (format !== 'w1' || id === undefined || box === undefined) {
        throw new Error('a wrapped key has an unknown format')
      }
      const bytes = decrypt(keyOf(id), Buffer.from(box, 'base64url'), wrapLabel(session, id))
      return sessionKey(session, bytes, random)
    },
    seal(label, plain) {
      const box = encrypt(current, random(NONCE), plain, ownLabel(label, input.currentId))
      return `s1.${input.currentId}.${box.toString('base64url')}`
    },
    open(label, sealed) {
      const [format, id, box] = sealed.split('.')
      if (format !== 's1' || id === undefined || box === undefined) {
        throw new Error('sealed text has an unknown format')
      }
      return decrypt(keyOf(id), Buffer.from(box, 'base64url'), ownLabel(label, id))
    },
    digest(purpose, text) {
      return createHmac('sha256', digestKey).update(`${purpose}\n${text}`).digest('base64url')
    },
  }
}

function sessionKey(session: SessionId, bytes: Uint8Array, random: Random): SessionKey {
  const fingerprintKey = createHmac('sha256', bytes).update('alongside fingerprint').digest()
  const label = (kind: SealedKind, version: string) => `${session}\n${kind}\n${version}`
  const partLabel = ({ file, number, isLast }: FilePart) =>
    label('file', `${file}\n${number}${isLast ? '\nlast' : ''}`)
  const seal = (plain: Uint8Array, as: string): Buffer =>
    Buffer.concat([Uint8Array.of(FORMAT), encrypt(bytes, random(NONCE), plain, as)])
  const unseal = (box: Uint8Array, as: string): Uint8Array => {
    if (box[0] !== FORMAT) throw new Error('sealed bytes have an unknown format')
    return decrypt(bytes, box.subarray(1), as)
  }
  return {
    seal: (kind, version, plain) => seal(plain, label(kind, version)).toString('base64'),
    open: (kind, version, sealed) => unseal(Buffer.from(sealed, 'base64'), label(kind, version)),
    sealPart: (part, plain) => seal(plain, partLabel(part)),
    openPart: (part, sealed) => unseal(sealed, partLabel(part)),
    fingerprint: () => createHmac('sha256', fingerprintKey),
  }
}

function wrapLabel(session: SessionId, keyId: string): string {
  return `${session}\nkey\n${keyId}`
}

function ownLabel(label: string, keyId: string): string {
  return `own\n${label}\n${keyId}`
}

function encrypt(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array, label: string): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG })
  cipher.setAAD(Buffer.from(label))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: Uint8Array, box: Uint8Array, label: string): Buffer {
  const nonce = box.subarray(0, NONCE)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG })
  decipher.setAAD(Buffer.from(label))
  decipher.setAuthTag(box.subarray(box.length - TAG))
  return Buffer.concat([decipher.update(box.subarray(NONCE, box.length - TAG)), decipher.final()])
}
