/**
 * Everything in an interview that Python compiles: code, expressions and templates ("pieces").
 * They are numbered while the YAML is read, sent to Python once, and named by number afterwards.
 */

export interface Piece {
  readonly id: number
  readonly kind: 'code' | 'expression' | 'template'
  readonly source: string
  /** Unique; what Python's tracebacks call it. */
  readonly where: string
  readonly file: string
  readonly line: number
  readonly block: string
}

/** A text of the author: as it stands, or a template. */
export type Text =
  | { readonly type: 'constant'; readonly text: string }
  | { readonly type: 'template'; readonly piece: number }

/** What the author wrote as True, False or an expression. */
export type Flag =
  | { readonly type: 'fixed'; readonly value: boolean }
  | { readonly type: 'asked'; readonly piece: number }

export interface Place {
  readonly file: string
  readonly block: string
  readonly line: number
  readonly key: string
}

export interface Pieces {
  readonly all: readonly Piece[]
  code(source: string, place: Place): number
  expression(source: string, place: Place): number
  text(source: string, place: Place): Text
}

/** Whether Mako would change anything in it. */
export function isTemplate(text: string): boolean {
  return /\$\{|<%|\\\n|^[ \t]*%/m.test(text)
}

export function createPieces(): Pieces {
  const all: Piece[] = []

  function add(kind: Piece['kind'], source: string, place: Place): number {
    const id = all.length
    const { file, block, line, key } = place
    all.push({ id, kind, source, where: `${file}: ${block}, ${key} (${id})`, file, line, block })
    return id
  }

  return {
    all,
    code: (source, place) => add('code', source, place),
    expression: (source, place) => add('expression', source, place),
    text: (source, place) =>
      isTemplate(source)
        ? { type: 'template', piece: add('template', source, place) }
        : { type: 'constant', text: source },
  }
}
