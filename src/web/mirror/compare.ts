/**
 * The live screen against the same screen as the server wrote it: what scripts had changed before
 * anybody observed. An untouched screen gives no op at all.
 */
import type { MirrorOp } from '../../protocol/mirror.ts'
import { isMirroredAttribute } from './mirrored.ts'
import { allFields, isField, targetOf } from './fields.ts'
import { maskText } from './masking.ts'
import type { Masks } from './masks.ts'

/** Name of the screen's root among the targets. */
export const ROOT = 'screen'
/** Nobody sees these, hidden inputs hold the page's own bookkeeping, and some is only for the user. */
const UNSEEN = 'script,style,template,input[type=hidden],[data-al-own]'
/** What the page does to a controlled screen is not the screen's. */
const LOCKED = 'data-al-locked'
const OWN_ATTRIBUTE = /^(value|data-al-(locked|operator))$/
/** What is hidden whole. */
const TOLD = '[data-private]:not(.al-field),[data-private]:not(.al-field) *'
/** What a screen is built of may be a word that was typed; a script may put words into all else. */
const STRUCTURE =
  /^(class|id|for|name|type|role|style|hidden|disabled|aria-(.*by|hidden)|data-(m|mirror|private|al-.*))$/
/** A larger patch is not sent; the picture then lacks it. */
const MAX_HTML = 150_000
const MAX_ATTRIBUTE = 4000

export function isUnseen(node: Node): boolean {
  if (node instanceof Element) return node.matches(UNSEEN)
  return node.nodeType !== Node.TEXT_NODE
}

/** Without attributes that are as they were before the first record: pages set many anew at each key. */
export function realChanges(records: readonly MutationRecord[]): readonly MutationRecord[] {
  const seen = new Map<Node, Set<string>>()
  return records.filter(({ target, attributeName: name, oldValue }) => {
    if (name === null || !(target instanceof Element)) return true
    const names = seen.get(target) ?? new Set()
    if (names.has(name)) return false
    seen.set(target, names.add(name))
    return target.getAttribute(name) !== oldValue
  })
}

/** Disabled only because an operator works on the screen: it is not so for them. */
export function isLocked(element: Element, name: string): boolean {
  return name === 'disabled' && element.hasAttribute(LOCKED)
}

/** What an attribute says on the screen. Where CSP refused an inline style, CSSOM knows. */
export function readAttribute(element: Element, name: string): string | null {
  if (isLocked(element, name)) return null
  if (name !== 'style' || !(element instanceof HTMLElement)) return element.getAttribute(name)
  return element.style.cssText === '' ? null : element.style.cssText
}

export function attributeOp(
  element: Element,
  target: string,
  { name, masks }: { readonly name: string; readonly masks: Masks },
): MirrorOp | null {
  const value = readAttribute(element, name)
  if (name.length > 40 || (value !== null && value.length > MAX_ATTRIBUTE)) return null
  const isWords = value !== null && !STRUCTURE.test(name)
  return ['a', target, name, isWords ? masks.hiding()(value) : value]
}

/** Markup of what stands within, without anything that the page keeps to itself. */
export function htmlOp(element: Element, target: string, masks: Masks): MirrorOp | null {
  const html = publicHtml(element, masks)
  return html.length > MAX_HTML ? null : ['h', target, html]
}

function publicHtml(element: Element, masks: Masks): string {
  const copy = element.cloneNode(true)
  if (!(copy instanceof Element)) return ''
  for (const unseen of copy.querySelectorAll(UNSEEN)) unseen.remove()
  for (const blocked of copy.querySelectorAll('[data-mirror=block]')) blocked.replaceChildren()
  for (const locked of copy.querySelectorAll(`[${LOCKED}]`)) locked.removeAttribute('disabled')
  const inPrivate = element.closest('[data-private]') !== null
  maskTexts(copy, regionOf(element), masks.hiding())
  for (const told of copy.querySelectorAll(TOLD)) {
    for (const name of told.getAttributeNames()) {
      if (!STRUCTURE.test(name)) told.removeAttribute(name)
    }
  }
  for (const field of allFields(copy)) {
    // Values follow as ops of their own; a button's value is its label.
    if (!field.matches('[type=submit],[type=button],[type=reset]')) field.removeAttribute('value')
    // What looks like text but comes with the value: a field's copy holds no typed text.
    if (field.localName === 'textarea') field.replaceChildren()
    if (!inPrivate && !masks.has(field)) continue
    field.removeAttribute('checked')
    field.replaceChildren()
  }
  return copy.innerHTML
}

