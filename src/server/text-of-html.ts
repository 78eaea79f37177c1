/** What a mail says to whoever reads no HTML. Its input has passed the allow-list. */
const BLOCK =
  /<\/?(?:p|div|h[1-6]|ul|ol|table|tr|blockquote|pre|hr|section|header|footer)\b[^>]*>/gi
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
  apos: "'",
}

export function textOfHtml(html: string): string {
  const marked = html
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/<a\b[^>]*\bhref="(?<href>[^"]*)"[^>]*>(?<label>.*?)<\/a>/gi, linkAsText)
    .replaceAll(/<br\b[^>]*>/gi, '\n')
    .replaceAll(/<li\b[^>]*>/gi, '\n* ')
    .replaceAll(/<\/t[dh]>/gi, ' ')
    .replaceAll(BLOCK, '\n\n')
    .replaceAll(/<[^>]*>/g, '')
  return entitiesAsText(marked)
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

function linkAsText(_link: string, href: string, label: string): string {
  return label.includes(href) || href.startsWith('#') ? label : `${label} (${href})`
}

function entitiesAsText(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,8}));/gi, decoded)
}

function decoded(whole: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code).toWellFormed() : whole
}
