/**
 * The allow-list that everything written by authors (and so, maybe, typed by users) passes after
 * Markdown (QUE6): no script, no handlers, no forms, no addresses but the harmless schemes.
 */
import sanitizeHtml from 'sanitize-html'
import { markFiles } from './file-marks.ts'

const TEXT_TAGS = (
  'a abbr address article aside b bdi bdo blockquote br caption cite code col colgroup data dd del ' +
  'details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li ' +
  'main mark nav ol p pre q rp rt ruby s samp section small span strong sub summary sup table ' +
  'tbody td tfoot th thead time tr u ul var wbr'
).split(' ')

const FORM_TAGS = (
  'form input textarea select option optgroup button label fieldset legend output progress meter ' +
  'datalist'
).split(' ')

const TEXT_ATTRIBUTES = (
  'class id title lang dir role aria-* data-* colspan rowspan scope headers span width height ' +
  'start reversed type value datetime cite open hidden'
).split(' ')

/** Names that our own page listens to; an author's markup must not pass for it. */
const OURS = /^(al-|[ef]\d|data-m$|data-mirror$|data-al)/

const SHARED: sanitizeHtml.IOptions = {
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesAppliedToAttributes: ['href', 'src', 'cite', 'action', 'formaction'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  enforceHtmlBoundary: false,
  // It takes an empty `hidden` for a mistake and drops it, and what was hidden would show.
  nonBooleanAttributes: sanitizeHtml.defaults.nonBooleanAttributes.filter(
    (name) => name !== 'hidden',
  ),
  nonTextTags: ['script', 'style', 'noscript', 'template', 'iframe', 'object', 'svg', 'math'],
}

const AUTHOR: sanitizeHtml.IOptions = {
  ...SHARED,
  nonTextTags: [...(SHARED.nonTextTags ?? []), 'textarea', 'option'],
  allowedTags: TEXT_TAGS,
  allowedAttributes: {
    '*': TEXT_ATTRIBUTES,
    a: ['href', 'target', 'rel'],
    img: ['src', 'alt', 'loading'],
  },
  allowedSchemesByTag: { img: ['http', 'https', 'data'] },
  transformTags: {
    a: openElsewhere,
    '*': (tagName, attribs) => ({ tagName, attribs: withoutOurs(tagName, attribs) }),
  },
  exclusiveFilter: (frame) => frame.tag === 'img' && !isHarmlessImage(frame.attribs['src'] ?? ''),
}

/** Author's HTML, after Markdown; files are marked last, so that nobody else's mark is among them. */
export function sanitize(html: string): string {
  return markFiles(sanitizeHtml(html, AUTHOR))
}

/** Elements within each other: more than any screen has, fewer than an operator's browser can walk. */
const MIRROR_DEPTH = 60

const MIRROR: sanitizeHtml.IOptions = {
  ...SHARED,
  nestingLimit: MIRROR_DEPTH,
  // Signatures, and players for which the picture has a place: neither brings anything with it.
  allowedTags: [...TEXT_TAGS, ...FORM_TAGS, 'canvas', 'audio', 'video'],
  allowedAttributes: {
    '*': (
      TEXT_ATTRIBUTES.join(' ') +
      ' for name checked selected disabled readonly required placeholder rows cols min max step ' +
      'multiple size maxlength label inputmode low high optimum tabindex'
    ).split(' '),
    img: ['src', 'alt'],
    // Drawn like links; there is nowhere to go.
    a: ['href'],
  },
  allowedSchemesByTag: { img: ['data'] },
  transformTags: {
    a: (tagName, attribs) => ({ tagName, attribs: { ...attribs, href: '#' } }),
  },
  exclusiveFilter: (frame) =>
    (frame.tag === 'img' && !isHarmlessImage(frame.attribs['src'] ?? '')) ||
    (frame.tag === 'input' && frame.attribs['type'] === 'hidden'),
}

/** A part of a user's page on its way to an observer: controls stay, nothing points anywhere. */
export function sanitizeMirror(html: string): string {
  return sanitizeHtml(html, MIRROR)
}

/** Pictures by address (CSP narrows them to our host) or as data, but never as SVG documents. */
function isHarmlessImage(src: string): boolean {
  if (!/^\s*data:/i.test(src)) return src !== ''
  return /^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*$/.test(src)
}

/** Another site opens in a tab of its own, so that nothing typed is lost, and learns nothing of us. */
function openElsewhere(tagName: string, attribs: sanitizeHtml.Attributes): sanitizeHtml.Tag {
  const kept = withoutOurs(tagName, attribs)
  const elsewhere = /^https?:\/\//i.test(kept['href'] ?? '')
  if (elsewhere) kept['target'] ??= '_blank'
  if (kept['target'] !== undefined) kept['rel'] = 'noopener noreferrer'
  return { tagName, attribs: kept }
}

function withoutOurs(_tagName: string, attribs: sanitizeHtml.Attributes): sanitizeHtml.Attributes {
  const kept: sanitizeHtml.Attributes = {}
  for (const [name, value] of Object.entries(attribs)) {
    if (OURS.test(name) || (name === 'id' && OURS.test(value))) continue
    kept[name] = value
  }
  return kept
}
