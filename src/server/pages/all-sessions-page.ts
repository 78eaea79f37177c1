import { text } from '../../texts/text.ts'
import { PATHS, sessionAdminUrl, url } from '../routes.ts'
import { renderAdminPage } from './admin-frame.ts'
import { attr, flag, html, type Html } from './html.ts'
import { renderProblem, type PageInput } from './shell.ts'
import type { SessionId } from '../../base/id.ts'

export interface SessionLine {
  readonly id: SessionId
  readonly title: string
  /** File of the interview. */
  readonly interview: string
  readonly begun: Moment
  readonly used: Moment
  /** What is to be known of it now, in words. */
  readonly facts: readonly string[]
  readonly isOpen: boolean
}

interface Moment {
  readonly iso: string
  readonly text: string
}

export interface AllSessionsInput extends PageInput {
  readonly lines: readonly SessionLine[]
  /** Of all sessions. */
  readonly interviews: readonly string[]
  /** As asked for. */
  readonly wish: { readonly interview: string; readonly id: string; readonly isOpen: boolean }
  readonly justDeleted: boolean
  readonly problem: string | null
  /** Queries of the same page; null where there is nothing to go to. */
  readonly older: string | null
  readonly newest: string | null
}

/** Asks by GET with `interview`, `id`, `open`. */
export function renderAllSessionsPage(input: AllSessionsInput): string {
  const here = url(input.root, PATHS.allSessions)
  const title = text('allSessions.title')
  const done = input.justDeleted
    ? html`<div class="al-good" role="status">${text('allSessions.deleted')}</div>`
    : null
  const list =
    input.lines.length === 0
      ? html`<p role="status">${text('allSessions.none')}</p>`
      : html`<ul class="al-sessions" aria-label="${text('allSessions.list')}">
          ${input.lines.map((line) => renderLine(line, input.root))}
        </ul>`
  const content = html`<h1>${title}</h1>
    <p class="al-lead">${text('allSessions.lead')}</p>
    ${done}${renderProblem(input.problem)}${renderFilter(input, here)}
    ${input.problem === null ? list : null}
    <p class="al-buttons">
      ${renderGo(here, input.newest, text('allSessions.newest'))}${renderGo(here, input.older, text('allSessions.older'))}
    </p>`
  return renderAdminPage(input, { path: PATHS.allSessions, title, content })
}

function renderFilter({ wish, interviews }: AllSessionsInput, here: string): Html {
  const isFiltered = wish.interview !== '' || wish.id !== '' || wish.isOpen
  return html`<form class="al-card al-filter" method="get" action="${here}">
    <div class="al-filter-fields">
      <div>
        <label class="form-label" for="interview">${text('allSessions.interview')}</label>
        <select class="form-select" id="interview" name="interview">
          <option value="">${text('allSessions.every')}</option>
          ${interviews.map((one) => html`<option value="${one}" ${flag('selected', one === wish.interview)}>${one}</option>`)}
        </select>
      </div>
      <div>
        <label class="form-label" for="id">${text('allSessions.id')}</label
        ><input
          class="form-control"
          id="id"
          name="id"
          autocomplete="off"
          ${attr('value', wish.id === '' ? null : wish.id)}
        />
      </div>
    </div>
    <div class="form-check al-choice">
      <input
        type="checkbox"
        class="form-check-input"
        id="open"
        name="open"
        value="1"
        ${flag('checked', wish.isOpen)}
      /><label class="form-check-label" for="open">${text('allSessions.onlyOpen')}</label>
    </div>
    <div class="al-buttons">
      <button type="submit" class="btn btn-primary">${text('allSessions.show')}</button
      >${isFiltered ? html`<a class="btn btn-link" href="${here}">${text('allSessions.reset')}</a>` : null}
    </div>
  </form>`
}

function renderLine(line: SessionLine, root: string): Html {
  const { id, begun, used } = line
  const name = `session-${id}`
  const log = `${url(root, PATHS.audit)}?session=${id}`
  return html`<li class="al-session">
    <div class="al-session-about">
      <h2 class="al-session-title" id="${name}">${line.title}</h2>
      <p class="al-interview-path">
        ${line.title === line.interview ? null : `${line.interview} · `}${id}
      </p>
      <p class="al-session-facts">
        <span>${text('allSessions.begun')} <time datetime="${begun.iso}">${begun.text}</time></span>
        <span>${text('allSessions.used')} <time datetime="${used.iso}">${used.text}</time></span>
      </p>
      <p class="al-session-facts">
        ${line.isOpen ? html`<span class="badge text-bg-success">${line.facts[0]}</span>` : line.facts[0]}${line.facts.slice(1).map((fact) => html` · ${fact}`)}
      </p>
    </div>
    <p class="al-session-buttons">
      <a
        class="btn btn-outline-secondary btn-sm"
        href="${log}"
        id="${name}-log"
        aria-labelledby="${name}-log ${name}"
        >${text('allSessions.log')}</a
      >
      <a
        class="btn btn-outline-danger btn-sm"
        href="${sessionAdminUrl(root, id)}"
        id="${name}-delete"
        aria-labelledby="${name}-delete ${name}"
        >${text('allSessions.delete')}</a
      >
    </p>
  </li>`
}

function renderGo(here: string, query: string | null, label: string): Html | null {
  if (query === null) return null
  return html`<a class="btn btn-outline-secondary" href="${here}${query}">${label}</a>`
}
