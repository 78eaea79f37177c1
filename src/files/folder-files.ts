/** Files in a folder: `<session>/<file>`, readable by the server's user only. */
import { mkdir, open, opendir, rm, rmdir, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { parseFileId, parseSessionId } from '../base/id.ts'
import type { FilePlace, Files } from './files.ts'

const MAX_TRIES = 5
const EXPECTED = new Set<unknown>(['ENOENT', 'ENOTEMPTY', 'EEXIST'])

export function openFolderFiles(folder: string): Files {
  const pathOf = ({ room, id }: FilePlace): string => join(folder, room, id)

  async function list(quietMs: number, room: string): Promise<FilePlace[]> {
    const session = parseSessionId(room)
    if (session === null) return []
    const found: FilePlace[] = []
    for (const name of await namesIn(join(folder, room))) {
      const id = parseFileId(name)
      const at = id === null ? null : { room: session, id }
      const known = at === null ? null : await orNull(stat(pathOf(at)))
      if (at !== null && known !== null && Date.now() - known.mtimeMs >= quietMs) found.push(at)
    }
    return found
  }

  /** Again where somebody has just removed the last file of that folder, and the folder with it. */
  async function create(at: FilePlace): Promise<{ file: FileHandle; isNew: boolean }> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    for (let tries = 1; ; tries++) {
      const made = await mkdir(join(folder, at.room), { recursive: true, mode: 0o700 })
      try {
        return { file: await open(pathOf(at), 'wx', 0o600), isNew: made !== undefined }
      } catch (error) {
        if (tries === MAX_TRIES || codeOf(error) !== 'ENOENT') throw error
      }
    }
  }

  return {
    async write(at, parts) {
      const path = pathOf(at)
      const { file, isNew } = await create(at)
      try {
        for await (const part of parts) await writeAll(file, part)
        await file.sync()
      } catch (error) {
        await file.close()
        await rm(path, { force: true })
        throw error
      }
      await file.close()
      // Names are on disk when their folders are.
      await syncFolder(join(folder, at.room))
      if (isNew) await syncFolder(folder)
    },
    async read(at, from, length) {
      const file = await open(pathOf(at), 'r')
      try {
        const bytes = new Uint8Array(length)
        let got = 0
        while (got < length) {
          const { bytesRead } = await file.read(bytes, got, length - got, from + got)
          if (bytesRead === 0) throw new Error('a file is shorter than its row says')
          got += bytesRead
        }
        return bytes
      } finally {
        await file.close()
      }
    },
    async remove(at) {
      await rm(pathOf(at), { force: true })
      // Only an empty folder goes.
      await orNull(rmdir(join(folder, at.room)))
    },
    async *listQuiet(quietMs) {
      for (const room of await namesIn(folder)) yield* await list(quietMs, room)
    },
  }
}

async function writeAll(file: FileHandle, part: Uint8Array): Promise<void> {
  let written = 0
  while (written < part.length) {
    written += (await file.write(part, written)).bytesWritten
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** None where there is no such folder (any more). */
async function namesIn(path: string): Promise<readonly string[]> {
  const folder = await orNull(opendir(path))
  if (folder === null) return []
  const names: string[] = []
  for await (const { name } of folder) names.push(name)
  return names
}

/** Null where the file system says no: gone meanwhile, or not empty. */
async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (EXPECTED.has(codeOf(error))) return null
    throw error
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null
}
