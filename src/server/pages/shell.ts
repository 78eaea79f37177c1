/** What every page but the interview's own has round it: bar, one column, our style. */
import { text } from '../../texts/text.ts'
import type { Assets } from '../deps.ts'
import { PATHS, url } from '../routes.ts'
import { attr, html, type Html } from './html.ts'

/** What every plain page is given. */
export interface PageInput {
  readonly root: string
  readonly assets: Assets
  /** For scripts of the page; plain pages have none. */
  readonly nonce?: string
  readonly brand?: string
  /** Who is signed in; absent: the page shows no menu. */
  readonly person?: { readonly name: string | null }
  readonly mayMonitor?: boolean
  readonly mayAdminister?: boolean
  readonly mayHaveFactor?: boolean
  readonly mayConnect?: boolean
}

export function brandOf(page: PageInput): string {
  return page.brand ?? text('app.name')
}

export function renderShell(page: PageInput, title: string, content: Html): string {
  const { root, assets } = page
  const brand = brandOf(page)
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title === brand ? brand : `${title} - ${brand}`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${root}${assets.url('interview.css')}" />
      </head>
      <body class="al-simple">
        <a class="al-skip" href="#al-main">${text('shell.skip')}</a>
        <header class="al-bar navbar">
          <div class="al-bar-in">
            <a class="al-title" href="${root}">${brand}</a>
            <nav class="al-bar-end" aria-label="${text('page.menu')}">${renderMenu(page)}</nav>
          </div>
        </header>
        <main id="al-main" class="al-column" tabindex="-1">${content}</main>
      </body>
    </html>`.html
}

function renderMenu(page: PageInput): Html | null {
  const { root, person } = page
  if (person === undefined) return null
  if (person.name === null) {
    return html`<a class="al-bar-button" href="${url(root, PATHS.signIn)}"
      >${text('common.signIn')}</a
    >`
  }
  const links = [
    page.mayMonitor === true ? { label: text('page.monitor'), to: PATHS.monitor } : null,
    page.mayAdminister === true ? { label: text('admin.title'), to: PATHS.users } : null,
    { label: text('sessions.title'), to: PATHS.sessions },
    { label: text('account.title'), to: PATHS.account },
  ].filter((link) => link !== null)
  return html`<details class="al-menu">
    <summary class="al-bar-button">
      <span class="al-menu-icon" aria-hidden="true"></span><span>${person.name}</span>
    </summary>
    <ul class="al-menu-list">
      ${links.map((link) => html`<li><a class="dropdown-item" href="${url(root, link.to)}">${link.label}</a></li>`)}
      <li>
        <form method="post" action="${url(root, PATHS.signOut)}">
          <button type="submit" class="dropdown-item">${text('common.signOut')}</button>
        </form>
      </li>
    </ul>
  </details>`
}

/**
 * Says what went wrong above a form; nothing where nothing did. It has the focus: what is there when
 * a page loads is no news to a screen reader, and on a phone the form may be below the screen.
 */
export function renderProblem(problem: string | null): Html | null {
  if (problem === null) return null
  return html`<div class="al-refused" role="alert" tabindex="-1" autofocus>${problem}</div>`
}

export interface TextInput {
  readonly id: string
  /** Where it is not the id: two forms of one page may post the same name. */
  readonly name?: string
  readonly inputMode?: 'numeric'
  readonly label: string
  readonly type?: 'text' | 'email' | 'password'
  readonly value?: string | null
  readonly autocomplete?: string
  readonly help?: string
  readonly required?: boolean
  readonly minLength?: number
}

export function renderTextInput(input: TextInput): Html {
  const help = input.help === undefined ? null : `${input.id}-help`
  return html`<div class="al-field">
    <label class="form-label" for="${input.id}">${input.label}</label
    ><input
      class="form-control"
      id="${input.id}"
      name="${input.name ?? input.id}"
      type="${input.type ?? 'text'}"
      ${attr('value', input.value)}${attr('autocomplete', input.autocomplete)}${attr('inputmode', input.inputMode)}${attr('minlength', input.minLength)}${attr('required', input.required === false ? null : '')}${attr('aria-describedby', help)}
    />${input.help === undefined ? null : html`<div class="form-text" id="${help}">${input.help}</div>`}
  </div>`
}

export function hiddenFields(fields: Readonly<Record<string, string>>): readonly Html[] {
  return Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  )
}

/** From a page of the account back to the first of them. */
export function renderToAccount({ root }: PageInput): Html {
  return html`<a class="btn btn-outline-secondary" href="${url(root, PATHS.account)}"
    >${text('account.title')}</a
  >`
}

/** A path that takes along where to go on to. */
export function withNext(path: string, next: string | null): string {
  return next === null ? path : `${path}?next=${encodeURIComponent(next.toWellFormed())}`
}
