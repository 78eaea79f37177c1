/**
 * Variables by their names: `client.children[0].name.first`, and the patterns that blocks can have
 * for it, `x.name.first` or `client.children[i].name.first`.
 */

/** What placeholders stand for in this case. */
export type Bindings = Readonly<Record<string, string>>

/** One way to look for a variable: the pattern, and what its placeholders stand for. */
export interface Variant {
  readonly pattern: string
  readonly bindings: Bindings
}

const ITERATORS = ['i', 'j', 'k', 'l', 'm', 'n'] as const

/** Without blanks around brackets and with single quotes, as Python names elements. */
export function normalise(name: string): string {
  return name
    .trim()
    .replaceAll(/\[\s*(["'])(.*?)\1\s*\]/g, "['$2']")
    .replaceAll(/\[\s+|\s+\]/g, trimmed)
}

function trimmed(bracket: string): string {
  return bracket.trim()
}

export function isVariableName(text: string): boolean {
  return /^[A-Za-z_]\w*(\.[A-Za-z_]\w*|\[[^[\]]+\])*$/.test(text.trim())
}

/** `a.b[0].c` as `a`, `.b`, `[0]`, `.c`. */
function steps(name: string): readonly string[] {
  return name.match(/^[^.[]+|\.[^.[]+|\['.*?'\]|\[[^\]]*\]/g) ?? [name]
}

/** Most specific first: the name itself, its indices as `i`, `j`, ..., then its objects as `x`. */
export function variants(name: string): readonly Variant[] {
  const parts = steps(name)
  const found: Variant[] = [...withIterators(parts, 0, {})]
  for (let cut = parts.length - 1; cut >= 1; cut--) {
    const object = parts.slice(0, cut).join('')
    found.push(...withIterators(['x', ...parts.slice(cut)], 1, { x: object }))
  }
  return found
}

function withIterators(
  parts: readonly string[],
  from: number,
  bound: Readonly<Record<string, string>>,
): readonly Variant[] {
  const brackets = parts
    .map((part, index) => (index >= from && part.startsWith('[') ? index : -1))
    .filter((index) => index >= 0)
    .slice(0, ITERATORS.length)
  const chosen: (readonly number[])[] = []
  for (let mask = 0; mask < 1 << brackets.length; mask++) {
    chosen.push(brackets.filter((_, bit) => (mask & (1 << bit)) !== 0))
  }
  chosen.sort((left, right) => left.length - right.length)
  return chosen.map((indices) => {
    const bindings: Record<string, string> = { ...bound }
    const named = [...parts]
    for (const [order, index] of indices.entries()) {
      const iterator = ITERATORS[order] ?? 'n'
      bindings[iterator] = (parts[index] ?? '').slice(1, -1)
      named[index] = `[${iterator}]`
    }
    return { pattern: named.join(''), bindings }
  })
}

/** `fruit[i].name` as the list, its iterator and what follows; of several iterators the innermost. */
export function iterated(pattern: string): {
  readonly list: string
  readonly iterator: string
  readonly rest: string
} | null {
  const parts = steps(pattern)
  const at = parts.findLastIndex((part) => ITERATORS.some((name) => part === `[${name}]`))
  if (at < 1) return null
  return {
    list: parts.slice(0, at).join(''),
    iterator: (parts[at] ?? '').slice(1, -1),
    rest: parts.slice(at + 1).join(''),
  }
}

/** The name that a pattern has in this case: `x.name` with `x` = `client` is `client.name`. */
export function fill(pattern: string, bindings: Readonly<Record<string, string>>): string {
  return steps(pattern)
    .map((part, index) => {
      if (index === 0) return bindings[part] ?? part
      const inside = part.startsWith('[') ? bindings[part.slice(1, -1)] : undefined
      return inside === undefined ? part : `[${inside}]`
    })
    .join('')
}
