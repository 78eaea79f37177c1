/** What people say of themselves (ACC1): names, language, time zone. All of it may be left out. */
import type { Account } from '../store/account-store.ts'

export const MAX_NAME_LENGTH = 100

export type Profile = Pick<Account, 'firstName' | 'lastName' | 'language' | 'timezone'>
export type ProfileRefusal = 'bad-name' | 'bad-language' | 'bad-timezone'

/** Two-letter codes of all languages that this machine has a name for. */
export const LANGUAGES: readonly string[] = namedCodes()

/** `Europe/Berlin`, ...; 'UTC' is not in the machine's own list. */
export const TIMEZONES: readonly string[] = [
  ...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC']),
]

/** As typed; '' stands for nothing. */
export function parseProfile(typed: {
  readonly firstName: string
  readonly lastName: string
  readonly language: string
  readonly timezone: string
}):
  | { readonly type: 'profile'; readonly profile: Profile }
  | { readonly type: 'refused'; readonly code: ProfileRefusal } {
  const [firstName, lastName] = [typed.firstName.trim(), typed.lastName.trim()]
  if (!isName(firstName) || !isName(lastName)) return { type: 'refused', code: 'bad-name' }
  const { language, timezone } = typed
  if (language !== '' && !LANGUAGES.includes(language)) {
    return { type: 'refused', code: 'bad-language' }
  }
  if (timezone !== '' && !TIMEZONES.includes(timezone)) {
    return { type: 'refused', code: 'bad-timezone' }
  }
  const profile = { firstName, lastName, language: language || null, timezone: timezone || null }
  return { type: 'profile', profile }
}

/** At most `MAX_NAME_LENGTH` characters, of one line; it may be empty. */
export function isName(name: string): boolean {
  return (
    name.length <= MAX_NAME_LENGTH && name.isWellFormed() && !/\p{Cc}|[\u2028\u2029]/u.test(name)
  )
}

function namedCodes(): string[] {
  const letters = Array.from('abcdefghijklmnopqrstuvwxyz')
  const codes = letters.flatMap((one) => letters.map((other) => one + other))
  const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })
  // Of old codes (`iw`) only the present one (`he`) is offered.
  return codes.filter(
    (code) => names.of(code) !== undefined && Intl.getCanonicalLocales(code)[0] === code,
  )
}
