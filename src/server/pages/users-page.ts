import { text } from '../../texts/text.ts'
import { PATHS, url } from '../routes.ts'
import { flag, html, type Html } from './html.ts'
import { renderAdminPage } from './admin-frame.ts'
import { renderProblem, renderTextInput, type PageInput } from './shell.ts'

export interface UserEntry {
  readonly id: string
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly privileges: readonly string[]
  readonly active: boolean
  readonly hasPassword: boolean
  /** The viewer. */
  readonly own: boolean
}

export interface UsersPageInput extends PageInput {
  /** Those on this page. */
  readonly users: readonly UserEntry[]
  readonly total: number
  /** As typed into the search. */
  readonly sought: string
  /** From 0. */
  readonly page: number
  readonly perPage: number
  /** What may be given to a new account. */
  readonly privileges: readonly string[]
  readonly problem: string | null
  readonly done: string | null
  /** Typed and refused. */
  readonly draft: {
    readonly email: string
    readonly firstName: string
    readonly lastName: string
    readonly privileges: readonly string[]
  } | null
  /** Just created: the one-time link by which the new person sets a password. */
  readonly created: { readonly email: string; readonly link: string } | null
}

/** Posts `email`, `firstName`, `lastName`, `privilege` (several); asks for `q` and `page`. */
export function renderUsersPage(input: UsersPageInput): string {
  const target = url(input.root, PATHS.users)
  const { created, done, draft } = input
  const content = html`<h1>${text('users.title')}</h1>
    ${renderProblem(input.problem)}
    ${done === null ? null : html`<div class="al-good" role="status">${done}</div>`}
    ${created === null ? null : renderLink(text('users.created', { email: created.email }), created.link)}
    <form class="al-search" method="get" action="${target}" role="search">
      ${renderTextInput({ id: 'q', label: text('users.search'), value: input.sought, required: false, autocomplete: 'off' })}
      <button type="submit" class="btn btn-outline-primary">${text('users.find')}</button>
    </form>
    <p class="al-users-note">
      ${input.total === 0 ? text('users.none') : text('users.count', { count: input.total })} ·
      <a href="${url(input.root, PATHS.privileges)}">${text('privileges.title')}</a>
    </p>
    <ul class="al-users">
      ${input.users.map((user) => renderUser(user, target))}
    </ul>
    ${renderPaging(input, target)}
    <section class="al-card" aria-labelledby="users-new">
      <h2 id="users-new">${text('users.new')}</h2>
      <form method="post" action="${target}">
        ${renderTextInput({ id: 'email', label: text('signIn.email'), type: 'email', value: shortened(draft?.email), autocomplete: 'off' })}
        <div class="al-pair">
          ${renderTextInput({ id: 'firstName', label: text('users.firstName'), value: shortened(draft?.firstName), autocomplete: 'off', required: false })}${renderTextInput({ id: 'lastName', label: text('users.lastName'), value: shortened(draft?.lastName), autocomplete: 'off', required: false })}
        </div>
        ${renderPrivilegeBoxes(input.privileges, draft?.privileges ?? ['advocate'])}
        <div class="al-buttons">
          <button type="submit" class="btn btn-primary">${text('users.create')}</button>
        </div>
      </form>
    </section>`
  return renderAdminPage(input, { path: PATHS.users, title: text('users.title'), content })
}

/** A link to be handed over by hand. */
export function renderLink(lead: string, link: string): Html {
  return html`<div class="al-good" role="status">
    <p>${lead}</p>
    <p>
      <input class="form-control" readonly aria-label="${text('users.link')}" value="${link}" />
    </p>
  </div>`
}

/** Boxes named `privilege`. */
export function renderPrivilegeBoxes(
  privileges: readonly string[],
  ticked: readonly string[],
): Html {
  const boxes = privileges.map(
    (privilege, at) =>
      html`<div class="form-check al-choice">
        <input
          type="checkbox"
          class="form-check-input"
          id="privilege-${at}"
          name="privilege"
          value="${privilege}"
          ${flag('checked', ticked.includes(privilege))}
        /><label class="form-check-label" for="privilege-${at}"
          >${describePrivilege(privilege)}</label
        >
      </div>`,
  )
  return html`<fieldset class="al-field">
    <legend class="form-label">${text('users.privileges')}</legend>
    <div class="al-choices">${boxes}</div>
  </fieldset>`
}

export function describePrivilege(privilege: string): string {
  switch (privilege) {
    case 'admin':
      return text('users.admin')
    case 'advocate':
      return text('users.advocate')
    case 'developer':
      return text('users.developer')
    case 'user':
      return text('privileges.user')
    default:
      return privilege
  }
}

function renderUser(user: UserEntry, target: string): Html {
  const name = `${user.firstName} ${user.lastName}`.trim()
  const notes = [
    ...(name === '' ? [] : [user.email]),
    user.privileges.length === 0 ? text('users.noPrivilege') : user.privileges.join(', '),
    ...(user.hasPassword ? [] : [text('users.noPassword')]),
    ...(user.own ? [text('users.you')] : []),
  ]
  return html`<li class="al-users-entry">
    <div class="al-users-who">
      <div class="al-users-name">
        ${name === '' ? user.email : name}${user.active ? null : html` <span class="badge text-bg-secondary">${text('users.off')}</span>`}
      </div>
      <div class="al-users-note">${notes.join(' · ')}</div>
    </div>
    <a
      class="btn btn-outline-secondary btn-sm"
      href="${target}/${user.id}"
      aria-label="${text('users.editOf', { email: user.email })}"
      >${text('users.edit')}</a
    >
  </li>`
}

function renderPaging(input: UsersPageInput, target: string): Html | null {
  const { page, perPage, total, sought } = input
  if (total <= perPage && page === 0) return null
  const to = (at: number) => `${target}?q=${encodeURIComponent(sought.toWellFormed())}&page=${at}`
  const [from, last] = [page * perPage + 1, Math.min(total, (page + 1) * perPage)]
  return html`<nav class="al-paging" aria-label="${text('users.title')}">
    ${page > 0 ? html`<a class="btn btn-outline-secondary btn-sm" href="${to(page - 1)}" rel="prev">${text('users.before')}</a>` : null}
    <span>${text('users.range', { from: Math.min(from, total), to: last, total })}</span>
    ${last < total ? html`<a class="btn btn-outline-secondary btn-sm" href="${to(page + 1)}" rel="next">${text('users.after')}</a>` : null}
  </nav>`
}

/** What was typed is shown again, but not a megabyte of it. */
function shortened(typed: string | undefined): string | null {
  return typed?.slice(0, 300) ?? null
}
