/** ROL1: who may answer what, as blocks say it. */
import { asText, isList, isValueMap, type BlockReader } from './block-reader.ts'
import type { RoleAddress } from './blocks.ts'
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

/** As it stands: as an expression it would be names and an operator, which nobody means. */
const ADDRESS = /^[\w.+-]+@[\w-]+(\.[\w-]+)+$/

/** ROL2: `role emails`, ours: whom to write to for each role. */
export function readRoleAddresses(reader: BlockReader): readonly RoleAddress[] {
  if (!reader.has('role emails')) return []
  const value = reader.value('role emails')
  const entries = isValueMap(value) ? Object.entries(value) : []
  if (entries.length === 0) {
    reader.wrong('role emails', '`role emails`: expected `role: expression` lines')
  }
  return entries.flatMap(([role, source]): RoleAddress[] => {
    if (source === true) return [{ role, source: { type: 'taken' } }]
    if (typeof source !== 'string' || source.trim() === '') {
      const expected =
        'expected True, an address, or an expression that gives a person or an address'
      reader.wrong('role emails', `\`role emails\`, \`${role}\`: ${expected}`)
      return []
    }
    const address = source.trim()
    if (ADDRESS.test(address)) return [{ role, source: { type: 'address', address } }]
    const piece = reader.expression(source, 'role emails')
    return [{ role, source: { type: 'asked', piece } }]
  })
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
