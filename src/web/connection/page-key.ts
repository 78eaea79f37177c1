import { encodeId } from '../../base/id.ts'

/** Made at each page load and never stored: a duplicated tab must not share it. */
export function createPageKey(): string {
  return encodeId(crypto.getRandomValues(new Uint8Array(16)))
}
