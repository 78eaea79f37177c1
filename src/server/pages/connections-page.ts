/** Where the account's owner can sign in besides here (ACC2). */
import { text } from '../../texts/text.ts'
import { PATHS, url } from '../routes.ts'
import { html, type Html } from './html.ts'
import { renderProof, type Proof } from './proof.ts'
import { renderProblem, renderShell, renderToAccount, type PageInput } from './shell.ts'

export interface ConnectionsPageInput extends PageInput {
  readonly connected: readonly {
    readonly name: string
    readonly issuer: string
    readonly subject: string
    /** As people read it. */
    readonly since: string
    /** Of the provider; null where it is not configured any more. */
    readonly provider: string | null
  }[]
  /** Providers that are not connected yet. */
  readonly others: readonly { readonly id: string; readonly name: string }[]
  readonly proof: Proof
  /** Path to go on to once they have proven who they are. */
  readonly next: string | null
  readonly done: string | null
  readonly problem: string | null
}

/**
 * Posts `do`: `connect` with `provider` and `password`, `disconnect` with `issuer` and `subject`, `prove`
 * with `provider` and `next`.
 */
export function renderConnectionsPage(input: ConnectionsPageInput): string {
  const target = url(input.root, PATHS.connections)
  const done =
    input.done === null ? null : html`<div class="al-good" role="status"><p>${input.done}</p></div>`
  return renderShell(
    input,
    text('connections.title'),
    html`<h1>${text('connections.title')}</h1>
      ${renderProblem(input.problem)}${done}
      <p class="al-lead">${text('connections.lead')}</p>
      ${
        input.connected.length === 0
          ? null
          : html`<ul class="al-users">
              ${input.connected.map((one) => renderConnected(one, target))}
            </ul>`
      }
      ${renderProve(input, target)}${renderOthers(input, target)}
      <p class="al-buttons">${renderToAccount(input)}</p>`,
  )
}

function renderConnected(
  { name, issuer, subject, since }: ConnectionsPageInput['connected'][number],
  target: string,
): Html {
  return html`<li class="al-users-entry">
    <div>
      <div class="al-users-name">${name}</div>
      <div class="al-users-note">${text('connections.connected', { date: since })}</div>
    </div>
    <form method="post" action="${target}">
      <input type="hidden" name="do" value="disconnect" />
      <input type="hidden" name="issuer" value="${issuer}" />
      <input type="hidden" name="subject" value="${subject}" />
      <button
        type="submit"
        class="btn btn-outline-secondary btn-sm"
        aria-label="${text('connections.disconnectNamed', { name })}"
      >
        ${text('connections.disconnect')}
      </button>
    </form>
  </li>`
}

function renderProve(input: ConnectionsPageInput, target: string): Html | null {
  if (input.proof !== 'provider') return null
  const buttons = input.connected.flatMap(({ name, provider }) =>
    provider === null
      ? []
      : [
          html`<button type="submit" class="btn btn-primary" name="provider" value="${provider}">
            ${text('proof.at', { name })}
          </button>`,
        ],
  )
  return html`<section class="al-card" id="prove" aria-labelledby="prove-title">
    <h2 id="prove-title">${text('proof.title')}</h2>
    <p>${text('proof.why')}</p>
    <form method="post" action="${target}">
      <input type="hidden" name="do" value="prove" />
      <input type="hidden" name="next" value="${input.next ?? ''}" />
      <div class="al-buttons">${buttons}</div>
    </form>
  </section>`
}

function renderOthers(input: ConnectionsPageInput, target: string): Html | null {
  if (input.others.length === 0) return null
  const field = { id: 'password', name: 'password', label: text('connections.password') }
  const password = renderProof(input, field, PATHS.connections)
  return html`<div class="al-card">
    <form method="post" action="${target}">
      <input type="hidden" name="do" value="connect" />${password}
      <div class="al-buttons">
        ${input.others.map(
          ({ id, name }) =>
            html`<button type="submit" class="btn btn-primary" name="provider" value="${id}">
              ${text('connections.connect', { name })}
            </button>`,
        )}
      </div>
    </form>
  </div>`
}

/** On to the provider, by a link: browsers follow no form from here to another site. */
export function renderGoToProvider(
  input: PageInput & { readonly name: string; readonly to: string },
): string {
  const { name, to } = input
  const title = text('connections.goTitle', { name })
  return renderShell(
    input,
    title,
    html`<div class="al-card">
      <h1>${title}</h1>
      <p class="al-lead">${text('connections.goLead', { name })}</p>
      <div class="al-buttons">
        <a class="btn btn-primary" href="${to}" rel="noreferrer">${text('connections.go')}</a>
      </div>
    </div>`,
  )
}
