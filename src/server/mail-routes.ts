/** The administrators' page of the outbox: what waits, what went wrong, and another try. */
import { parseMailId } from '../base/id.ts'
import { must } from '../base/must.ts'
import { MAIL_STATES, type MailState, type StoredMail } from '../store/mail-store.ts'
import { text } from '../texts/text.ts'
import { readForm } from './forms.ts'
import { renderMailPage, type MailEntry } from './pages/mail-page.ts'
import { MAIL_KINDS, openLabel, openMail } from './post.ts'
import { PATHS, url } from './routes.ts'
import type { SessionKeys } from './session-keys.ts'
import { cardOf } from './visitor.ts'
import { errorPage, frame, page, redirect, route, type Ask, type Site, type World } from './web.ts'
import { clockText } from './zoned-day.ts'

const PAGE_SIZE = 50

export function addMailRoutes(world: World & { readonly keys: SessionKeys }, site: Site): void {
  const { store, settings, keyring, mailer } = world.deps
  const sealed = { keyring, keys: world.keys }

  route(world, site, 'GET', PATHS.mail, (ask) => show(ask, null))

  route(world, site, 'POST', PATHS.mail, async (ask) => {
    const form = await readForm(ask)
    const id = parseMailId(form?.get('id')?.[0] ?? '')
    const what = form?.get('do')?.[0]
    if (id === null || (what !== 'again' && what !== 'drop')) {
      return errorPage(world, ask, 400, 'error.badRequest')
    }
    const by = cardOf(must(ask.var.visitor.account, 'the access rule asks for an administrator'))
    const isDone = what === 'again' ? await store.retryMail(id, by) : await store.dropMail(id, by)
    if (!isDone) return show(ask, text('mail.notNow'), 409)
    world.deps.log('mail-handled', { what })
    if (what === 'again') world.post.wake()
    return redirect(ask, url(settings.root, PATHS.mail))
  })

  async function show(ask: Ask, problem: string | null, status = 200): Promise<Response> {
    const state = MAIL_STATES.find((one) => one === ask.req.query('state')) ?? null
    const before = parsePlace(ask.req.query('before') ?? '')
    const zone = ask.var.visitor.account?.timezone ?? settings.timezone
    const found = await store.listMails({ limit: PAGE_SIZE + 1, state, before })
    const shown = found.slice(0, PAGE_SIZE)
    const last = shown.at(-1)
    const mails: MailEntry[] = []
    for (const mail of shown) mails.push(await entryOf(mail, zone))
    const html = renderMailPage({
      ...frame(world, ask),
      isSetUp: mailer.isSetUp,
      problem,
      state,
      counts: await store.countMails(),
      mails,
      zone,
      older:
        found.length > PAGE_SIZE && last !== undefined
          ? queryOf(state, `${last.changedAt}-${last.id}`)
          : null,
      newest: before === null ? null : queryOf(state, null),
    })
    return page(world, ask, html, status)
  }

  async function entryOf(mail: StoredMail, zone: string): Promise<MailEntry> {
    const kind = text(`mail.kind.${MAIL_KINDS.find((one) => one === mail.kind) ?? 'account'}`)
    const label = await openLabel(sealed, mail)
    const content = settings.development ? await openMail(sealed, mail) : null
    const [to] = label?.to ?? []
    const more = mail.recipients - 1
    const title =
      to === undefined
        ? text('mail.unreadable', { kind })
        : text(more > 0 ? 'mail.toMore' : 'mail.to', { kind, to, count: more })
    return {
      id: mail.id,
      title,
      state: mail.state,
      notes: notesOf(mail, zone),
      isOpen: ['waiting', 'failed', 'doubtful'].includes(mail.state),
      content: content === null ? null : `${content.subject}\n\n${content.text}`,
    }
  }
}

function notesOf(mail: StoredMail, zone: string): readonly string[] {
  const { code, attempts } = mail
  const clock = (at: number): string => clockText(at, zone)
  return [
    text('mail.when', { created: clock(mail.createdAt) }),
    ...(mail.changedAt === mail.createdAt
      ? []
      : [
          text('mail.changed', {
            state: text(`mail.state.${mail.state}`),
            changed: clock(mail.changedAt),
          }),
        ]),
    text('mail.attempts', { count: attempts }),
    ...(code === null ? [] : [text(/^\d/.test(code) ? 'mail.code' : 'mail.word', { code })]),
    ...(mail.state === 'waiting' && attempts > 0 && mail.dueAt !== null
      ? [text('mail.next', { due: clock(mail.dueAt) })]
      : []),
  ]
}

function queryOf(state: MailState | null, before: string | null): string {
  const query = new URLSearchParams({
    ...(state === null ? {} : { state }),
    ...(before === null ? {} : { before }),
  }).toString()
  return query === '' ? '' : `?${query}`
}

function parsePlace(written: string) {
  const found = /^(?<at>\d{1,15})-(?<id>.+)$/.exec(written)?.groups
  const id = parseMailId(found?.['id'] ?? '')
  return id === null ? null : { changedAt: Number(found?.['at']), id }
}
