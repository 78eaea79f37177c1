/** `choices`, `buttons` and their kin, from YAML to what the engine keeps. */
import { SPECIAL_BUTTONS } from './block-keys.ts'
import { asText, isList, isValueMap, type BlockReader } from './block-reader.ts'
import type { ChoiceSource, ChoiceSpec } from './blocks.ts'
import type { Text } from './pieces.ts'
import type { Value } from './yaml.ts'

/** `- Label`, `- Label: value`, `- {label, value}`, `- code: |`, or one mapping of label to value. */
export function readChoices(reader: BlockReader, given: Value, key: string): ChoiceSource {
  if (isValueMap(given) && typeof given['code'] === 'string' && Object.keys(given).length === 1) {
    return { type: 'computed', piece: reader.expression(given['code'], key) }
  }
  const items = isList(given)
    ? given
    : isValueMap(given)
      ? Object.entries(given).map(([label, value]) => ({ [label]: value }))
      : null
  if (items === null) {
    reader.wrong(key, `\`${key}\`: expected a list of choices`)
    return { type: 'listed', choices: [] }
  }
  const [first] = items
  if (items.length === 1 && isValueMap(first) && typeof first['code'] === 'string') {
    return { type: 'computed', piece: reader.expression(first['code'], key) }
  }
  const choices = items.flatMap((item) => {
    const choice = readChoice(reader, item, key)
    return choice === null ? [] : [choice]
  })
  return { type: 'listed', choices }
}

const BARE = { help: null, selected: false, special: null, url: null, image: null } as const

const CHOICE_EXTRAS = new Set([
  'help',
  'default',
  'image',
  'css class',
  'color',
  'key',
  'group',
  'url',
])

function readChoice(reader: BlockReader, item: Value, key: string): ChoiceSpec | null {
  if (!isValueMap(item)) {
    const plain = isList(item) ? null : asText(item)
    const label = plain === null ? null : reader.textOf(plain, key)
    if (plain === null || label === null) {
      reader.wrong(key, `\`${key}\`: expected a text, or \`Label: value\``)
      return null
    }
    return { ...BARE, key: plain, label }
  }
  if (item['show if'] !== undefined) reader.unsupported(key, 'choices: show if')
  const help = item['help'] === undefined ? null : optional(reader, item['help'], key)
  const selected = item['default'] === true
  const url = item['url'] === undefined ? null : optional(reader, item['url'], key)
  const image = item['image'] === undefined ? null : optional(reader, item['image'], key)
  if (item['label'] !== undefined && item['value'] !== undefined) {
    const label = optional(reader, item['label'], key)
    const value =
      typeof item['value'] === 'object' && item['value'] !== null ? '' : asText(item['value'])
    const special = specialOf(value, key)
    return label === null ? null : { key: value, label, help, selected, special, url, image }
  }
  const name = Object.keys(item).find((part) => !CHOICE_EXTRAS.has(part) && part !== 'show if')
  const value = name === undefined ? undefined : item[name]
  if (name === undefined || value === undefined || (typeof value === 'object' && value !== null)) {
    const inner = isValueMap(value)
    if (inner) reader.unsupported(key, `${key}: block within a choice`)
    else reader.wrong(key, `\`${key}\`: expected \`Label: value\``)
    return null
  }
  const label = reader.textOf(name, key)
  if (label === null) return null
  const text = asText(value)
  return { key: text, label, help, selected, special: specialOf(text, key), url, image }
}

/** A question's own choices may be special, a field's are values. */
function specialOf(text: string, key: string): string | null {
  return key !== 'fields' && SPECIAL_BUTTONS.has(text) ? text : null
}

function optional(reader: BlockReader, value: Value | undefined, key: string): Text | null {
  return value === undefined || value === null ? null : reader.textOf(value, key)
}
