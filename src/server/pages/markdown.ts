/** Authors' text as HTML: Markdown with docassemble's markup, then the allow-list (QUE6). */
import MarkdownIt from 'markdown-it'
import { raw, type Html } from './html.ts'
import { captionFiles } from './file-marks.ts'
import { sanitize } from './sanitize.ts'

const markdown = new MarkdownIt({ html: true, linkify: false, typographer: false })

markdown.renderer.rules['table_open'] = () =>
  '<div class="table-responsive"><table class="table table-striped">\n'
markdown.renderer.rules['table_close'] = () => '</table></div>\n'

/** Text of several paragraphs. */
export function renderMarkdown(text: string): Html {
  return raw(sanitize(markdown.render(expandMarkup(text))))
}

/** One line: a label, a button. Links and blocks in it stay inline. */
export function renderInline(text: string): Html {
  return raw(sanitize(markdown.renderInline(expandMarkup(text.trim()))))
}

/** Within a `label` or a `button`, where no link may stand. */
export function renderCaption(text: string): Html {
  return raw(captionFiles(renderInline(text).html.replaceAll(/<\/?a\b[^>]*>/g, '')))
}

/** What a person reads of it, without any markup: for titles and `alt`. */
export function plainText(text: string): string {
  const shown = renderInline(text).html.replaceAll(/<[^>]*>/g, '')
  const entities: Readonly<Record<string, string>> = {
    '&amp;': '&',
    '&lt;': '<',
    '&gt;': '>',
    '&quot;': '"',
    '&#39;': "'",
  }
  return shown
    .replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity)
    .trim()
}

function expandMarkup(text: string): string {
  return text.replaceAll('[BR]', '<br>').replaceAll('[NEWPAR]', '\n\n')
}
