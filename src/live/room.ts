/**
 * A room is what the server must agree on about one session: who is in it, what the interview
 * has set, who talks with whom. Chat lines, answers and screens lie beside it in tables of their own.
 */
import { MAX_CHAT_LENGTH } from '../base/chat-length.ts'
import type { AccountId, PageId, ParticipantId, ProcessId, SessionId } from '../base/id.ts'
import type { Consent } from '../base/consent.ts'
import type { LiveHelpSettings } from '../interview/request.ts'
import type { AccountCard, ChatSender } from './command.ts'
import type { CallEvent } from './phone.ts'

/** How long somebody may be away before they count as gone (live-help.md, Words). */
export const GRACE_MS = 15_000
/** STA1: an offline entry leaves every list after this. */
export const OFFLINE_KEPT_MS = 24 * 60 * 60 * 1000
/** CHT19: a conversation of somebody offline ends after this. */
export const CHAT_KEPT_OFFLINE_MS = 30 * 60 * 1000
/** CHT21: an invitation that nobody answers ends after this. */
export const INVITATION_MS = 10 * 60 * 1000
/** CON3: a question that the participant does not answer ends after this. */
export const ASK_MS = 2 * 60 * 1000
/** CON3: after "Not now" the same operator may not ask for the same for so long; doubled each time, up to the second. */
export const REFUSAL_PAUSE_MS = 60_000
export const LONGEST_REFUSAL_PAUSE_MS = 60 * 60 * 1000
/** JOI: an operator who joined and never had a live line leaves after this. */
export const JOINED_UNSEEN_MS = 60 * 60 * 1000
/** CTL6: control that is not renewed ends after this; it is renewed every `CONTROL_RENEW_MS`. */
export const CONTROL_LEASE_MS = 10_000
/** Base64 of such a text, at most three bytes a unit, sealed (with room for the seal). */
export const MAX_SEALED_TEXT = 41_000
/** MON3: how often a room reports a role again. */
export const ROLE_REPORTED_MS = 24 * 60 * 60 * 1000

export interface Room {
  readonly id: SessionId
  readonly interview: string
  /** Grows with every event of the room. */
  readonly seq: number
  readonly createdAt: number
  /** When its people used it last, to a minute (SES4). ms since 1970 */
  readonly usedAt: number
  readonly settings: LiveHelpSettings
  readonly multiUser: boolean
  /** ACC4: privileges of which an operator must have one, as the interview says; null: any operator. */
  readonly operators: readonly string[] | null
  /** Grows with every saved screen; compared when the next one is saved. */
  readonly version: number
  /**
   * JOI3: what the last change of the answers led to, and whose it was. A refused screen and one that is
   * made anew have versions too, but change nothing. Null before the first change.
   */
  readonly changed: { readonly version: number; readonly by: ParticipantId } | null
  /** Place of the present screen in the history, from 0; -1 before the first. */
  readonly position: number
  readonly title: string
  /** MON10: name of the present question and since when. */
  readonly question: string
  readonly questionSince: number
  readonly progress: number | null
  readonly participants: Readonly<Record<ParticipantId, Participant>>
  /**
   * The session's conversation with operators, in mode `peerhelp`, while somebody takes part who is
   * not blocked; null otherwise. Its key at the desk is `null`.
   */
  readonly shared: SharedChat | null
  /** Last line that peers may read; 0 when there is none. */
  readonly lastShared: number
  /** Peer-readable lines up to this have been seen by an operator. */
  readonly sharedReadByOperatorUpTo: number
  /** Number of the next anonymous visitor. */
  readonly nextVisitor: number
  /** MON3: when this room told the desk of a role, so that a save seldom needs the desk's lock. */
  readonly rolesReported: Readonly<Record<string, number>>
  /**
   * SES3: accounts that were deleted since their names stood here, or on lines: whoever was shown such a
   * line is shown it anew. Absent: none.
   */
  readonly forgotten?: readonly AccountId[]
}

