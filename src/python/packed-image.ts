/**
 * A sparse image as one piece of bytes, for a pipe or a file: length of the head, number of runs,
 * size of the memory (a word each), then head, runs and data. Whoever unpacks one must know where it comes from: it is memory of the
 * interpreter, and not looked through.
 */
import { PAGE_BYTES, pairs, totalBytes, type SparseImage } from './sparse-image.ts'

/** The image has 17 MB now. */
export const MAX_PACKED_BYTES = 64 * 1024 * 1024
const WORD_BYTES = 4
const PREFIX_BYTES = 3 * WORD_BYTES

export function packImage({ header, runs, data, size }: SparseImage): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES)
  prefix.writeUInt32LE(header.length, 0)
  prefix.writeUInt32LE(runs.length, WORD_BYTES)
  prefix.writeUInt32LE(size, 2 * WORD_BYTES)
  const words = Buffer.alloc(runs.length * WORD_BYTES)
  for (const [index, word] of runs.entries()) words.writeUInt32LE(word, index * WORD_BYTES)
  return Buffer.concat([prefix, header, words, data])
}

/** Throws for what cannot be a packed image. */
export function unpackImage(packed: Buffer): SparseImage {
  const headerBytes = packed.readUInt32LE(0)
  const runWords = packed.readUInt32LE(WORD_BYTES)
  const size = packed.readUInt32LE(2 * WORD_BYTES)
  const runsAt = PREFIX_BYTES + headerBytes
  const dataAt = runsAt + runWords * WORD_BYTES
  if (dataAt > packed.length) throw new Error('an image is cut off')
  const runs = new Uint32Array(runWords)
  for (let i = 0; i < runWords; i++) runs[i] = packed.readUInt32LE(runsAt + i * WORD_BYTES)
  if (!areOrdered(runs, size)) throw new Error('an image does not fit its memory')
  if (packed.length - dataAt !== totalBytes(runs)) throw new Error('an image has another length')
  const data = new Uint8Array(new SharedArrayBuffer(packed.length - dataAt))
  data.set(packed.subarray(dataAt))
  return { header: new Uint8Array(packed.subarray(PREFIX_BYTES, runsAt)), runs, data, size }
}

/** Whole pages, one stretch after the other, none beyond the memory. */
function areOrdered(runs: Uint32Array, size: number): boolean {
  if (runs.length % 2 !== 0 || runs.some((at) => at % PAGE_BYTES !== 0)) return false
  let before = 0
  for (const [from, to] of pairs(runs)) {
    if (from < before || to <= from || to > size) return false
    before = to
  }
  return true
}
