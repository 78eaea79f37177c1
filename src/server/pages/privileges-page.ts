import { text } from '../../texts/text.ts'
import { PATHS, url } from '../routes.ts'
import { html, type Html } from './html.ts'
import { renderAdminPage } from './admin-frame.ts'
import { renderProblem, renderTextInput, type PageInput } from './shell.ts'
import { describePrivilege } from './users-page.ts'

export interface PrivilegesPageInput extends PageInput {
  /** Built in. */
  readonly known: readonly string[]
  readonly own: readonly string[]
  readonly problem: string | null
}

/** Posts `do` (`add`, `remove`) and `name`. */
export function renderPrivilegesPage(input: PrivilegesPageInput): string {
  const target = url(input.root, PATHS.privileges)
  const known = input.known.map((name) =>
    renderEntry(
      describePrivilege(name),
      html`<span class="al-users-note">${text('privileges.known')}</span>`,
    ),
  )
  const own = input.own.map((name) =>
    renderEntry(
      name,
      html`<form method="post" action="${target}">
        <input type="hidden" name="do" value="remove" /><input
          type="hidden"
          name="name"
          value="${name}"
        /><button
          type="submit"
          class="btn btn-outline-secondary btn-sm"
          aria-label="${text('privileges.removeOf', { name })}"
        >
          ${text('privileges.remove')}
        </button>
      </form>`,
    ),
  )
  const content = html`<h1>${text('privileges.title')}</h1>
    <p class="al-lead">${text('privileges.lead')}</p>
    ${renderProblem(input.problem)}
    <ul class="al-users">
      ${known}${own}
    </ul>
    ${own.length === 0 ? null : html`<p class="al-users-note">${text('privileges.removeLead')}</p>`}
    <section class="al-card" aria-labelledby="privilege-new">
      <h2 id="privilege-new">${text('privileges.new')}</h2>
      <form method="post" action="${target}">
        <input type="hidden" name="do" value="add" />
        ${renderTextInput({ id: 'name', label: text('privileges.name'), autocomplete: 'off' })}
        <div class="al-buttons">
          <button type="submit" class="btn btn-primary">${text('privileges.add')}</button>
        </div>
      </form>
    </section>`
  return renderAdminPage(input, {
    path: PATHS.privileges,
    title: text('privileges.title'),
    content,
  })
}

function renderEntry(label: string, beside: Html): Html {
  return html`<li class="al-users-entry">
    <div class="al-users-who"><div class="al-users-name">${label}</div></div>
    ${beside}
  </li>`
}
