/** Pages without live parts: plain forms, no script but the Monitor's own. */
import { text } from '../../texts/text.ts'
import type { Assets } from '../deps.ts'
import { PATHS, url } from '../routes.ts'
import { html } from './html.ts'
import { plainText } from './markdown.ts'
import { renderProof, type Proof } from './proof.ts'
import { renderLatest, type SessionEntry } from './sessions-page.ts'
import {
  brandOf,
  hiddenFields,
  renderProblem,
  renderShell,
  renderTextInput,
  renderToAccount,
  withNext,
  type PageInput,
} from './shell.ts'

export type { PageInput } from './shell.ts'

export interface StartPageInput extends PageInput {
  /** `path` as `?i=` names it. */
  readonly interviews: readonly { readonly path: string; readonly title: string }[]
  /** Begun by whoever is signed in. */
  readonly latest: readonly SessionEntry[]
  /** What led here. */
  readonly done: StartNews | null
}

export const START_NEWS = ['registered', 'account-deleted'] as const
export type StartNews = (typeof START_NEWS)[number]

export function renderStartPage(input: StartPageInput): string {
  const items = input.interviews.map(
    (interview) =>
      html`<li>
        <a
          class="al-interview"
          href="${url(input.root, PATHS.interview)}?i=${encodeURIComponent(interview.path)}&amp;new_session=1"
          ><span class="al-interview-title">${plainText(interview.title)}</span
          ><span class="al-interview-path">${interview.path}</span></a
        >
      </li>`,
  )
  const list =
    items.length === 0
      ? html`<p>${text('start.none')}</p>`
      : html`<ul class="al-interviews">
          ${items}
        </ul>`
  return renderShell(
    input,
    brandOf(input),
    html`<h1>${text('start.title')}</h1>
      ${input.done === null ? null : html`<div class="al-good" role="status">${text(`account.done.${input.done}`)}</div>`}
      ${renderLatest(input.root, input.latest)}
      <p class="al-lead">${text('start.lead')}</p>
      ${list}`,
  )
}

export interface BeginPageInput extends PageInput {
  /** Null: not known before the session is open. */
  readonly title: string | null
  /** Where the button posts to. */
  readonly action: string
  /** Posted as they are: `i`, `session`, `share`, `new_session`, `action`, ... */
  readonly fields: Readonly<Record<string, string>>
}

/** Between a link from elsewhere and what it does: whoever only previews links does nothing. */
export function renderBeginPage(input: BeginPageInput): string {
  const title = input.title ?? brandOf(input)
  return renderShell(
    input,
    title,
    html`<div class="al-card">
      <h1>${title}</h1>
      <p class="al-lead">${text('begin.lead')}</p>
      <form method="post" action="${input.action}">
        ${hiddenFields(input.fields)}
        <div class="al-buttons">
          <button type="submit" class="btn btn-primary">${text('begin.button')}</button>
        </div>
      </form>
    </div>`,
  )
}

/** Where a form without script may not be sent on to. */
export function renderLeavePage(input: PageInput & { readonly to: string }): string {
  return renderShell(
    input,
    text('leave.title'),
    html`<div class="al-card">
      <h1>${text('leave.title')}</h1>
      <p class="al-buttons">
        <a class="btn btn-primary" href="${input.to}" rel="noreferrer">${text('leave.go')}</a>
      </p>
      <p class="al-path">${input.to}</p>
    </div>`,
  )
}

export interface SignInPageInput extends PageInput {
  readonly email: string
  /** Path to go on to. */
  readonly next: string | null
  readonly problem: string | null
  readonly mayRegister: boolean
  /** Where else one can sign in. */
  readonly providers: readonly { readonly name: string; readonly to: string }[]
}

/** Posts `email`, `password`, `next`. */
export function renderSignInPage(input: SignInPageInput): string {
  return renderShell(
    input,
    text('common.signIn'),
    html`<div class="al-card">
      <h1>${text('common.signIn')}</h1>
      ${renderProblem(input.problem)}
      <form method="post" action="${url(input.root, PATHS.signIn)}">
        ${input.next === null ? null : hiddenFields({ next: input.next })}
        ${renderTextInput({ id: 'email', label: text('signIn.email'), type: 'email', value: input.email, autocomplete: 'username' })}
        ${renderTextInput({ id: 'password', label: text('signIn.password'), type: 'password', autocomplete: 'current-password' })}
        <div class="al-buttons">
          <button type="submit" class="btn btn-primary">${text('common.signIn')}</button>
          <a class="btn btn-link" href="${url(input.root, PATHS.forgot)}"
            >${text('forgot.title')}</a
          >
        </div>
      </form>
      ${renderProviders(input.providers)}
      ${input.mayRegister ? html`<p class="al-below"><a href="${withNext(url(input.root, PATHS.register), input.next)}">${text('register.create')}</a></p>` : null}
    </div>`,
  )
}

