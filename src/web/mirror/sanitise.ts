/**
 * Markup from elsewhere as nodes of this document: built anew from what is allowed, so nothing
 * else can pass. A style becomes `data-al-style`, to be set through the CSSOM: the frame's CSP
 * takes no inline styles.
 */
import { allowAttribute, fetchesByStyle, isAllowedTag } from './attributes.ts'

/** Deeper markup is cut: a hostile page could otherwise exhaust the stack. */
const MAX_DEPTH = 200
const DATA_IMAGE = /^data:image\/(png|jpeg|gif|webp);/i
export const STYLE_MARK = 'data-al-style'

export function sanitise(html: string): DocumentFragment {
  const fragment = document.createDocumentFragment()
  copyChildren(new DOMParser().parseFromString(html, 'text/html').body, fragment, 0)
  return fragment
}

function copyChildren(from: Node, to: Node, depth: number): void {
  for (const node of from.childNodes) {
    if (node instanceof Text) {
      to.appendChild(document.createTextNode(node.data))
    } else if (node instanceof Element && depth < MAX_DEPTH) {
      const copy = copyElement(node)
      if (copy === null) continue
      copyChildren(node, copy, depth + 1)
      if (isPrivateField(copy)) emptyField(copy)
      to.appendChild(copy)
    }
  }
}

function copyElement(element: Element): Element | null {
  if (!isAllowedTag(element.namespaceURI, element.localName)) return null
  if (element.matches('input[type=hidden i]')) return null
  const copy = document.createElementNS(element.namespaceURI, element.localName)
  for (const { name, value } of element.attributes) copyAttribute(copy, name, value)
  // Keyboards go past the picture, not through its every field.
  if (copy.matches('input,select,textarea,button,a,summary')) copy.setAttribute('tabindex', '-1')
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
function isPrivateField(element: Element): boolean {
  return element.matches('input[type=password i],input[data-private],textarea[data-private]')
}

function emptyField(field: Element): void {
  field.removeAttribute('value')
  field.removeAttribute('checked')
  field.replaceChildren()
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
