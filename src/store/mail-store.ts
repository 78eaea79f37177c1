/**
 * The outbox of mails: a row each, from the transaction that wants the mail until a month after it
 * was settled. What a mail says is sealed; this folder never sees it.
 *
 *                   ┌────────────── refused for now ──────────────┐
 *                   ▼                                             │
 *     queue ─► waiting ─► claim: sending (committed) ─► the mail is handed over ─► sent
 *                   ▲            │ nobody says what came of it            ├──────► failed
 *                   └─── once ───┴───────── twice ──────► doubtful        └ not known: as left
 *
 * What an outcome means is decided in `mail/fate.ts`.
 */
import type { AuditOperator } from '../live/audit-entry.ts'
import type { MailId, SessionId } from '../base/id.ts'
import type { NewMail } from '../live/mail.ts'

export type { NewMail }

export const MAIL_STATES = [
  'waiting',
  /** Claimed by a process, which has until `dueAt` to say what came of it. */
  'sending',
  'sent',
  /** Refused for good, or tried for too long. */
  'failed',
  /** It may have arrived or not: the line broke twice before the mail server's word. */
  'doubtful',
  /** An administrator took it out. */
  'dropped',
] as const

export type MailState = (typeof MAIL_STATES)[number]

export interface StoredMail extends Omit<NewMail, 'content'> {
  /** Null once it is sent or dropped. */
  readonly content: string | null
  readonly state: MailState
  /** How often it was claimed. */
  readonly attempts: number
  /** How often it is not known whether it arrived. */
  readonly doubts: number
  /** Why it has not been sent: the mail server's number, or a word of ours. */
  readonly code: string | null
  readonly createdAt: number
  readonly changedAt: number
  /** When it is tried next, or its claim lapses; null: never. */
  readonly dueAt: number | null
}

/** What came of one attempt. */
export interface MailSettled {
  readonly id: MailId
  /** `StoredMail.attempts` of the attempt: a later one is not overwritten. */
  readonly attempt: number
  readonly state: Exclude<MailState, 'sending' | 'dropped'>
  readonly doubts: number
  readonly code: string | null
  readonly dueAt: number | null
  /** What is left to be sent, sealed anew; absent: as it was. Once sent, nothing is kept. */
  readonly content?: string
}

export interface MailStore {
  /** `known`: queued before under this id, whatever became of it; nothing is changed. */
  queueMail(mail: NewMail): Promise<'queued' | 'known' | 'unknown-session'>
  /** The longest due first; nobody else gets them until the lease is over. */
  claimMails(given: {
    readonly limit: number
    readonly leaseMs: number
  }): Promise<readonly StoredMail[]>
  /** Claimed, and no word of it within the lease. */
  readLapsedMails(limit: number): Promise<readonly StoredMail[]>
  /** Those that waited for so long, or whose time is over: they failed, with the code `too-old`. */
  expireMails(waitMs: number): Promise<void>
  /** False when somebody else settled this attempt, or an administrator dropped the mail. */
  settleMail(settled: MailSettled): Promise<boolean>
  findMail(id: MailId): Promise<StoredMail | null>
  /** The last changed first, all or those in these states; `before` is the last one of the page before. */
  listMails(part: {
    readonly limit: number
    readonly state: MailState | null
    readonly before: { readonly changedAt: number; readonly id: MailId } | null
  }): Promise<readonly StoredMail[]>
  countMails(): Promise<Readonly<Record<MailState, number>>>
  /**
   * False when it is not one that failed, is doubtful, or waits. Its time begins anew. Here and below,
   * `by` stands in the audit log (ACC5).
   */
  retryMail(id: MailId, by?: AuditOperator): Promise<boolean>
  /** False when it is sent, being sent, or gone. */
  dropMail(id: MailId, by?: AuditOperator): Promise<boolean>
  /** Addressees of the session's mails since then; null: of all sessions' mails. */
  countRecipients(room: SessionId | null, since: number): Promise<number>
  /** Rows settled before then go: ids of theirs are free again. */
  forgetMails(settledBefore: number): Promise<void>
}
