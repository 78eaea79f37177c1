/** What a mail of the server's own says: paragraphs, a link on a line of its own, and who sends it. */
import { text } from '../texts/text.ts'
import { html } from './pages/html.ts'

/** `said`: a paragraph a line. `server`: its address; null where it is not known. */
export function letterBody(parts: {
  readonly said: string
  readonly link: string | null
  readonly brand: string
  readonly server: string | null
}): { readonly text: string; readonly html: string } {
  const { said, link, brand, server } = parts
  const paragraphs = said.split('\n')
  const foot =
    server === null
      ? text('accountMail.footOnly', { brand })
      : text('accountMail.foot', { brand, server })
  const plain = [...paragraphs, ...(link === null ? [] : [link]), foot].join('\n\n')
  const markup = html`<!DOCTYPE html>
    <html lang="en">
      <body>
        ${paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}
        ${link === null ? null : html`<p><a href="${link}">${link}</a></p>`}
        <p>${foot}</p>
      </body>
    </html>`.html
  return { text: `${plain}\n`, html: markup }
}
