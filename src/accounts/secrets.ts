/** Secrets of 256 bits, which live in a cookie or a link; the store holds their digests only. */
import { createHash } from 'node:crypto'

/** As it stands in a cookie or a link. */
export function newSecret(random: (bytes: number) => Uint8Array): string {
  return Buffer.from(random(32)).toString('base64url')
}

/** Of a secret of 256 bits, as the store keeps it. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
