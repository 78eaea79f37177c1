import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

/**
 * The key that all sessions' keys are wrapped with: from `secretkey` in the configuration, else made
 * once and kept in the data folder, readable by its owner only.
 */
export function readSecretKey(
  configured: string | null,
  dataFolder: string,
): { readonly key: Uint8Array; readonly madeIn: string | null } {
  if (configured !== null) {
    return { key: createHash('sha256').update(configured).digest(), madeIn: null }
  }
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  const file = join(dataFolder, 'secret.key')
  const isNew = !existsSync(file) && writeNew(file, randomBytes(32).toString('base64url'))
  if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600)
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url')
  if (key.length !== 32) throw new Error(`${file} does not hold a key: 32 bytes as base64url`)
  return { key, madeIn: isNew ? file : null }
}

/**
 * Whole and on disk, or not there: what is sealed with a lost key is lost. False when another
 * process was first.
 */
function writeNew(file: string, text: string): boolean {
  const draft = `${file}.${process.pid}`
  const open = openSync(draft, 'w', 0o600)
  writeSync(open, text)
  fsyncSync(open)
  closeSync(open)
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    unlinkSync(draft)
  }
}
