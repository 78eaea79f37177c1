/** `list collect`, from YAML to what the engine keeps. */
import { isValueMap, type BlockReader } from './block-reader.ts'
import { iterated } from './variable-names.ts'
import type { FieldSpec, ListCollectSpec } from './blocks.ts'
import type { Flag } from './pieces.ts'

const KEY = 'list collect'
const PARTS = new Set([
  'enable',
  'label',
  'is final',
  'allow append',
  'allow delete',
  'add another label',
])

export function readListCollect(
  reader: BlockReader,
  fields: readonly FieldSpec[],
): ListCollectSpec | null {
  const value = reader.value(KEY)
  if (value === undefined || value === null || value === false) return null
  const parts = isValueMap(value) ? value : { enable: value }
  reader.checkKeys(parts, KEY, { supported: PARTS, known: new Set() })
  const list = listOf(reader, fields)
  if (list === null) return null
  const flag = (key: string): Flag => {
    const given = parts[key]
    const read = given === undefined ? null : reader.flagOf(given, KEY)
    return read ?? { type: 'fixed', value: true }
  }
  const { label, 'add another label': addLabel } = parts
  return {
    ...list,
    enable: flag('enable'),
    isFinal: flag('is final'),
    mayAppend: flag('allow append'),
    mayDelete: flag('allow delete'),
    label: label === undefined ? null : reader.textOf(label, KEY),
    addLabel: addLabel === undefined ? null : reader.textOf(addLabel, KEY),
  }
}

/** The one list that all fields speak of. */
function listOf(
  reader: BlockReader,
  fields: readonly FieldSpec[],
): Pick<ListCollectSpec, 'list' | 'iterator' | 'ofObjects'> | null {
  const asked = fields.flatMap(({ variable }) => (variable === null ? [] : [variable]))
  const found = asked.map(iterated)
  const [first] = found
  if (first === undefined || first === null) {
    reader.wrong(KEY, '`list collect` needs `fields` with variables like `fruit[i].name`')
    return null
  }
  const { list, iterator } = first
  const stray = found.findIndex((one) => one?.list !== list || one.iterator !== iterator)
  if (stray < 0) return { list, iterator, ofObjects: found.some((one) => one?.rest !== '') }
  reader.wrong(KEY, `\`list collect\`: \`${asked[stray]}\` is not of \`${list}[${iterator}]\``)
  return null
}
