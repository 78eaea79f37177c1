export interface Splice {
  readonly at: number
  readonly deleted: number
  readonly inserted: string
}

/** The one replacement that turns `before` into `after`; never cuts a surrogate pair in two. */
export function findSplice(before: string, after: string): Splice {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++
  let end = 0
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end++
  }
  if (start > 0 && isHighSurrogate(after.charCodeAt(start - 1))) start--
  if (end > 0 && isLowSurrogate(after.charCodeAt(after.length - end))) end--
  return {
    at: start,
    deleted: before.length - start - end,
    inserted: after.slice(start, after.length - end),
  }
}

export function applySplice(text: string, { at, deleted, inserted }: Splice): string {
  return text.slice(0, at) + inserted + text.slice(at + deleted)
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff
}
