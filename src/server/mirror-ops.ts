/** What a page may send of itself: the server takes nothing into a picture that could act. */
import type { MirrorOp } from '../protocol/mirror.ts'
import { sanitizeMirror } from './pages/sanitize.ts'

/** As in the page's own agent; whatever else arrives is not from our agent. */
const ATTRIBUTE = /^(class|style|hidden|disabled|readonly|open|aria-(?!value)[a-z]+)$/

export function cleanOps(ops: readonly MirrorOp[]): readonly MirrorOp[] {
  return ops.flatMap((op): readonly MirrorOp[] => {
    switch (op[0]) {
      case 'h':
        return [['h', op[1], sanitizeMirror(op[2])]]
      case 'a':
        return isHarmlessAttribute(op[2], op[3]) ? [op] : []
      case 'v':
      case 't':
      case 'c':
      case 'o':
      case 'F':
      case 's':
      case 'y':
      case 'w':
        return [op]
    }
  })
}

/** Whether it shows that the person works in this very page. */
export function isUse(ops: readonly MirrorOp[]): boolean {
  return ops.some((op) => {
    switch (op[0]) {
      case 'v':
      case 't':
      case 'c':
      case 'o':
      case 'F':
        return true
      case 's':
        return op[1] !== '-'
      case 'a':
      case 'h':
      case 'y':
      case 'w':
        return false
    }
  })
}

/** An address in a style would be fetched by the operator's browser. */
function isHarmlessAttribute(name: string, value: string | null): boolean {
  if (!ATTRIBUTE.test(name)) return false
  return name !== 'style' || value === null || !/url|image|import|expression|\\/i.test(value)
}
