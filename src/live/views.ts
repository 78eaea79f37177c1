/**
 * What each reader is shown, derived from rooms and desk and never stored: the status (STA), the
 * user's view of live help, the Monitor's rows. The server sends a view whole whenever it differs.
 */
import type { E164 } from '../base/e164.ts'
import type { AccountId, PageId, ParticipantId, SessionId } from '../base/id.ts'
import type { CallFate } from './phone.ts'
import type { JoinEnd, What } from './room.ts'

export type Status = 'offline' | 'off' | 'on' | 'standby' | 'waiting'

/** Everything live help shows on a participant's page, but for the lines of chat. */
export interface ParticipantView {
  /** STA6: false means no trace of live help. */
  readonly enabled: boolean
  readonly mode: 'help' | 'peer' | 'peerhelp'
  /** CHT1. */
  readonly icon: 'green' | 'grey' | 'none'
  /** CHT3: operators who stand by, other participants present (peer modes). */
  readonly operators: number
  readonly peers: number
  readonly chat: 'off' | 'on'
  /** CHT4. */
  readonly canActivate: boolean
  /**
   * CHT20: chat is on among peers, the operator has ended theirs, and activating once more asks for
   * another (`leftBehindBy` names who ended it).
   */
  readonly canAskAgain: boolean
  /** Name of the connected operator. */
  readonly operatorName: string | null
  /** CHT14: activated, nobody connected; who left, where somebody did. */
  readonly leftBehindBy: string | null
  /** CHT14, CHT20: the connected operator took it over from somebody. */
  readonly movedFrom: { readonly name: string; readonly how: 'left' | 'transferred' } | null
  /** Why chat is off, where the participant did not end it (BLK1: a block names nobody). */
  readonly ended: {
    readonly why: 'operator' | 'blocked' | 'interview' | 'offline'
    readonly by: string | null
  } | null
  /** CHT21: name of the operator who offers help. */
  readonly invitedBy: string | null
  /** CHT5: place among those who wait for the same operators, from 1; null when not queued. */
  readonly queuePlace: number | null
  /** CHT16: the one-time notice is due. */
  readonly announce: boolean
  /**
   * CHT7. Own lines up to these have been seen: a private one by an operator, one for peers by a
   * peer, one for the session by either.
   */
  readonly readByOperatorsUpTo: number
  readonly readByPeersUpTo: number
  /** Last line that the participant has seen: what comes after is unread. */
  readonly ownReadUpTo: number
  /**
   * JOI3: version of the answers to which the last change led, and whose it was: `self` also in another
   * tab. A page whose screen is older is out of date. Null before the first change.
   */
  readonly answers: { readonly version: number; readonly by: 'self' | PersonName } | null
  /** CON2: operators who observe the screen now, where the participant is told. */
  readonly watchedBy: readonly OperatorView[]
  /** CON3: operators who have joined the session, where the participant is told. */
  readonly joinedBy: readonly OperatorView[]
  /** JOI: of an operator who joined; `over` once they are out, and why. Null for all others. */
  readonly joined: { readonly over: JoinEnd | null } | null
  /** CON3: questions to the participant, oldest first. */
  readonly asks: readonly {
    readonly operator: OperatorView
    readonly what: What
  }[]
  /** CTL2. `page`: on which page of the participant; null while that page is being loaded anew. */
  readonly control: {
    readonly number: number
    readonly by: OperatorView
    readonly page: PageId | null
  } | null
  /** PHN4: whom they can call, and how; null where nobody offers it (no trace). */
  readonly phone: {
    readonly number: E164
    /** The number as people read it. */
    readonly display: string
    /** Newest first. */
    readonly offers: readonly CodeView[]
    /** PHN9: no code is accepted before; null where there is nothing to wait for. ms since 1970 */
    readonly pausedUntil: number | null
  } | null
  /** PHN10: own calls, oldest first. */
  readonly calls: readonly CallView[]
}

/** PHN4: one offer, as whoever it is made to sees it. */
export interface CodeView {
  readonly id: string
  /** Name of the operator. */
  readonly by: string
  /** Four digits, or six. */
  readonly code: string
  /** ms since 1970; then it has ended. */
  readonly endsAt: number
}

/** PHN10: what became of a call. */
export interface CallView {
  readonly id: string
  /** Who was called. */
  readonly operator: OperatorView
  /** When it was put through, ms since 1970. */
  readonly at: number
  readonly fate: CallFate
  readonly answeredAt: number | null
  readonly endedAt: number | null
}