export interface Participant {
  readonly id: ParticipantId
  readonly account: AccountCard | null
  /** Of an anonymous visitor; kept when they sign in. */
  readonly visitorNumber: number | null
  readonly enteredAt: number
  /** Pages with a live connection, and the process that holds each. */
  readonly pages: Readonly<Record<PageId, ProcessId>>
  /** When the grace time of somebody without a page ends; null while present or already offline. */
  readonly graceEndsAt: number | null
  /** Since when offline; null while present or in the grace time. */
  readonly offlineAt: number | null
  /** Has had a live connection, and has not been offline for longer than `OFFLINE_KEPT_MS`. */
  readonly listed: boolean
  readonly chat: ChatState
  /** Sequence number of the last line that is the participant's own; 0 when there is none. */
  readonly lastLine: number
  /** The same of the last private one. */
  readonly lastPrivate: number
  /** Lines up to this have been seen by the participant; of those for peers, up to the second. */
  readonly readUpTo: number
  readonly sharedReadUpTo: number
  /** Own private lines up to this have been seen by an operator. */
  readonly readByOperatorUpTo: number
  /** BLK: who blocked and when; null when not blocked. */
  readonly block: Block | null
  /** CHT8: numbers (both ends count) of operators' lines not to be read after the block either. */
  readonly unheard: readonly { readonly from: number; readonly to: number }[]
  /** CHT21; null when there is none. */
  readonly invitation: { readonly operator: AccountCard; readonly at: number } | null
  /** Why chat ended, where the participant did not end it; null once it is activated again. */
  readonly ended: ChatEnd | null
  /** CHT16: the notice "Live chat is available" was shown. */
  readonly informed: boolean
  /** OBS: who observes the screen now, by the Monitor that shows it. */
  readonly watchers: Readonly<Record<PageId, Watcher>>
  /** CON3: what the participant said to operators who asked, or whom they stopped. */
  readonly permissions: Readonly<Record<AccountId, Permissions>>
  /** CON3: questions that wait for the participant's answer, oldest first. */
  readonly asks: readonly Ask[]
  /** CTL: the last grant of control, over or not; null when there never was one. */
  readonly control: Control | null
  /** JOI: an operator who came in through the Monitor; null for everybody else. */
  readonly joined: Joined | null
  /** PHN10: what became of calls by telephone, oldest first, at most `MAX_CALLS_KEPT`. */
  readonly calls: readonly CallEvent[]
  /** PHN: the desk may have offers of calls to them; where it says false, it has none. */
  readonly mayHaveOffers: boolean
  /** Operators who took the offline entry off their list. */
  readonly dismissedBy: readonly AccountId[]
  /** SES3: off their "My interviews", though it stays theirs to open. Never of whoever began it. */
  readonly setAside: boolean
  /**
   * Turned out, at sign-in, to be the same person as this other participant. What names this one
   * means the other from then on; nothing is re-keyed.
   */
  readonly mergedInto: ParticipantId | null
}

/**
 *     off ──activate──► on(operator) ──operator gone──► on(nobody) ──found──► on(operator)
 *      ▲                    │                               │
 *      └── turned off, observeonly, unavailable, 30 min offline
 */
export type ChatState =
  | { readonly state: 'off' }
  | ({ readonly state: 'on'; readonly since: number } & Carried)

/** What a participant's own conversation and the session's have alike. */
export interface Carried {
  /** Of an own one: in mode `help`. Null: activated with nobody connected (queued, or the operator left). */
  readonly operator: AccountCard | null
  /** When they connected, ms since 1970; absent where an earlier version stored it. */
  readonly operatorSince?: number | null
  /** Name of the operator who left last, for the notice. */
  readonly leftBehindBy: string | null
  /** From whom the connected operator took it over; null when from nobody. */
  readonly movedFrom: MovedFrom | null
  /** `Room.seq` of the event that connected the operator (MON5); 0 with nobody connected. */
  readonly connectedSeq: number
  /** Since when somebody waits for an operator's word; null when the last word is an operator's. */
  readonly unansweredSince: number | null
}

/** The session's conversation. */
export interface SharedChat extends Carried {
  readonly since: number
  /** Its operator ended it (CHT20): nobody is sought until a participant activates chat anew. */
  readonly ended: boolean
}

/** CHT14, CHT20. */
export interface MovedFrom {
  readonly name: string
  readonly how: 'left' | 'transferred'
}

export interface ChatEnd {
  readonly why: 'operator' | 'blocked' | 'interview' | 'offline'
  /** Who ended it, for `operator`; a block names nobody (BLK1). */
  readonly by: string | null
}

export interface Block {
  readonly by: AccountCard
  /** ms since 1970 */
  readonly at: number
  /** Lines of operators after this are not the participant's to read (CHT8). */
  readonly afterSeq: number
}

export interface Watcher {
  readonly operator: AccountCard
  /** Holds the Monitor's line. */
  readonly process: ProcessId
  /** ms since 1970 */
  readonly since: number
  /** CON4: the server's least consent when it began. */
  readonly floor: Consent
}

export type Permission = 'unasked' | 'accepted' | 'refused' | 'stopped'

