import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The key that all sessions' keys are wrapped with: from `secretkey` in the configuration, else made
 * once and kept in the data folder, readable by its owner only.
 */
export function readSecretKey(configured: string | null, dataFolder: string): Uint8Array {
  if (configured !== null) return createHash('sha256').update(configured).digest()
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  const file = join(dataFolder, 'secret.key')
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' })
  }
  if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600)
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url')
  if (key.length !== 32) throw new Error(`${file} does not hold a key: 32 bytes as base64url`)
  return key
}
