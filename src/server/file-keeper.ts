/**
 * What people send, from the line to the disk and back:
 *
 *     receive: seal part by part ─► on disk for good ─► keep: the row is committed ─► it counts
 *
 * Whatever stops in between leaves bytes without a row, which are swept away. The same file sent
 * again (REL5) is the one that is there.
 */
import { encodeId, parseFileId, type FileId, type SessionId } from '../base/id.ts'
import { must } from '../base/must.ts'
import type { Files } from '../files/files.ts'
import type { SentFile } from '../interview/request.ts'
import type { StoredFile } from '../store/file-store.ts'
import type { Store } from '../store/store.ts'
import { cleanName, extensionOf, sniff, SNIFFED_BYTES, typeOf } from './file-kinds.ts'
import { PART_OVERHEAD, type SessionKey } from './seal.ts'
import { stillThere } from './session-gone.ts'
import type { SessionKeys } from './session-keys.ts'
import type { Random, Settings } from './settings.ts'
import type { Chore } from './sweeper.ts'

/** Of the content, in each sealed part. */
const PART_BYTES = 64 * 1024
const MOST_FILES = 500
const BATCH = 200
const DROPPED_EVERY_MS = 30_000
const ORPHANS_EVERY_MS = 60 * 60 * 1000
/** Long enough for whoever starts the server with the wrong database to notice. */
const ORPHAN_QUIET_MS = 24 * 60 * 60 * 1000

/** A session, and the key to it. */
export interface Owner {
  readonly room: { readonly id: SessionId }
  readonly key: SessionKey
}

/** On disk, but nobody knows of it yet. */
export interface Received {
  readonly id: FileId
  readonly size: number
  /** Whether the sender gave it a name. */
  readonly isNamed: boolean
  readonly digest: string
  readonly label: Label
}

/** What is sealed in a file's row. */
interface Label {
  readonly filename: string
  /** What its first bytes show it to be; null: to be downloaded only. */
  readonly shownAs: string | null
}

export interface KeptFile {
  readonly file: SentFile
  readonly shownAs: string | null
}

export interface FileKeeper {
  receive(owner: Owner, name: string, content: AsyncIterable<Uint8Array>): Promise<Received>
  /** Null: the session holds as much as it may, and the bytes are gone again. */
  keep(owner: Owner, received: Received): Promise<SentFile | null>
  discard(owner: Owner, received: Received): Promise<void>
  list(owner: Owner): Promise<readonly KeptFile[]>
  find(room: SessionId, id: FileId): Promise<KeptFile | null>
  /** Bytes `from` to before `to` of the content. */
  read(room: SessionId, file: SentFile, from: number, to: number): AsyncIterable<Uint8Array>
  /** What was deleted just now is removed at once, not at the next sweep. Rejects when disk or store fail. */
  removeDropped(): Promise<void>
  /** The bytes of interviews that were ended or begun anew go; and those that never got a row. */
  readonly chores: readonly Chore[]
}

