import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync } from 'node:zlib'

export const timezonesFile = fileURLToPath(new URL('timezones.br', import.meta.url))

/**
 * All zones of the tz database, for `boot.py`: length of the index (4 bytes), the index as JSON
 * (`{version, zones: {name: [offset, length]}}`), then the TZif files.
 */
export function readTimezones(): Uint8Array {
  return new Uint8Array(brotliDecompressSync(readFileSync(timezonesFile)))
}
