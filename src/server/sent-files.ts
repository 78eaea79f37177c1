/** Which files a submitted form speaks of: what came with it, and what was sent earlier and is still wanted. */
import type { SentFiles } from '../interview/request.ts'
import type { FileKeeper, Owner } from './file-keeper.ts'
import { fieldOfKept } from './pages/kept-key.ts'
import type { Upload } from './upload.ts'

export interface SentForm {
  readonly values: Readonly<Record<string, readonly string[]>>
  readonly files: Readonly<Record<string, SentFiles>>
}

/** Only files of this session are ever found. */
export async function readSent(
  keeper: FileKeeper,
  owner: Owner,
  { form, fresh, refusals }: Pick<Upload, 'form'> & Partial<Upload>,
): Promise<SentForm> {
  const values: [string, readonly string[]][] = []
  const wanted = new Map<string, readonly string[]>()
  for (const [name, sent] of form) {
    const key = fieldOfKept(name)
    if (key === null) values.push([name, sent])
    else wanted.set(key, sent)
  }
  const known = wanted.size === 0 ? [] : await keeper.list(owner)
  const byNumber = new Map(known.map(({ file }) => [String(file.number), file]))
  const keys = new Set([...wanted.keys(), ...(fresh?.keys() ?? []), ...(refusals?.keys() ?? [])])
  const files = [...keys].map((key): [string, SentFiles] => {
    const kept = [...new Set(wanted.get(key))].flatMap((number) => byNumber.get(number) ?? [])
    return [key, { kept, fresh: fresh?.get(key) ?? [], refusal: refusals?.get(key) ?? null }]
  })
  return { values: Object.fromEntries(values), files: Object.fromEntries(files) }
}
