/**
 * What a SQLite store really holds, read beside the server that uses it: rows, not the server's word
 * for them.
 */
import { DatabaseSync } from 'node:sqlite'

export interface Findings {
  /** Acknowledged messages that are not there. */
  readonly lost: number
  /** Messages that are there more than once. */
  readonly doubled: number
  /** Places where a sender's later message stands before an earlier one. */
  readonly disordered: number
  /** Sessions whose saved step, version and lines do not belong together. */
  readonly torn: number
  /** Lines in all. */
  readonly lines: number
}

export function checkStore(
  file: string,
  told: {
    readonly acknowledged: ReadonlySet<string>
    /** By session: the version of the answers that was acknowledged last. */
    readonly versions: ReadonlyMap<string, number>
  },
): Findings {
  using database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
  const sound = database.prepare('pragma quick_check').get()
  if (sound?.['quick_check'] !== 'ok') throw new Error('the file of the store is broken')
  // One view of everything, while the server goes on.
  database.exec('begin')
  const rows = database.prepare('select room, seq, id from chat_line order by room, seq').all()
  const rooms = database
    .prepare(
      `select room.id, room.seq, room.state, step.version, step.position,
          (select max(seq) from chat_line where chat_line.room = room.id) as line
        from room left join step on step.room = room.id
          and step.position = (select max(position) from step where step.room = room.id)`,
    )
    .all()
  database.exec('rollback')

  const times = new Map<string, number>()
  const latest = new Map<string, number>()
  let disordered = 0
  for (const row of rows) {
    const id = String(row['id'])
    times.set(id, (times.get(id) ?? 0) + 1)
    const at = id.lastIndexOf('-')
    const sender = `${String(row['room'])} ${id.slice(0, at)}`
    const number = Number(id.slice(at + 1))
    if (number <= (latest.get(sender) ?? 0)) disordered += 1
    latest.set(sender, number)
  }
  const lost = [...told.acknowledged].filter((id) => !times.has(id)).length
  const doubled = [...times.values()].filter((count) => count > 1).length
  const torn = rooms.filter((row) => !isWhole(row, told.versions)).length
  return { lost, doubled, disordered, torn, lines: rows.length }
}

function isWhole(
  row: Readonly<Record<string, unknown>>,
  versions: ReadonlyMap<string, number>,
): boolean {
  const state: unknown = JSON.parse(String(row['state']))
  if (typeof state !== 'object' || state === null) return false
  const { version, position, seq } = state as Readonly<Record<string, unknown>>
  // A session that was made and shown nothing yet has no step.
  const isSaved =
    row['version'] === null || (row['version'] === version && row['position'] === position)
  const knowsItsLines = Number(row['line'] ?? 0) <= Number(seq) && row['seq'] === seq
  return isSaved && knowsItsLines && Number(version) >= (versions.get(String(row['id'])) ?? 0)
}
