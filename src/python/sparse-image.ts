/**
 * A memory snapshot of Pyodide without its empty pages: about 17 of 32 MB, in shared memory, so
 * that all workers of a process restore from one copy.
 */
import type { WasmMemory } from './web-assembly.ts'

export interface SparseImage {
  /** Pyodide's own head: what it needs to know besides the memory. */
  readonly header: Uint8Array
  /** Start and end of each stretch that is not empty, in bytes; whole pages. */
  readonly runs: Uint32Array
  /** The stretches one after the other. */
  readonly data: Uint8Array<SharedArrayBuffer>
  /** Of the whole memory. */
  readonly size: number
}

export const PAGE_BYTES = 4096
const WORDS_PER_PAGE = PAGE_BYTES / 8

/** `snapshot` is what `makeMemorySnapshot()` returns; its second word tells where the memory begins. */
export function createSparseImage(snapshot: Uint8Array): SparseImage {
  const headerBytes = new DataView(snapshot.buffer, snapshot.byteOffset).getUint32(4, true)
  const body = snapshot.slice(headerBytes)
  const words = new BigUint64Array(body.buffer)
  const runs: number[] = []
  let start = -1
  for (let page = 0; page < body.length / PAGE_BYTES; page++) {
    const first = page * WORDS_PER_PAGE
    const empty = words.subarray(first, first + WORDS_PER_PAGE).every((word) => word === 0n)
    if (!empty && start < 0) start = page * PAGE_BYTES
    if (empty && start >= 0) {
      runs.push(start, page * PAGE_BYTES)
      start = -1
    }
  }
  if (start >= 0) runs.push(start, body.length)
  const data = new Uint8Array(new SharedArrayBuffer(totalBytes(runs)))
  let at = 0
  for (const [from, to] of pairs(runs)) {
    data.set(body.subarray(from, to), at)
    at += to - from
  }
  return {
    header: snapshot.slice(0, headerBytes),
    runs: new Uint32Array(runs),
    data,
    size: body.length,
  }
}

/** Copies the image in and clears what lies between, touching only pages that are not clear. */
export function restoreSparseImage(memory: WasmMemory, image: SparseImage): void {
  const bytes = new Uint8Array(memory.buffer)
  const words = new BigUint64Array(memory.buffer)
  let at = 0
  let cleared = 0
  for (const [from, to] of pairs(image.runs)) {
    clear(words, cleared, from)
    bytes.set(image.data.subarray(at, at + to - from), from)
    at += to - from
    cleared = to
  }
  clear(words, cleared, memory.buffer.byteLength)
}

function clear(words: BigUint64Array, from: number, to: number): void {
  for (let at = from / 8; at < to / 8; at += WORDS_PER_PAGE) {
    const page = words.subarray(at, Math.min(at + WORDS_PER_PAGE, to / 8))
    if (page.some((word) => word !== 0n)) page.fill(0n)
  }
}

export function* pairs(runs: ArrayLike<number>): Generator<[number, number]> {
  for (let i = 0; i + 1 < runs.length; i += 2) yield [runs[i] ?? 0, runs[i + 1] ?? 0]
}

export function totalBytes(runs: ArrayLike<number>): number {
  let total = 0
  for (const [from, to] of pairs(runs)) total += to - from
  return total
}
