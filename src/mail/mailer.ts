/**
 * Hands one mail over to a mail server. Promises, held by `contract.ts` on every implementation:
 * - It says what came of it and never rejects, within `MAX_SENDING_MS`.
 * - `away`, `later` and `never` are said only when the mail cannot have been taken; what may have
 *   arrived is `unknown`.
 * - The same mail sent again has the same Message-ID.
 * - Nothing that stands in a mail becomes a header or a command of its own.
 * - No error and no code holds anything of the mail or of the mail server's words.
 */

export interface Address {
  /** As people read it; null: the address alone. */
  readonly name: string | null
  readonly address: string
}

export interface Attachment {
  readonly filename: string
  readonly mimetype: string
  readonly content: Uint8Array
}

/** What a mail says: checked, whole. */
export interface Mail {
  /** Null: the configuration's default sender. */
  readonly from: Address | null
  readonly replyTo: Address | null
  readonly to: readonly Address[]
  readonly cc: readonly Address[]
  readonly bcc: readonly Address[]
  readonly subject: string
  readonly text: string
  readonly html: string | null
}

export interface Outgoing extends Mail {
  /** Letters, digits, `-` and `_`: what its Message-ID is made of. */
  readonly id: string
  /** ms since 1970: when it was queued. */
  readonly date: number
  /** Those of its addressees who have not got it yet. */
  readonly recipients: readonly string[]
  readonly attachments: readonly Attachment[]
}

/** The mail server's number (`550`), or a word of ours (`connection`, `no-server`). */
export type MailCode = string

export type SendOutcome =
  /** Taken for all recipients but these; at least one has it. */
  | { readonly type: 'taken'; readonly refused: readonly RefusedRecipient[] }
  /** `away`: the mail server cannot be reached, or lets us in not now; no other mail need try. */
  | { readonly type: 'away' | 'later' | 'never' | 'unknown'; readonly code: MailCode }

export interface RefusedRecipient {
  readonly address: string
  readonly type: 'later' | 'never'
  readonly code: MailCode
}

export const MAX_SENDING_MS = 120_000

export interface Mailer {
  /** False: no mail server is set up, and mails stay where they are. */
  readonly isSetUp: boolean
  send(mail: Outgoing): Promise<SendOutcome>
  close(): Promise<void>
}
