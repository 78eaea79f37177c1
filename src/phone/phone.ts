/**
 * Calls that come in at the server's number: who asked, and what the caller hears next. Promises,
 * held by `contract.ts` on every implementation:
 * - `verify` never throws, whatever arrives, and takes nothing that the provider did not send.
 * - `read` gives null for whatever is not news of a call, and never throws.
 * - The number of an operator stands in a script only within `dial`; what is said is said as it is
 *   written, however it looks.
 * - A `dial` has a limit of time and the server's number as caller id.
 */

/** Telephone help, as it is set up; without it there is no trace of any (PHN1). */
export interface Telephony {
  readonly line: PhoneLine
  /** What callers hear; a language tag as in `en-US`. */
  readonly phrases: Phrases
  readonly spokenIn: string
  /** Null: real calls come in. */
  readonly standIn: StandIn | null
}

export interface PhoneLine {
  /** Each request is known to be the provider's by its signature; false: by the account's name only. */
  readonly isSigned: boolean
  /** Whether the provider sent this (PHN8). */
  verify(request: VoiceRequest): boolean
  read(fields: Fields): CallNews | null
  script(steps: readonly CallStep[]): Script
}

export type Fields = Readonly<Record<string, string>>

export interface VoiceRequest {
  /** As the provider asked for it, below the configured `url root`; null: none is configured. */
  readonly url: string | null
  readonly signature: string | null
  readonly fields: Fields
}

/** What became of the call to an operator. */
export type DialFate = 'ringing' | 'answered' | 'ended' | 'busy' | 'no-answer' | 'failed'

/** What the provider tells of a call, parsed. */
export interface CallNews {
  /** The provider's id of the caller's call. */
  readonly call: string
  /** E.164; null: withheld. */
  readonly caller: string | null
  /** Keys that were pressed, at most 10; empty: none. */
  readonly digits: string
  /** Of the call to the operator; null: nothing was told of it. */
  readonly fate: DialFate | null
}

export type CallStep =
  | { readonly type: 'say'; readonly text: string; readonly language: string }
  | {
      /** Keys up to `#`, sent to `action`. Where none is pressed, the next step follows. */
      readonly type: 'gather'
      readonly text: string
      readonly language: string
      /** So many are enough without `#`. */
      readonly digits: number
      readonly timeoutS: number
      readonly action: string
    }
  | {
      readonly type: 'dial'
      readonly number: string
      readonly callerId: string
      readonly timeLimitS: number
      /** So long it rings. */
      readonly timeoutS: number
      /** Asked for the script of what comes after the call. */
      readonly action: string
      /** Told of ringing, answering and the end. */
      readonly status: string
    }
  | { readonly type: 'hang-up' }

export interface Script {
  readonly body: string
  readonly type: string
}

/** Everything that a caller may hear. */
export const PHRASES = [
  'enter',
  'enter-again',
  'nothing-entered',
  'wrong',
  'connecting',
  'connected-already',
  'no-answer',
  'busy',
  'failed',
  'unavailable',
  'goodbye',
] as const
export type Phrase = (typeof PHRASES)[number]
export type Phrases = Readonly<Record<Phrase, string>>

/** For development: calls that nobody pays for. */
export interface StandIn {
  /** What a request of the stand-in itself carries. */
  readonly signature: string
  /** A call's fields, as `read` takes them. */
  fieldsOf(news: CallNews): Fields
  /** The steps of a script of its own. */
  stepsOf(body: string): readonly CallStep[]
}
