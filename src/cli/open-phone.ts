import { randomBytes } from 'node:crypto'
import type { Telephony } from '../phone/phone.ts'
import type { PhoneSettings } from '../server/settings.ts'
import { spokenPhrases } from '../texts/spoken.ts'
import { text } from '../texts/text.ts'
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

/** What a person reads at the start; also what is not safe about it (PHN8). `address`: the server's. */
export function phoneLines(phone: OpenPhone | null, address: string): readonly string[] {
  if (phone === null) return []
  const { line, standIn } = phone.telephony
  if (standIn !== null) return [text('cli.phoneStandIn', { address: `${address}phone` })]
  const { display } = phone.settings.line
  const lines = [text('cli.phone', { number: display, address: `${address}voice` })]
  return line.isSigned ? lines : [...lines, text('cli.phoneUnsigned')]
}
