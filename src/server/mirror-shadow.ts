/**
 * What a mirrored page shows beyond its screen as served: enough to draw it for somebody who comes
 * late. Ops are kept in order of their last change, one for each thing, so that a patch of markup
 * comes before what was changed in it later.
 */
import type { MirrorOp } from '../protocol/mirror.ts'

export interface Shadow {
  apply(ops: readonly MirrorOp[]): void
  ops(): readonly MirrorOp[]
  /** So many splices on a text it never saw that the page had better tell all anew. */
  isOverfull(): boolean
}

const MAX_OPS = 8_000

export function createShadow(): Shadow {
  const kept = new Map<string, MirrorOp>()
  let splices = 0

  function put(key: string, op: MirrorOp): void {
    kept.delete(key)
    kept.set(key, op)
  }

  function splice(op: Extract<MirrorOp, ['t', ...unknown[]]>): void {
    const [, target, at, deleted, inserted, from, to] = op
    const value = kept.get(`v ${target}`)
    if (value === undefined || value[0] !== 'v') {
      // The text as served is the base, which only the observer's page knows.
      return put(`t ${target} ${++splices}`, op)
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
            for (const key of kept.keys()) {
              if (key.startsWith(`t ${op[1]} `)) kept.delete(key)
            }
            put(`v ${op[1]}`, op)
            break
          case 'a':
            put(`a ${op[1]} ${op[2]}`, op)
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
            put(`${op[0]} ${op[1]}`, op)
            break
        }
      }
    },
    ops: () => [...kept.values()],
    isOverfull: () => kept.size > MAX_OPS,
  }
}
