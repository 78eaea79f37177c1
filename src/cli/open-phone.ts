import { randomBytes } from 'node:crypto'
import type { Telephony } from '../phone/phone.ts'
import type { PhoneSettings } from '../server/settings.ts'
import { spokenPhrases } from '../texts/spoken.ts'
import type { Config } from './config.ts'

export interface OpenPhone {
  readonly telephony: Telephony
  readonly settings: PhoneSettings
}

/** What it takes is loaded only where telephone help is set up. */
export async function openPhone({
  phone,
  language,
}: Pick<Config, 'phone' | 'language'>): Promise<OpenPhone | null> {
  if (phone === null) return null
  const { openTelephony } = await import('../phone/telephony.ts')
  const { accountSid, authToken, allowedCountries, number, prompts, voiceLanguage } = phone
  const open = await openTelephony({
    account: accountSid === null ? null : { sid: accountSid, token: authToken },
    countries: allowedCountries,
    number,
    ...spokenPhrases(language, prompts, voiceLanguage),
    secret: randomBytes(16).toString('base64url'),
  })
  const { callsPerDay, timeLimitS } = phone
  return {
    telephony: open.telephony,
    settings: {
      line: { number, display: open.display, callsPerDay, timeLimitS },
      parse: (typed) => open.parse(typed),
    },
  }
}
