/** Telephone help, composed; loaded only where it is set up, for its libraries are heavy. */
import type { E164 } from '../base/e164.ts'
import { displayOf, parseNumber, type ParsedNumber } from './numbers.ts'
import type { PhoneLine, Phrases, StandIn, Telephony } from './phone.ts'
import { createStandIn } from './stand-in.ts'

export interface TelephonyOptions {
  /** Null: the stand-in takes the calls. */
  readonly account: { readonly sid: string; readonly token: string | null } | null
  /** The server's. */
  readonly number: E164
  /** ISO codes; null: numbers of every country may be called. */
  readonly countries: readonly string[] | null
  readonly phrases: Phrases
  readonly spokenIn: string
  /** By chance, for the stand-in. */
  readonly secret: string
}

export interface OpenTelephony {
  readonly telephony: Telephony
  /** The server's number as people read it. */
  readonly display: string
  /** Of what an operator typed (PHN2). */
  parse(typed: string): ParsedNumber
}

export async function openTelephony(options: TelephonyOptions): Promise<OpenTelephony> {
  const { account, number, countries, phrases, spokenIn, secret } = options
  const rules = { serverNumber: number, countries }
  return {
    telephony: { ...(await openLine(account, secret)), phrases, spokenIn },
    display: displayOf(number),
    parse: (typed) => parseNumber(typed, rules),
  }
}

async function openLine(
  account: TelephonyOptions['account'],
  secret: string,
): Promise<{ readonly line: PhoneLine; readonly standIn: StandIn | null }> {
  if (account === null) return createStandIn(secret)
  const { createTwilioLine } = await import('./twilio.ts')
  const line = createTwilioLine({ accountSid: account.sid, authToken: account.token })
  return { line, standIn: null }
}
