/** What an operator does in the picture, done in the page, so that the page's own logic takes part. */
import type { ControlOp } from '../../protocol/mirror.ts'
import { fieldKind, isField, type Field } from '../mirror/fields.ts'
import { applySplice } from '../mirror/splice.ts'
import { selectOptions, writeText } from './field-values.ts'
import type { Lock } from './lock.ts'

/** Where the operator works, for the eye; the mirror does not copy it. */
export const AT_WORK = 'data-al-operator'
const ROOT = 'screen'
const TARGET = /^[\w-]{1,40}$/

export interface SignatureTools {
  addStroke(canvas: HTMLCanvasElement, points: readonly number[]): void
  clearSignature(canvas: HTMLCanvasElement): void
}

export interface OperatorHand {
  apply(ops: readonly ControlOp[]): void
  /** Takes the mark of where the operator works off the screen. */
  leave(): void
}

export function createOperatorHand(options: {
  readonly root: HTMLElement
  readonly lock: Lock
  /** What observers are not shown, operators do not touch (CTL9). */
  isMasked(element: Element): boolean
  /** A link within the session: no other is followed for the user. */
  isOwnLink(link: HTMLAnchorElement): boolean
  /** The field holds something else than the operator thinks. */
  retell(target: string): void
  signature(): SignatureTools | null
}): OperatorHand {
  const { root, lock } = options
  /** Changed, and not yet left. */
  const unsettled = new WeakSet<Field>()

  function find(target: string): HTMLElement | null {
    if (target === ROOT) return root
    return TARGET.test(target) ? root.querySelector<HTMLElement>(`[data-m="${target}"]`) : null
  }

  function applyOp(op: ControlOp): void {
    if (op[0] === 'y') return scroll(op[1])
    const element = find(op[1])
    if (element === null || options.isMasked(element)) return
    if (element.closest('[data-mirror=block]') !== null) return
    if (isField(element) && !mayChange(element)) return options.retell(op[1])
    switch (op[0]) {
      case 'v':
        return setText(element, op[2], op[3], op[4])
      case 't': {
        if (!isField(element)) return
        const [, target, at, deleted, inserted, from, to, length] = op
        if (element.value.length !== length) return options.retell(target)
        const value = applySplice(element.value, { at, deleted, inserted })
        return setText(element, value, from, to)
      }
      case 'c':
        return tick(element, op[2] === 1)
      case 'o':
        return select(element, op[2])
      case 's':
        return mark(element, op[2], op[3])
      case 'ch':
        return settle(element)
      case 'p':
        return press(element)
      case 'k':
      case 'K':
        return draw(element, op[0] === 'k' ? op[2] : null)
    }
  }

  function mayChange(field: Field): boolean {
    if (field.matches('[data-al-locked]')) return true
    return !field.matches(':disabled') && !('readOnly' in field && field.readOnly)
  }

  function setText(element: HTMLElement, value: string, from: number, to: number): void {
    if (!isField(element) || fieldKind(element) !== 'text') return
    mark(element, -1, -1)
    if (writeText(element, value)) {
      unsettled.add(element)
      const inputType = 'insertReplacementText'
      element.dispatchEvent(new InputEvent('input', { bubbles: true, inputType }))
    }
    putCaret(element, from, to)
  }

  function tick(element: HTMLElement, checked: boolean): void {
    if (!(element instanceof HTMLInputElement) || fieldKind(element) !== 'tick') return
    mark(element, -1, -1)
    // A press, as the user's would be; the page may have something to say to it.
    if (element.checked !== checked) element.click()
  }

  function select(element: HTMLElement, indexes: readonly number[]): void {
    if (!(element instanceof HTMLSelectElement)) return
    mark(element, -1, -1)
    const chosen = new Set(element.multiple ? indexes : indexes.slice(0, 1))
    if (!selectOptions(element, (index) => chosen.has(index))) return
    element.dispatchEvent(new Event('input', { bubbles: true }))
    element.dispatchEvent(new Event('change', { bubbles: true }))
  }

  function settle(element: HTMLElement): void {
    if (!isField(element) || !unsettled.delete(element)) return
    element.dispatchEvent(new Event('change', { bubbles: true }))
  }

  function press(element: HTMLElement): void {
    mark(element, -1, -1)
    if (element instanceof HTMLButtonElement) return lock.press(element)
    if (element instanceof HTMLInputElement) {
      if (fieldKind(element) === null) lock.press(element)
    } else if (element instanceof HTMLAnchorElement) {
      if (options.isOwnLink(element)) element.click()
    } else if (element.matches('summary')) {
      element.click()
    }
  }

  function draw(element: HTMLElement, points: readonly number[] | null): void {
    if (!(element instanceof HTMLCanvasElement)) return
    mark(element, -1, -1)
    if (points === null) options.signature()?.clearSignature(element)
    else options.signature()?.addStroke(element, points)
  }

  /** The user's focus stays where it is; their eye is led to where the operator works. */
  function mark(element: HTMLElement, from: number, to: number): void {
    if (!element.hasAttribute(AT_WORK)) {
      leave()
      element.setAttribute(AT_WORK, '')
      const shown = element.closest<HTMLElement>('.form-check') ?? element
      shown.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' })
    }
    if (isField(element)) putCaret(element, from, to)
  }

  function leave(): void {
    for (const other of root.querySelectorAll(`[${AT_WORK}]`)) other.removeAttribute(AT_WORK)
  }

  function scroll(top: number): void {
    const start = root.getBoundingClientRect().top + window.scrollY
    window.scrollTo({ top: start + top, behavior: 'instant' })
  }

  return {
    apply: (ops) => {
      lock.act(() => {
        for (const op of ops) applyOp(op)
      })
    },
    leave,
  }
}

/** Only where the user's own caret stands in the same field: it would be left behind. */
function putCaret(field: Field, from: number, to: number): void {
  if (from < 0 || to < 0 || document.activeElement !== field) return
  if (field instanceof HTMLSelectElement) return
  try {
    field.setSelectionRange(from, to)
  } catch {
    // Numbers, dates and the like have none.
  }
}
