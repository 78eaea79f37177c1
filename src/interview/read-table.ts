/** A `table` block, from YAML to what the engine keeps. */
import { asText, isList, isValueMap, type BlockReader } from './block-reader.ts'
import { isVariableName } from './variable-names.ts'
import type { TableSpec } from './blocks.ts'
import type { Flag } from './pieces.ts'

const FALSE: Flag = { type: 'fixed', value: false }
const TRUE: Flag = { type: 'fixed', value: true }
const CELL_KEYS = new Set(['header', 'cell'])

export function readTable(
  reader: BlockReader,
): { readonly variable: string; readonly made: TableSpec } | null {
  const variable = reader.variable('table')
  const rows = expression(reader, 'rows')
  if (rows === null) reader.wrong('table', '`table`: `rows` is missing')
  const columns = readColumns(reader)
  if (variable === null || rows === null) return null
  const edit = readEdit(reader)
  const made: TableSpec = {
    rows,
    columns,
    empty: readEmpty(reader),
    filter: expression(reader, 'filter'),
    sortKey: expression(reader, 'sort key'),
    sortReverse: reader.flag('sort reverse') ?? FALSE,
    requireGathered: reader.flag('require gathered') ?? TRUE,
    showIncomplete: reader.flag('show incomplete') ?? FALSE,
    notAvailable: reader.text('not available label'),
    edit,
    mayDelete: reader.flag('delete buttons') ?? (edit === null ? FALSE : TRUE),
    readOnly: reader.word('read only'),
  }
  return { variable, made }
}

function expression(reader: BlockReader, key: string): number | null {
  const value = reader.value(key)
  if (value === undefined || value === null) return null
  if (typeof value !== 'object') return reader.expression(asText(value), key)
  reader.wrong(key, `\`${key}\`: expected a Python expression`)
  return null
}

function readColumns(reader: BlockReader): TableSpec['columns'] {
  const value = reader.value('columns')
  if (!isList(value)) {
    reader.wrong('columns', '`columns`: expected `- Header: expression` for each column')
    return []
  }
  return value.flatMap((item) => {
    const entries = isValueMap(item) ? Object.entries(item) : []
    const parted = isValueMap(item) && entries.every(([key]) => CELL_KEYS.has(key))
    const [first, second] = entries
    const header = parted ? item['header'] : first?.[0]
    const cell = parted ? item['cell'] : first?.[1]
    const wrong = parted ? entries.length !== 2 : second !== undefined
    if (wrong || header === undefined || cell === undefined || typeof cell === 'object') {
      reader.wrong('columns', '`columns`: expected `- Header: expression`, or `header` and `cell`')
      return []
    }
    const text = reader.textOf(header, 'columns')
    return text === null ? [] : [{ header: text, cell: reader.expression(asText(cell), 'columns') }]
  })
}

/** `True`, or attributes of the items. */
function readEdit(reader: BlockReader): readonly string[] | null {
  const value = reader.value('edit')
  if (value === undefined || value === null || value === false) return null
  if (value === true) return []
  const items = isList(value) ? value : [value]
  return items.flatMap((item) => {
    if (typeof item === 'string' && isVariableName(item)) return [item.trim()]
    reader.wrong('edit', '`edit`: expected True, or a list of attributes')
    return []
  })
}

/** `show if empty`: False, or what is said instead. */
function readEmpty(reader: BlockReader): TableSpec['empty'] {
  const value = reader.value('show if empty')
  if (value === false) return { type: 'constant', text: '' }
  return value === undefined || value === true ? null : reader.text('show if empty')
}
