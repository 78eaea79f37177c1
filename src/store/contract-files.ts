import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SessionId } from '../base/id.ts'
import type { Place } from './contract.ts'
import type { NewFile, StoredFile } from './file-store.ts'
import type { Store } from './store.ts'
import { createRoom, newId, save, type TestClock } from './testing/scene.ts'

function fileOf(room: SessionId, changes: Partial<NewFile> = {}): NewFile {
  const id = newId<'file'>()
  const most = { files: 10, bytes: 1000 }
  return { id, room, digest: `digest of ${id}`, sealed: 'sealed', size: 100, most, ...changes }
}

async function add(store: Store, file: NewFile): Promise<StoredFile> {
  const added = await store.addFile(file)
  assert.equal(added.type, 'added')
  return added.file
}

/** The part of the contract about what people send. */
export function fileContract(
  here: () => { readonly place: Place; readonly store: Store; readonly clock: TestClock },
): void {
  describe('files', () => {
    it('[QUE3] are counted in each session, and found by number and id', async () => {
      const { store, clock, place } = here()
      const { room } = await createRoom(store)
      const other = await createRoom(store)
      const first = await add(store, fileOf(room))
      const second = await add(store, fileOf(room))
      const elsewhere = await add(store, fileOf(other.room))
      assert.deepEqual([first.number, second.number, elsewhere.number], [1, 2, 1])
      assert.deepEqual([first.createdAt, first.size], [clock(), 100])
      const later = await place.open()
      assert.deepEqual(await later.readFiles(room), [first, second])
      assert.deepEqual(await later.findFile(room, second.id), second)
      assert.equal(await later.findFile(other.room, second.id), null)
      assert.deepEqual(await later.readFiles(newId()), [])
    })

    it('[REL2] the same file again is the one that is there, also when sent twice at once', async () => {
      const { store, place } = here()
      const { room } = await createRoom(store)
      const other = await place.open()
      const digest = 'of name and content'
      const added = await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          (n % 2 === 0 ? store : other).addFile(fileOf(room, { digest })),
        ),
      )
      assert.deepEqual(added.map(({ type }) => type).toSorted(), [
        'added',
        ...Array.from({ length: 7 }, () => 'known'),
      ])
      const kept = await store.readFiles(room)
      assert.equal(kept.length, 1)
      for (const one of added) assert.deepEqual('file' in one ? one.file : null, kept[0])
      const { room: elsewhere } = await createRoom(store)
      assert.equal((await store.addFile(fileOf(elsewhere, { digest }))).type, 'added')
    })

    it('[QUE5] no session holds more than it may, however much is sent at once', async () => {
      const { store, place } = here()
      const { room } = await createRoom(store)
      const other = await place.open()
      const most = { files: 10, bytes: 500 }
      const added = await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          (n % 2 === 0 ? store : other).addFile(fileOf(room, { most })),
        ),
      )
      const count = (wanted: string) => added.filter(({ type }) => type === wanted).length
      assert.deepEqual([count('added'), count('full')], [5, 3])
      const numbers = (await store.readFiles(room)).map(({ number }) => number)
      assert.deepEqual(numbers, [1, 2, 3, 4, 5])
      const few = { files: 5, bytes: 10_000 }
      assert.equal((await store.addFile(fileOf(room, { most: few }))).type, 'full')
    })

    it('[REL7] none is kept for a session that does not exist', async () => {
      const { store } = here()
      assert.deepEqual(await store.addFile(fileOf(newId())), { type: 'unknown-session' })
    })

    it('[LOG4] exit and restart drop them; their bytes are to be removed', async () => {
      const { store } = here()
      const { room, participant, send } = await createRoom(store)
      const other = await createRoom(store)
      await send(save({ participant }))
      const first = await add(store, fileOf(room))
      const stays = await add(store, fileOf(other.room))
      await send(save({ participant, expects: 1, position: 1 }))
      assert.deepEqual(await store.readFiles(room), [first])
      await send(save({ participant, expects: 2, position: 0, restarts: true }))
      assert.deepEqual(await store.readFiles(room), [])
      assert.equal((await store.readStep(room))?.version, 3)
      const second = await add(store, fileOf(room))
      await send({ type: 'exit', participant })
      assert.equal(await store.findFile(room, second.id), null)
      assert.deepEqual(await store.readFiles(other.room), [stays])

      const dropped = await store.readDroppedFiles(10)
      const expected = [first, second].map(({ id }) => ({ id, room }))
      const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)
      assert.deepEqual(dropped.toSorted(byId), expected.toSorted(byId))
      assert.equal((await store.readDroppedFiles(1)).length, 1)
      await store.forgetDroppedFile(first.id)
      assert.deepEqual(await store.readDroppedFiles(10), [{ id: second.id, room }])
    })

    it('[SES1] Back keeps them: they need not be sent again', async () => {
      const { store } = here()
      const { room, participant, send } = await createRoom(store)
      await send(save({ participant }))
      await send(save({ participant, expects: 1, position: 1 }))
      const file = await add(store, fileOf(room))
      await send(save({ participant, expects: 2, position: 0 }))
      assert.deepEqual(await store.readFiles(room), [file])
    })
  })
}
