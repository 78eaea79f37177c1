/** The tab of an operator who wants to join a session, or has left it (JOI, CON3). */
import type { PersonName } from '../../live/views.ts'
import { text } from '../../texts/text.ts'
import { PATHS, url } from '../routes.ts'
import { html, raw, type Html } from './html.ts'
import { renderShell, type PageInput } from './shell.ts'

export type JoinState =
  | { readonly type: 'asking' }
  | { readonly type: 'accepted' }
  /** `waitMs`: until they may be asked again. */
  | { readonly type: 'refused'; readonly waitMs: number }
  | { readonly type: 'no-answer' }

export interface JoinPageInput extends PageInput {
  /** Where the buttons post to. */
  readonly action: string
  readonly participant: string
  readonly who: PersonName
  /** Of the interview. */
  readonly title: string
  readonly state: JoinState
}

/** Looks every so often whether the user has answered; without a script the browser does. */
const LOOK = `const at = document.querySelector('[data-state]').dataset.state
setInterval(async () => {
  try {
    const headers = { accept: 'application/json' }
    const reply = await fetch(location.href, { headers, cache: 'no-store' })
    if (reply.status !== 200 || (await reply.json()).state !== at) location.reload()
  } catch {}
}, 1000)`

export function renderJoinPage(input: JoinPageInput): string {
  const { state, title, action, participant } = input
  const name = personName(input.who)
  const isAsking = state.type === 'asking'
  const button = (label: string, kind: string, field: Html | null): Html =>
    html`<form method="post" action="${action}">
      <input type="hidden" name="participant" value="${participant}" />${field}<button
        type="submit"
        class="btn ${kind}"
      >
        ${label}
      </button>
    </form>`
  const withdraw = html`<input type="hidden" name="withdraw" value="1" />`
  const script = isAsking
    ? html`<script nonce="${input.nonce ?? ''}">
          ${raw(LOOK)}
        </script>
        <noscript><meta http-equiv="refresh" content="5" /></noscript>`
    : waitOf(state, input.nonce)
  return renderShell(
    input,
    text('join.title'),
    html`<div class="al-card" data-state="${state.type}">
      <h1>${text('join.title')}</h1>
      <p class="al-lead">${text('join.about', { name, title })}</p>
      <p role="status">${wordsOf(state)}</p>
      ${isAsking ? button(text('join.withdraw'), 'btn-outline-primary', withdraw) : button(text(state.type === 'accepted' ? 'join.enter' : 'join.askAgain'), 'btn-primary', null)}
      ${script}
    </div>`,
  )
}

/** `left`: they had taken part; `withdrawn`: they had only asked. */
export function renderLeftPage(input: PageInput, why: 'left' | 'withdrawn'): string {
  return renderShell(
    input,
    text(`join.${why}`),
    html`<div class="al-card">
      <h1>${text(`join.${why}`)}</h1>
      <p class="al-lead">${text(`join.${why}Meaning`)}</p>
      <p>
        <a class="btn btn-primary" href="${url(input.root, PATHS.monitor)}"
          >${text('join.toMonitor')}</a
        >
      </p>
    </div>`,
  )
}

export function personName({ name, visitorNumber }: PersonName): string {
  return name ?? text('common.visitor', { number: visitorNumber ?? '' })
}

/** After the pause the page says that they may ask again. */
function waitOf(state: JoinState, nonce: string | undefined): Html | null {
  if (state.type !== 'refused' || state.waitMs === 0) return null
  const seconds = Math.ceil(state.waitMs / 1000)
  return html`<script nonce="${nonce ?? ''}">
      ${raw(`setTimeout(() => location.reload(), ${seconds * 1000})`)}
    </script>
    <noscript><meta http-equiv="refresh" content="${seconds}" /></noscript>`
}

function wordsOf(state: JoinState): string {
  switch (state.type) {
    case 'asking':
      return text('join.asking')
    case 'accepted':
      return text('join.accepted')
    case 'no-answer':
      return text('join.noAnswer')
    case 'refused': {
      const seconds = Math.ceil(state.waitMs / 1000)
      return seconds === 0 ? text('join.refused') : text('join.refusedWait', { seconds })
    }
  }
}
