/** The pages of the second factor (ACC2): the code at sign-in, and the account's own page. */
import { text } from '../../texts/text.ts'
import type { QrCode } from '../../accounts/qr-code.ts'
import { PATHS, url } from '../routes.ts'
import { html, type Html } from './html.ts'
import { renderProof, type Proof } from './proof.ts'
import {
  renderProblem,
  renderShell,
  renderTextInput,
  renderToAccount,
  type PageInput,
} from './shell.ts'

export interface CodePageInput extends PageInput {
  readonly brandName: string
  /** Path to go on to. */
  readonly next: string | null
  readonly problem: string | null
  /** Opened where a recovery code was refused. */
  readonly showsRecovery: boolean
}

/** Posts `code`, `next`. */
export function renderCodePage(input: CodePageInput): string {
  const target = url(input.root, PATHS.signInCode)
  const next =
    input.next === null ? null : html`<input type="hidden" name="next" value="${input.next}" />`
  return renderShell(
    input,
    text('code.title'),
    html`<div class="al-card">
      <h1>${text('code.title')}</h1>
      ${renderProblem(input.problem)}
      <p class="al-lead">${text('code.lead', { brand: input.brandName })}</p>
      <form method="post" action="${target}">
        ${next}${renderDigits('code', text('code.field'))}
        <div class="al-buttons">
          <button type="submit" class="btn btn-primary">${text('code.button')}</button>
        </div>
      </form>
      <details ${input.showsRecovery ? html`open` : null}>
        <summary>${text('code.recovery')}</summary>
        <p>${text('code.recoveryLead')}</p>
        <form method="post" action="${target}">
          ${next}<input type="hidden" name="kind" value="recovery" />
          ${renderTextInput({ id: 'recovery', label: text('code.recoveryField'), autocomplete: 'off' })}
          <div class="al-buttons">
            <button type="submit" class="btn btn-secondary">${text('code.recoveryButton')}</button>
          </div>
        </form>
        <p class="al-users-note">${text('code.lost')}</p>
      </details>
    </div>`,
  )
}

export type FactorView =
  | { readonly type: 'not-allowed' }
  | { readonly type: 'none' }
  | { readonly type: 'draft'; readonly secret: string; readonly picture: QrCode }
  /** `since`: as people read it. */
  | { readonly type: 'on'; readonly since: string; readonly codesLeft: number }
  /** Just made: shown this once. */
  | { readonly type: 'codes'; readonly codes: readonly string[]; readonly isNew: boolean }

export interface FactorPageInput extends PageInput {
  readonly view: FactorView
  /** The account may do nothing else before. */
  readonly isRequired: boolean
  readonly proof: Proof
  /** Where to go when all is done. */
  readonly home: string
  readonly problem: string | null
}

/** Posts `do` (`begin`, `confirm`, `renew`, `remove`), with `password` and `code` where asked. */
export function renderFactorPage(input: FactorPageInput): string {
  const required = input.isRequired ? html`<p class="al-lead">${text('factor.required')}</p>` : null
  return renderShell(
    input,
    text('factor.title'),
    html`<div class="al-card">
        <h1>${text('factor.title')}</h1>
        ${renderProblem(input.problem)}${required}${renderView(input)}
      </div>
      ${input.isRequired || input.view.type === 'codes' ? null : html`<p class="al-buttons">${renderToAccount(input)}</p>`}`,
  )
}

function renderView(input: FactorPageInput): Html {
  const { view } = input
  switch (view.type) {
    case 'not-allowed':
      return html`<p>${text('factor.notAllowed')}</p>`
    case 'none':
      return html`<p>${text('factor.lead')}</p>
        ${renderForm(input, { action: 'begin', label: text('factor.begin'), asks: passwordOf(input) })}`
    case 'draft':
      return renderDraft(input, view)
    case 'on':
      return renderOn(input, view)
    case 'codes':
      return html`${view.isNew ? html`<div class="al-good" role="status"><p>${text('factor.isOn')}</p></div>` : null}
        <h2>${text('factor.codesTitle')}</h2>
        <p>${text('factor.codesLead')}</p>
        <ul class="al-codes">
          ${view.codes.map((code) => html`<li><code>${code}</code></li>`)}
        </ul>
        <div class="al-buttons">
          <a class="btn btn-primary" href="${input.home}">${text('factor.codesDone')}</a>
        </div>`
  }
}

function renderDraft(
  input: FactorPageInput,
  { secret, picture }: Extract<FactorView, { readonly type: 'draft' }>,
): Html {
  const { size, path } = picture
  return html`<ol class="al-steps">
      <li>${text('factor.stepApp')}</li>
      <li>
        ${text('factor.stepScan')}
        <svg
          class="al-qr"
          viewBox="0 0 ${size} ${size}"
          role="img"
          aria-label="${text('factor.picture')}"
          shape-rendering="crispEdges"
        >
          <rect width="${size}" height="${size}" fill="#fff" />
          <path d="${path}" fill="#000" />
        </svg>
        <p>
          ${text('factor.stepType')}<br /><code class="al-secret"
            >${(secret.match(/.{1,4}/g) ?? []).join(' ')}</code
          >
        </p>
      </li>
      <li>${text('factor.stepCode')}</li>
    </ol>
    ${renderForm(input, { action: 'confirm', label: text('factor.confirm'), asks: renderDigits('code', text('code.field')) })}`
}

function renderOn(
  input: FactorPageInput,
  { since, codesLeft }: Extract<FactorView, { readonly type: 'on' }>,
): Html {
  return html`<p>
      ${text('factor.on', { date: since })} ${text('factor.codesLeft', { count: codesLeft })}
    </p>
    <h2>${text('factor.renewTitle')}</h2>
    <p>${text('factor.renewLead')}</p>
    ${renderForm(input, { action: 'renew', label: text('factor.renew'), asks: anyCode('renew-code'), isMinor: true })}
    <h2>${text('factor.removeTitle')}</h2>
    <p>${text('factor.removeLead')}</p>
    ${renderForm(input, { action: 'remove', label: text('factor.remove'), asks: html`${passwordOf(input)}${anyCode('remove-code')}`, isMinor: true })}`
}

function renderForm(
  input: FactorPageInput,
  form: {
    readonly action: string
    readonly label: string
    readonly asks: Html | null
    readonly isMinor?: boolean
  },
): Html {
  return html`<form method="post" action="${url(input.root, PATHS.secondFactor)}">
    <input type="hidden" name="do" value="${form.action}" />
    ${form.asks}
    <div class="al-buttons">
      <button
        type="submit"
        class="btn ${form.isMinor === true ? 'btn-outline-secondary' : 'btn-primary'}"
      >
        ${form.label}
      </button>
    </div>
  </form>`
}

function passwordOf(input: FactorPageInput): Html | null {
  const field = { id: 'password', name: 'password', label: text('factor.password') }
  return renderProof(input, field, PATHS.secondFactor)
}

function anyCode(id: string): Html {
  return renderTextInput({ id, name: 'code', label: text('factor.anyCode'), autocomplete: 'off' })
}

/** A phone offers its digits, and the code that it has just shown or received. */
function renderDigits(id: string, label: string): Html {
  return renderTextInput({ id, label, autocomplete: 'one-time-code', inputMode: 'numeric' })
}
