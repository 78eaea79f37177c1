/** Where the user is on the screen, and how much of it they see. */
import type { MirrorOp } from '../../protocol/mirror.ts'
import { isBlocked } from './compare.ts'
import { isField, NO_SELECTION, readSelection, targetOf } from './fields.ts'
import type { Masks } from './masks.ts'

/** `-` when in no target; without a place in the text where it is masked. */
export function focusOp(root: Element, masks: Masks): MirrorOp {
  const focused = document.activeElement
  if (focused === null || !root.contains(focused) || isBlocked(focused)) return ['s', '-', -1, -1]
  const selection = isField(focused) && !masks.has(focused) ? readSelection(focused) : NO_SELECTION
  return ['s', targetOf(focused) ?? '-', selection.from, selection.to]
}

/** A text's op carries the caret with it. */
export function tellsFocus(op: MirrorOp | undefined, focus: MirrorOp): boolean {
  if (op === undefined || (op[0] !== 'v' && op[0] !== 't') || focus[2] === -1) return false
  const [from, to] = op.slice(-2)
  return op[1] === focus[1] && from === focus[2] && to === focus[3]
}

/** How far the screen is scrolled past its own top, and how large the window is. */
export function viewOps(root: Element): MirrorOp[] {
  return [
    ['w', Math.round(window.innerWidth), Math.round(window.innerHeight)],
    ['y', Math.round(-root.getBoundingClientRect().top)],
  ]
}
