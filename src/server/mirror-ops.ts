/** What a page may send of itself: the server takes nothing into a picture that could act. */
import type { MirrorOp, PageOp } from '../protocol/mirror.ts'
import { observersCopy } from './pages/observers-copy.ts'
import { sanitizeMirror } from './pages/sanitize.ts'

/** As in the page's own agent; whatever else arrives is not from our agent. */
const ATTRIBUTE = /^(class|style|hidden|disabled|readonly|open|aria-(?!value)[a-z]+)$/

/** As in the page's own agent: of what is larger, the picture has nothing. */
const MAX_MARKUP = 150_000
/** CSS pixels: no window is larger, and an operator's browser draws what it is told. */
const MAX_WINDOW = 20_000
const MAX_SCROLL = 10_000_000

export function cleanOps(ops: readonly PageOp[]): readonly MirrorOp[] {
  return ops.map(withCaret).flatMap((op): readonly MirrorOp[] => {
    switch (op[0]) {
      case 'h':
        return op[2].length > MAX_MARKUP ? [] : [['h', op[1], cleanMarkup(op[2])]]
      case 'a':
        return isHarmlessAttribute(op[2], op[3]) ? [op] : []
      case 't':
        return op[2] >= 0 && op[3] >= 0 ? [op] : []
      case 'F':
        return [['F', op[1], op[2].map(plainName)]]
      case 'y':
        return [['y', within(op[1], MAX_SCROLL)]]
      case 'w':
        return [['w', within(op[1], MAX_WINDOW), within(op[2], MAX_WINDOW)]]
      case 'k':
        // x and y by turns.
        return op[2].length % 2 === 0 ? [op] : []
      case 'v':
      case 'c':
      case 'o':
      case 's':
      case 'K':
      case 'P':
        return [op]
    }
  })
}

/**
 * What it costs to clean the markup: tags, references and attributes count, each some microseconds;
 * mere length hardly does.
 */
export function markupCost(ops: readonly PageOp[]): number {
  return ops.reduce((sum, op) => sum + (op[0] === 'h' ? costOf(op[2]) : 0), 0)
}

function costOf(html: string): number {
  if (html.length > MAX_MARKUP) return 0
  let marks = Math.ceil(html.length / 20)
  for (const letter of html) if (letter === '<' || letter === '&' || letter === '=') marks++
  return marks
}

/** The page masks at the source; a field that is hidden is empty here, too. */
function cleanMarkup(html: string): string {
  return observersCopy(sanitizeMirror(html))
}

/** Where a page left the caret out, it stands at the end of what was written. */
export function withCaret(op: PageOp): MirrorOp {
  if (op[0] === 'v' && op.length === 3) return [...op, op[2].length, op[2].length]
  if (op[0] === 't' && op.length === 5) {
    const end = Math.min(op[2] + op[4].length, Number.MAX_SAFE_INTEGER)
    return [...op, end, end]
  }
  return op
}

function within(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most)
}

/** Nothing that turns the direction of text round, so that `gpj.exe` shows as what it is. */
function plainName(name: string): string {
  return name.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
}

/** Whether it shows that the person works in this very page. */
export function isUse(ops: readonly PageOp[]): boolean {
  return ops.some((op) => {
    switch (op[0]) {
      case 'v':
      case 't':
      case 'c':
      case 'o':
      case 'F':
      case 'k':
      case 'K':
        return true
      case 's':
        return op[1] !== '-'
      case 'a':
      case 'h':
      case 'y':
      case 'w':
      case 'P':
        return false
    }
  })
}

/** An address in a style would be fetched by the operator's browser. */
function isHarmlessAttribute(name: string, value: string | null): boolean {
  if (!ATTRIBUTE.test(name)) return false
  return (
    name !== 'style' ||
    value === null ||
    !/url|image|src|import|expression|binding|[\\@]/i.test(value)
  )
}
