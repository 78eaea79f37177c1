/**
 * One range of a file: players ask for parts, and some play nothing from a server that does not
 * answer with them. Several ranges at once are answered with the whole file, as is allowed.
 */
export type ByteRange =
  | { readonly type: 'whole' }
  /** `last` is part of it. */
  | { readonly type: 'part'; readonly first: number; readonly last: number }
  | { readonly type: 'unsatisfiable' }

/** `header`: of the request; `size`: of the file, in bytes. */
export function parseRange(header: string | undefined, size: number): ByteRange {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? []
  if (from === '' && to === '') return { type: 'whole' }
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (from !== '' && to !== '' && Number(to) < first) return { type: 'whole' }
  return first > last ? { type: 'unsatisfiable' } : { type: 'part', first, last }
}
