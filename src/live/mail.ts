/** A mail on its way into the outbox: sealed, so that nothing here knows what it says. */
import type { MailId, SessionId } from '../base/id.ts'

export interface NewMail {
  /** Made of the mail's key: the same key is the same mail. Stands in its Message-ID. */
  readonly id: MailId
  /** Whose key seals it; with the session it goes. Null: sealed under the configuration's. */
  readonly room: SessionId | null
  /** A fixed word: what it is for. */
  readonly kind: string
  /** Sealed: what administrators see of it. */
  readonly label: string
  /** Sealed: the mail. */
  readonly content: string
  readonly recipients: number
  /** Not sent later than this; null: as long as mails are tried. */
  readonly expiresAt: number | null
}
