/**
 * Puts the interpreter's memory back to an earlier moment, in about a millisecond: only blocks
 * that differ are written. This is what keeps sessions apart - whatever Python code did to its
 * modules, builtins or heap is gone - and it also mends a broken interpreter.
 *
 * A moment is kept as differences: pages that equal the runtime's image stay there, only others
 * are copied. Each is complete in itself; none builds on another.
 */
import { PAGE_BYTES, pairs } from './sparse-image.ts'

import type { PythonExports } from './bridge.ts'
import type { SparseImage } from './sparse-image.ts'

export interface Moment {
  /** Memory that this one holds for itself. */
  readonly ownBytes: number
  restore(): void
}

/** What we use of Emscripten's file system: to close what Python left open. */
export interface OpenFiles {
  readonly streams: ArrayLike<object | null | undefined>
  close(stream: object): void
  closeStream(descriptor: number): void
}

interface Run {
  readonly source: 'empty' | 'base' | 'own'
  readonly from: number
  to: number
  /** Of the run's beginning within its source. */
  readonly offset: number
}

/** Unchanged memory is compared in steps of this size. */
const BLOCK_BYTES = 16_384
const EMPTY = Buffer.alloc(65_536)

export function captureMoment(
  exports: PythonExports,
  files: OpenFiles,
  image: SparseImage,
): Moment {
  const memory = Buffer.from(exports.memory.buffer)
  const base = Buffer.from(image.data.buffer)
  const stack = exports.emscripten_stack_get_current()
  const open = new Set(openDescriptors(files))
  const runs = describePages(memory, base, image)
  const end = memory.length
  let ownBytes = 0
  for (const run of runs) if (run.source === 'own') ownBytes += run.to - run.from
  const own = Buffer.allocUnsafeSlow(ownBytes)
  for (const run of runs) {
    if (run.source === 'own') memory.copy(own, run.offset, run.from, run.to)
  }

  return {
    ownBytes,
    restore() {
      // Growth makes a new buffer, so it is looked up each time.
      const now = Buffer.from(exports.memory.buffer)
      for (const run of runs) {
        if (run.source === 'empty') clear(now, run.from, run.to)
        else copyBack(now, run.source === 'base' ? base : own, run)
      }
      clear(now, end, now.length)
      exports._emscripten_stack_restore(stack)
      closeLeftOpen(files, open)
    },
  }
}

/** Where each page's content can be found later; neighbours of one kind are one run. */
function describePages(memory: Buffer, base: Buffer, image: SparseImage): Run[] {
  const inBase = new Map<number, number>()
  let at = 0
  for (const [from, to] of pairs(image.runs)) {
    for (let page = from; page < to; page += PAGE_BYTES, at += PAGE_BYTES) inBase.set(page, at)
  }
  const runs: Run[] = []
  let ownBytes = 0
  for (let page = 0; page < memory.length; page += PAGE_BYTES) {
    const end = page + PAGE_BYTES
    const known = inBase.get(page)
    let source: Run['source'] = 'own'
    let offset = ownBytes
    if (EMPTY.compare(memory, page, end, 0, PAGE_BYTES) === 0) {
      source = 'empty'
      offset = 0
    } else if (
      known !== undefined &&
      base.compare(memory, page, end, known, known + PAGE_BYTES) === 0
    ) {
      source = 'base'
      offset = known
    } else {
      ownBytes += PAGE_BYTES
    }
    const last = runs.at(-1)
    const continues =
      last?.source === source && (source === 'empty' || last.offset + page - last.from === offset)
    if (last !== undefined && continues) last.to = end
    else runs.push({ source, from: page, to: end, offset })
  }
  return runs
}

function copyBack(memory: Buffer, source: Buffer, run: Run): void {
  for (let at = run.from; at < run.to; at += BLOCK_BYTES) {
    const end = Math.min(at + BLOCK_BYTES, run.to)
    const from = run.offset + at - run.from
    const to = from + end - at
    if (memory.compare(source, from, to, at, end) !== 0) memory.set(source.subarray(from, to), at)
  }
}

function clear(memory: Buffer, from: number, to: number): void {
  for (let at = from; at < to; at += EMPTY.length) {
    const end = Math.min(at + EMPTY.length, to)
    if (memory.compare(EMPTY, 0, end - at, at, end) !== 0) memory.fill(0, at, end)
  }
}

function openDescriptors(files: OpenFiles): number[] {
  return Array.from(files.streams, (stream, descriptor) => (stream ? descriptor : -1)).filter(
    (descriptor) => descriptor >= 0,
  )
}

function closeLeftOpen(files: OpenFiles, before: ReadonlySet<number>): void {
  for (const descriptor of openDescriptors(files)) {
    const stream = files.streams[descriptor]
    if (before.has(descriptor) || !stream) continue
    try {
      files.close(stream)
    } catch {
      // A stream that Python has spoilt cannot be closed in order: it is only taken off the list.
      files.closeStream(descriptor)
    }
  }
}
