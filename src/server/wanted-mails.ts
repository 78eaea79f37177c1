/**
 * From what interview code wants sent to what the outbox takes: checked once more, since whoever got
 * out of Python must not get further by it, and sealed under the session's key.
 */
import type { MailPerson, WantedMail } from '../interview/request.ts'
import type { NewMail } from '../live/mail.ts'
import type { Address } from '../mail/mailer.ts'
import type { Store } from '../store/store.ts'
import type { Visit } from './door.ts'
import { addressOf } from './mail-address.ts'
import { placeIcons } from './pages/file-marks.ts'
import { renderMarkdown } from './pages/markdown.ts'
import { sanitize } from './pages/sanitize.ts'
import { checkedContent, mailIdFor, sealerWith, type MailContent } from './post.ts'
import { textOfHtml } from './text-of-html.ts'
import type { Keyring } from './seal.ts'
import type { Log, Settings } from './settings.ts'

const HOUR_MS = 60 * 60 * 1000

export interface MailLimits {
  readonly store: Store
  readonly settings: Settings
}

/**
 * How many more addressees the session may have now: by its own limit, and by that of all, since
 * anybody can begin many.
 */
export async function mailsLeft({ store, settings }: MailLimits, visit: Visit): Promise<number> {
  const since = (await store.now()) - HOUR_MS
  const [own, all] = await Promise.all([
    store.countRecipients(visit.room.id, since),
    store.countRecipients(null, since),
  ])
  const left = Math.min(settings.mailsPerSession - own, settings.mailsPerHour - all)
  return Math.max(0, left)
}

/** `cause`: what led to them; of the same cause the same mail is queued once. */
export async function mailsToQueue(
  world: MailLimits & { readonly keyring: Keyring; readonly log: Log },
  visit: Visit,
  wanted: readonly WantedMail[],
  cause: string,
): Promise<readonly NewMail[]> {
  if (wanted.length === 0) return []
  const { keyring, log } = world
  const seal = sealerWith(keyring, visit.room.id, visit.key)
  let left = await mailsLeft(world, visit)
  return wanted.flatMap((mail, index): readonly NewMail[] => {
    const content = contentOf(mail)
    if (typeof content === 'string') {
      log('mail-refused', { kind: mail.kind, code: content })
      return []
    }
    left -= content.recipients.length
    if (left < 0) {
      log('mail-refused', { kind: mail.kind, code: 'limit' })
      return []
    }
    // What names itself is sent once in a session, however often people come upon it (ROL2).
    const name = mail.key === null ? `${cause} ${index}` : `role ${mail.key}`
    const id = mailIdFor(keyring, `${visit.room.id} ${name}`)
    return [{ ...seal(id, content), kind: mail.kind, expiresAt: null }]
  })
}

function contentOf(mail: WantedMail): ReturnType<typeof checkedContent> {
  const made = mail.markdown === null ? null : renderMarkdown(mail.markdown).html
  const marked = mail.html === null ? made : sanitize(mail.html)
  // A mail brings no pictures of the interview.
  const html = marked === null ? null : placeIcons(marked, () => null)
  const content: Omit<MailContent, 'recipients'> = {
    from: one(mail.from),
    replyTo: one(mail.replyTo),
    to: all(mail.to),
    cc: all(mail.cc),
    bcc: all(mail.bcc),
    subject: mail.subject,
    text: mail.text ?? (html === null ? '' : textOfHtml(html)),
    html: html === null ? null : `<!DOCTYPE html><html><body>${html}</body></html>`,
    files: mail.files,
  }
  return checkedContent(content)
}

function one(person: MailPerson | null): Address | null {
  return person === null ? null : addressOf(person.name, person.address)
}

function all(people: readonly MailPerson[]): readonly Address[] {
  return people.map(one).filter((address) => address !== null)
}
