/** Which blocks may give a variable its value, and in which order they are tried. */
import { parseReply, strings } from './reply.ts'
import { variants, type Bindings } from './variable-names.ts'
import type { Block } from './blocks.ts'
import type { Run } from './run.ts'

interface Candidate {
  readonly block: Block
  readonly bindings: Bindings
}

/** Blocks that can define the name: specific before generic, the last of the file first. */
export function candidates(run: Run, name: string): readonly Candidate[] {
  const found: Candidate[] = []
  const classes = new Map<string, readonly string[]>()
  for (const { pattern, bindings } of variants(name)) {
    for (const block of run.interview.byName.get(pattern) ?? []) {
      const object = bindings['x']
      if ((object === undefined) !== (block.generic === null)) continue
      if (object !== undefined && block.generic !== null) {
        const known = classes.get(object) ?? classesOf(run, object)
        classes.set(object, known)
        if (!known.includes(block.generic)) continue
      }
      found.push({ block, bindings })
    }
  }
  return found
}

function classesOf(run: Run, object: string): readonly string[] {
  const reply = parseReply(run.python.call('classes', { name: object }))
  return reply.type === 'ok' ? strings(reply.value) : []
}
