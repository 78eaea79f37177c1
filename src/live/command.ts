/**
 * What may be asked of the two kinds of aggregate. A command is data: the store's adapter reads the
 * aggregate, takes one step, and writes the outcome in one transaction (architecture.md, ideas 1-2).
 */
import type {
  AccountId,
  CommandId,
  PageId,
  ParticipantId,
  ProcessId,
  SessionId,
} from '../base/id.ts'
import type { Consent } from '../base/consent.ts'
import type { NewMail } from './mail.ts'
import type { LiveHelpSettings } from '../interview/request.ts'
import type { DeskCommand } from './desk-command.ts'
import type { JoinCommand } from './join-command.ts'
import type { RoomPhoneCommand } from './phone-command.ts'
import type { What } from './room.ts'
import type { OperatorLimits } from './scope.ts'

export type Aggregate =
  | { readonly kind: 'room'; readonly id: SessionId }
  | { readonly kind: 'desk' }

/** Who somebody is to others: never more than this reaches another person's browser. */
export interface AccountCard {
  readonly id: AccountId
  /** First and last name, or the part of the address before @ where there is no name. */
  readonly name: string
}

/** Whose conversation: a participant's own, or `null` for the session's one (mode `peerhelp`). */
export type ConversationOf = ParticipantId | null

/** CHT20: to whom a conversation is offered: one operator, or whoever has ticked the role. */
export type TransferTarget =
  | { readonly kind: 'operator'; readonly id: AccountId }
  | { readonly kind: 'role'; readonly role: string }

