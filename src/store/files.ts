/** The files' part of the store, for both databases. */
import type { FileId, SessionId } from '../base/id.ts'
import type { FileStore, StoredFile } from './file-store.ts'
import { sessionOf } from './rows.ts'
import { all, clock, first, integer, text } from './script.ts'
import type { Row, Script } from './script.ts'

type FileOperations = {
  readonly [name in keyof FileStore]: (
    ...given: Parameters<FileStore[name]>
  ) => Script<Awaited<ReturnType<FileStore[name]>>>
}

export const fileOperations: FileOperations = {
  *addFile(file) {
    const { id, room, digest, sealed, size, most } = file
    const known = yield* first('select * from file where room = $1 and digest = $2', room, digest)
    if (known !== null) return { type: 'known', file: fileOf(known) }
    if ((yield* first('select 1 as one from room where id = $1', room)) === null) {
      return { type: 'unknown-session' }
    }
    // Of two at the same time one meets the other's number, and is tried again.
    const held = yield* first(
      `select count(*) as files, coalesce(sum(size), 0) as bytes,
        coalesce(max(number), 0) as last from file where room = $1`,
      room,
    )
    const files = held === null ? 0 : integer(held, 'files')
    const bytes = held === null ? 0 : integer(held, 'bytes')
    if (files + 1 > most.files || bytes + size > most.bytes) return { type: 'full' }
    const number = (held === null ? 0 : integer(held, 'last')) + 1
    const createdAt = yield* clock()
    yield* all(
      `insert into file (id, room, number, digest, sealed, size, created_at)
        values ($1, $2, $3, $4, $5, $6, $7)`,
      id,
      room,
      number,
      digest,
      sealed,
      size,
      createdAt,
    )
    return { type: 'added', file: { id, room, number, digest, sealed, size, createdAt } }
  },

  *readFiles(room) {
    return (yield* all('select * from file where room = $1 order by number', room)).map(fileOf)
  },

  *findFile(room, id) {
    const row = yield* first('select * from file where room = $1 and id = $2', room, id)
    return row === null ? null : fileOf(row)
  },

  *readDroppedFiles(limit) {
    const found = yield* all('select id, room from dropped_file order by id limit $1', limit)
    return found.map((row) => ({ id: fileIdOf(row), room: sessionOf(row, 'room') }))
  },

  *forgetDroppedFile(id) {
    yield* all('delete from dropped_file where id = $1', id)
  },
}

/** In the transaction that leaves no step of the session behind that could speak of a file. */
export function* dropFiles(room: SessionId): Script<void> {
  yield* all('insert into dropped_file (id, room) select id, room from file where room = $1', room)
  yield* all('delete from file where room = $1', room)
}

function fileOf(row: Row): StoredFile {
  return {
    id: fileIdOf(row),
    room: sessionOf(row, 'room'),
    number: integer(row, 'number'),
    digest: text(row, 'digest'),
    sealed: text(row, 'sealed'),
    size: integer(row, 'size'),
    createdAt: integer(row, 'created_at'),
  }
}

/** Branded when it was written. */
function fileIdOf(row: Row): FileId {
  return text(row, 'id') as FileId
}
