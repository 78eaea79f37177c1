import type { SignInLifetime } from '../accounts/sign-ins.ts'
import type { OpenidProvider } from '../accounts/openid.ts'
import type { Consent } from '../base/consent.ts'
import type { E164, NumberFault } from '../base/e164.ts'
import type { PhoneLineFacts } from '../live/phone.ts'
import type { OperatorLimits } from '../live/scope.ts'

/** What `cli` found in configuration and environment, checked. The server reads neither itself. */
export interface Settings {
  /** `url root`: scheme, host and port that browsers use; null: whatever the browser's Host says. */
  readonly urlRoot: string | null
  /** `root`: path prefix, begins and ends with `/`. */
  readonly root: string
  /** `behind https load balancer`: browsers come by https though we are spoken to by http. */
  readonly behindHttpsLoadBalancer: boolean
  /** Further origins whose pages may open sockets. */
  readonly allowedOrigins: readonly string[]
  readonly timezone: string
  readonly language: string
  /** `minimum consent`: how users are told of observers and asked, at the least (CON4). */
  readonly minimumConsent: Consent
  /** `live help: operators`: who may help where (ACC4). */
  readonly operatorLimits: OperatorLimits
  /** `mail: session limit`: addressees of mails that one session may have within an hour. */
  readonly mailsPerSession: number
  /** `mail: hourly limit`: the same of all sessions together. */
  readonly mailsPerHour: number
  readonly brand: string
  readonly development: boolean
  readonly uploads: UploadLimits
  readonly retention: Retention
  /** `allow registration`: whoever has an e-mail address may make an account. */
  readonly allowRegistration: boolean
  readonly signIns: SignInLifetime
  readonly secondFactor: SecondFactorSettings
  /** `openid`: where else one can sign in. */
  readonly openid: readonly OpenidProvider[]
  /** `twilio`; null: no telephony, and no trace of it (PHN1). */
  readonly phone: PhoneSettings | null
}

/** Telephone help (PHN). */
export interface PhoneSettings {
  readonly line: PhoneLineFacts
  /** What an operator typed: the number that it is, or why it cannot be used (PHN2, PHN13). */
  parse(typed: string): { readonly number: E164 } | { readonly fault: NumberFault }
}

/** `two factor authentication`. */
export interface SecondFactorSettings {
  /** Privileges whose accounts may have one; null: every account. */
  readonly allowedFor: readonly string[] | null
  /** Privileges whose accounts may do nothing else before they have one. */
  readonly requiredFor: readonly string[]
}

/** SES4: after so many days without use a session is deleted; 0: never. */
export interface Retention {
  readonly days: number
  /** By file of the interview, in place of `days`. */
  readonly byInterview: ReadonlyMap<string, number>
}

/** In bytes. */
export interface UploadLimits {
  /** `maximum content length`: all files of one screen. */
  readonly requestBytes: number
  readonly fileBytes: number
  /** All files of a session. */
  readonly sessionBytes: number
}

/** `event` is a fixed word; `fields` never hold answers, chat text, names, codes or secrets. */
export type Log = (
  event: string,
  fields?: Readonly<Record<string, string | number | boolean>>,
) => void

/** Cryptographic randomness. */
export type Random = (bytes: number) => Uint8Array

/** As people read it. */
export function inMegabytes(bytes: number): string {
  return `${Math.round((bytes / (1024 * 1024)) * 10) / 10} MB`
}