export type RoomCommand =
  | JoinCommand
  | RoomPhoneCommand
  /** A new session with its first participant. */
  | {
      readonly type: 'create'
      readonly interview: string
      readonly participant: ParticipantId
      readonly account: AccountCard | null
      /** The session's data key, wrapped; and the digest of its share key. */
      readonly wrappedKey: string
    }
  /** Another person enters the session (or the same person is already there: nothing happens). */
  | {
      readonly type: 'enter'
      readonly participant: ParticipantId
      readonly account: AccountCard | null
    }
  /** CHT18: the participant signed in. */
  | {
      readonly type: 'attach-account'
      readonly participant: ParticipantId
      readonly account: AccountCard
    }
  | {
      readonly type: 'page-opened'
      readonly participant: ParticipantId
      readonly page: PageId
      readonly process: ProcessId
    }
  /** `goodbye`: the page said that it is going; the grace time is not waited for (STA1). */
  | {
      readonly type: 'page-closed'
      readonly participant: ParticipantId
      readonly page: PageId
      readonly process: ProcessId
      readonly goodbye: boolean
    }
  /** A server process is gone: its pages have the grace time to come back. */
  | { readonly type: 'process-lost'; readonly process: ProcessId }
  /** One evaluated screen: compare-and-set on `expects`, whole or not at all (REL5). */
  | {
      readonly type: 'save'
      readonly participant: ParticipantId
      /** `Room.version` that the evaluation began with. */
      readonly expects: number
      /** Where the new screen stands in the history: same (reload), +1 (step), lower (Back). */
      readonly position: number
      readonly settings: LiveHelpSettings
      readonly multiUser: boolean
      /** ACC4: of the interview's metadata; null: any operator. */
      readonly operators: readonly string[] | null
      readonly rolesNamed: readonly string[]
      readonly title: string
      readonly question: string
      readonly progress: number | null
      /** CTL8: number of the control under which it was submitted, as the page says; null: none. */
      readonly control: number | null
      /** JOI3: other answers than before, for whoever else has a screen of the session. */
      readonly changes: boolean
      /** The interview began anew (`restart`): conversations end (CHT19). */
      readonly restarts: boolean
      /** What the screen's code wants sent (`send_email()`). */
      readonly mails?: readonly NewMail[]
      /** base64 of sealed bytes. */
      readonly answers: string
      readonly screen: string
    }
  /** `invited`: accepts an operator's invitation (CHT21), where it still stands. */
  | {
      readonly type: 'chat-activate'
      readonly participant: ParticipantId
      readonly invited: boolean
    }
  | { readonly type: 'chat-off'; readonly participant: ParticipantId }
  | {
      readonly type: 'chat-send'
      readonly from: ChatSender
      /** As the sender saw it; the mode of the moment decides (CHT8). */
      readonly conversation: ConversationOf
      /** As a participant saw it who wrote this: in another one others would read it (CHT9). */
      readonly mode?: LiveHelpSettings['mode']
      /** base64 of the sealed text; at most `MAX_SEALED_TEXT` characters. */
      readonly sealed: string
    }
  /** All lines up to `upTo` have been seen (CHT7 "read"). */
  | {
      readonly type: 'chat-read'
      readonly reader: ChatSender
      readonly conversation: ConversationOf
      readonly upTo: number
    }
  /** BLK1: no operator is connected to the participant until somebody lifts it. */
  | {
      readonly type: 'block'
      readonly participant: ParticipantId
      readonly operator: AccountCard
    }
  | {
      readonly type: 'unblock'
      readonly participant: ParticipantId
      readonly operator: AccountCard
    }
  /** CHT19, CHT20: the operator who carries the conversation ends it. */
  | {
      readonly type: 'end-chat'
      readonly conversation: ConversationOf
      readonly operator: AccountCard
    }
  /** CHT5: an operator takes a conversation that nobody carries, available or not, whatever their limit. */
  | {
      readonly type: 'take-chat'
      readonly conversation: ConversationOf
      readonly operator: AccountCard
    }
  /** CHT20: the operator who carries the conversation offers it; it stays theirs until accepted. */
  | {
      readonly type: 'transfer'
      readonly conversation: ConversationOf
      readonly operator: AccountCard
      readonly to: TransferTarget
    }
  | {
      readonly type: 'cancel-transfer'
      readonly conversation: ConversationOf
      readonly operator: AccountCard
    }
  /** By an operator to whom it is offered. */
  | {
      readonly type: 'answer-transfer'
      readonly conversation: ConversationOf
      readonly operator: AccountCard
      readonly accepts: boolean
    }
  /** CHT21. */
  | {
      readonly type: 'offer-help'
      readonly participant: ParticipantId
      readonly operator: AccountCard
    }
  | {
      readonly type: 'withdraw-help'
      readonly participant: ParticipantId
      readonly operator: AccountCard
    }
  | { readonly type: 'decline-help'; readonly participant: ParticipantId }
  /**
   * The interview is over for all (`exit`): conversations end (CHT19), live help is as if it was
   * never set up, and the saved steps are dropped. Lines stay until the session is deleted.
   */
  | {
      readonly type: 'exit'
      readonly participant: ParticipantId
      /** CTL8: as of `save`. */
      readonly control?: number | null
      readonly mails?: readonly NewMail[]
    }
  /** SES3, SES4: nothing is left of the session but what the audit log says. */
  | { readonly type: 'delete'; readonly by: DeletedBy }
  /**
   * OBS1: the operator's Monitor shows the participant's screen from now on, or, where the
   * participant has to allow it first (CON3), a question is put: the room says which.
   */
  | {
      readonly type: 'observe'
      readonly participant: ParticipantId
      readonly operator: AccountCard
      readonly monitor: PageId
      readonly process: ProcessId
      /** CON4. */
      readonly floor: Consent
    }
  /**
   * The Monitor shows it no longer, and withdraws its questions. `lost`: its line ended without a
   * word, so control goes on until its lease is over (CTL6).
   */
  | {
      readonly type: 'unobserve'
      readonly participant: ParticipantId
      readonly monitor: PageId
      readonly process: ProcessId
      readonly lost: boolean
    }
  /** CTL1, CTL5: by a Monitor that observes. With `takeOver` it ends another's control. */
  | {
      readonly type: 'take-control'
      readonly participant: ParticipantId
      readonly operator: AccountCard
      readonly monitor: PageId
      readonly process: ProcessId
      /** The page that the picture shows; null where that is not known: the one opened last. */
      readonly page: PageId | null
      readonly floor: Consent
      readonly takeOver: boolean
    }
  | {
      readonly type: 'renew-control'
      readonly participant: ParticipantId
      readonly monitor: PageId
      readonly number: number
    }
  | {
      readonly type: 'release-control'
      readonly participant: ParticipantId
      readonly monitor: PageId
      readonly number: number
    }
  /** CTL7; `silent`: not the user but their page, which had heard nothing for too long. */
  | {
      readonly type: 'take-back'
      readonly participant: ParticipantId
      readonly number: number
      readonly silent: boolean
    }
  /** CON3: the participant's answer to a question. */
  | {
      readonly type: 'answer-ask'
      readonly participant: ParticipantId
      readonly operator: AccountId
      readonly what: What
      readonly accepts: boolean
    }
  /** CON2, CON3: the participant wants this operator to watch no longer, and to ask next time. */
  | {
      readonly type: 'end-watch'
      readonly participant: ParticipantId
      readonly operator: AccountId
    }
  /** The page says that it goes: control waits for the one that takes its place. */
  | {
      readonly type: 'page-leaves'
      readonly participant: ParticipantId
      readonly page: PageId
    }
  /** CHT16: asks to show the one-time notice; done once, then `exists`. */
  | { readonly type: 'informed'; readonly participant: ParticipantId }
  /** STA1: an operator takes an offline entry off their own list. */
  | {
      readonly type: 'dismiss'
      readonly participant: ParticipantId
      readonly operator: AccountId
    }
  /**
   * SES3: whoever did not begin the session takes it off their account's list; it stays as it is for
   * all, and theirs to open. Coming back to its screen, or answering, puts it on the list again.
   */
  | { readonly type: 'set-aside'; readonly participant: ParticipantId }
  | { readonly type: 'take-up'; readonly participant: ParticipantId }
  /** From the desk: the operator of some conversations is gone (CHT14). */
  | {
      readonly type: 'operator-gone'
      readonly participant: ConversationOf
      readonly operator: AccountId
    }
  /** From the desk: somebody who waited is taken by an operator (CHT5). */
  | {
      readonly type: 'operator-found'
      readonly participant: ConversationOf
      readonly operator: AccountCard
    }
  /** SES3: the account was deleted; `name` is what others knew it by. */
  | { readonly type: 'forget-account'; readonly account: AccountId; readonly name: string }
  | { readonly type: 'tick' }

