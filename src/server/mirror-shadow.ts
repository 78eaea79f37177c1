/**
 * What a mirrored page shows beyond its screen as served: enough to draw it for somebody who comes
 * late. Ops are kept in order of their last change, one for each thing, so that a patch of markup
 * comes before what was changed in it later.
 */
import type { MirrorOp } from '../protocol/mirror.ts'

export interface Shadow {
  apply(ops: readonly MirrorOp[]): void
  ops(): readonly MirrorOp[]
  /** So many splices on a text it never saw, or so much of it, that the page had better tell all anew. */
  isOverfull(): boolean
}

const MAX_OPS = 8_000
/** Characters, of a whole picture. A screen of ours comes nowhere near. */
const MAX_SIZE = 4 * 1024 * 1024

export function createShadow(): Shadow {
  const kept = new Map<string, MirrorOp>()
  let size = 0
  /** Keys of splices (`t`) and strokes (`k`), by target. */
  const runs = new Map<string, string[]>()
  let runLength = 0

  function put(key: string, op: MirrorOp): void {
    drop(key)
    kept.set(key, op)
    size += sizeOf(op)
  }

  function drop(key: string): void {
    const known = kept.get(key)
    if (known === undefined) return
    kept.delete(key)
    size -= sizeOf(known)
  }

  function append(op: Extract<MirrorOp, ['t' | 'k', ...unknown[]]>): void {
    const run = `${op[0]} ${op[1]}`
    const key = `${run} ${++runLength}`
    const keys = runs.get(run)
    if (keys === undefined) runs.set(run, [key])
    else keys.push(key)
    put(key, op)
  }

  function dropRun(run: string): void {
    for (const key of runs.get(run) ?? []) drop(key)
    runs.delete(run)
  }

  function splice(op: Extract<MirrorOp, ['t', ...unknown[]]>): void {
    const [, target, at, deleted, inserted, from, to] = op
    const value = kept.get(`v ${target}`)
    if (value === undefined || value[0] !== 'v') {
      // The text as served is the base, which only the observer's page knows.
      return append(op)
    }
    const text = value[2].slice(0, at) + inserted + value[2].slice(at + deleted)
    put(`v ${target}`, ['v', target, text, from, to])
  }

  return {
    apply(ops) {
      for (const op of ops) {
        switch (op[0]) {
          case 't':
            splice(op)
            break
          case 'v':
            dropRun(`t ${op[1]}`)
            put(`v ${op[1]}`, op)
            break
          case 'a':
            put(`a ${op[1]} ${op[2]}`, op)
            break
          case 'k':
            append(op)
            break
          case 'K':
            dropRun(`k ${op[1]}`)
            put(`K ${op[1]}`, op)
            break
          case 's':
          case 'y':
          case 'w':
            put(op[0], op)
            break
          case 'c':
          case 'o':
          case 'F':
          case 'h':
          case 'P':
            put(`${op[0]} ${op[1]}`, op)
            break
        }
      }
    },
    ops: () => [...kept.values()],
    isOverfull: () => kept.size > MAX_OPS || size > MAX_SIZE,
  }
}

function sizeOf(op: MirrorOp): number {
  let size = 8
  for (const part of op) {
    if (typeof part === 'string') size += part.length
    else if (Array.isArray(part)) for (const one of part) size += String(one).length
  }
  return size
}
