/** What may be asked about telephone help (PHN): of a room, and of the desk. */
import type { E164 } from '../base/e164.ts'
import type { AccountId, CallId, CommandId, ParticipantId, SessionId } from '../base/id.ts'
import type { AccountCard } from './command.ts'
import type { CalledBy, CallEvent, CallFate, PhoneLineFacts } from './phone.ts'
import type { Scope } from './scope.ts'

export type RoomPhoneCommand =
  /** PHN3: offered once more, it stays as it is. */
  | {
      readonly type: 'offer-call'
      readonly participant: ParticipantId
      readonly operator: AccountCard
      /** Cryptographically random, a whole number from 0 and below 2^48: which of the free codes it is. */
      readonly draw: number
    }
  | {
      readonly type: 'withdraw-call'
      readonly participant: ParticipantId
      readonly operator: AccountCard
    }
  /** PHN7: the same code, five minutes longer. */
  | {
      readonly type: 'renew-call'
      readonly participant: ParticipantId
      readonly operator: AccountCard
    }
  /** From the desk (PHN10): however often and in whatever order it comes. */
  | {
      readonly type: 'call-told'
      readonly participant: ParticipantId
      readonly call: CallEvent
    }

export type DeskPhoneCommand =
  | PhoneAsk
  /** PHN2: null erases it. That it is a number that may be called is for the caller to see to. */
  | {
      readonly type: 'set-phone'
      readonly operator: AccountId
      readonly number: E164 | null
    }
  /** PHN1: as the configuration says. `barred`: numbers of operators that it lets nobody call (PHN13). */
  | {
      readonly type: 'set-phone-line'
      readonly line: PhoneLineFacts | null
      readonly barred?: readonly E164[]
    }
  /** PHN5: what a caller keyed. Whatever it comes to, it is `done`: see `voiceAnswer`. */
  | {
      readonly type: 'try-code'
      readonly call: CallId
      /** From 1; above `MAX_TRIES` nothing is compared. */
      readonly attempt: number
      /** Keyed digest of the caller's number; null where it is withheld. */
      readonly caller: string | null
      readonly digits: string
      /** As of `offer-call`, `MAX_PHONE_OFFERS` of them: for live codes that are replaced (PHN9). */
      readonly draws: readonly number[]
    }
  /** As the provider reports it, in whatever order. */
  | { readonly type: 'call-status'; readonly call: CallId; readonly fate: CallFate }

/** From a room. */
export type PhoneAsk =
  | {
      readonly type: 'issue-code'
      /** Of the offer. */
      readonly id: CommandId
      readonly operator: AccountId
      readonly session: SessionId
      readonly participant: ParticipantId
      readonly whom: CalledBy
      readonly scope: Scope
      readonly draw: number
    }
  | ({ readonly type: 'withdraw-code' } & OfferKey)
  | ({ readonly type: 'renew-code' } & OfferKey)
  /** `participant`: null for all of the session. */
  | {
      readonly type: 'withdraw-codes'
      readonly session: SessionId
      readonly participant: ParticipantId | null
    }
  /** ACC4: the interview lets other operators see it from now on. */
  | { readonly type: 'scope-codes'; readonly session: SessionId; readonly scope: Scope }

/** An operator has one offer at most to a participant. */
export interface OfferKey {
  readonly operator: AccountId
  readonly session: SessionId
  readonly participant: ParticipantId
}
