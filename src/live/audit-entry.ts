/**
 * The audit log's entries (CTL8, ACC5): who did what to whom, when and for how long. What is done in
 * a room is found by `audit.ts`, what is done to accounts by the store where it writes them; the rest
 * is told by whoever does it. Never answers, texts of chat, addresses, secrets, or ids of pages.
 *
 * An entry outlives the session and the accounts that it tells of: operators and administrators are
 * named as they were called then, users of interviews by id or visitor number only.
 */
import type { AccountId, ParticipantId, SessionId } from '../base/id.ts'
import type { DeletedBy } from './command.ts'
import type { CallEnd } from './phone.ts'
import type { ControlEnd, JoinEnd, What } from './room.ts'

export interface AuditEntry {
  /** ms since 1970. */
  readonly at: number
  /** Null: not about a session. */
  readonly session: SessionId | null
  /** File of the interview. */
  readonly interview: string | null
  /** Whom it was about; null: nobody of a session, or all who share its conversation. */
  readonly participant: ParticipantId | null
  /** Theirs, or the account that it was done to. */
  readonly account: AccountId | null
  /** What that account was called, where the deed was done to the account as such. */
  readonly accountName: string | null
  /** Of an anonymous visitor. */
  readonly visitorNumber: number | null
  /** Who did it, or was answered or stopped; null where that is not known. */
  readonly operator: AuditOperator | null
  readonly deed: AuditDeed
}

export interface AuditOperator {
  readonly id: AccountId
  /** As it was then; null where only an earlier entry has it. */
  readonly name: string | null
}

export type AuditDeed = RoomDeed | PhoneDeed | ReadingDeed | AccountDeed | OfficeDeed

/** Found in the room, before and after a command. */
export type RoomDeed =
  /** One for each Monitor of the operator. */
  | { readonly type: 'observing-began' }
  | { readonly type: 'observing-ended'; readonly since: number; readonly why: WatchEnd }
  | { readonly type: 'asked'; readonly what: What }
  | { readonly type: 'accepted'; readonly what: What }
  | { readonly type: 'refused'; readonly what: What }
  /** A question that was never answered. */
  | {
      readonly type: 'ask-ended'
      readonly what: What
      readonly since: number
      readonly why: AskEnd
    }
  /** By the participant: the operator has to ask from now on. */
  | { readonly type: 'stopped'; readonly what: What }
  /** `from`: whose control it ended; the operator's own where they moved it to another page. */
  | {
      readonly type: 'control-began'
      readonly number: number
      readonly from: AuditOperator | null
    }
  | {
      readonly type: 'control-ended'
      readonly number: number
      readonly since: number
      readonly why: ControlEnd | 'taken-over'
    }
  /** An answer to `question` (its name) was saved. `over`: control had ended meanwhile. */
  | {
      readonly type: 'answer-saved'
      readonly number: number
      readonly question: string
      readonly over: boolean
    }
  /** On the screen of `question`, something that answers nothing. */
  | {
      readonly type: 'pressed'
      readonly number: number
      readonly question: string
      readonly what: Pressed
      readonly over: boolean
    }
  /** JOI: through the entry of the participant. */
  | { readonly type: 'joined' }
  | { readonly type: 'join-ended'; readonly since: number; readonly why: JoinOver }
  /** An operator who had joined saved an answer to `question` (its name). */
  | { readonly type: 'joined-saved'; readonly question: string }
  | { readonly type: 'blocked' }
  | { readonly type: 'unblocked'; readonly since: number }
  /** The operator carries the conversation from now on. */
  | {
      readonly type: 'conversation-began'
      readonly how: ConversationStart
      /** Who carried it until now. */
      readonly from: AuditOperator | null
    }
  /** `since`: null where an earlier version did not note it. */
  | {
      readonly type: 'conversation-ended'
      readonly since: number | null
      readonly why: ConversationEnd
    }
  | { readonly type: 'help-offered' }
  | {
      readonly type: 'help-offer-ended'
      readonly since: number
      readonly why: HelpOfferEnd
    }
  /** With all that was in it. `operator` is the administrator who did it, where one did. */
  | { readonly type: 'session-deleted'; readonly by: DeletedBy['kind'] }

/**
 * `account`: they may not help any more, or the account was deleted. `configuration`: it lets nobody call
 * such a number any more (PHN13).
 */
export type NumberEraser = 'operator' | 'time' | 'account' | 'configuration'

