/**
 * Python's image, made once and kept: in memory for restarts of an evaluator, in a file for
 * restarts of the server. Making it takes seconds, starting with it a fraction of one.
 *
 * An image is only taken from a process that has not been sent any interview yet. Evaluators can
 * neither read nor write the file; it is believed when it is ours alone to write and its digest
 * is right.
 */
import { createHash } from 'node:crypto'
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

import { RUNTIME_FOLDER } from '../python/build-image.ts'
import { MAX_PACKED_BYTES } from '../python/packed-image.ts'

import type { Program } from './messages.ts'

export interface ImageCache {
  /** The packed image; null: there is none that can be believed. */
  find(): Buffer | null
  keep(packed: Buffer): void
  /** It did not work. */
  forget(): void
}

export type Log = (event: string, fields: Readonly<Record<string, string | number>>) => void

const PYTHON_FOLDER = dirname(RUNTIME_FOLDER)
const PYODIDE_FILES = [
  'package.json',
  'pyodide.mjs',
  'pyodide.asm.mjs',
  'pyodide.asm.wasm',
  'python_stdlib.zip',
]
const DIGEST_BYTES = 32
const OTHERS_MAY_WRITE = 0o022
const OURS_ALONE = { folder: 0o700, file: 0o600 }
const FILE_NAME = /^python-[\w-]+\.image(\.\d+)?$/

/** `folder` null: in memory only. */
export function createImageCache(options: {
  readonly program: Program
  readonly folder: string | null
  readonly log: Log
}): ImageCache {
  const { program, folder, log } = options
  let held: Buffer | null = null
  // One name for each state of all that goes in: an upgrade never starts with an old image.
  const name = folder === null ? '' : `python-${fingerprint(program)}.image`
  const file = folder === null ? null : join(folder, name)

  return {
    find() {
      held ??= file === null ? null : read(file)
      return held
    },
    keep(packed) {
      held = packed
      if (folder === null || file === null) return
      try {
        write(folder, name, packed)
      } catch (error) {
        // The next start is slow again, no more.
        log('image-not-kept', { error: codeOf(error) })
      }
    },
    forget() {
      held = null
      if (file === null) return
      try {
        rmSync(file, { force: true })
      } catch (error) {
        log('image-not-kept', { error: codeOf(error) })
      }
    },
  }

  function read(path: string): Buffer | null {
    try {
      const found = readOwn(path)
      if (found === null) log('image-not-believed', {})
      return found
    } catch (error) {
      const code = codeOf(error)
      if (code !== 'ENOENT') log('image-not-read', { error: code })
      return null
    }
  }
}

/** Null: others could have written it, or it is not whole. */
function readOwn(path: string): Buffer | null {
  const descriptor = openSync(path, 'r')
  try {
    const { uid, mode, size } = fstatSync(descriptor)
    const isOurs = uid === (process.getuid?.() ?? uid) && (mode & OTHERS_MAY_WRITE) === 0
    if (!isOurs && process.platform !== 'win32') return null
    if (size > DIGEST_BYTES + MAX_PACKED_BYTES) return null
    const bytes = readFileSync(descriptor)
    const packed = bytes.subarray(DIGEST_BYTES)
    return bytes.length > DIGEST_BYTES && digest(packed).equals(bytes.subarray(0, DIGEST_BYTES))
      ? packed
      : null
  } finally {
    closeSync(descriptor)
  }
}

function write(folder: string, name: string, packed: Buffer): void {
  mkdirSync(folder, { recursive: true, mode: OURS_ALONE.folder })
  const draft = join(folder, `${name}.${process.pid}`)
  try {
    rmSync(draft, { force: true })
    // Not made durable: after a power cut, the digest tells whether all of it is there.
    const bytes = Buffer.concat([digest(packed), packed])
    writeFileSync(draft, bytes, { mode: OURS_ALONE.file, flag: 'wx' })
    renameSync(draft, join(folder, name))
  } finally {
    rmSync(draft, { force: true })
  }
  for (const other of readdirSync(folder)) {
    if (other !== name && FILE_NAME.test(other)) rmSync(join(folder, other), { force: true })
  }
}

/** Of whatever an image depends on: the runtime, what makes images and the gate, Pyodide, Node. */
function fingerprint(program: Program): string {
  const hash = createHash('sha256').update(`${process.version} ${process.arch}`)
  const pyodide = dirname(createRequire(import.meta.url).resolve('pyodide/package.json'))
  const folders = [PYTHON_FOLDER, ...(program.runtime === null ? [] : [program.runtime])]
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort(),
  )
  files.push(...PYODIDE_FILES.map((each) => join(pyodide, each)))
  for (const file of files) {
    const content = readFileSync(file)
    hash.update(`${file.length} ${file} ${content.length} `).update(content)
  }
  return hash.digest('base64url').slice(0, 24)
}

function digest(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}
