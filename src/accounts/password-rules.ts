/** Which passwords are taken (ACC1). What is asked follows NIST SP 800-63B, 3.1.1.2. */
import { normalizeEmail } from './email.ts'

export const MIN_PASSWORD_LENGTH = 10
export const MAX_PASSWORD_LENGTH = 200
/** A part of the address, or a name, that is shorter may well stand in a good password. */
const LEAST_OF_NAME = 4

export type PasswordRefusal = 'too-short' | 'too-long' | 'is-email' | 'common' | 'is-name'

let common: Promise<ReadonlySet<string>> | null = null

/** Length counts, not character kinds; what is guessed first is refused. */
export async function judgePassword(
  password: string,
  email: string,
): Promise<PasswordRefusal | null> {
  if (password.length < MIN_PASSWORD_LENGTH) return 'too-short'
  if (password.length > MAX_PASSWORD_LENGTH) return 'too-long'
  const plain = normalizeEmail(password)
  if (plain === normalizeEmail(email)) return 'is-email'
  common ??= readCommon()
  if ((await common).has(plain) || isRepetition(plain)) return 'common'
  return isName(plain, email) ? 'is-name' : null
}

/**
 * Of some 50,000 that were found most often, those that are long enough to be tried. Unpacked when the
 * first password is chosen: a start need not wait for it.
 */
async function readCommon(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  return new Set(
    dictionary['passwords-common'].filter(({ length }) => length >= MIN_PASSWORD_LENGTH),
  )
}

/** `abababababab`, `1111111111`. */
function isRepetition(password: string): boolean {
  return /^(.{1,3}?)\1+.{0,2}$/su.test(password)
}

/** The address's words, or ours, with nothing but digits and marks round them: `olivia2024!!`. */
function isName(password: string, email: string): boolean {
  const words = [...normalizeEmail(email).split(/[^\p{L}]+/u), 'alongside', 'password']
  const left = words
    .filter(({ length }) => length >= LEAST_OF_NAME)
    .reduce((rest, word) => rest.replaceAll(word, ''), password)
  return left.length < password.length && !/\p{L}/u.test(left)
}
