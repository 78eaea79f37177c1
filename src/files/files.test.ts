import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { encodeId, type FileId, type SessionId } from '../base/id.ts'
import { openFolderFiles } from './folder-files.ts'
import type { FilePlace, Files } from './files.ts'
import { memoryFiles } from './testing/memory-files.ts'

function newPlace(room: string = encodeId(randomBytes(16))): FilePlace {
  return { room: room as SessionId, id: encodeId(randomBytes(16)) as FileId }
}

async function* parts(...all: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const one of all) yield Buffer.from(one)
}

async function* cutOff(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('some of it')
  throw new Error('the line was cut')
}

async function all(files: Files, quietMs = 0): Promise<readonly string[]> {
  const found: string[] = []
  for await (const { id } of files.listQuiet(quietMs)) found.push(id)
  return found.toSorted()
}

/** What every place for files promises. */
function filesContract(name: string, make: () => Promise<Files>): void {
  describe(`${name}:`, () => {
    let files: Files
    before(async () => {
      files = await make()
    })

    it('what was written can be read, from anywhere in it', async () => {
      const at = newPlace()
      await files.write(at, parts('hello ', 'there'))
      const read = async (from: number, length: number) =>
        Buffer.from(await files.read(at, from, length)).toString()
      assert.equal(await read(0, 11), 'hello there')
      assert.equal(await read(6, 5), 'there')
      await assert.rejects(files.read(at, 6, 6))
      await files.remove(at)
    })

    it('nothing is ever written over', async () => {
      const at = newPlace()
      await files.write(at, parts('first'))
      await assert.rejects(files.write(at, parts('other')))
      assert.equal(Buffer.from(await files.read(at, 0, 5)).toString(), 'first')
      await files.remove(at)
    })

    it('[REL5] what was cut off leaves nothing behind', async () => {
      const at = newPlace()
      await assert.rejects(files.write(at, cutOff()), /cut/)
      await assert.rejects(files.read(at, 0, 1))
      assert.deepEqual(await all(files), [])
    })

    it('what is removed is gone; removing it again is no mistake', async () => {
      const one = newPlace()
      const other = newPlace(one.room)
      await files.write(one, parts('a'))
      await files.write(other, parts('b'))
      assert.deepEqual(await all(files), [one.id, other.id].toSorted())
      await files.remove(one)
      await files.remove(one)
      assert.deepEqual(await all(files), [other.id])
      assert.deepEqual(await all(files, 60_000), [])
      await files.remove(other)
      assert.deepEqual(await all(files), [])
    })
  })
}

describe('files', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'alongside-files-'))
  })
  after(() => rm(folder, { recursive: true }))

  filesContract('in a folder', async () => openFolderFiles(join(folder, 'contract')))
  filesContract('in memory', async () => memoryFiles())

  it('in a folder are nobody else’s to read, and leave no empty folders', async () => {
    const root = join(folder, 'own')
    const files = openFolderFiles(root)
    const at = newPlace()
    await files.write(at, parts('secret'))
    const modes = await Promise.all(
      [root, join(root, at.room), join(root, at.room, at.id)].map(async (path) => {
        return ((await stat(path)).mode & 0o777).toString(8)
      }),
    )
    assert.deepEqual(modes, ['700', '700', '600'])
    await files.remove(at)
    assert.deepEqual(await readdir(root), [])
  })

  it('that are not ours are left alone', async () => {
    const root = join(folder, 'strange')
    const files = openFolderFiles(root)
    const at = newPlace()
    await files.write(at, parts('ours'))
    await writeFile(join(root, 'notes.txt'), 'of somebody')
    await writeFile(join(root, at.room, 'more.txt'), 'of somebody')
    assert.deepEqual(await all(files), [at.id])
    await files.remove(at)
    assert.deepEqual(await readdir(join(root, at.room)), ['more.txt'])
  })
})
