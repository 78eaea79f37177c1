import type { MirrorOp } from '../../protocol/mirror.ts'

/** The server takes 512 KB and 5,000 ops. */
const MAX_CHARACTERS = 150_000
const MAX_OPS = 4000

/** In parts that the server takes; one, empty part of nothing. */
export function splitOps(ops: readonly MirrorOp[]): MirrorOp[][] {
  const parts: MirrorOp[][] = []
  let part: MirrorOp[] = []
  let size = 0
  for (const op of ops) {
    const length = JSON.stringify(op).length
    if (part.length > 0 && (size + length > MAX_CHARACTERS || part.length === MAX_OPS)) {
      parts.push(part)
      part = []
      size = 0
    }
    part.push(op)
    size += length
  }
  return [...parts, part]
}
