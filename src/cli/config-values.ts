/** What a value of the configuration has to be, by the kind of its key. */
import { isPrivilegeName } from '../accounts/privileges.ts'
import { redisUrlProblem } from '../bus/redis-url.ts'
import { parseAddress } from '../server/mail-address.ts'
import type { ConfigKey } from './config-keys.ts'
import { parseOpenid, type Providers } from './config-openid.ts'
import { EXPECTED_OPERATORS, parseOperators } from './config-operators.ts'
import type { OperatorLimits } from '../live/scope.ts'
import { parseDaysByFile, type DaysByFile } from './delete-days.ts'
import { parseCountries, parsePrompts, type OwnPhrases } from './phone-values.ts'
import { isEmail, normalizeEmail } from '../accounts/email.ts'

const MIN_SECRET_LENGTH = 20

export type Value =
  | string
  | number
  | boolean
  | readonly string[]
  | DaysByFile
  | OperatorLimits
  | Providers
  | OwnPhrases

export type Parsed = { readonly value: Value } | { readonly value: null; readonly expected: string }

/** `expected`: what the value should have been, in words; it is not repeated there. */
export function parseValue(key: ConfigKey, value: unknown): Parsed {
  switch (key.kind) {
    case 'text':
      return typeof value === 'string' && value.trim() !== ''
        ? { value }
        : { value: null, expected: 'text' }
    case 'flag':
      return parseFlag(value)
    case 'number':
      return parseNumber(value, key.least ?? 0, key.most ?? Number.MAX_SAFE_INTEGER)
    case 'choice':
      return typeof value === 'string' && (key.choices ?? []).includes(value)
        ? { value }
        : { value: null, expected: `one of ${(key.choices ?? []).join(', ')}` }
    case 'list':
      return parseOrigins(value)
    case 'days by file': {
      const days = parseDaysByFile(value)
      const expected = 'interviews and days, as in `household.yml: 30`; 0 for never'
      return days === null ? { value: null, expected } : { value: days }
    }
    case 'openid':
      return parseOpenid(value)
    case 'privileges':
      return parsePrivileges(value)
    case 'email':
      return typeof value === 'string' && isEmail(normalizeEmail(value))
        ? { value: normalizeEmail(value) }
        : { value: null, expected: 'an e-mail address' }
    case 'sender':
      return typeof value === 'string' && parseAddress(value) !== null
        ? { value }
        : { value: null, expected: 'an address, as in `Legal Aid <no-reply@example.org>`' }
    case 'secret':
      return typeof value === 'string' && value.length >= MIN_SECRET_LENGTH
        ? { value }
        : { value: null, expected: `at least ${MIN_SECRET_LENGTH} characters, made by chance` }
    case 'postgres':
      return typeof value === 'string' && isPostgresUrl(value)
        ? { value }
        : { value: null, expected: '`postgres://user:password@host:5432/name`' }
    case 'redis':
      return parseRedis(value)
    case 'operators':
      return { value: parseOperators(value), expected: EXPECTED_OPERATORS }
    case 'account sid':
      return parsePattern(value, /^AC[0-9a-fA-F]{32}$/, '`AC` and 32 letters and digits')
    case 'phone number':
      // Without quotes YAML takes it for a number, and its plus is gone.
      return parsePattern(value, /^\+[1-9]\d{6,14}$/, 'E.164 in quotes, as in `"+12762410114"`')
    case 'countries': {
      const countries = parseCountries(value)
      const expected = 'a list of ISO codes of countries, as in `[US, CA]`'
      return countries === undefined ? { value: null, expected } : { value: countries }
    }
    case 'prompts':
      return parsePrompts(value)
    case 'voice':
      return parsePattern(value, /^[a-z]{2,3}-[A-Z]{2}$/, 'language and country, as in `fr-CA`')
    case 'origin':
      return parseOrigin(value)
    case 'root':
      return typeof value === 'string' && /^\/([\w.-]+\/)*$/.test(value)
        ? { value }
        : { value: null, expected: 'a path that begins and ends with /, as in `/help/`' }
    case 'timezone':
      return typeof value === 'string' && isTimezone(value)
        ? { value }
        : { value: null, expected: 'a time zone, as in `America/New_York`' }
  }
}

function parsePattern(value: unknown, pattern: RegExp, expected: string): Parsed {
  return typeof value === 'string' && pattern.test(value) ? { value } : { value: null, expected }
}

function parseFlag(value: unknown): Parsed {
  if (typeof value === 'boolean') return { value }
  if (typeof value === 'string' && /^(true|yes|1)$/i.test(value)) return { value: true }
  if (typeof value === 'string' && /^(false|no|0)$/i.test(value)) return { value: false }
  return { value: null, expected: 'True or False' }
}

function parseNumber(value: unknown, least: number, most: number): Parsed {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && number >= least && number <= most
    ? { value: number }
    : { value: null, expected: `a number from ${least} to ${most}` }
}

/** `https://help.example.org`, or the bare name that the reference's `DAHOSTNAME` holds. */
function parseOrigin(value: unknown): Parsed {
  const expected = 'scheme, host and port as browsers use them, as in `https://help.example.org`'
  if (typeof value !== 'string') return { value: null, expected }
  const address = /^[\w.-]+(:\d+)?$/.test(value) ? `https://${value}` : value
  if (!URL.canParse(address)) return { value: null, expected }
  const url = new URL(address)
  const plain = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === ''
  return plain && /^https?:$/.test(url.protocol) ? { value: url.origin } : { value: null, expected }
}

function isPostgresUrl(value: string): boolean {
  return /^postgres(ql)?:$/.test(URL.parse(value)?.protocol ?? '')
}

function parseRedis(value: unknown): Parsed {
  const problem = typeof value === 'string' ? redisUrlProblem(value) : ''
  if (typeof value === 'string' && problem === null) return { value }
  const expected = '`redis://127.0.0.1:6379`; on another machine `rediss://:password@host:6379`'
  return { value: null, expected }
}

function parseOrigins(value: unknown): Parsed {
  const items: unknown[] =
    typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : []
  const origins = items.map((item) => parseOrigin(typeof item === 'string' ? item.trim() : item))
  const texts = origins.map((parsed) => parsed.value).filter((text) => typeof text === 'string')
  return texts.length === origins.length && texts.length > 0
    ? { value: texts }
    : { value: null, expected: 'a list of origins, as in `https://help.example.org`' }
}

/** A list, or names with commas between, as the environment has them. */
function parsePrivileges(value: unknown): Parsed {
  const items: unknown[] =
    typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : []
  const names = items.map((item) => (typeof item === 'string' ? item.trim() : ''))
  return names.length > 0 && names.every(isPrivilegeName)
    ? { value: names }
    : { value: null, expected: 'a list of privileges, as in `[admin, advocate]`' }
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    // The only thing that it throws is a RangeError for an unknown zone.
    return false
  }
}