export function createFileKeeper(world: {
  readonly files: Files
  readonly store: Store
  readonly keys: SessionKeys
  readonly settings: Settings
  readonly random: Random
}): FileKeeper {
  const { files, store, keys, random } = world
  const most = { files: MOST_FILES, bytes: world.settings.uploads.sessionBytes }

  function open(key: SessionKey, stored: StoredFile): KeptFile {
    // Sealed by `keep` under the session's key: nobody else can have made it.
    const { filename, shownAs } = JSON.parse(
      Buffer.from(key.open('file', stored.id, stored.sealed)).toString(),
    ) as Label
    const extension = extensionOf(filename)
    const mimetype = typeOf(extension, shownAs)
    const { id, number, size } = stored
    return { file: { id, number, filename, extension, mimetype, size }, shownAs }
  }

  return {
    async receive({ room, key }, name, content) {
      const id = must(parseFileId(encodeId(random(16))), 'an id of our own making')
      const filename = cleanName(name)
      const fingerprint = key.fingerprint()
      let size = 0
      let beginning: Uint8Array = new Uint8Array()

      async function* sealed(): AsyncGenerator<Uint8Array> {
        let number = 0
        for await (const { bytes, isLast } of inParts(content)) {
          if (number === 0) beginning = bytes.slice(0, SNIFFED_BYTES)
          fingerprint.update(bytes)
          size += bytes.length
          yield key.sealPart({ file: id, number, isLast }, bytes)
          number++
        }
      }

      await files.write({ room: room.id, id }, sealed())
      const digest = key.fingerprint().update(fingerprint.digest()).update(filename)
      const label = { filename, shownAs: sniff(beginning) }
      return { id, size, isNamed: name !== '', digest: digest.digest('base64url'), label }
    },

    async keep({ room, key }, { id, size, digest, label }) {
      const sealed = key.seal('file', id, Buffer.from(JSON.stringify(label)))
      const added = await store.addFile({ id, room: room.id, digest, sealed, size, most })
      if (added.type !== 'added') await files.remove({ room: room.id, id })
      return 'file' in added ? open(key, added.file).file : null
    },

    discard: ({ room }, { id }) => files.remove({ room: room.id, id }),

    async list({ room, key }) {
      return (await store.readFiles(room.id)).map((stored) => open(key, stored))
    },

    async find(room, id) {
      const stored = await store.findFile(room, id)
      if (stored === null) return null
      return open(stillThere(await keys.find(room)), stored)
    },

    async *read(room, { id, size }, from, to) {
      const key = stillThere(await keys.find(room))
      const file = must(parseFileId(id), 'a file has an id')
      const last = Math.max(0, Math.ceil(size / PART_BYTES) - 1)
      const first = Math.min(last, Math.floor(from / PART_BYTES))
      for (let number = first; number <= last && number * PART_BYTES < Math.max(to, 1); number++) {
        const start = number * PART_BYTES
        const length = Math.min(PART_BYTES, size - start)
        const at = number * (PART_BYTES + PART_OVERHEAD)
        const sealed = await files.read({ room, id: file }, at, length + PART_OVERHEAD)
        const plain = key.openPart({ file, number, isLast: number === last }, sealed)
        const part = plain.subarray(Math.max(0, from - start), to - start)
        if (part.length > 0) yield part
      }
    },

    removeDropped,

    chores: [
      { everyMs: DROPPED_EVERY_MS, name: 'dropped-files', run: removeDropped },
      { everyMs: ORPHANS_EVERY_MS, name: 'orphaned-files', run: removeOrphans },
    ],
  }

  async function removeDropped(): Promise<void> {
    for (;;) {
      const dropped = await store.readDroppedFiles(BATCH)
      for (const at of dropped) {
        await files.remove(at)
        await store.forgetDroppedFile(at.id)
      }
      if (dropped.length < BATCH) return
    }
  }

  async function removeOrphans(): Promise<void> {
    let room: SessionId | null = null
    let known: ReadonlySet<string> = new Set()
    for await (const at of files.listQuiet(ORPHAN_QUIET_MS)) {
      if (at.room !== room) {
        room = at.room
        known = await idsOf(room)
      }
      if (!known.has(at.id)) await files.remove(at)
    }
  }

  async function idsOf(room: SessionId): Promise<ReadonlySet<string>> {
    return new Set((await store.readFiles(room)).map(({ id }) => id))
  }
}

/** All parts but the last are full; an empty file has one empty part. */
async function* inParts(
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ readonly bytes: Uint8Array; readonly isLast: boolean }> {
  let waiting: Uint8Array[] = []
  let length = 0
  for await (const piece of content) {
    waiting.push(piece)
    length += piece.length
    // One byte more than a part shows that the part is not the last.
    while (length > PART_BYTES) {
      const joined = Buffer.concat(waiting)
      yield { bytes: joined.subarray(0, PART_BYTES), isLast: false }
      const rest = joined.subarray(PART_BYTES)
      waiting = [rest]
      length = rest.length
    }
  }
  yield { bytes: Buffer.concat(waiting), isLast: true }
}
