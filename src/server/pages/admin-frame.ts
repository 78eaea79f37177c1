/** What stands round every page of administrators: one way from each to all others. */
import { text, type TextKey } from '../../texts/text.ts'
import { PATHS, url } from '../routes.ts'
import { attr, html, type Html } from './html.ts'
import { renderShell, type PageInput } from './shell.ts'

/** In the order of the navigation; a page that is not here is not found by anybody. */
const ADMIN_PAGES = [
  { path: PATHS.users, label: 'users.title' },
  { path: PATHS.privileges, label: 'privileges.title' },
  { path: PATHS.allSessions, label: 'allSessions.title' },
  { path: PATHS.mail, label: 'mail.title' },
  { path: PATHS.audit, label: 'audit.title' },
  { path: PATHS.system, label: 'system.title' },
] as const satisfies readonly { readonly path: string; readonly label: TextKey }[]

export type AdminPath = (typeof ADMIN_PAGES)[number]['path']

export function renderAdminPage(
  input: PageInput,
  page: { readonly path: AdminPath; readonly title: string; readonly content: Html },
): string {
  const links = ADMIN_PAGES.map(
    ({ path, label }) =>
      html`<li>
        <a
          class="al-admin-link"
          href="${url(input.root, path)}"
          ${attr('aria-current', path === page.path ? 'page' : null)}
          >${text(label)}</a
        >
      </li>`,
  )
  return renderShell(
    input,
    page.title,
    html`<nav class="al-admin-pages" aria-label="${text('admin.pages')}">
        <ul>
          ${links}
        </ul>
      </nav>
      ${page.content}`,
  )
}
