import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { PasswordHasher } from './passwords.ts'

/** OWASP's second recommendation for argon2id (19 MiB, 2 passes, 1 lane): fits a small machine. */
const COST = { memory: 19 * 1024, passes: 2, parallelism: 1 } as const
const TAG_BYTES = 32
const derive = promisify(argon2)

export function createArgon2Hasher(): PasswordHasher {
  // Verifying against this takes as long as against a real one: whether an account exists does not show.
  let decoy: Promise<string> | null = null

  return { hash, verify }

  async function hash(password: string): Promise<string> {
    const nonce = randomBytes(16)
    const tag = await derive('argon2id', {
      message: password.normalize('NFKC'),
      nonce,
      tagLength: TAG_BYTES,
      ...COST,
    })
    const cost = `m=${COST.memory},t=${COST.passes},p=${COST.parallelism}`
    return `$argon2id$v=19$${cost}$${unpadded(nonce)}$${unpadded(tag)}`
  }

  async function verify(password: string, stored: string | null): Promise<boolean> {
    decoy ??= hash('no account has this password')
    const parsed = parsePhc(stored ?? (await decoy))
    if (parsed === null) return false
    const tag = await derive('argon2id', {
      message: password.normalize('NFKC'),
      nonce: parsed.nonce,
      tagLength: parsed.tag.length,
      memory: parsed.memory,
      passes: parsed.passes,
      parallelism: parsed.parallelism,
    })
    return timingSafeEqual(tag, parsed.tag) && stored !== null
  }
}

interface Phc {
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
  readonly nonce: Buffer
  readonly tag: Buffer
}

function parsePhc(text: string): Phc | null {
  const found = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(text)
  if (found === null) return null
  const [, memory, passes, parallelism, nonce = '', tag = ''] = found
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    nonce: Buffer.from(nonce, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}