/** Found at the desk, before and after a command (PHN). Never numbers nor codes. */
export type PhoneDeed =
  /** The operator's own, or another than before. */
  | { readonly type: 'phone-number-set' }
  | { readonly type: 'phone-number-erased'; readonly by: NumberEraser }
  | { readonly type: 'call-offered' }
  | { readonly type: 'call-offer-ended'; readonly since: number; readonly why: CallOfferEnd }
  /** The code was keyed: the operator's telephone rings. */
  | { readonly type: 'call-connected' }
  /** `since`: it was answered, or else put through. */
  | { readonly type: 'call-ended'; readonly since: number; readonly fate: CallEnd }
  /** PHN9: too many wrong codes; nobody did it that is known. */
  | { readonly type: 'codes-frozen' }
  | { readonly type: 'codes-lengthened' }

/** A conversation that the operator does not carry, on their Monitor. */
export type ReadingDeed =
  | { readonly type: 'reading-began' }
  | { readonly type: 'reading-ended'; readonly since: number }

/** Found in an account, before and after it is written. */
export type AccountDeed =
  | { readonly type: 'account-created'; readonly privileges: readonly string[] }
  | {
      readonly type: 'privileges-changed'
      readonly given: readonly string[]
      readonly removed: readonly string[]
    }
  | { readonly type: 'account-switched-off' }
  | { readonly type: 'account-switched-on' }
  | { readonly type: 'account-deleted' }
  | { readonly type: 'factor-added' }
  | { readonly type: 'factor-removed' }
  /** Of an account with rights over others. */
  | { readonly type: 'signed-in' }

/** Told by whoever does it. */
export type OfficeDeed =
  | { readonly type: 'account-invited' }
  | { readonly type: 'reset-mailed' }
  | { readonly type: 'sign-ins-ended' }
  | { readonly type: 'privilege-added'; readonly privilege: string }
  | { readonly type: 'privilege-deleted'; readonly privilege: string }
  /** Of one account, or of addresses that no operator has (then it names nobody). */
  | { readonly type: 'sign-ins-failed'; readonly count: number; readonly since: number }
  | { readonly type: 'mail-retried' }
  | { readonly type: 'mail-dropped' }
  | { readonly type: 'log-exported' }
  | { readonly type: 'audit-read'; readonly filter: AuditFilter }
  | { readonly type: 'audit-exported'; readonly filter: AuditFilter }

export type Pressed =
  | 'back'
  | 'restart'
  | 'exit'
  | 'leave' // to another address, with the answers kept
  | 'other' // an action that added no step

export type WatchEnd =
  | 'operator' // they stopped, or left
  | 'lost' // the line of their Monitor, or its server process
  | 'participant' // "Stop", or a refusal
  | 'interview' // the settings no longer allow it
  | 'merged' // the Monitor showed two who turned out to be one (CHT18)

/** `entered`: they came in once more, as everybody does who has the link. */
export type JoinOver = JoinEnd | 'entered' | 'merged'

export type AskEnd =
  | 'expired' // nobody answered it in time
  | 'operator' // they withdrew it, or left
  | 'lost' // the line of their Monitor, or its server process
  | 'participant' // they stopped the operator altogether
  | 'interview' // the settings no longer allow it, or it need not be asked any more
  | 'merged' // CHT18

export type ConversationStart =
  | 'assigned' // by the desk
  | 'taken' // by the operator's own hand (CHT5)
  | 'invited' // the participant accepted an offer of help (CHT21)
  | 'transferred' // accepted from another operator (CHT20)

export type ConversationEnd =
  | 'operator' // they ended it
  | 'participant' // they turned chat off
  | 'transferred'
  | 'left' // the operator went, or may not help any more (CHT14)
  | 'blocked'
  | 'interview' // the settings no longer allow it, or it goes on in another mode
  | 'offline' // the participant did not come back (CHT19)
  | 'merged' // with the other conversation of the same person (CHT18)

export type HelpOfferEnd = 'accepted' | 'declined' | 'withdrawn' | 'expired' | 'blocked' | 'other' // the participant went, has chat on already, or the settings no longer allow it

export type CallOfferEnd =
  | 'used' // the caller was put through
  | 'withdrawn' // by the operator
  | 'expired'
  | 'operator' // they left, may not help there any more, or changed their number
  | 'interview' // the settings no longer allow it, or the session is over
  | 'limit' // the operator has had their calls of the day
  | 'line' // there is no telephony any more, or by another number

/** What of the log is wanted: all where nothing is said. */
export interface AuditFilter {
  readonly operator?: AccountId
  readonly session?: SessionId
  readonly deeds?: readonly AuditDeed['type'][]
  /** ms since 1970; `from` counts, `to` does not. */
  readonly from?: number
  readonly to?: number
}
