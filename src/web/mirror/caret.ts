/**
 * Where the user is in the picture. Nothing is focused for it: that would take the operator's
 * keyboard away from the message box. A ring is a class, the caret a box laid over the field.
 */
import type { Selection } from './fields.ts'

const COPIED = [
  'font',
  'letter-spacing',
  'text-indent',
  'text-transform',
  'padding',
  'border-width',
  'border-style',
  'box-sizing',
  'direction',
  'text-align',
  'tab-size',
] as const

export interface UserMark {
  /** Null: the user is in no field. */
  move(element: Element | null, selection: Selection): void
  /** After the layout has changed. */
  place(): void
}

export function createUserMark(): UserMark {
  const caret = document.createElement('div')
  caret.className = 'al-mirror-caret'
  caret.hidden = true
  document.body.append(caret)
  let marked: Element | null = null
  let where: Selection = { from: -1, to: -1 }

  function move(element: Element | null, selection: Selection): void {
    if (marked !== element) {
      marked?.removeAttribute('data-al-focus')
      marked = element
    }
    marked?.setAttribute('data-al-focus', '')
    where = selection
    place()
  }

  function place(): void {
    caret.hidden = true
    if (where.to < 0 || marked?.isConnected !== true) return
    if (marked instanceof HTMLInputElement || marked instanceof HTMLTextAreaElement) {
      placeIn(marked)
    }
  }

  function placeIn(field: HTMLInputElement | HTMLTextAreaElement): void {
    const from = measure(field, where.from)
    const to = measure(field, where.to)
    if (field instanceof HTMLInputElement) {
      const inner = field.clientWidth - 24
      if (to.left - field.scrollLeft > inner) field.scrollLeft = to.left - inner
      if (to.left < field.scrollLeft) field.scrollLeft = to.left
    }
    const start = from.top === to.top ? from : to
    const box = field.getBoundingClientRect()
    const top = box.top + window.scrollY + start.top - field.scrollTop
    const left = box.left + window.scrollX + start.left - field.scrollLeft
    caret.style.cssText = `top:${top}px;left:${left}px;height:${to.height}px;width:${Math.max(
      2,
      to.left - start.left,
    )}px`
    caret.hidden = false
  }

  return { move, place }
}

interface Place {
  readonly top: number
  readonly left: number
  readonly height: number
}

/** Lays the text out once more in a box of the field's shape, with a mark at the place. */
function measure(field: HTMLInputElement | HTMLTextAreaElement, offset: number): Place {
  const style = getComputedStyle(field)
  const box = document.createElement('div')
  for (const name of COPIED) box.style.setProperty(name, style.getPropertyValue(name))
  const isArea = field instanceof HTMLTextAreaElement
  box.style.position = 'absolute'
  box.style.visibility = 'hidden'
  box.style.top = '0'
  box.style.width = isArea ? `${field.offsetWidth}px` : 'auto'
  box.style.whiteSpace = isArea ? 'pre-wrap' : 'pre'
  box.style.overflowWrap = 'break-word'
  const mark = document.createElement('span')
  mark.textContent = '\u200b'
  box.append(field.value.slice(0, offset), mark)
  document.body.append(box)
  const place = { top: mark.offsetTop, left: mark.offsetLeft, height: mark.offsetHeight }
  const height = box.offsetHeight
  box.remove()
  // A line of text stands in the middle of an input.
  const shift = isArea ? 0 : (field.offsetHeight - height) / 2
  return { ...place, top: place.top + shift }
}