export type DeletedBy =
  /** Whoever began the session, or their account's deletion. */
  | { readonly kind: 'owner'; readonly participant: ParticipantId }
  | { readonly kind: 'administrator'; readonly account: AccountCard }
  /** Refused (`stale`) when it was used since, or is open somewhere. ms since 1970. */
  | { readonly kind: 'retention'; readonly untouchedSince: number }

export type ChatSender =
  | { readonly kind: 'participant'; readonly participant: ParticipantId }
  | { readonly kind: 'operator'; readonly account: AccountCard }

/** The operator who asks: their right is read in the transaction that carries it out (ACC3, ACC4). */
export interface AskedBy {
  readonly account: AccountId
  readonly limits: OperatorLimits
}

export interface CommandToRoom {
  readonly aggregate: { readonly kind: 'room'; readonly id: SessionId }
  readonly id: CommandId
  readonly command: RoomCommand
  /** Digest of the body as the sender made it: the same id with another is refused. */
  readonly digest: string
  readonly by?: AskedBy
}

export interface CommandToDesk {
  readonly aggregate: { readonly kind: 'desk' }
  readonly id: CommandId
  readonly command: DeskCommand
  readonly digest: string
  readonly by?: AskedBy
}

export type Command = CommandToRoom | CommandToDesk
