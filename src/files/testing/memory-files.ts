import type { FilePlace, Files } from '../files.ts'

/** Files of a test, gone with it. */
export function memoryFiles(now: () => number = Date.now): Files {
  const kept = new Map<string, { at: FilePlace; bytes: Uint8Array; writtenAt: number }>()
  const keyOf = ({ room, id }: FilePlace): string => `${room}/${id}`
  return {
    async write(at, parts) {
      if (kept.has(keyOf(at))) throw new Error('there is such a file')
      const all: Uint8Array[] = []
      for await (const part of parts) all.push(part.slice())
      const bytes = new Uint8Array(Buffer.concat(all))
      kept.set(keyOf(at), { at, bytes, writtenAt: now() })
    },
    async read(at, from, length) {
      const found = kept.get(keyOf(at))?.bytes.subarray(from, from + length)
      if (found?.length !== length) throw new Error('a file is shorter than its row says')
      return found
    },
    async remove(at) {
      kept.delete(keyOf(at))
    },
    async *listQuiet(quietMs) {
      for (const { at, writtenAt } of kept.values()) if (now() - writtenAt >= quietMs) yield at
    },
  }
}
