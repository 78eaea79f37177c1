/** The interview page whole: bar, screen, help area with the chat, and where the script finds things. */
import type { ParticipantId, SessionId } from '../../base/id.ts'
import { text } from '../../texts/text.ts'
import type { OperatorView, PersonName } from '../../live/views.ts'
import type { Assets } from '../deps.ts'
import { PATHS, SOCKET_PATHS, sessionUrls, url } from '../routes.ts'
import { renderChatArea } from './chat-area.ts'
import { attr, flag, html, raw, type Html } from './html.ts'
import { personName } from './join-page.ts'
import type { RenderedScreen } from './rendered.ts'

export interface InterviewPageInput {
  readonly rendered: RenderedScreen
  readonly session: SessionId
  /** Of whom the page is: what one wrote into this tab is not for the next. */
  readonly participant?: ParticipantId
  readonly version: number
  readonly root: string
  readonly nonce: string
  readonly assets: Assets
  /** Signed in, by name (or e-mail); null: an anonymous visitor. */
  readonly person: { readonly name: string | null }
  /** JOI: whom the operator who sees this page has joined; null or absent: it is the user's own. */
  readonly joined?: PersonName | null
  /** CON2: operators who take part and of whom the user is told; the page's script tells it by itself. */
  readonly joinedBy?: readonly OperatorView[]
  /** SES3: the page is of whoever began the session, who may delete it. */
  readonly mayDelete?: boolean
  /** Entry "Monitor" in the menu (MON1). */
  readonly mayMonitor?: boolean
  /** Address of a file of the interview's package. */
  staticUrl(name: string): string
}

export function renderInterviewPage(input: InterviewPageInput): string {
  const { rendered, root, session, nonce } = input
  const asset = (name: Parameters<Assets['url']>[0]): string => root + input.assets.url(name)
  const data = html`${attr('data-root', root)}${attr('data-session', session)}${attr('data-participant', input.participant)}${attr('data-version', input.version)}${attr('data-socket', url(root, SOCKET_PATHS.page) + session)}${attr('data-agent', asset('mirror-agent.js'))}${attr('data-watched', asset('watched.js'))}${attr('data-upload', asset('upload.js'))}${attr('data-signature', asset('signature.js'))}${attr('data-phone', asset('phone.js'))}${attr('data-files', sessionUrls(root, session).files)}${attr('data-nonce', nonce)}${flag('data-help', rendered.hasHelp)}${flag('data-live', rendered.liveHelp === true)}${flag('data-waits', rendered.waits === true)}${attr('data-reload', rendered.reload)}`
  const css = rendered.css.map(
    (name) =>
      html`<link rel="stylesheet" href="${input.staticUrl(name)}" data-al-author="${name}" />`,
  )
  const scripts = rendered.javascript.map(
    (name) =>
      html`<script
        src="${input.staticUrl(name)}"
        nonce="${nonce}"
        data-al-author="${name}"
        defer
      ></script>`,
  )
  return html`<!DOCTYPE html>
    <html lang="${rendered.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${rendered.title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${asset('interview.css')}" />
        ${css}${renderReload(rendered)}
      </head>
      <body class="al-page" ${data}>
        <a class="al-skip" href="#al-screen">${text('page.skip')}</a>
        ${renderBar(input)}${renderJoined(input)}${renderJoinedBy(input)}
        <div id="al-notices" role="status" aria-live="polite"></div>
        <main class="al-layout">
          <section id="al-screen" data-version="${input.version}" data-m="screen">
            ${raw(rendered.html)}
          </section>
          <div id="help" class="al-side">
            <aside id="al-help" aria-label="${text('help.title')}" hidden>
              <div class="al-help-head">
                <h2 id="al-help-title" tabindex="-1">${text('help.title')}</h2>
                <a
                  id="al-help-close"
                  class="al-icon-button"
                  href="#al-screen"
                  role="button"
                  aria-label="${text('help.close')}"
                  ><span class="al-cross" aria-hidden="true"></span
                ></a>
              </div>
              <div class="al-help-body">
                ${renderChatArea(sessionUrls(root, session).chatLog)}
                <div id="al-help-texts">${raw(rendered.help)}</div>
              </div>
            </aside>
          </div>
        </main>
        <script type="module" src="${asset('interview.js')}" nonce="${nonce}"></script>
        ${scripts}
      </body>
    </html>`.html
}

/** `reload` for browsers without script; with it the page looks again without being loaded anew. */
function renderReload({ reload = null }: RenderedScreen): Html | null {
  if (reload === null) return null
  return html`<noscript><meta http-equiv="refresh" content="${Math.ceil(reload)}" /></noscript>`
}

