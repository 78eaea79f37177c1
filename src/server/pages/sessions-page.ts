/** "My interviews", and the question before one is deleted. */
import { text } from '../../texts/text.ts'
import { PATHS, url } from '../routes.ts'
import { html, type Html } from './html.ts'
import { renderShell, type PageInput } from './shell.ts'

export interface SessionEntry {
  readonly title: string
  /** File of the interview. */
  readonly interview: string
  readonly begun: Moment
  readonly used: Moment
  /** 0 to 100. */
  readonly progress: number | null
  /** Ended by `exit`: its answers are gone. */
  readonly isOver: boolean
  readonly resume: string
  /** The way off the list: whoever began it deletes it, others leave it to the others. */
  readonly away: { readonly how: 'delete' | 'set-aside'; readonly url: string } | null
}

interface Moment {
  readonly iso: string
  readonly text: string
}

export interface SessionsPageInput extends PageInput {
  readonly signedIn: boolean
  readonly sessions: readonly SessionEntry[]
  /** Mark of the next part; null: there is none. */
  readonly next: string | null
  readonly isFirst: boolean
  /** What was done just now. */
  readonly done: 'deleted' | 'set-aside' | null
}

export function renderSessionsPage(input: SessionsPageInput): string {
  const { root, sessions, next, isFirst } = input
  const here = url(root, PATHS.sessions)
  const done =
    input.done === null
      ? null
      : html`<div class="al-good" role="status">
          ${text(input.done === 'deleted' ? 'sessions.deleted' : 'sessions.setAsideDone')}
        </div>`
  return renderShell(
    input,
    text('sessions.title'),
    html`<h1>${text('sessions.title')}</h1>
      ${done}${
        input.signedIn
          ? html`<p class="al-lead">${text('sessions.lead')}</p>`
          : html`<p class="al-lead">${text('sessions.signIn')}</p>
              <p class="al-buttons">
                <a
                  class="btn btn-primary"
                  href="${url(root, PATHS.signIn)}?next=${encodeURIComponent(here)}"
                  >${text('common.signIn')}</a
                >
              </p>`
      }${input.signedIn && sessions.length === 0 ? html`<p>${text('sessions.none')}</p>` : null}
      ${sessions.length === 0 ? null : renderSessionList(sessions)}
      ${
        next === null && isFirst
          ? null
          : html`<nav class="al-buttons" aria-label="${text('sessions.pages')}">
              ${isFirst ? null : html`<a class="btn btn-outline-secondary" href="${here}">${text('sessions.first')}</a>`}
              ${next === null ? null : html`<a class="btn btn-outline-secondary" href="${here}?after=${next}">${text('sessions.older')}</a>`}
            </nav>`
      }${input.signedIn ? renderExport(root) : null}`,
  )
}

function renderExport(root: string): Html {
  return html`<section class="al-export" aria-labelledby="export">
    <p id="export-what">${text('sessions.exportWhat')}</p>
    <form method="post" action="${url(root, PATHS.ownExport)}">
      <button
        type="submit"
        id="export"
        class="btn btn-outline-secondary"
        aria-describedby="export-what"
      >
        ${text('sessions.export')}
      </button>
    </form>
  </section>`
}

/** On the page of the list itself. */
function renderSessionList(sessions: readonly SessionEntry[]): Html {
  return renderList(
    sessions,
    (title, id) => html`<h2 class="al-session-title" id="${id}">${title}</h2>`,
  )
}

/** What the start page offers to go on with, below its heading. */
export function renderLatest(root: string, sessions: readonly SessionEntry[]): Html | null {
  if (sessions.length === 0) return null
  const shown = sessions.map((entry) => ({ ...entry, away: null }))
  return html`<section aria-labelledby="latest">
    <h2 id="latest">${text('sessions.goOn')}</h2>
    ${renderList(shown, (title, id) => html`<h3 class="al-session-title" id="${id}">${title}</h3>`)}
    <p><a href="${url(root, PATHS.sessions)}">${text('sessions.all')}</a></p>
    <h2>${text('sessions.beginNew')}</h2>
  </section>`
}

