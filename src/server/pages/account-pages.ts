/** Pages of people who are not signed in yet: registering, forgotten password, what a link does. */
import { text } from '../../texts/text.ts'
import { PATHS, url } from '../routes.ts'
import { html, type Html } from './html.ts'
import { hiddenFields, renderProblem, renderShell, renderTextInput, withNext } from './shell.ts'
import type { PageInput } from './shell.ts'

export interface RegisterPageInput extends PageInput {
  readonly draft: {
    readonly email: string
    readonly firstName: string
    readonly lastName: string
    /** Path to go on to. */
    readonly next: string | null
  }
  readonly problem: string | null
  /** Why nobody can register; null when they can. */
  readonly closed: string | null
}

/** Posts `email`, `firstName`, `lastName`, `next`. */
export function renderRegisterPage(input: RegisterPageInput): string {
  const { draft, closed } = input
  const target = url(input.root, PATHS.register)
  const form = html`<p class="al-lead">${text('register.lead')}</p>
    ${renderProblem(input.problem)}
    <form method="post" action="${target}">
      ${draft.next === null ? null : hiddenFields({ next: draft.next })}
      ${renderTextInput({ id: 'email', label: text('signIn.email'), type: 'email', value: short(draft.email), autocomplete: 'email' })}
      <div class="al-pair">
        ${renderTextInput({ id: 'firstName', label: text('users.firstName'), value: short(draft.firstName), autocomplete: 'given-name', required: false })}${renderTextInput({ id: 'lastName', label: text('users.lastName'), value: short(draft.lastName), autocomplete: 'family-name', required: false })}
      </div>
      <div class="al-buttons">
        <button type="submit" class="btn btn-primary">${text('register.send')}</button>
        <a class="btn btn-link" href="${withNext(url(input.root, PATHS.signIn), draft.next)}"
          >${text('register.haveOne')}</a
        >
      </div>
    </form>`
  return card(input, text('register.title'), closed === null ? form : html`<p>${closed}</p>`)
}

export interface ForgotPageInput extends PageInput {
  readonly email: string
  readonly problem: string | null
  readonly closed: string | null
}

/** Posts `email`. */
export function renderForgotPage(input: ForgotPageInput): string {
  const form = html`<p class="al-lead">${text('forgot.lead')}</p>
    ${renderProblem(input.problem)}
    <form method="post" action="${url(input.root, PATHS.forgot)}">
      ${renderTextInput({ id: 'email', label: text('signIn.email'), type: 'email', value: short(input.email), autocomplete: 'email' })}
      <div class="al-buttons">
        <button type="submit" class="btn btn-primary">${text('forgot.send')}</button>
      </div>
    </form>`
  const { closed } = input
  return card(input, text('forgot.title'), closed === null ? form : html`<p>${closed}</p>`)
}

export function renderMailSentPage(
  input: PageInput & { readonly email: string; readonly what: 'register' | 'forgot' },
): string {
  return card(
    input,
    text('mailSent.title'),
    html`<p class="al-lead">${text(`mailSent.${input.what}`, { email: short(input.email) })}</p>
      <p>${text('mailSent.notThere')}</p>`,
  )
}

export interface LinkPageInput extends PageInput {
  readonly token: string
  readonly purpose: 'sign-in' | 'change-email'
  readonly email: string
}

/** A one-time link is used up by the button, not by whoever fetches the address. Posts `token`. */
export function renderLinkPage(input: LinkPageInput): string {
  const isEmail = input.purpose === 'change-email'
  return card(
    input,
    text(isEmail ? 'link.change-email.title' : 'link.title'),
    html`<p class="al-lead">
        ${text(isEmail ? 'link.change-email.lead' : 'link.lead', { email: input.email })}
      </p>
      <form method="post" action="${url(input.root, PATHS.signInLink)}">
        ${hiddenFields({ token: input.token })}
        <div class="al-buttons">
          <button type="submit" class="btn btn-primary">
            ${text(isEmail ? 'link.change-email.button' : 'link.button')}
          </button>
        </div>
      </form>`,
  )
}

export interface NewPasswordPageInput extends PageInput {
  readonly token: string
  readonly purpose: 'set-password' | 'reset' | 'register'
  readonly email: string
  readonly minLength: number
  readonly problem: string | null
}

/** Posts `token`, `password`, `again`. */
export function renderNewPasswordPage(input: NewPasswordPageInput): string {
  const { purpose, email, minLength } = input
  return card(
    input,
    text(`newPassword.${purpose}.title`),
    html`<p class="al-lead">${text(`newPassword.${purpose}.lead`, { email })}</p>
      ${renderProblem(input.problem)}
      <form method="post" action="${url(input.root, PATHS.signInLink)}">
        ${hiddenFields({ token: input.token })}
        <input type="hidden" name="email" value="${email}" autocomplete="username" />
        ${renderTextInput({ id: 'password', label: text('password.new'), type: 'password', autocomplete: 'new-password', minLength, help: text('password.rule', { count: minLength }) })}
        ${renderTextInput({ id: 'again', label: text('password.again'), type: 'password', autocomplete: 'new-password' })}
        <div class="al-buttons">
          <button type="submit" class="btn btn-primary">
            ${text(`newPassword.${purpose}.button`)}
          </button>
        </div>
      </form>`,
  )
}

function card(input: PageInput, title: string, content: Html): string {
  return renderShell(
    input,
    title,
    html`<div class="al-card">
      <h1>${title}</h1>
      ${content}
    </div>`,
  )
}

/** What was typed is shown again, but not a megabyte of it. */
function short(typed: string): string {
  return typed.slice(0, 300)
}
