/** ROL1: who may answer what, as blocks say it. */
import { asText, isList, type BlockReader } from './block-reader.ts'
import type { Text } from './pieces.ts'

/** `role` and `default role`: one name or several; null where the block does not say. */
export function readRoles(
  reader: BlockReader,
  key: 'role' | 'default role',
): readonly string[] | null {
  if (!reader.has(key)) return null
  const value = reader.value(key)
  const items = isList(value) ? value : [value]
  const names = items.map((item) => (typeof item === 'string' ? item.trim() : ''))
  if (names.length > 0 && names.every((name) => name !== '')) return [...new Set(names)]
  reader.wrong(key, `\`${key}\`: expected the name of a role, or a list of names`)
  return null
}

/** `reload`: text that gives seconds, or True. */
export function readReload(reader: BlockReader): Text | null {
  const value = reader.value('reload')
  if (value === undefined || value === null) return null
  const text = reader.text('reload')
  if (text?.type === 'constant' && typeof value !== 'object' && !isReload(asText(value))) {
    reader.wrong('reload', '`reload`: expected True, False or a number of seconds')
  }
  return text
}

/** Bounds of `reload`, in seconds; a longer time is not one in which anybody waits. */
const SHORTEST_RELOAD = 4
const LONGEST_RELOAD = 24 * 60 * 60
const USUAL_RELOAD = 10
const NEVER = new Set(['', 'False', 'None', '0'])

/** Seconds until the page looks again, of what `reload` came to; null: it does not. */
export function secondsToReload(written: string): number | null {
  const text = written.trim()
  if (NEVER.has(text)) return null
  if (text === 'True') return USUAL_RELOAD
  const seconds = Number(text)
  if (!Number.isFinite(seconds) || seconds <= 0) return null
  return Math.min(Math.max(seconds, SHORTEST_RELOAD), LONGEST_RELOAD)
}

function isReload(text: string): boolean {
  return NEVER.has(text) || secondsToReload(text) !== null
}
