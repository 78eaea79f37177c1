/** The mapping `twilio` of the configuration (PHN1), as a whole: keys that need each other. */
import { parseE164, type E164 } from '../base/e164.ts'
import type { Phrase } from '../phone/phone.ts'
import type { ConfigKeyName } from './config-keys.ts'
import type { Value } from './config-values.ts'

/** Telephone help is on. */
export interface PhoneConfig {
  /** Null: the stand-in of development takes the calls. */
  readonly accountSid: string | null
  /** Null: requests are known by the account's SID only. */
  readonly authToken: string | null
  /** The server's. */
  readonly number: E164
  /** ISO codes; null: operators may be called in every country. */
  readonly allowedCountries: readonly string[] | null
  /** For each operator. */
  readonly callsPerDay: number
  readonly timeLimitS: number
  /** In place of ours. */
  readonly prompts: Partial<Record<Phrase, string>>
  /** A language tag; null: as the server's language is spoken here. */
  readonly voiceLanguage: string | null
}

type PhoneKey = Extract<ConfigKeyName, `twilio: ${string}` | 'url root' | 'development'>

/** Null: there is none, and no trace of it. Each value has been checked; what is wrong together is added. */
export function readPhoneConfig(
  value: (key: PhoneKey) => Value | undefined,
  problems: string[],
): PhoneConfig | null {
  const textOf = (key: PhoneKey): string | null => {
    const found = value(key)
    return typeof found === 'string' ? found : null
  }
  const numberOf = (key: PhoneKey, otherwise: number): number => {
    const found = value(key)
    return typeof found === 'number' ? found : otherwise
  }
  const number = parseE164(textOf('twilio: number') ?? '')
  if (value('twilio: voice') !== true || number === null) return null
  const accountSid = textOf('twilio: account sid')
  const authToken = textOf('twilio: auth token')
  if (accountSid === null && value('development') !== true) {
    problems.push(
      '`twilio: account sid` is missing beside `twilio: voice`: Twilio’s console shows it, `AC` and 32 letters and digits (with `development: True` calls can be tried without it)',
    )
  }
  if (accountSid === null && authToken !== null) {
    problems.push('`twilio: auth token` is there without `twilio: account sid`')
  }
  // Twilio signs the address that it asks for; what a request says of its own host proves nothing.
  if (authToken !== null && textOf('url root') === null) {
    problems.push(
      '`url root` is missing beside `twilio: auth token`: signatures are of the address that Twilio asks for, as in `https://help.example.org`',
    )
  }
  const countries = value('twilio: allowed countries')
  const prompts = value('twilio: prompts')
  return {
    accountSid,
    authToken,
    number,
    allowedCountries: isList(countries) ? countries : null,
    callsPerDay: Math.floor(numberOf('twilio: calls per day', 30)),
    timeLimitS: Math.round(numberOf('twilio: call time limit', 60) * 60),
    prompts: prompts instanceof Map ? Object.fromEntries(prompts) : {},
    voiceLanguage: textOf('twilio: voice language'),
  }
}

/** `Array.isArray` does not know lists that are only to be read. */
function isList(value: Value | undefined): value is readonly string[] {
  return Array.isArray(value)
}

type Account =
  | { readonly type: 'account'; readonly keys: object }
  | { readonly type: 'unfit'; readonly problem: string }

/** docassemble's list of accounts, each with a `name`: one of them can be had. */
export function onlyAccount(given: readonly unknown[]): Account {
  const [account, ...others] = given
  if (others.length > 0) {
    const problem = 'only one account and number can be used: leave the one that takes the calls'
    return { type: 'unfit', problem }
  }
  if (typeof account !== 'object' || account === null || Array.isArray(account)) {
    return { type: 'unfit', problem: 'expected keys and values, as in `voice: True`' }
  }
  const { name: _, ...keys }: { readonly name?: unknown } = account
  return { type: 'account', keys }
}
