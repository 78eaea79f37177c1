import type { AuditOperator } from '../../live/audit-entry.ts'
import { text } from '../../texts/text.ts'
import { isChosen, kindOf, queryOf, type AuditWish } from '../audit-filter.ts'
import { AUDIT_KINDS } from '../audit-kinds.ts'
import { PATHS, url } from '../routes.ts'
import { renderAdminPage } from './admin-frame.ts'
import { attr, flag, html, type Html } from './html.ts'
import { renderProblem, type PageInput } from './shell.ts'

export interface AuditLine {
  /** ms since 1970. */
  readonly at: number
  /** The same as the reader's clock shows it. */
  readonly clock: string
  readonly sentence: string
  readonly interview: string | null
  readonly session: string | null
}

export interface AuditPageInput extends PageInput {
  readonly lines: readonly AuditLine[]
  readonly wish: AuditWish
  readonly problem: string | null
  /** Everybody in the log. */
  readonly operators: readonly AuditOperator[]
  readonly zone: string
  /** Queries of the same page; null where there is nothing to go to. */
  readonly older: string | null
  readonly newest: string | null
}

/** Asks by GET with `operator`, `kind`, `session`, `from`, `to`; posts the same for the export. */
export function renderAuditPage(input: AuditPageInput): string {
  const here = url(input.root, PATHS.audit)
  const title = text('audit.title')
  const lines =
    input.lines.length === 0
      ? html`<p role="status">${text('audit.none')}</p>`
      : html`<ol class="al-log" aria-label="${text('audit.entries')}">
          ${input.lines.map((line) => renderLine(line, here))}
        </ol>`
  const content = html`<h1>${title}</h1>
    <p class="al-lead">${text('audit.lead')}</p>
    ${renderProblem(input.problem)}${renderFilter(input, here)}
    ${input.problem === null ? lines : null}
    <p class="al-buttons">
      ${renderGo(here, input.newest, text('audit.newest'))}${renderGo(here, input.older, text('audit.older'))}
    </p>
    <p class="al-users-note">${text('audit.zone', { zone: input.zone })}</p>`
  return renderAdminPage(input, { path: PATHS.audit, title, content })
}

function renderFilter({ wish, operators, root }: AuditPageInput, here: string): Html {
  const kind = kindOf(wish)
  const isFiltered = queryOf(wish) !== ''
  const reset = html`<a class="btn btn-link" href="${here}">${text('audit.reset')}</a>`
  return html`<form class="al-card al-filter" method="get" action="${here}">
    <div class="al-filter-fields">
      <div>
        <label class="form-label" for="operator">${text('audit.operator')}</label>
        <select class="form-select" id="operator" name="operator">
          <option value="">${text('audit.everybody')}</option>
          ${operators.map((one) => html`<option value="${one.id}" ${flag('selected', isChosen(wish, one.id))}>${one.name ?? text('audit.former')}</option>`)}
        </select>
      </div>
      <div>
        <label class="form-label" for="kind">${text('audit.kind')}</label>
        <select class="form-select" id="kind" name="kind">
          <option value="">${text('audit.everything')}</option>
          ${AUDIT_KINDS.map((one) => html`<option value="${one}" ${flag('selected', one === kind)}>${text(`audit.kind.${one}`)}</option>`)}
        </select>
      </div>
      ${renderTyped('from', text('audit.from'), 'date', wish.from)}
      ${renderTyped('to', text('audit.to'), 'date', wish.to)}
      ${renderTyped('session', text('audit.session'), 'text', wish.session)}
    </div>
    <div class="al-buttons">
      <button type="submit" class="btn btn-primary">${text('audit.show')}</button
      ><button
        type="submit"
        class="btn btn-outline-secondary"
        formmethod="post"
        formaction="${url(root, PATHS.auditExport)}"
      >
        ${text('audit.export')}</button
      >${isFiltered ? reset : null}
    </div>
  </form>`
}

function renderTyped(name: string, label: string, type: 'date' | 'text', value: string): Html {
  return html`<div>
    <label class="form-label" for="${name}">${label}</label
    ><input
      class="form-control"
      id="${name}"
      name="${name}"
      type="${type}"
      autocomplete="off"
      ${attr('value', value === '' ? null : value)}
    />
  </div>`
}

function renderLine({ at, clock, sentence, interview, session }: AuditLine, here: string): Html {
  const link =
    session === null
      ? null
      : html`<a
          href="${here}?session=${session}"
          aria-label="${text('audit.onlySessionLong', { session })}"
          >${text('audit.onlySession', { session })}</a
        >`
  return html`<li class="al-log-line">
    <time class="al-log-time" datetime="${new Date(at).toISOString()}">${clock}</time>
    <div>
      <div>${sentence}</div>
      ${interview === null && link === null ? null : html`<div class="al-users-note">${interview}${interview !== null && link !== null ? ' · ' : null}${link}</div>`}
    </div>
  </li>`
}

function renderGo(here: string, query: string | null, label: string): Html | null {
  if (query === null) return null
  return html`<a class="btn btn-outline-secondary" href="${here}${query}">${label}</a>`
}