function renderList(
  sessions: readonly SessionEntry[],
  heading: (title: string, id: string) => Html,
): Html {
  return html`<ul class="al-sessions">
    ${sessions.map((entry, at) => renderSession(entry, `session-${at}`, heading))}
  </ul>`
}

function renderSession(
  entry: SessionEntry,
  name: string,
  heading: (title: string, id: string) => Html,
): Html {
  const { begun, used, progress } = entry
  const facts = [
    html`${text('sessions.begun')} <time datetime="${begun.iso}">${begun.text}</time>`,
    html`${text('sessions.used')} <time datetime="${used.iso}">${used.text}</time>`,
    entry.isOver ? text('sessions.over') : null,
    progress === null || entry.isOver ? null : text('sessions.progress', { percent: progress }),
  ].filter((fact) => fact !== null)
  const word = entry.isOver ? text('sessions.again') : text('sessions.resume')
  const { away } = entry
  const off =
    away === null
      ? null
      : html` <a
          class="btn ${away.how === 'delete' ? 'btn-outline-danger' : 'btn-outline-secondary'}"
          href="${away.url}"
          id="${name}-away"
          aria-labelledby="${name}-away ${name}"
          >${text(away.how === 'delete' ? 'sessions.delete' : 'sessions.setAside')}</a
        >`
  return html`<li class="al-session">
    <div class="al-session-about">
      ${heading(entry.title, name)}
      <p class="al-interview-path">${entry.interview}</p>
      <p class="al-session-facts">${facts.map((fact) => html`<span>${fact}</span> `)}</p>
    </div>
    <p class="al-session-buttons">
      <a
        class="btn btn-primary"
        href="${entry.resume}"
        id="${name}-resume"
        aria-labelledby="${name}-resume ${name}"
        >${word}</a
      >${off}
    </p>
  </li>`
}

export interface DeletePageInput extends PageInput {
  readonly title: string
  /** Who take part in it. */
  readonly people: number
  /** Posts there. */
  readonly action: string
  readonly back: string
}

export function renderDeletePage(input: DeletePageInput): string {
  const title = text('sessions.deleteTitle')
  return renderShell(
    input,
    title,
    html`<div class="al-card">
      <h1>${title}</h1>
      <p class="al-lead"><strong>${input.title}</strong></p>
      <p>${text('sessions.deleteWhat')}</p>
      ${input.people > 1 ? html`<p>${text('sessions.deleteOthers')}</p>` : null}
      <form method="post" action="${input.action}">
        <div class="al-buttons">
          <button type="submit" class="btn btn-danger">${text('sessions.deleteNow')}</button>
          <a class="btn btn-outline-secondary" href="${input.back}">${text('sessions.keep')}</a>
        </div>
      </form>
    </div>`,
  )
}

export interface SetAsidePageInput extends PageInput {
  readonly title: string
  /** Posts there. */
  readonly action: string
  /** Whole address of the session, for whoever writes it down. */
  readonly link: string
  readonly back: string
}

export function renderSetAsidePage(input: SetAsidePageInput): string {
  const title = text('sessions.setAsideTitle')
  return renderShell(
    input,
    title,
    html`<div class="al-card">
      <h1>${title}</h1>
      <p class="al-lead"><strong>${input.title}</strong></p>
      <p>${text('sessions.setAsideWhat')}</p>
      <p>
        ${text('sessions.setAsideBack')}<br />
        <a class="text-break" href="${input.link}">${input.link}</a>
      </p>
      <form method="post" action="${input.action}">
        <div class="al-buttons">
          <button type="submit" class="btn btn-primary">${text('sessions.setAsideNow')}</button>
          <a class="btn btn-outline-secondary" href="${input.back}"
            >${text('sessions.setAsideKeep')}</a
          >
        </div>
      </form>
    </div>`,
  )
}
