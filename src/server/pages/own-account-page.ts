import type { SignInEntry } from '../../accounts/sign-ins.ts'
import { text } from '../../texts/text.ts'
import { PATHS, url } from '../routes.ts'
import { timeInWords } from '../zoned-day.ts'
import { flag, html, type Html } from './html.ts'
import { renderProof, type Proof } from './proof.ts'
import {
  renderProblem,
  renderShell,
  renderTextInput,
  renderToAccount,
  type PageInput,
} from './shell.ts'

export interface OwnAccountPageInput extends PageInput {
  readonly email: string
  /** As saved, or as typed and refused; '' for what is not said. */
  readonly draft: {
    readonly firstName: string
    readonly lastName: string
    readonly language: string
    readonly timezone: string
  }
  readonly languages: readonly string[]
  readonly timezones: readonly string[]
  readonly serverTimezone: string
  /** For the times on the page: as saved. */
  readonly timezone: string
  readonly proof: Proof
  readonly mayMail: boolean
  readonly signIns: readonly SignInEntry[]
  /** The address as typed, and why it was refused. */
  readonly emailDraft: { readonly email: string; readonly problem: string } | null
  readonly problem: string | null
  readonly done: string | null
}

/**
 * Posts `firstName`, `lastName`, `language`, `timezone`; elsewhere `email`, `present`; elsewhere `do`
 * (`end` with `id`, `end-others`).
 */
export function renderOwnAccountPage(input: OwnAccountPageInput): string {
  const done =
    input.done === null ? null : html`<div class="al-good" role="status">${input.done}</div>`
  return renderShell(
    input,
    text('account.title'),
    html`<h1>${text('account.title')}</h1>
      ${renderProblem(input.problem)}${done}${renderProfile(input)}${renderEmail(input)}
      ${renderSignIns(input)}
      <p class="al-buttons">
        <a class="btn btn-outline-secondary" href="${url(input.root, PATHS.password)}"
          >${text(input.proof === 'password' ? 'password.title' : 'password.first')}</a
        >
        ${input.mayHaveFactor === true ? html`<a class="btn btn-outline-secondary" href="${url(input.root, PATHS.secondFactor)}">${text('factor.title')}</a>` : null}
        ${input.mayConnect === true ? html`<a class="btn btn-outline-secondary" href="${url(input.root, PATHS.connections)}">${text('connections.title')}</a>` : null}
        <a class="btn btn-outline-danger" href="${url(input.root, PATHS.accountDelete)}"
          >${text('account.delete')}</a
        >
      </p>`,
  )
}

function renderProfile(input: OwnAccountPageInput): Html {
  const { draft, languages, timezones, serverTimezone } = input
  const names = new Intl.DisplayNames('en', { type: 'language' })
  const named = languages
    .map((code) => [code, names.of(code) ?? code] as const)
    .toSorted(([, a], [, b]) => a.localeCompare(b, 'en'))
  const zones = timezones.map((zone) => [zone, zone.replaceAll('_', ' ')] as const)
  return html`<section class="al-card" aria-labelledby="profile">
    <h2 id="profile">${text('account.profile')}</h2>
    <form method="post" action="${url(input.root, PATHS.account)}">
      <div class="al-pair">
        ${renderTextInput({ id: 'firstName', label: text('users.firstName'), value: draft.firstName, autocomplete: 'given-name', required: false })}${renderTextInput({ id: 'lastName', label: text('users.lastName'), value: draft.lastName, autocomplete: 'family-name', required: false })}
      </div>
      <div class="al-pair">
        ${renderSelect({ id: 'language', label: text('account.language'), value: draft.language, none: text('account.unset'), options: named })}${renderSelect({ id: 'timezone', label: text('account.timezone'), value: draft.timezone, none: text('account.serverTimezone', { zone: serverTimezone }), options: zones })}
      </div>
      <div class="al-buttons">
        <button type="submit" class="btn btn-primary">${text('account.save')}</button>
      </div>
    </form>
  </section>`
}

