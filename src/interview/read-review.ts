/** `review` items, from YAML to what the engine keeps. */
import { isList, isValueMap, type BlockReader } from './block-reader.ts'
import { isVariableName, normalise } from './variable-names.ts'
import type { ReviewSpec } from './blocks.ts'
import type { Text } from './pieces.ts'
import type { Value, ValueMap } from './yaml.ts'

const REVIEW_KEYS = new Set([
  'button',
  'help',
  'label',
  'field',
  'fields',
  'note',
  'html',
  'css class',
])
const REVIEW_KNOWN = new Set(['show if', 'action', 'follow up', 'raw html', 'datatype'])

export function readReview(reader: BlockReader): readonly ReviewSpec[] {
  const value = reader.value('review')
  if (!isList(value)) {
    reader.wrong('review', '`review`: expected a list of items')
    return []
  }
  return value.flatMap((item) => {
    if (!isValueMap(item)) {
      reader.wrong('review', '`review`: expected `Label: variable` for each item')
      return []
    }
    return [readReviewItem(reader, item)]
  })
}

function readReviewItem(reader: BlockReader, item: ValueMap): ReviewSpec {
  const labelled = Object.keys(item).find((key) => !REVIEW_KEYS.has(key) && !REVIEW_KNOWN.has(key))
  const { [labelled ?? '']: _label, ...rest } = item
  reader.checkKeys(rest, 'review', { supported: REVIEW_KEYS, known: REVIEW_KNOWN })
  const source = labelled === undefined ? (item['field'] ?? item['fields']) : item[labelled]
  const label = labelled ?? item['label']
  return {
    label: label === undefined ? null : optional(reader, label),
    variables: reviewVariables(reader, source),
    button: optional(reader, item['button'] ?? item['note'] ?? item['html']),
    help: optional(reader, item['help']),
  }
}

function reviewVariables(reader: BlockReader, source: Value | undefined): readonly string[] {
  if (source === undefined) return []
  const list = isList(source) ? source : [source]
  return list.flatMap((name) => {
    if (isValueMap(name)) {
      const command = Object.keys(name)[0] ?? ''
      reader.unsupported('review', `review: ${command}`)
      return []
    }
    return typeof name === 'string' && isVariableName(name)
      ? [normalise(name)]
      : reader.namesOf(name, 'review')
  })
}

function optional(reader: BlockReader, value: Value | undefined): Text | null {
  return value === undefined || value === null ? null : reader.textOf(value, 'review')
}