/** JOI1: in whose session one is, and the way out; works without a script. */
function renderJoined({ joined = null, root, session }: InterviewPageInput): Html | null {
  if (joined === null) return null
  return html`<section class="al-joined" id="al-joined" aria-label="${text('join.region')}">
    <p>${text('join.bar', { name: personName(joined) })}</p>
    <form method="post" action="${sessionUrls(root, session).leave}">
      <button type="submit" class="btn btn-sm btn-light">${text('join.leave')}</button>
    </form>
  </section>`
}

/** CON2: who joined, and the way to end it, for browsers without script. */
function renderJoinedBy({ joinedBy = [], root, session }: InterviewPageInput): Html | null {
  if (joinedBy.length === 0) return null
  const told = joinedBy.map(
    ({ id, name }) =>
      html`<section class="al-joined" aria-label="${text('watch.region')}">
        <p>${text('watch.joined', { name })}</p>
        <form method="post" action="${sessionUrls(root, session).endJoin}">
          <input type="hidden" name="operator" value="${id}" />
          <button
            type="submit"
            class="btn btn-sm btn-light"
            aria-label="${text('watch.stopJoined', { name })}"
          >
            ${text('watch.stop')}
          </button>
        </form>
      </section>`,
  )
  return html`<noscript>${told}</noscript>`
}

function renderBar(input: InterviewPageInput): Html {
  const { rendered } = input
  const help = html`<a
    id="al-help-button"
    class="al-bar-button"
    href="#help"
    role="button"
    aria-controls="al-help"
    aria-expanded="false"
    ${flag('hidden', !rendered.hasHelp)}${flag('data-marked', rendered.questionHelp)}
    ><span class="al-help-icon" aria-hidden="true">?</span
    ><span class="al-bar-label" id="al-help-label">${rendered.helpLabel ?? text('help.title')}</span
    ><span class="al-help-mark" id="al-help-mark" ${flag('hidden', !rendered.questionHelp)}
      ><span class="visually-hidden">${text('help.own')}</span></span
    ></a
  >`
  const chat = html`<button
    type="button"
    id="al-chat-button"
    class="al-bar-button"
    aria-controls="al-help"
    aria-expanded="false"
    hidden
  >
    <span class="al-chat-icon" aria-hidden="true"></span
    ><span class="visually-hidden" id="al-chat-label"></span
    ><span class="al-unread" id="al-unread" aria-hidden="true" hidden></span>
  </button>`
  return html`<header class="al-bar navbar">
    <div class="al-bar-in">
      <span class="al-title" id="al-title"
        ><span class="al-title-long">${rendered.title}</span
        ><span class="al-title-short">${rendered.shortTitle}</span></span
      >
      <nav class="al-bar-end" aria-label="${text('page.menu')}">
        ${chat}${help}${renderMenu(input)}
      </nav>
    </div>
  </header>`
}

function renderMenu(input: InterviewPageInput): Html {
  const { rendered, root, person } = input
  const items = rendered.menu.map(
    (item) => html`<li><a class="dropdown-item" href="${item.url}">${item.label}</a></li>`,
  )
  const monitor = input.mayMonitor
    ? html`<li>
        <a class="dropdown-item" href="${url(root, PATHS.monitor)}">${text('page.monitor')}</a>
      </li>`
    : null
  const account =
    person.name === null
      ? html`<li>
          <a
            class="dropdown-item"
            href="${url(root, PATHS.signIn)}?next=${encodeURIComponent(sessionUrls(root, input.session).screen)}"
            >${text('common.signIn')}</a
          >
        </li>`
      : html`<li><span class="dropdown-item-text">${person.name}</span></li>
          <li>
            <a class="dropdown-item" href="${url(root, PATHS.sessions)}"
              >${text('sessions.title')}</a
            >
          </li>
          <li>
            <form method="post" action="${url(root, PATHS.signOut)}">
              <button class="dropdown-item" type="submit">${text('common.signOut')}</button>
            </form>
          </li>`
  const remove =
    input.mayDelete === true
      ? html`<li>
          <a class="dropdown-item" href="${sessionUrls(root, input.session).delete}"
            >${text('page.delete')}</a
          >
        </li>`
      : null
  return html`<details class="al-menu" id="al-menu">
    <summary class="al-bar-button">
      <span class="al-menu-icon" aria-hidden="true"></span>
      <span class="al-bar-label">${text('page.menu')}</span>
    </summary>
    <div class="al-menu-list">
      <ul id="al-menu-items">
        ${items}
      </ul>
      <ul>
        ${monitor}${account}${remove}
      </ul>
    </div>
  </details>`
}