/** A participant as the others may know them: `name` null for an anonymous visitor. */
export interface PersonName {
  readonly name: string | null
  readonly visitorNumber: number | null
}

/** CON: one operator as the participant may name them. */
export interface OperatorView {
  readonly id: AccountId
  readonly name: string
}

/** One entry of the Monitor. Instants travel, never durations. */
export interface MonitorRow {
  readonly session: SessionId
  readonly participant: ParticipantId
  readonly status: Status
  readonly title: string
  /** Null for an anonymous visitor; then `visitorNumber` tells which. */
  readonly name: string | null
  readonly visitorNumber: number | null
  readonly mode: 'help' | 'peer' | 'peerhelp'
  readonly roles: readonly string[]
  /** STA3: whether an operator is connected, and which. */
  readonly operator: { readonly id: string; readonly name: string } | null
  /** CHT5: of the conversation, from 1; null when nobody there waits in the queue. */
  readonly queuePlace: number | null
  /** Nobody carries the conversation: any operator may take it. */
  readonly canTake: boolean
  /** There is, or has been, a chat to read: maybe among peers alone, of which operators read nothing. */
  readonly hasTalk: boolean
  /** Of the present conversation; null when chat is off. */
  readonly chatSince: number | null
  /** The conversation is the session's, not the participant's alone (mode `peerhelp`, not blocked). */
  readonly shared: boolean
  /** Since when an operator's word is waited for; null when none is (chat off, or answered). */
  readonly unansweredSince: number | null
  /** BLK4. */
  readonly blocked: { readonly by: string; readonly at: number } | null
  /** CHT21: an invitation that stands. */
  readonly invited: {
    readonly id: string
    readonly by: string
    readonly at: number
  } | null
  readonly canOfferHelp: boolean
  /** MON10, 0 to 100; null when the interview tells none. */
  readonly progress: number | null
  readonly question: string
  readonly questionSince: number
  readonly startedAt: number
  readonly offlineAt: number | null
  readonly canObserve: boolean
  /** OBS: who observes now, each once, by name. */
  readonly watchedBy: readonly OperatorView[]
  /** JOI: operators who are in the session, by name. They have no entries of their own. */
  readonly joinedBy: readonly OperatorView[]
  /** CTL5. */
  readonly controlledBy: OperatorView | null
  readonly interview: string
  /** PHN; null where there is neither telephony nor a call to tell of. */
  readonly phone: {
    /** Newest first; each operator has one at most. Codes are not for them. */
    readonly offers: readonly {
      readonly operator: OperatorView
      /** ms since 1970 */
      readonly endsAt: number
      /** PHN7: how often it can still be given five minutes more. */
      readonly renewalsLeft: number
    }[]
    /** As in `ParticipantView`. */
    readonly pausedUntil: number | null
    /** Oldest first. */
    readonly calls: readonly CallView[]
  } | null
}

/** The operator's own settings: the same in every tab. */
export interface DeskView {
  readonly available: boolean
  readonly roles: readonly string[]
  /** MON3: every role that may be ticked, sorted. */
  readonly knownRoles: readonly string[]
  /** CHT5: simultaneous conversations; null for no limit. */
  readonly limit: number | null
  /** Own conversations that count against it: those of people who are there. */
  readonly open: number
  /** CHT20: the other operators who have a Monitor open, by name. */
  readonly colleagues: readonly Colleague[]
  /** CHT20: conversations that are offered to this operator. */
  readonly offers: readonly TransferOffer[]
  /** PHN2; null where there is no telephony: no trace of it (PHN1). */
  readonly phone: {
    /** The operator's own. */
    readonly number: E164 | null
    /** ms since 1970 */
    readonly keptUntil: number | null
    /** PHN13: today. */
    readonly callsLeft: number
  } | null
}

export interface Colleague {
  readonly id: string
  readonly name: string
  readonly available: boolean
  readonly roles: readonly string[]
  /** Open conversations. */
  readonly open: number
}

export interface TransferOffer {
  readonly session: SessionId
  /** Null: the session's conversation. */
  readonly participant: ParticipantId | null
  /** Who offers it. */
  readonly from: string
  /** ms since 1970; then it has gone back. */
  readonly until: number
}
