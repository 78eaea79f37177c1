import { text } from '../../texts/text.ts'
import { PATHS, url } from '../routes.ts'
import { renderAdminPage } from './admin-frame.ts'
import { html, type Html } from './html.ts'
import type { PageInput } from './shell.ts'

/** A name and what is known of it. */
export type Fact = readonly [string, string | number]

export interface SystemPageInput extends PageInput {
  readonly warnings: readonly string[]
  readonly groups: readonly { readonly title: string; readonly facts: readonly Fact[] }[]
  readonly processes: readonly {
    readonly id: string
    readonly own: boolean
    readonly ago: string
    readonly sessions: number
  }[]
  /** Of the last check; null where none was made. */
  readonly check: { readonly said: string; readonly problems: readonly string[] } | null
  /** Of interviews that ran here. */
  readonly notices: readonly string[]
}

/** Posts nothing but the wish to check all interviews. */
export function renderSystemPage(input: SystemPageInput): string {
  const title = text('system.title')
  const warnings =
    input.warnings.length === 0
      ? html`<p class="al-good">${text('system.fine')}</p>`
      : html`<section class="al-card" aria-labelledby="system-warnings">
          <h2 id="system-warnings">${text('system.warnings')}</h2>
          ${renderList(input.warnings)}
        </section>`
  const content = html`<h1>${title}</h1>
    <p class="al-lead">${text('system.lead')}</p>
    ${warnings}${renderInterviews(input)}
    ${input.groups.map((group) => renderGroup(group.title, group.facts))}
    ${renderProcesses(input.processes)}`
  return renderAdminPage(input, { path: PATHS.system, title, content })
}

function renderInterviews({ root, check, notices }: SystemPageInput): Html {
  const checked =
    check === null
      ? html`<p>${text('system.checkLead')}</p>`
      : html`<div role="status">
          <p>${check.said}</p>
          ${check.problems.length === 0 ? html`<p>${text('system.checkedAll')}</p>` : renderList(check.problems)}
        </div>`
  return html`<section class="al-card" aria-labelledby="system-interviews">
    <h2 id="system-interviews">${text('system.interviews')}</h2>
    ${checked}
    <form method="post" action="${url(root, PATHS.system)}">
      <button type="submit" class="btn btn-outline-secondary">${text('system.check')}</button>
    </form>
    <h3 class="al-system-part">${text('system.notices')}</h3>
    ${notices.length === 0 ? html`<p>${text('system.noNotices')}</p>` : renderList(notices)}
  </section>`
}

function renderGroup(title: string, facts: readonly Fact[]): Html {
  return html`<section>
    <h2>${title}</h2>
    <dl class="al-facts">
      ${facts.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
  </section>`
}

function renderProcesses(processes: SystemPageInput['processes']): Html {
  const items = processes.map(
    ({ id, own, ago, sessions }) =>
      html`<div>
        <dt>
          ${id}${own ? html` <span class="badge text-bg-secondary">${text('system.here')}</span>` : null}
        </dt>
        <dd>${text('system.lease')}: ${ago} · ${text('system.held')}: ${sessions}</dd>
      </div>`,
  )
  return html`<section>
    <h2>${text('system.processes')}</h2>
    <dl class="al-facts">${items}</dl>
  </section>`
}

function renderList(items: readonly string[]): Html {
  return html`<ul class="al-system-list">
    ${items.map((item) => html`<li>${item}</li>`)}
  </ul>`
}