function renderEmail(input: OwnAccountPageInput): Html {
  const now = html`<p>${text('account.emailNow', { email: input.email })}</p>`
  const form = html`<form method="post" action="${url(input.root, PATHS.accountEmail)}">
    ${renderTextInput({ id: 'email', label: text('account.newEmail'), type: 'email', value: input.emailDraft?.email ?? null, autocomplete: 'email' })}
    ${renderPresent(input, 'email-present', PATHS.account)}
    <div class="al-buttons">
      <button type="submit" class="btn btn-outline-primary">${text('account.sendLink')}</button>
    </div>
  </form>`
  return html`<section class="al-card" aria-labelledby="address">
    <h2 id="address">${text('account.emailTitle')}</h2>
    ${renderProblem(input.emailDraft?.problem ?? null)}
    ${now}${input.mayMail ? form : html`<p class="form-text">${text('account.noMail')}</p>`}
  </section>`
}

function renderSignIns(input: OwnAccountPageInput): Html {
  const target = url(input.root, PATHS.accountSignIns)
  const items = input.signIns.map((entry) => {
    const agent = entry.agent === '' ? text('account.unknownBrowser') : entry.agent
    const times = {
      since: timeInWords(entry.createdAt, input.timezone),
      used: timeInWords(entry.usedAt, input.timezone),
    }
    const button = entry.own
      ? html`<span class="al-users-note">${text('account.thisBrowser')}</span>`
      : html`<form method="post" action="${target}">
          <input type="hidden" name="do" value="end" /><input
            type="hidden"
            name="id"
            value="${entry.id}"
          /><button
            type="submit"
            class="btn btn-outline-secondary btn-sm"
            aria-label="${text('account.endSignIn')}: ${agent}, ${times.used}"
          >
            ${text('account.endSignIn')}
          </button>
        </form>`
    return html`<li class="al-users-entry">
      <div>
        <div class="al-users-name">${agent}</div>
        <div class="al-users-note">${text('account.signInTimes', times)}</div>
      </div>
      ${button}
    </li>`
  })
  const others =
    input.signIns.length < 2
      ? null
      : html`<form method="post" action="${target}">
          <input type="hidden" name="do" value="end-others" />
          <button type="submit" class="btn btn-outline-secondary">
            ${text('account.endOthers')}
          </button>
        </form>`
  return html`<section class="al-card" aria-labelledby="sign-ins">
    <h2 id="sign-ins">${text('account.signIns')}</h2>
    <ul class="al-users">
      ${items}
    </ul>
    ${others}
  </section>`
}

export interface DeleteAccountPageInput extends PageInput {
  readonly email: string
  readonly proof: Proof
  readonly problem: string | null
}

/** Posts `present`. */
export function renderDeleteAccountPage(input: DeleteAccountPageInput): string {
  return renderShell(
    input,
    text('account.delete'),
    html`<div class="al-card">
      <h1>${text('account.delete')}</h1>
      ${renderProblem(input.problem)}
      <p class="al-lead">${text('account.deleteLead', { email: input.email })}</p>
      <p>${text('account.deleteKept')}</p>
      <form method="post" action="${url(input.root, PATHS.accountDelete)}">
        ${renderPresent(input, 'present', PATHS.accountDelete)}
        <div class="al-buttons">
          <button type="submit" class="btn btn-danger">${text('account.deleteSure')}</button>
          ${renderToAccount(input)}
        </div>
      </form>
    </div>`,
  )
}

function renderPresent(
  input: PageInput & { readonly proof: Proof },
  id: string,
  back: string,
): Html | null {
  return renderProof(input, { id, name: 'present', label: text('account.present') }, back)
}

interface Select {
  readonly id: string
  readonly label: string
  readonly value: string
  /** What stands for ''. */
  readonly none: string
  readonly options: readonly (readonly [value: string, label: string])[]
}

function renderSelect({ id, label, value, none, options }: Select): Html {
  return html`<div class="al-field">
    <label class="form-label" for="${id}">${label}</label>
    <select class="form-select" id="${id}" name="${id}">
      <option value="">${none}</option>
      ${options.map(([code, name]) => html`<option value="${code}" ${flag('selected', code === value)}>${name}</option>`)}
    </select>
  </div>`
}
