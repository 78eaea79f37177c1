/**
 * What may pass into the picture, stated as what is allowed: whoever controls a browser controls
 * what it sends, so the frame checks everything itself.
 */

const HTML_TAGS = new Set(
  (
    'a abbr address article aside b bdi bdo blockquote br button canvas caption cite code col ' +
    'colgroup ' +
    'data datalist dd del details dfn div dl dt em fieldset figcaption figure footer form h1 h2 ' +
    'h3 h4 h5 h6 header hgroup hr i img input ins kbd label legend li main mark menu meter nav ' +
    'ol optgroup option output p picture pre progress q rp rt ruby s samp search section select ' +
    'small span strong sub summary sup table tbody td textarea tfoot th thead time tr u ul var wbr'
  ).split(' '),
)
const SVG_TAGS = new Set('svg g path circle ellipse rect line polyline polygon title'.split(' '))

const PLAIN_ATTRIBUTES = new Set(
  (
    'class title lang dir role type value checked selected disabled readonly required ' +
    'placeholder rows cols min max step multiple size maxlength alt width height colspan ' +
    'rowspan scope open hidden start reversed label span inputmode low high optimum datetime ' +
    'viewBox d cx cy r rx ry x y x1 y1 x2 y2 points fill stroke stroke-width stroke-linecap ' +
    'stroke-linejoin fill-rule clip-rule transform'
  ).split(' '),
)
const ID_ATTRIBUTES = /^(id|for|list|name|aria-(controls|describedby|labelledby|owns|details))$/

export function isAllowedTag(namespace: string | null, name: string): boolean {
  if (namespace === 'http://www.w3.org/2000/svg') return SVG_TAGS.has(name)
  return namespace === 'http://www.w3.org/1999/xhtml' && HTML_TAGS.has(name)
}

/**
 * The value under which an attribute may stand in the picture; null where it may not. `href`,
 * `src` and `style` are the caller's: they need a base address or the CSSOM.
 */
export function allowAttribute(name: string, value: string): string | null {
  if (ID_ATTRIBUTES.test(name)) return value.split(/\s+/).map(unclobbered).join(' ')
  const known = PLAIN_ATTRIBUTES.has(name) || /^(aria|data)-[a-z0-9-]+$/.test(name)
  return known && !/url\s*\(/i.test(value) ? value : null
}

/**
 * A field called `children` would stand in for `form.children`. No property has a hyphen, so names
 * with one are left alone (the page's own CSS speaks of them) and others get one.
 */
function unclobbered(id: string): string {
  return id === '' || id.includes('-') ? id : `x-${id}`
}

/** Whether a style's value could make the browser fetch something. */
export function fetchesByStyle(value: string): boolean {
  return /url|image|src|import|expression|\\/i.test(value)
}
