/**
 * What each reader is shown, derived from rooms and desk and never stored: the status (STA), the
 * user's view of live help, the Monitor's rows. The server sends a view whole whenever it differs.
 */
import type { ParticipantId, SessionId } from '../base/id.ts'

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
  /** Name of the connected operator. */
  readonly operatorName: string | null
  /** CHT14: activated, nobody connected; who left, where somebody did. */
  readonly leftBehindBy: string | null
  /** CHT5: place in the queue from 1; null when not queued. */
  readonly queuePlace: number | null
  /** CHT16: the one-time notice is due. */
  readonly announce: boolean
  /** Last own line that an operator has seen. */
  readonly readUpTo: number
  /** Last line that the participant has seen: what comes after is unread. */
  readonly ownReadUpTo: number
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
  /** Of the present conversation; null when chat is off. */
  readonly chatSince: number | null
  readonly question: string
  readonly questionSince: number
  readonly startedAt: number
  readonly offlineAt: number | null
  readonly canObserve: boolean
  readonly interview: string
}

/** The operator's own settings: the same in every tab. */
export interface DeskView {
  readonly available: boolean
  readonly roles: readonly string[]
  /** MON3: every role that may be ticked, sorted. */
  readonly knownRoles: readonly string[]
}
