import type { Account } from '../../store/account-store.ts'
import { text } from '../../texts/text.ts'
import { dayInWords } from '../zoned-day.ts'
import { PATHS, url } from '../routes.ts'
import { html, type Html } from './html.ts'
import { renderAdminPage } from './admin-frame.ts'
import { renderProblem, type PageInput } from './shell.ts'
import { renderLink, renderPrivilegeBoxes } from './users-page.ts'

export interface UserPageInput extends PageInput {
  readonly account: Account
  readonly name: string
  /** It is the viewer's own: nothing of it is changed here. */
  readonly own: boolean
  readonly privileges: readonly string[]
  readonly mayMail: boolean
  /** Of the viewer. */
  readonly timezone: string
  readonly problem: string | null
  readonly done: string | null
  /** Just made: by which this person sets a password. */
  readonly link: string | null
}

/**
 * Posts `do`: `privileges` with `privilege` (several), `switch-off`, `switch-on`, `end-sign-ins`, `invite`, `reset`,
 * `remove-factor`, `delete` with `sure`.
 */
export function renderUserPage(input: UserPageInput): string {
  const { account, name, done, link } = input
  const since = (moment: number): string => dayInWords(moment, input.timezone)
  const content = html`<p><a href="${url(input.root, PATHS.users)}">${text('users.back')}</a></p>
    <h1>
      ${name}${account.active ? null : html` <span class="badge text-bg-secondary">${text('users.off')}</span>`}
    </h1>
    <p class="al-users-note">
      ${account.email} · ${text('users.since', { date: since(account.createdAt) })}
    </p>
    ${renderProblem(input.problem)}
    ${done === null ? null : html`<div class="al-good" role="status">${done}</div>`}
    ${link === null ? null : renderLink(text('users.oneLink', { email: account.email }), link)}
    ${input.own ? html`<p>${text('users.ownPrivileges')}</p>` : renderOrders(input)}`
  return renderAdminPage(input, { path: PATHS.users, title: name, content })
}

function renderOrders(input: UserPageInput): readonly Html[] {
  const { account } = input
  const target = `${url(input.root, PATHS.users)}/${account.id}`
  const order = (name: string, label: string, look = 'btn-outline-secondary') =>
    html`<form method="post" action="${target}">
      <input type="hidden" name="do" value="${name}" /><button type="submit" class="btn ${look}">
        ${label}
      </button>
    </form>`
  return [
    html`<section class="al-card" aria-label="${text('users.privileges')}">
      <form method="post" action="${target}">
        <input type="hidden" name="do" value="privileges" />
        ${renderPrivilegeBoxes(input.privileges, account.privileges)}
        <div class="al-buttons">
          <button type="submit" class="btn btn-primary">${text('users.savePrivileges')}</button>
        </div>
      </form>
    </section>`,
    html`<section class="al-card" aria-labelledby="access">
      <h2 id="access">${text('users.access')}</h2>
      ${renderLinkOrder(input, order)}
      ${
        account.secondFactorAt === null
          ? null
          : html`<p class="al-below">${text('users.factor')} ${text('users.factorLead')}</p>
              ${order('remove-factor', text('users.removeFactor'))}`
      }
      <p class="al-below">${text('users.endSignInsLead')}</p>
      ${order('end-sign-ins', text('users.endSignIns'))}
      <p class="al-below">
        ${account.active ? text('users.switchOffLead') : text('users.switchOnLead')}
      </p>
      ${account.active ? order('switch-off', text('users.switchOff')) : order('switch-on', text('users.switchOn'))}
    </section>`,
    html`<section class="al-card" aria-labelledby="delete">
      <h2 id="delete">${text('account.delete')}</h2>
      <p>${text('users.deleteLead')}</p>
      <form method="post" action="${target}">
        <input type="hidden" name="do" value="delete" />
        <div class="form-check al-choice">
          <input type="checkbox" class="form-check-input" id="sure" name="sure" value="yes" /><label
            class="form-check-label"
            for="sure"
            >${text('users.deleteSure')}</label
          >
        </div>
        <div class="al-buttons">
          <button type="submit" class="btn btn-outline-danger">${text('account.delete')}</button>
        </div>
      </form>
    </section>`,
  ]
}

function renderLinkOrder(
  { account, mayMail }: UserPageInput,
  order: (name: string, label: string) => Html,
): readonly Html[] {
  if (!account.active) return []
  if (account.passwordHash === null) {
    const label = mayMail ? text('users.invite') : text('users.inviteLink')
    return [html`<p>${text('users.inviteLead')}</p>`, order('invite', label)]
  }
  return mayMail ? [order('reset', text('users.reset'))] : []
}
