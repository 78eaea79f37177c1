/**
 * Takes mails out of the outbox and hands them over, in every server process; the store gives each
 * mail to one of them. "It is being sent" is committed before it is sent, so that a process which
 * dies in between leaves a mail that may have arrived, not one that is sent again and again.
 */
import type { SessionId } from '../base/id.ts'
import { MAX_SENDING_MS } from '../mail/mailer.ts'
import type { Attachment, Mailer, SendOutcome } from '../mail/mailer.ts'
import type { MailSettled, StoredMail } from '../store/mail-store.ts'
import type { Store } from '../store/store.ts'
import { fateOf, TRIED_FOR_MS } from './mail-fate.ts'
import { openMail, sealerOf, type MailContent } from './post.ts'
import { errorName } from './room-shell.ts'
import type { Keyring } from './seal.ts'
import type { SessionKeys } from './session-keys.ts'
import type { Log } from './settings.ts'
import type { Chore } from './sweeper.ts'
import type { Timing } from './timing.ts'

const DELIVER_EVERY_MS = 5_000
const FORGET_EVERY_MS = 60 * 60 * 1000
/** What is sent, failed or dropped; its key is free again then. */
export const SETTLED_KEPT_MS = 30 * 24 * 60 * 60 * 1000
const AT_ONCE = 5
/** Longer than any attempt takes. */
const LEASE_MS = MAX_SENDING_MS + 180_000
const CLOSE_MS = 5_000

export interface Postman {
  /** Everything that is due, one run at a time. Rejects when the store is away. */
  deliver(): Promise<void>
  /** The same soon, for nobody who waits. */
  wake(): void
  readonly chores: readonly Chore[]
  /** What is on its way gets a moment to arrive. */
  close(): Promise<void>
}

/** Null: one of them is not there any more. */
export type ReadAttachments = (
  room: SessionId,
  files: readonly number[],
) => Promise<readonly Attachment[] | null>

export function createPostman(world: {
  readonly store: Store
  readonly mailer: Mailer
  readonly keyring: Keyring
  readonly keys: SessionKeys
  readonly readAttachments: ReadAttachments
  readonly timing: Timing
  readonly log: Log
}): Postman {
  const { store, mailer, keyring, keys, timing, log } = world
  /** What could not be written down because the store was away. */
  const untold = new Set<MailSettled>()
  let running: Promise<void> | null = null
  let again = false
  let isClosed = false

  function deliver(): Promise<void> {
    again = true
    running ??= run().finally(() => {
      running = null
    })
    return running
  }

  async function run(): Promise<void> {
    while (again && !isClosed) {
      again = false
      for (const settled of untold) {
        await store.settleMail(settled)
        untold.delete(settled)
      }
      for (const mail of await store.readLapsedMails(AT_ONCE)) {
        log('mail-lapsed', { kind: mail.kind })
        await store.settleMail(fateOf(mail, { type: 'lapsed' }, await store.now()).settled)
        again = true
      }
      await store.expireMails(TRIED_FOR_MS)
      if (!mailer.isSetUp) continue
      const claimed = await store.claimMails({ limit: AT_ONCE, leaseMs: LEASE_MS })
      const outcomes = await Promise.all(claimed.map(sendOne))
      // With the mail server away, the others need not try now.
      if (outcomes.some(({ type }) => type !== 'away')) again = true
    }
  }

  async function sendOne(mail: StoredMail): Promise<SendOutcome> {
    const startedAt = timing.now()
    const { outcome, content } = await attempt(mail)
    // By the store's clock, which may be out of reach just now.
    const now = mail.changedAt + Math.round(timing.now() - startedAt)
    const { settled, left } = fateOf(mail, outcome, now)
    const code = settled.code === null ? {} : { code: settled.code }
    log('mail', { kind: mail.kind, state: settled.state, attempt: mail.attempts, ...code })
    const rest = left === null || content === null ? {} : await sealRest(mail, content, left)
    const told = { ...settled, ...rest }
    try {
      await store.settleMail(told)
    } catch (error) {
      log('mail-untold', { error: errorName(error) })
      untold.add(told)
    }
    return outcome
  }

  async function attempt(mail: StoredMail): Promise<{
    readonly outcome: SendOutcome
    readonly content: MailContent | null
  }> {
    let content: MailContent | null = null
    let attachments: readonly Attachment[] | null = []
    try {
      content = await openMail({ keyring, keys }, mail)
      if (content === null) return { outcome: { type: 'never', code: 'unreadable' }, content }
      if (mail.room !== null && content.files.length > 0) {
        attachments = await world.readAttachments(mail.room, content.files)
      }
    } catch (error) {
      log('mail-not-read', { kind: mail.kind, error: errorName(error) })
      return { outcome: { type: 'later', code: 'not-read' }, content }
    }
    if (attachments === null) return { outcome: { type: 'never', code: 'attachment' }, content }
    const { id, createdAt: date } = mail
    return { outcome: await mailer.send({ ...content, id, date, attachments }), content }
  }

  async function sealRest(
    mail: StoredMail,
    content: MailContent,
    recipients: readonly string[],
  ): Promise<{ readonly content?: string }> {
    const seal = await sealerOf(keyring, keys, mail.room)
    return seal === null ? {} : { content: seal(mail.id, { ...content, recipients }).content }
  }

  return {
    deliver,
    wake() {
      deliver().catch((error: unknown) => log('mail-failed', { error: errorName(error) }))
    },
    chores: [
      { everyMs: DELIVER_EVERY_MS, name: 'mail', run: deliver },
      {
        everyMs: FORGET_EVERY_MS,
        name: 'forget-mail',
        run: async () => store.forgetMails((await store.now()) - SETTLED_KEPT_MS),
      },
    ],
    async close() {
      isClosed = true
      if (running === null) return
      const { promise, resolve } = Promise.withResolvers<void>()
      const stop = timing.after(CLOSE_MS, resolve)
      await Promise.race([running.catch(() => undefined), promise])
      stop()
    },
  }
}