/** `field`: within a field that observers are not shown; what it asks is no secret, what it holds is. */
type Region = 'open' | 'field' | 'private'

/** What a field says of itself. Not why it was refused: that may repeat what was typed. */
const ASKING = 'label,legend,.form-text,.input-group-text,option,button'

function regionOf(element: Element): Region {
  const holder = element.closest('[data-private]')
  if (holder === null) return 'open'
  if (!holder.matches('.al-field')) return 'private'
  return element.closest(ASKING) === null ? 'field' : 'open'
}

/** And what a script of the page wrote elsewhere of what a field holds. */
function maskTexts(part: Element, region: Region, hide: (text: string) => string): void {
  for (const node of part.childNodes) {
    if (node instanceof Text) {
      const isTold = region === 'open' || (region === 'field' && part.matches(ASKING))
      node.data = isTold ? hide(node.data) : maskText(node.data.trim())
    } else if (node instanceof Element) {
      for (const { name, value } of node.attributes) {
        const shown = STRUCTURE.test(name) ? value : hide(value)
        if (shown !== value) node.setAttribute(name, shown)
      }
      maskTexts(node, regionWithin(node, region), hide)
    }
  }
}

function regionWithin(node: Element, outer: Region): Region {
  if (node.hasAttribute('data-private')) return node.matches('.al-field') ? 'field' : 'private'
  // Whatever stands in a label is part of what is asked.
  return outer === 'field' && node.matches(ASKING) ? 'open' : outer
}

export interface Differences {
  readonly ops: MirrorOp[]
  /** Elements whose markup is sent: the fields within have no known state. */
  readonly patched: readonly Element[]
}

export function findDifferences(root: Element, pristine: Element, masks: Masks): Differences {
  const ops: MirrorOp[] = []
  const patched: Element[] = []
  const served = indexTargets(pristine)
  served.set(ROOT, pristine)
  for (const element of [root, ...root.querySelectorAll('[data-m]')]) {
    const target = element === root ? ROOT : targetOf(element)
    const before = target === null ? undefined : served.get(target)
    if (target === null || before === undefined || isBlocked(element)) continue
    const within = patched.some((outer) => outer.contains(element) && outer !== element)
    if (!within && element !== root) ops.push(...attributeOps(element, { before, target, masks }))
    if (within || isField(element) || shapeOf(element) === shapeOf(before)) continue
    patched.push(element)
    const op = htmlOp(element, target, masks)
    if (op !== null) ops.push(op)
  }
  return { ops, patched }
}

export function indexTargets(root: ParentNode): Map<string, Element> {
  const index = new Map<string, Element>()
  for (const element of root.querySelectorAll('[data-m]')) {
    const target = targetOf(element)
    if (target !== null) index.set(target, element)
  }
  return index
}

export function isBlocked(element: Element): boolean {
  return element.closest('[data-mirror=block]') !== null
}

function attributeOps(
  element: Element,
  {
    before,
    target,
    masks,
  }: { readonly before: Element; readonly target: string; readonly masks: Masks },
): MirrorOp[] {
  const names = new Set([...element.getAttributeNames(), ...before.getAttributeNames()])
  const ops: MirrorOp[] = []
  for (const name of names) {
    if (!isMirroredAttribute(name)) continue
    if (readAttribute(element, name) === readAttribute(before, name)) continue
    const op = attributeOp(element, target, { name, masks })
    if (op !== null) ops.push(op)
  }
  return ops
}

/** Markup down to the next targets, which are compared on their own. */
function shapeOf(element: Element): string {
  let shape = ''
  for (const node of element.childNodes) {
    if (isUnseen(node)) continue
    if (!(node instanceof Element)) {
      shape += node.nodeValue ?? ''
    } else if (targetOf(node) !== null) {
      shape += `<@${targetOf(node)}>`
    } else {
      const written = node
        .getAttributeNames()
        .sort()
        .filter((name) => !OWN_ATTRIBUTE.test(name) && !isLocked(node, name))
        .map((name) => ` ${name}=${node.getAttribute(name)}`)
      shape += `<${node.localName}${written.join('')}>`
      if (!node.matches('[data-mirror=block],textarea')) shape += shapeOf(node)
      shape += '</>'
    }
  }
  return shape
}
