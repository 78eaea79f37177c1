/** `datatype: object` and its kin, whose choices are objects, from YAML to what the engine keeps. */
import { isList, isValueMap, type BlockReader } from './block-reader.ts'
import type { ObjectsSpec } from './blocks.ts'
import type { Value, ValueMap } from './yaml.ts'

const SEVERAL: ReadonlySet<string> = new Set(['object_checkboxes', 'object_multiselect'])
const GENERATORS = ['object labeler', 'help generator', 'image generator'] as const

export function isOfObjects(datatype: string): boolean {
  return datatype === 'object' || datatype === 'object_radio' || SEVERAL.has(datatype)
}

export function isOfSeveralObjects(datatype: string): boolean {
  return SEVERAL.has(datatype)
}

/** Null for other fields. */
export function readObjectChoices(
  reader: BlockReader,
  item: ValueMap,
  datatype: string,
): ObjectsSpec | null {
  if (!isOfObjects(datatype)) {
    for (const key of GENERATORS) {
      if (item[key] !== undefined) reader.wrong('fields', `\`${key}\` is for \`datatype: object\``)
    }
    return null
  }
  const given = item['choices'] ?? item['code']
  const choices = expressions(reader, given)
  if (choices.length === 0) {
    reader.wrong('fields', `\`datatype: ${datatype}\` needs \`choices\`: names of objects`)
  }
  const one = (key: string): number | null => expressions(reader, item[key])[0] ?? null
  const [labeler, helper, imager] = GENERATORS.map(one)
  return {
    choices,
    exclude: expressions(reader, item['exclude']),
    initial: expressions(reader, item['default']),
    labeler: labeler ?? null,
    helper: helper ?? null,
    imager: imager ?? null,
  }
}

/** An expression, `code`, or a list of them. */
function expressions(reader: BlockReader, value: Value | undefined): readonly number[] {
  if (value === undefined || value === null) return []
  const items = isList(value) ? value : [value]
  return items.flatMap((item) => {
    const source = isValueMap(item) ? item['code'] : item
    if (typeof source === 'string') return [reader.expression(source, 'fields')]
    reader.wrong('fields', '`fields`: expected names of objects, or Python expressions')
    return []
  })
}
