import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { must } from '../base/must.ts'
import type { Files } from '../files/files.ts'
import { memoryFiles } from '../files/testing/memory-files.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { createRoom, newId, save, type Seat } from '../store/testing/scene.ts'
import { createFileKeeper, type FileKeeper, type Owner } from './file-keeper.ts'
import { createKeyring } from './seal.ts'
import { createSessionKeys } from './session-keys.ts'
import { TEST_SETTINGS } from './testing/test-server.ts'

const random = (bytes: number): Uint8Array => randomBytes(bytes)
const DAY_MS = 24 * 60 * 60 * 1000
const PART = 64 * 1024

/** In pieces of a size that fits no part. */
async function* pieces(content: Uint8Array, size = 10_007): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size)
}

describe('the keeper of files', () => {
  let store: Store
  let files: Files
  let now: number
  let seat: Seat
  let owner: Owner
  let keeper: FileKeeper

  beforeEach(async () => {
    now = 0
    store = await openSqliteStore({ file: ':memory:' })
    files = memoryFiles(() => now)
    const keyring = createKeyring({
      keys: [{ id: 'k', bytes: random(32) }],
      currentId: 'k',
      random,
    })
    const keys = createSessionKeys(store, keyring)
    seat = await createRoom(store)
    owner = { room: { id: seat.room }, key: keyring.create(seat.room).key }
    keys.keep(seat.room, owner.key)
    keeper = createFileKeeper({ files, store, keys, settings: TEST_SETTINGS, random })
  })
  afterEach(() => store.close())

  async function send(name: string, content: Uint8Array) {
    return must(
      await keeper.keep(owner, await keeper.receive(owner, name, pieces(content))),
      'room',
    )
  }

  async function read(id: string, from: number, to: number): Promise<Buffer> {
    const [kept] = (await keeper.list(owner)).filter(({ file }) => file.id === id)
    const parts: Uint8Array[] = []
    for await (const part of keeper.read(seat.room, must(kept, 'it is kept').file, from, to)) {
      parts.push(part)
    }
    return Buffer.concat(parts)
  }

  async function onDisk(): Promise<readonly string[]> {
    const found: string[] = []
    for await (const { id } of files.listQuiet(0)) found.push(id)
    return found.toSorted()
  }

  async function sweep(name: string): Promise<void> {
    await must(
      keeper.chores.find((chore) => chore.name === name),
      'a chore',
    ).run()
  }

  it('[QUE3] gives back what was sent, whole or in part, whatever its size', async () => {
    for (const size of [0, 1, PART - 1, PART, PART + 1, 3 * PART, 200_003]) {
      const content = randomBytes(size)
      const { id } = await send(`${size}.bin`, content)
      assert.deepEqual(await read(id, 0, size), content)
      for (const [from, to] of [
        [0, 1],
        [PART - 1, PART + 1],
        [PART, PART],
        [size - 1, size],
      ]) {
        const [a = 0, b = 0] = [from, to].map((at) => Math.max(0, Math.min(size, at ?? 0)))
        assert.deepEqual(await read(id, a, b), content.subarray(a, b), `${size}: ${a}-${b}`)
      }
    }
  })

  it('[SES1] what lies on the disk and in the store tells neither content nor name', async () => {
    const { id } = await send('my secret plan.txt', Buffer.from('attack at dawn'.repeat(10)))
    const [row] = await store.readFiles(seat.room)
    assert.doesNotMatch(JSON.stringify(row), /secret|plan/)
    const at = { room: seat.room, id: must(row, 'a row').id }
    assert.equal(at.id, id)
    const bytes = Buffer.from(await files.read(at, 0, 100)).toString('latin1')
    assert.doesNotMatch(bytes, /attack/)
  })

  it('[SES1] a part that was changed, moved or cut off is an error, not a file', async () => {
    const content = randomBytes(2 * PART + 5)
    const { id } = await send('a.bin', content)
    const at = { room: seat.room, id: must((await store.readFiles(seat.room))[0], 'a row').id }
    const step = PART + 29
    const whole = Buffer.from(await files.read(at, 0, 2 * step + 5 + 29))
    const parts = [
      whole.subarray(0, step),
      whole.subarray(step, 2 * step),
      whole.subarray(2 * step),
    ]
    const [a, b, c] = parts.map((part) => Buffer.from(part))
    const flipped = Buffer.from(whole)
    flipped.writeUInt8(whole.readUInt8(step + 40) ^ 1, step + 40)
    for (const tampered of [
      flipped,
      Buffer.concat([must(b, 'b'), must(a, 'a'), must(c, 'c')]),
      Buffer.concat([must(a, 'a'), must(a, 'a'), must(c, 'c')]),
      Buffer.concat([must(a, 'a'), must(b, 'b')]),
    ]) {
      await files.remove(at)
      await files.write(at, pieces(tampered))
      await assert.rejects(read(id, 0, content.length))
    }
  })

  it('[REL5] the same file again is the one that is there; another name or content is not', async () => {
    const first = await send('a.txt', Buffer.from('same'))
    assert.deepEqual(await send('a.txt', Buffer.from('same')), first)
    assert.equal((await send('b.txt', Buffer.from('same'))).number, 2)
    assert.equal((await send('a.txt', Buffer.from('other'))).number, 3)
    assert.equal((await onDisk()).length, 3)
  })

  it('[QUE5] a session that is full takes no more, and keeps nothing of it', async () => {
    const third = randomBytes(TEST_SETTINGS.uploads.sessionBytes / 3)
    for (const name of ['a', 'b', 'c']) await send(name, third)
    const received = await keeper.receive(owner, 'd', pieces(Buffer.from('d')))
    assert.equal(await keeper.keep(owner, received), null)
    assert.equal((await onDisk()).length, 3)
  })

  it('[REL5] killed between disk and row, nothing counts, and a day later nothing is left', async () => {
    const kept = await send('a.txt', Buffer.from('kept'))
    const { id } = await keeper.receive(owner, 'b.txt', pieces(Buffer.from('never kept')))
    assert.deepEqual(
      (await keeper.list(owner)).map(({ file }) => file),
      [kept],
    )
    assert.equal(await keeper.find(seat.room, id), null)
    now += DAY_MS - 1
    await sweep('orphaned-files')
    assert.deepEqual(await onDisk(), [kept.id, id].toSorted())
    now += 1
    await sweep('orphaned-files')
    assert.deepEqual(await onDisk(), [kept.id])
  })

  it('[LOG4] after exit the bytes go, and a removal that was cut off is done again', async () => {
    const { participant } = seat
    await seat.send(save({ participant }))
    for (const name of ['a', 'b', 'c']) await send(name, Buffer.from(name))
    await seat.send({ type: 'exit', participant })
    assert.equal((await onDisk()).length, 3)
    const [gone] = await store.readDroppedFiles(1)
    await files.remove(must(gone, 'a dropped file'))
    await sweep('dropped-files')
    assert.deepEqual(await onDisk(), [])
    assert.deepEqual(await store.readDroppedFiles(10), [])
  })

  it('[SES2] a file is found in its own session only', async () => {
    const { id } = await send('a.txt', Buffer.from('a'))
    const [row] = await store.readFiles(seat.room)
    const other = await createRoom(store)
    assert.equal(await keeper.find(other.room, must(row, 'a row').id), null)
    assert.equal((await keeper.find(seat.room, must(row, 'a row').id))?.file.id, id)
    assert.equal(await keeper.find(seat.room, newId()), null)
  })
})
