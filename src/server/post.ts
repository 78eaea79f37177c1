/**
 * The way into the outbox of mails: checked, sealed, and queued once for each key.
 *
 *     queue ─► check ─► seal: under the session's key, or the configuration's ─► store ─► postman
 *
 * Only whoever sends a mail opens it; logs and administrators see `MailLabel` at the most.
 */
import type { MailId, SessionId } from '../base/id.ts'
import type { Address, Mail } from '../mail/mailer.ts'
import type { NewMail, StoredMail } from '../store/mail-store.ts'
import type { Store } from '../store/store.ts'
import { oneLine, parseAddress, shortened } from './mail-address.ts'
import type { Keyring, SessionKey } from './seal.ts'
import type { SessionKeys } from './session-keys.ts'

/** What a mail is for: a fixed word, shown to administrators as `mail.kind.…`. */
export const MAIL_KINDS = [
  'invitation',
  'password',
  'account',
  'interview',
  'role',
  'alert',
  'test',
] as const
export type MailKind = (typeof MAIL_KINDS)[number]

export const MAX_RECIPIENTS = 20
export const MAX_SUBJECT = 500
/** Of text and HTML together, in characters. */
export const MAX_BODY = 512 * 1024

export interface Letter {
  /**
   * Says what this mail is about, and may hold anything: the same key is queued once, whatever the
   * rest says (for a month after it was sent). As in `password-reset <digest of the link>`.
   */
  readonly key: string
  readonly kind: MailKind
  /** `ana@example.org` or `Ana <ana@example.org>`. */
  readonly to: string | readonly string[]
  /** Line breaks become blanks. */
  readonly subject: string
  readonly text: string
  readonly html?: string
  /** A mail about a session is sealed under its key, and goes with it. */
  readonly session?: SessionId
  /** It is not sent later than this many ms from now: by then the link in it is over. */
  readonly validMs?: number
}

export type LetterRefusal = 'bad-address' | 'nobody' | 'too-many' | 'too-long' | 'unknown-session'

export type Queued =
  | { readonly type: 'queued' | 'known' }
  | { readonly type: 'refused'; readonly code: LetterRefusal }

/** What administrators see of a mail. */
export interface MailLabel {
  /** Shortened: `a***@example.org`. */
  readonly to: readonly string[]
}

/** What is sealed. */
export interface MailContent extends Mail {
  /** Those of its addressees who have not got it yet. */
  readonly recipients: readonly string[]
  /** Numbers of files of the session. */
  readonly files: readonly number[]
}

export interface Post {
  /** False: no mail server is set up; what is queued waits for one, two days at most. */
  readonly isSetUp: boolean
  /** Safe to call again with the same key. It is sent soon; this does not wait for it. */
  queue(letter: Letter): Promise<Queued>
  /** Something is due: an administrator wants it tried again. */
  wake(): void
}

/** Calls back whenever there is something to send. */
export function createPost(world: {
  readonly store: Store
  readonly keyring: Keyring
  readonly keys: SessionKeys
  readonly isSetUp: boolean
  readonly wake: () => void
}): Post {
  const { store, keyring, keys, isSetUp, wake } = world
  return {
    isSetUp,
    wake,
    async queue(letter) {
      const room = letter.session ?? null
      const content = contentOf(letter)
      if (typeof content === 'string') return { type: 'refused', code: content }
      const id = mailIdFor(keyring, letter.key)
      const seal = await sealerOf(keyring, keys, room)
      if (seal === null) return { type: 'refused', code: 'unknown-session' }
      const expiresAt = letter.validMs === undefined ? null : (await store.now()) + letter.validMs
      const queued = await store.queueMail({ ...seal(id, content), kind: letter.kind, expiresAt })
      if (queued === 'unknown-session') return { type: 'refused', code: queued }
      if (queued === 'queued') wake()
      return { type: queued }
    },
  }
}

/** Made of the key, and telling nothing of it. */
export function mailIdFor(keyring: Keyring, key: string): MailId {
  // 22 characters of base64url, as every id.
  return keyring.digest('mail', key).slice(0, 22) as MailId
}