/** What an operator may have to ask for. */
export type What = 'observe' | 'control' | 'join'

export interface Permissions extends Readonly<Record<What, Permission>> {
  /** CON3: "Not now" since the last "Allow": how often, and when last. */
  readonly refusals?: Readonly<Partial<Record<What, Refusals>>>
}

export interface Refusals {
  readonly count: number
  /** ms since 1970 */
  readonly lastAt: number
}

export interface Joined {
  /** Through whose entry. */
  readonly through: ParticipantId
  /** ms since 1970 */
  readonly since: number
  /** CON4: the server's least consent when it began. */
  readonly floor: Consent
  /** Null while it lasts. */
  readonly over: JoinEnd | null
}

export type JoinEnd =
  | 'left' // pressed "Leave", or closed the last tab
  | 'participant' // stopped by a participant
  | 'interview' // AUT8, CON: the settings no longer allow it
  | 'not-allowed' // the account may not help here any more

export interface Ask {
  readonly operator: AccountCard
  readonly what: What
  readonly monitor: PageId
  readonly process: ProcessId
  /** ms since 1970 */
  readonly at: number
}

/** CTL6: a lease. */
export interface Control {
  /** Fences: grows with every grant, so that what a former controller still sends is known as such. */
  readonly number: number
  /** Number of the first of this operator's grants in a row; absent where this one is. */
  readonly heldFrom?: number
  readonly operator: AccountCard
  readonly monitor: PageId
  /** The page on which it began, or the one that took its place by a reload; null between the two. */
  readonly page: PageId | null
  /** ms since 1970 */
  readonly since: number
  readonly expiresAt: number
  /** Null while it lasts. */
  readonly over: ControlEnd | null
  /** The grant before: an answer may still be saved that was submitted under it (CTL8). */
  readonly before: { readonly number: number; readonly operator: AccountCard } | null
}

export type ControlEnd =
  | 'released' // by the operator, who stopped observing or left
  | 'lapsed' // not renewed in time (CTL6)
  | 'taken-back' // by the user (CTL7)
  | 'let-go' // the user's page had heard nothing for too long
  | 'interview' // CON, AUT8: the settings no longer allow it
  | 'away' // the user has been gone for the grace time
  | 'merged' // the participant turned out to be somebody who was there already (CHT18)

/** A stored message. Its text is sealed; the store never sees it. */
export interface ChatLine {
  /** Of the room's sequence: the order for everybody. */
  readonly seq: number
  readonly id: string
  /** Whose own it is: the participant who wrote it, or to whom an operator's answer is addressed. */
  readonly conversation: ParticipantId
  readonly sender: ChatSender
  /** CHT9: fixed when sent. */
  readonly audience: 'private' | 'session' | 'peers'
  readonly sentAt: number
  readonly sealed: string
}

export type RoomEvent =
  | { readonly type: 'line'; readonly seq: number; readonly line: ChatLine }
  /** Something that views are derived from has changed. */
  | { readonly type: 'changed'; readonly seq: number }

/** Follows `mergedInto`; null when the room has no such participant. */
export function findParticipant(room: Room, id: ParticipantId): Participant | null {
  let found = Object.hasOwn(room.participants, id) ? room.participants[id] : undefined
  while (found !== undefined && found.mergedInto !== null) {
    found = room.participants[found.mergedInto]
  }
  return found ?? null
}

/** Everybody in the room once, in order of entering. */
export function participantsOf(room: Room): readonly Participant[] {
  return Object.values(room.participants).filter((participant) => participant.mergedInto === null)
}

/** A page is connected, or was within the grace time. */
export function isPresent(participant: Participant): boolean {
  return Object.keys(participant.pages).length > 0 || participant.graceEndsAt !== null
}

/** AUT1. */
export const START_SETTINGS: LiveHelpSettings = {
  called: false,
  availability: 'unavailable',
  mode: 'help',
  partnerRoles: [],
  consent: 'author',
}

/** STA6: whether there is any live help in the session. */
export function isEnabled(settings: LiveHelpSettings): boolean {
  return settings.called && settings.availability !== 'unavailable'
}

/** Whether there may be conversations. */
export function allowsChat(settings: LiveHelpSettings): boolean {
  return settings.called && settings.availability === 'available'
}

/** CHT7: what a text to be sent is refused for, before it is sealed. */
export function refuseText(text: string): 'blank' | 'too-long' | null {
  if (text.trim() === '') return 'blank'
  return text.length > MAX_CHAT_LENGTH ? 'too-long' : null
}
