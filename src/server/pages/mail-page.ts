/** The administrators' page of the outbox of mails. */
import { MAIL_STATES, type MailState } from '../../store/mail-store.ts'
import { text } from '../../texts/text.ts'
import { PATHS, url } from '../routes.ts'
import { renderAdminPage } from './admin-frame.ts'
import { attr, html, type Html } from './html.ts'
import { renderProblem, type PageInput } from './shell.ts'

export interface MailEntry {
  readonly id: string
  /** What it is for and, shortened, for whom. */
  readonly title: string
  readonly state: MailState
  /** State, times, attempts and codes, as sentences. */
  readonly notes: readonly string[]
  /** It may be tried again or dropped. */
  readonly isOpen: boolean
  /** In development only: what it says. */
  readonly content: string | null
}

export interface MailPageInput extends PageInput {
  readonly isSetUp: boolean
  readonly problem: string | null
  readonly state: MailState | null
  readonly counts: Readonly<Record<MailState, number>>
  readonly mails: readonly MailEntry[]
  readonly zone: string
  /** Queries of the same page; null where there is nothing to go to. */
  readonly older: string | null
  readonly newest: string | null
}

/** Asks by GET with `state` and `before`; posts `do` (`again`, `drop`) with `id`. */
export function renderMailPage(input: MailPageInput): string {
  const here = url(input.root, PATHS.mail)
  const title = text('mail.title')
  const noServer = input.isSetUp
    ? null
    : html`<div class="al-refused" role="status">${text('mail.noServer')}</div>`
  const list =
    input.mails.length === 0
      ? html`<p role="status">${text('mail.none')}</p>`
      : html`<ul class="al-users" aria-label="${text('mail.entries')}">
          ${input.mails.map((mail) => renderEntry(mail, here))}
        </ul>`
  const content = html`<h1>${title}</h1>
    <p class="al-lead">${text('mail.lead')}</p>
    ${noServer}${renderProblem(input.problem)}${renderStates(input, here)}${list}
    <p class="al-buttons">
      ${renderGo(here, input.newest, text('mail.newest'))}${renderGo(here, input.older, text('mail.older'))}
    </p>
    <p class="al-users-note">${text('mail.zone', { zone: input.zone })}</p>`
  return renderAdminPage(input, { path: PATHS.mail, title, content })
}

function renderStates({ state, counts }: MailPageInput, here: string): Html {
  const link = (query: string, label: string, isChosen: boolean): Html =>
    html`<li>
      <a
        class="al-admin-link"
        href="${here}${query}"
        ${attr('aria-current', isChosen ? 'true' : null)}
        >${label}</a
      >
    </li>`
  return html`<nav class="al-admin-pages" aria-label="${text('mail.states')}">
    <ul>
      ${link('', text('mail.all'), state === null)}
      ${MAIL_STATES.map((one) =>
        link(`?state=${one}`, `${text(`mail.state.${one}`)} (${counts[one]})`, one === state),
      )}
    </ul>
  </nav>`
}

function renderEntry(mail: MailEntry, here: string): Html {
  const content =
    mail.content === null
      ? null
      : html`<details>
          <summary>${text('mail.content')}</summary>
          <div class="al-detail">${mail.content}</div>
        </details>`
  const buttons = mail.isOpen
    ? html`<div class="al-buttons">
        ${renderButton(mail, here, 'again')}${renderButton(mail, here, 'drop')}
      </div>`
    : null
  return html`<li class="al-users-entry">
    <div class="al-users-who">
      <div class="al-users-name">
        ${mail.title}
        <span class="badge text-bg-secondary">${text(`mail.state.${mail.state}`)}</span>
      </div>
      <div class="al-users-note">${mail.notes.join(' · ')}</div>
      ${mail.state === 'doubtful' ? html`<div class="al-users-note">${text('mail.doubtfulHelp')}</div>` : null}
      ${content}
    </div>
    ${buttons}
  </li>`
}

function renderButton({ id, title }: MailEntry, here: string, what: 'again' | 'drop'): Html {
  const label = text(`mail.${what}`)
  return html`<form method="post" action="${here}">
    <input type="hidden" name="do" value="${what}" /><input type="hidden" name="id" value="${id}" />
    <button type="submit" class="btn btn-outline-secondary btn-sm" aria-label="${label}: ${title}">
      ${label}
    </button>
  </form>`
}

function renderGo(here: string, query: string | null, label: string): Html | null {
  if (query === null) return null
  return html`<a class="btn btn-outline-secondary" href="${here}${query}">${label}</a>`
}
