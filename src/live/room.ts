/**
 * A room is what the server must agree on about one session: who is in it, what the interview
 * has set, who talks with whom. Chat lines, answers and screens lie beside it in tables of their own.
 */
import type { AccountId, PageId, ParticipantId, ProcessId, SessionId } from '../base/id.ts'
import type { LiveHelpSettings } from '../interview/request.ts'
import type { AccountCard, ChatSender } from './command.ts'

/** How long somebody may be away before they count as gone (live-help.md, Words). */
export const GRACE_MS = 15_000
/** STA1: an offline entry leaves every list after this. */
export const OFFLINE_KEPT_MS = 24 * 60 * 60 * 1000
/** CHT19: a conversation of somebody offline ends after this. */
export const CHAT_KEPT_OFFLINE_MS = 30 * 60 * 1000
/** CHT7, in UTF-16 code units. */
export const MAX_CHAT_LENGTH = 10_000
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
  readonly settings: LiveHelpSettings
  readonly multiUser: boolean
  /** Grows with every saved screen; compared when the next one is saved. */
  readonly version: number
  /** Place of the present screen in the history, from 0; -1 before the first. */
  readonly position: number
  readonly title: string
  /** MON10: name of the present question and since when. */
  readonly question: string
  readonly questionSince: number
  readonly progress: number | null
  readonly participants: Readonly<Record<ParticipantId, Participant>>
  /** Number of the next anonymous visitor. */
  readonly nextVisitor: number
  /** MON3: when this room told the desk of a role, so that a save seldom needs the desk's lock. */
  readonly rolesReported: Readonly<Record<string, number>>
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
  /** Sequence number of the conversation's last line; 0 when there is none. */
  readonly lastLine: number
  /** Lines up to this have been seen by the participant, and by any operator. */
  readonly readUpTo: number
  readonly readByOperatorUpTo: number
  /** CHT16: the notice "Live chat is available" was shown. */
  readonly informed: boolean
  /** Operators who took the offline entry off their list. */
  readonly dismissedBy: readonly AccountId[]
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
  | {
      readonly state: 'on'
      readonly since: number
      /** Null: activated with nobody connected (queued, or the operator left). */
      readonly operator: AccountCard | null
      /** Name of the operator who left last, for the notice. */
      readonly leftBehindBy: string | null
    }

/** A stored message. Its text is sealed; the store never sees it. */
export interface ChatLine {
  /** Of the room's sequence: the order for everybody. */
  readonly seq: number
  readonly id: string
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

/** STA6: whether there is any live help in the session. */
export function isEnabled(settings: LiveHelpSettings): boolean {
  return settings.called && settings.availability !== 'unavailable'
}

/** Whether there may be conversations with operators. Peer modes are not supported yet. */
export function allowsChat(settings: LiveHelpSettings): boolean {
  return settings.called && settings.availability === 'available' && settings.mode === 'help'
}

/** CHT7: what a text to be sent is refused for, before it is sealed. */
export function refuseText(text: string): 'blank' | 'too-long' | null {
  if (text.trim() === '') return 'blank'
  return text.length > MAX_CHAT_LENGTH ? 'too-long' : null
}
