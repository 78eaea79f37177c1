import { MAX_CONTENT_BYTES, type Fact } from '../interview/request.ts'
import type { Visit } from './door.ts'
import type { FileKeeper } from './file-keeper.ts'

/** What interview code reads of a file: nothing where all that it reads would be too much. */
export async function contentOf(
  keeper: FileKeeper,
  visit: Visit,
  number: number,
  facts: Readonly<Record<string, Fact>>,
): Promise<Fact> {
  const known = (await keeper.list(visit)).find(({ file }) => file.number === number)
  const left = MAX_CONTENT_BYTES - Object.values(facts).reduce((sum, fact) => sum + sizeOf(fact), 0)
  if (known === undefined || known.file.size > left) return { type: 'file-content', content: null }
  const parts: Uint8Array[] = []
  for await (const part of keeper.read(visit.room.id, known.file, 0, known.file.size)) {
    parts.push(part)
  }
  return { type: 'file-content', content: Buffer.concat(parts).toString('base64') }
}

function sizeOf(fact: Fact): number {
  return fact.type === 'file-content' ? Math.floor(((fact.content?.length ?? 0) * 3) / 4) : 0
}
