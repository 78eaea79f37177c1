import { text } from '../../texts/text.ts'
import { PATHS, url } from '../routes.ts'
import { flag, html, type Html } from './html.ts'
import { renderProblem, renderShell, renderTextInput, type PageInput } from './shell.ts'

export interface UserEntry {
  readonly id: string
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly privileges: readonly string[]
  readonly active: boolean
  /** The viewer, who cannot switch off himself. */
  readonly own: boolean
}

export interface UsersPageInput extends PageInput {
  readonly users: readonly UserEntry[]
  /** What may be given to a new account. */
  readonly privileges: readonly string[]
  readonly problem: string | null
  /** Typed and refused. */
  readonly draft: {
    readonly email: string
    readonly firstName: string
    readonly lastName: string
  } | null
  /** Just created: the one-time link by which the new person sets a password. */
  readonly created: { readonly email: string; readonly link: string } | null
}

/**
 * Posts `do` (`create`, `switch-off`, `switch-on`); `create` with `email`, `firstName`, `lastName`,
 * `privilege` (several), the others with `id`.
 */
export function renderUsersPage(input: UsersPageInput): string {
  const target = url(input.root, PATHS.users)
  const created =
    input.created === null
      ? null
      : html`<div class="al-good" role="status">
          <p>${text('users.created', { email: input.created.email })}</p>
          <p>
            <input
              class="form-control"
              readonly
              aria-label="${text('users.link')}"
              value="${input.created.link}"
            />
          </p>
        </div>`
  const boxes = input.privileges.map(
    (privilege) =>
      html`<div class="form-check al-choice">
        <input
          type="checkbox"
          class="form-check-input"
          id="privilege-${privilege}"
          name="privilege"
          value="${privilege}"
          ${flag('checked', privilege === 'advocate')}
        /><label class="form-check-label" for="privilege-${privilege}"
          >${describePrivilege(privilege)}</label
        >
      </div>`,
  )
  return renderShell(
    input,
    text('users.title'),
    html`<h1>${text('users.title')}</h1>
      ${renderProblem(input.problem)}${created}
      <ul class="al-users">
        ${input.users.map((user) => renderUser(user, target))}
      </ul>
      <section class="al-card" aria-labelledby="users-new">
        <h2 id="users-new">${text('users.new')}</h2>
        <form method="post" action="${target}">
          <input type="hidden" name="do" value="create" />
          ${renderTextInput({ id: 'email', label: text('signIn.email'), type: 'email', value: input.draft?.email ?? null, autocomplete: 'off' })}
          <div class="al-pair">
            ${renderTextInput({ id: 'firstName', label: text('users.firstName'), value: input.draft?.firstName ?? null, autocomplete: 'off', required: false })}${renderTextInput({ id: 'lastName', label: text('users.lastName'), value: input.draft?.lastName ?? null, autocomplete: 'off', required: false })}
          </div>
          <fieldset class="al-field">
            <legend class="form-label">${text('users.privileges')}</legend>
            <div class="al-choices">${boxes}</div>
          </fieldset>
          <div class="al-buttons">
            <button type="submit" class="btn btn-primary">${text('users.create')}</button>
          </div>
        </form>
      </section>`,
  )
}

function renderUser(user: UserEntry, target: string): Html {
  const name = `${user.firstName} ${user.lastName}`.trim()
  const action = user.active ? 'switch-off' : 'switch-on'
  const label = user.active ? text('users.switchOff') : text('users.switchOn')
  const button = user.own
    ? html`<span class="al-users-note">${text('users.you')}</span>`
    : html`<form method="post" action="${target}">
        <input type="hidden" name="do" value="${action}" /><input
          type="hidden"
          name="id"
          value="${user.id}"
        /><button
          type="submit"
          class="btn btn-outline-secondary btn-sm"
          aria-label="${label}: ${user.email}"
        >
          ${label}
        </button>
      </form>`
  return html`<li class="al-users-entry">
    <div>
      <div class="al-users-name">
        ${name === '' ? user.email : name}${user.active ? null : html` <span class="badge text-bg-secondary">${text('users.off')}</span>`}
      </div>
      <div class="al-users-note">
        ${name === '' ? null : `${user.email} · `}${user.privileges.length === 0 ? text('users.noPrivilege') : user.privileges.join(', ')}
      </div>
    </div>
    ${button}
  </li>`
}

function describePrivilege(privilege: string): string {
  switch (privilege) {
    case 'admin':
      return text('users.admin')
    case 'advocate':
      return text('users.advocate')
    case 'developer':
      return text('users.developer')
    default:
      return privilege
  }
}
