import assert from 'node:assert/strict'
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

import { packImage, unpackImage } from '../python/packed-image.ts'
import { createProbedEvaluators } from './fixture/probe.ts'
import { createImageCache, type ImageCache } from './image-cache.ts'
import { createImageReader, encodeImage } from './image-frames.ts'
import { createFrameReader } from './frames.ts'

import type { ImagePart, Program } from './messages.ts'

const IMAGE = Buffer.from('what Python remembers')
const PRODUCT: Program = { engine: null, runtime: null }
const PROBED: Program = {
  engine: null,
  runtime: fileURLToPath(new URL('fixture/runtime/', import.meta.url)),
}

const made: string[] = []
after(() => {
  for (const folder of made) rmSync(folder, { recursive: true })
})

describe('the kept image', () => {
  let folder = ''
  let logged: string[] = []
  beforeEach(() => {
    folder = join(newFolder(), 'cache')
    logged = []
  })

  function cache(program = PRODUCT, place: string | null = folder): ImageCache {
    return createImageCache({ program, folder: place, log: (event) => logged.push(event) })
  }
  function onlyFile(): string {
    const [name = '', ...others] = readdirSync(folder)
    assert.deepEqual(others, [])
    return join(folder, name)
  }

  it('[REL6] is found by the next server, and nobody else may write or read it', () => {
    assert.equal(cache().find(), null)
    cache().keep(IMAGE)
    assert.deepEqual(cache().find(), IMAGE)
    assert.equal(statSync(onlyFile()).mode & 0o777, 0o600)
    assert.equal(statSync(folder).mode & 0o777, 0o700)
    assert.deepEqual(logged, [])
  })

  it('is only for the program that it was made of, and takes the place of others', () => {
    cache().keep(IMAGE)
    assert.equal(cache(PROBED).find(), null)
    cache(PROBED).keep(Buffer.from('another'))
    assert.equal(cache().find(), null)
    assert.equal(cache(PROBED).find()?.toString(), 'another')
  })

  it('is not believed when a byte changed, the end is missing or there is too much', () => {
    cache().keep(IMAGE)
    const whole = readFileSync(onlyFile())
    const changed = Buffer.from(whole)
    changed[whole.length - 1] = 0
    for (const damaged of [
      changed,
      whole.subarray(0, -1),
      whole.subarray(0, 10),
      Buffer.alloc(0),
    ]) {
      writeFileSync(onlyFile(), damaged)
      assert.equal(cache().find(), null)
    }
    writeFileSync(onlyFile(), Buffer.alloc(65 * 1024 * 1024))
    assert.equal(cache().find(), null)
    assert.deepEqual([...new Set(logged)], ['image-not-believed'])
    writeFileSync(onlyFile(), whole)
    assert.deepEqual(cache().find(), IMAGE)
  })

  it('is not believed when others could have written it', () => {
    cache().keep(IMAGE)
    chmodSync(onlyFile(), 0o620)
    assert.equal(cache().find(), null)
    assert.deepEqual(logged, ['image-not-believed'])
  })

  it('is kept in memory where the folder cannot be written', () => {
    const blocked = join(newFolder(), 'file')
    writeFileSync(blocked, '')
    const kept = cache(PRODUCT, join(blocked, 'cache'))
    kept.keep(IMAGE)
    assert.deepEqual(kept.find(), IMAGE)
    kept.forget()
    assert.equal(kept.find(), null)
    assert.equal(logged.includes('image-not-kept'), true)
    assert.equal(readFileSync(blocked).length, 0)
  })

  it('is gone when it was forgotten', () => {
    cache().keep(IMAGE)
    const forgetting = cache()
    assert.deepEqual(forgetting.find(), IMAGE)
    forgetting.forget()
    assert.equal(forgetting.find(), null)
    assert.equal(cache().find(), null)
    assert.deepEqual(readdirSync(folder), [])
  })
})

describe('an image on its way', () => {
  const runs = new Uint32Array([4096, 12_288, 20_480, 24_576])
  const data = new Uint8Array(new SharedArrayBuffer(12_288))
  for (let at = 0; at < data.length; at++) data[at] = at
  const header = new Uint8Array([1, 2, 3])
  const packed = packImage({ header, runs, data, size: 32_768 })

  it('is the same after packing and unpacking', () => {
    assert.deepEqual(unpackImage(packed), { header, runs, data, size: 32_768 })
  })

  it('is refused when it does not fit', () => {
    const moved = Buffer.from(packed)
    moved.writeUInt32LE(4096, 12 + 3 + 8)
    const small = Buffer.from(packed)
    small.writeUInt32LE(20_480, 8)
    for (const wrong of [moved, small, packed.subarray(0, 20), packed.subarray(0, -1)]) {
      assert.throws(() => unpackImage(wrong), /image/)
    }
  })

  it('goes through the pipe in parts', () => {
    const large = Buffer.alloc(14 * 1024 * 1024, 'abcdefg')
    const frames = encodeImage(large)
    const readPart = createImageReader()
    const wholes: (Buffer | null)[] = []
    const read = createFrameReader(({ header: head, body }) => {
      wholes.push(readPart(head as ImagePart, body))
    })
    for (const frame of frames) read(frame)
    assert.deepEqual(wholes.slice(0, -1), [null, null])
    assert.equal(wholes.at(-1)?.equals(large), true)
  })
})

describe('evaluators with a folder for the image', () => {
  async function answer(folder: string): Promise<string> {
    const evaluators = await createProbedEvaluators({ workers: 1, imageFolder: folder })
    const result = await evaluators.run('import sys\nr=(sys.version_info[0], 6*7)')
    await evaluators.close()
    return result
  }

  it('[REL6] start from it, and make it again when it does not work', async () => {
    const folder = newFolder()
    const expected = '{"value":"(3, 42)"}'
    assert.equal(await answer(folder), expected)
    const [name = ''] = readdirSync(folder)
    const first = statSync(join(folder, name))
    assert.equal(await answer(folder), expected)
    assert.equal(statSync(join(folder, name)).ino, first.ino)
    // Its digest is right, and yet it is no image.
    createImageCache({ program: probedProgram(), folder, log: () => {} }).keep(IMAGE)
    assert.equal(await answer(folder), expected)
    assert.equal(statSync(join(folder, name)).size, first.size)
  })
})

function probedProgram(): Program {
  return { ...PROBED, engine: new URL('fixture/engine.ts', import.meta.url).href }
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'image-cache-'))
  made.push(folder)
  return folder
}