export type SealMail = (
  id: MailId,
  content: MailContent,
) => Pick<NewMail, 'id' | 'room' | 'label' | 'content' | 'recipients'>

/** Null: there is no such session. */
export async function sealerOf(
  keyring: Keyring,
  keys: SessionKeys,
  room: SessionId | null,
): Promise<SealMail | null> {
  const key = room === null ? null : await keys.find(room)
  return room !== null && key === null ? null : sealerWith(keyring, room, key)
}

/** With the session's key, or null for the configuration's. */
export function sealerWith(
  keyring: Keyring,
  room: SessionId | null,
  key: SessionKey | null,
): SealMail {
  const seal = (label: string, value: unknown): string => {
    const plain = Buffer.from(JSON.stringify(value))
    return key === null ? keyring.seal(`mail ${label}`, plain) : key.seal('mail', label, plain)
  }
  return (id, content) => ({
    id,
    room,
    label: seal(`${id} label`, { to: content.recipients.map(shortened) } satisfies MailLabel),
    content: seal(`${id} content`, content),
    recipients: content.recipients.length,
  })
}

/** Null: it cannot be read, and never will be. Rejects when the store is away. */
export async function openMail(
  world: { readonly keyring: Keyring; readonly keys: SessionKeys },
  mail: StoredMail,
): Promise<MailContent | null> {
  if (mail.content === null) return null
  const opened = await openSealed(world, mail, 'content', mail.content)
  // Sealed by `sealerOf` under this mail's id: nobody else can have made it.
  return opened === null ? null : (JSON.parse(opened) as MailContent)
}

/** As `openMail`. */
export async function openLabel(
  world: { readonly keyring: Keyring; readonly keys: SessionKeys },
  mail: StoredMail,
): Promise<MailLabel | null> {
  const opened = await openSealed(world, mail, 'label', mail.label)
  // As above.
  return opened === null ? null : (JSON.parse(opened) as MailLabel)
}

async function openSealed(
  { keyring, keys }: { readonly keyring: Keyring; readonly keys: SessionKeys },
  { id, room }: StoredMail,
  part: 'content' | 'label',
  sealed: string,
): Promise<string | null> {
  const key = room === null ? null : await keys.find(room)
  if (room !== null && key === null) return null
  const label = `${id} ${part}`
  try {
    const plain =
      key === null ? keyring.open(`mail ${label}`, sealed) : key.open('mail', label, sealed)
    return Buffer.from(plain).toString()
  } catch {
    // Another configuration's key, or a damaged row.
    return null
  }
}

function contentOf(letter: Letter): MailContent | LetterRefusal {
  const written = typeof letter.to === 'string' ? [letter.to] : letter.to
  if (written.length > MAX_RECIPIENTS) return 'too-many'
  const to = written.map(parseAddress).filter((address) => address !== null)
  if (to.length < written.length) return 'bad-address'
  const { text, html = null } = letter
  return checkedContent({
    from: null,
    replyTo: null,
    to,
    cc: [],
    bcc: [],
    subject: letter.subject,
    text,
    html,
    files: [],
  })
}

/** Whole, or why not. */
export function checkedContent(mail: Omit<MailContent, 'recipients'>): MailContent | LetterRefusal {
  const everybody: readonly Address[] = [...mail.to, ...mail.cc, ...mail.bcc]
  const recipients = [...new Set(everybody.map(({ address }) => address))]
  if (recipients.length === 0) return 'nobody'
  if (recipients.length > MAX_RECIPIENTS) return 'too-many'
  if (mail.text.length + (mail.html?.length ?? 0) > MAX_BODY) return 'too-long'
  if (mail.subject.length > 4 * MAX_SUBJECT) return 'too-long'
  const subject = oneLine(mail.subject)
  if (subject.length > MAX_SUBJECT) return 'too-long'
  const [text, html] = [plainText(mail.text), mail.html === null ? null : plainText(mail.html)]
  return { ...mail, subject, text, html, recipients }
}

/** Line breaks of one kind; nothing that a mail cannot hold. */
function plainText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD').replaceAll(/\r\n?/g, '\n')
}
