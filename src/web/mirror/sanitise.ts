/**
 * Markup from elsewhere as nodes of this document: built anew from what is allowed, so nothing
 * else can pass. A style becomes `data-al-style`, to be set through the CSSOM: the frame's CSP
 * takes no inline styles.
 */
import { allowAttribute, fetchesByStyle, isAllowedTag } from './attributes.ts'
import { isSecretKind } from './masking.ts'

/** Deeper markup is cut: a hostile page could otherwise exhaust the stack. */
const MAX_DEPTH = 200
const DATA_IMAGE = /^data:image\/(png|jpeg|gif|webp);/i
export const STYLE_MARK = 'data-al-style'
/** Stands for a player: nothing is played to the operator (OBS9). */
export const PLAYER_CLASS = 'al-mirror-player'

/** What a keyboard reaches on the user's page. */
export const REACHABLE = 'input,select,textarea,button,a,summary'

export function sanitise(html: string): DocumentFragment {
  const fragment = document.createDocumentFragment()
  // Its content belongs to a document in which nothing runs, loads or has a name.
  const template = document.createElement('template')
  template.innerHTML = html
  copyChildren(template.content, fragment, { depth: 0, isPrivate: false })
  return fragment
}

interface Around {
  readonly depth: number
  /** OBS7: what fields hold within is not shown. */
  readonly isPrivate: boolean
}

function copyChildren(from: Node, to: Node, { depth, isPrivate }: Around): void {
  for (const node of childrenOf(from)) {
    if (node instanceof Text) {
      to.appendChild(document.createTextNode(node.data))
    } else if (node instanceof HTMLMediaElement) {
      to.appendChild(standForPlayer(node))
    } else if (node instanceof Element && depth < MAX_DEPTH) {
      const copy = copyElement(node)
      if (copy === null) continue
      const within = { depth: depth + 1, isPrivate: isPrivate || copy.matches('[data-private]') }
      copyChildren(node, copy, within)
      if (within.isPrivate) emptyField(copy)
      to.appendChild(copy)
    }
  }
}

function copyElement(element: Element): Element | null {
  const { space, name } = kindOf(element)
  if (!isAllowedTag(space, name)) return null
  const copy = document.createElementNS(space, name)
  for (const { name: attribute, value } of attributesOf(element)) {
    copyAttribute(copy, attribute, value)
  }
  if (copy.matches('input[type=hidden i]')) return null
  if (copy.matches('input,select,textarea')) makeOurs(element, copy)
  // Its size is the drawing's, and a hostile one would take all memory.
  if (copy.localName === 'canvas')
    for (const name of ['width', 'height']) copy.removeAttribute(name)
  // Keyboards go past the picture, not through its every field.
  if (copy.matches(REACHABLE)) copy.setAttribute('tabindex', '-1')
  return copy
}

/** A form's field called `childNodes` or `attributes` stands in for those of the form. */
const CHILDREN = getterOf<NodeListOf<ChildNode>>(Node.prototype, 'childNodes')
const ATTRIBUTES = getterOf<NamedNodeMap>(Element.prototype, 'attributes')
const SPACE = getterOf<string | null>(Element.prototype, 'namespaceURI')
const NAME = getterOf<string>(Element.prototype, 'localName')

function getterOf<T>(prototype: object, name: string): (node: Node) => T {
  return (node) => Reflect.get(prototype, name, node) as T
}

function childrenOf(node: Node): readonly Node[] {
  return [...CHILDREN(node)]
}

function attributesOf(element: Element): readonly Attr[] {
  return [...ATTRIBUTES(element)]
}

function kindOf(element: Element) {
  return { space: SPACE(element), name: NAME(element) }
}

/** The operator's browser has nothing to fill in, to keep, or to have looked at elsewhere. */
function makeOurs(element: Element, copy: Element): void {
  const kind = element.getAttribute('type') ?? ''
  if (isSecretKind(kind, element.getAttribute('autocomplete') ?? '')) {
    copy.setAttribute('data-private', '')
    if (kind.toLowerCase() === 'password') copy.setAttribute('type', 'text')
  }
  copy.setAttribute('autocomplete', 'off')
  copy.setAttribute('spellcheck', 'false')
}

function standForPlayer(player: HTMLMediaElement): Element {
  const copy = document.createElement('div')
  copy.className = PLAYER_CLASS
  copy.dataset['kind'] = player instanceof HTMLVideoElement ? 'video' : 'audio'
  const target = player.getAttribute('data-m')
  if (target !== null) copy.dataset['m'] = target
  return copy
}

function copyAttribute(copy: Element, name: string, value: string): void {
  if (name === 'style') {
    copy.setAttribute(STYLE_MARK, value)
  } else if (name === 'href') {
    if (copy.localName === 'a') copy.setAttribute('href', '#')
  } else if (name === 'src') {
    if (copy.localName === 'img' && isOwnImage(value)) copy.setAttribute('src', value)
  } else {
    const allowed = allowAttribute(name, value)
    if (allowed !== null) copy.setAttribute(name, allowed)
  }
}

function isOwnImage(source: string): boolean {
  if (DATA_IMAGE.test(source)) return true
  return isOwnAddress(source)
}

/** Whether an address leads to our own server. */
export function isOwnAddress(address: string): boolean {
  try {
    const url = new URL(address, document.baseURI)
    return url.origin === location.origin && /^https?:$/.test(url.protocol)
  } catch {
    // Not an address at all.
    return false
  }
}

/** The agent sends bullets where there is something; the server's own values are not shown. */
function emptyField(copy: Element): void {
  if (copy.matches('textarea')) copy.replaceChildren()
  if (copy.matches('option')) copy.removeAttribute('selected')
  if (!copy.matches('input')) return
  copy.removeAttribute('checked')
  // Which button it is, is no secret.
  if (!copy.matches('[type=checkbox],[type=radio]')) copy.removeAttribute('value')
}

/** Styles within, through the CSSOM; what would fetch is left out before it is computed. */
export function applyStyles(root: Element): void {
  for (const element of root.querySelectorAll(`[${STYLE_MARK}]`)) {
    setStyle(element, element.getAttribute(STYLE_MARK))
  }
}

export function setStyle(element: Element, style: string | null): void {
  if (!(element instanceof HTMLElement || element instanceof SVGElement)) return
  // Parsed where nothing is drawn, so that even the first look at a value fetches nothing.
  const parsed = document.createElement('i').style
  parsed.cssText = style ?? ''
  const safe = [...parsed].filter((name) => !fetchesByStyle(parsed.getPropertyValue(name)))
  element.style.cssText = safe
    .map((name) => {
      const important = parsed.getPropertyPriority(name) === '' ? '' : ' !important'
      return `${name}: ${parsed.getPropertyValue(name)}${important}`
    })
    .join('; ')
}