function renderProviders(providers: SignInPageInput['providers']) {
  if (providers.length === 0) return null
  return html`<p class="al-or">${text('openid.or')}</p>
    <div class="al-providers">
      ${providers.map(({ name, to }) => html`<a class="btn btn-outline-primary" href="${to}">${text('openid.signIn', { name })}</a>`)}
    </div>`
}

export interface PasswordPageInput extends PageInput {
  readonly email: string
  readonly proof: Proof
  readonly minLength: number
  readonly problem: string | null
}

/** Posts `present`, `password`, `again`. */
export function renderPasswordPage(input: PasswordPageInput): string {
  const field = { id: 'present', name: 'present', label: text('password.present') }
  const present = renderProof(input, field, PATHS.password)
  const title = text(input.proof === 'password' ? 'password.title' : 'password.first')
  return renderShell(
    input,
    title,
    html`<div class="al-card">
      <h1>${title}</h1>
      ${renderProblem(input.problem)}
      <form method="post" action="${url(input.root, PATHS.password)}">
        <input
          type="hidden"
          name="email"
          value="${input.email}"
          autocomplete="username"
        />${present}
        ${renderTextInput({ id: 'password', label: text('password.new'), type: 'password', autocomplete: 'new-password', minLength: input.minLength, help: text('password.rule', { count: input.minLength }) })}
        ${renderTextInput({ id: 'again', label: text('password.again'), type: 'password', autocomplete: 'new-password' })}
        <div class="al-buttons">
          <button type="submit" class="btn btn-primary">${text('password.save')}</button>
          ${renderToAccount(input)}
        </div>
      </form>
    </div>`,
  )
}

export interface ErrorPageInput extends PageInput {
  readonly status: number
  readonly title: string
  readonly message: string
  /** For authors and administrators: where in the interview. */
  readonly detail?: string | null
  /** A way on, where there is one. */
  readonly link?: { readonly url: string; readonly label: string } | null
}

export function renderErrorPage(input: ErrorPageInput): string {
  return renderShell(input, input.title, errorContent(input))
}

function errorContent(
  input: Pick<ErrorPageInput, 'root' | 'status' | 'title' | 'message' | 'detail' | 'link'>,
) {
  const link = input.link ?? null
  return html`<div class="al-error">
    <p class="al-error-status">${text('error.status', { status: input.status })}</p>
    <h1 tabindex="-1">${input.title}</h1>
    <p class="al-lead">${input.message}</p>
    ${
      input.detail
        ? html`<details open>
            <summary>${text('error.detail')}</summary>
            <pre class="al-detail" tabindex="0">${input.detail}</pre>
          </details>`
        : null
    }
    <div class="al-buttons">
      ${link === null ? null : html`<a class="btn btn-primary" href="${link.url}">${link.label}</a>`}
      <a class="btn btn-outline-secondary" href="${input.root}">${text('common.toStart')}</a>
    </div>
  </div>`
}

export interface MonitorPageInput extends PageInput {
  readonly nonce: string
  readonly me: { readonly id: string; readonly name: string }
}

/** The Monitor draws itself into `#monitor`. */
export function renderMonitorPage(input: MonitorPageInput): string {
  const { root, assets, me } = input
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${text('page.monitor')} - ${brandOf(input)}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${root}${assets.url('monitor.css')}" />
      </head>
      <body class="al-monitor-page">
        <div
          id="monitor"
          data-root="${root}"
          data-frame-url="${url(root, PATHS.monitorFrame)}"
          data-me-id="${me.id}"
          data-me-name="${me.name}"
        ></div>
        <noscript><p>${text('monitor.noScript')}</p></noscript>
        <script
          type="module"
          src="${root}${assets.url('monitor.js')}"
          nonce="${input.nonce}"
        ></script>
      </body>
    </html>`.html
}

/**
 * The miniature's document. It is sandboxed into an opaque origin, where a module script would need
 * CORS: so its script is a classic one.
 */
export function renderMonitorFrame(input: { root: string; assets: Assets }): string {
  const { root, assets } = input
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${text('monitor.frame')}</title>
        <link rel="stylesheet" href="${root}${assets.url('interview.css')}" />
        <script src="${root}${assets.url('mirror-frame.js')}" defer></script>
      </head>
      <body class="al-page"></body>
    </html>`.html
}
