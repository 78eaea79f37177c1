/** `fields`, `choices`, `buttons` and `review` items, from YAML to what the engine keeps. */
import { nearest } from '../base/nearest.ts'
import {
  KNOWN_DATATYPES,
  KNOWN_MODIFIERS,
  SPECIAL_BUTTONS,
  SUPPORTED_DATATYPES,
  SUPPORTED_MODIFIERS,
} from './block-keys.ts'
import { asText, isList, isValueMap, type BlockReader } from './block-reader.ts'
import { isVariableName, normalise } from './variable-names.ts'
import type { ChoiceSource, ChoiceSpec, DefaultSource, FieldSpec, ReviewSpec } from './blocks.ts'
import type { Text } from './pieces.ts'
import type { Value, ValueMap } from './yaml.ts'

const INPUT_TYPES = new Set(['area', 'radio', 'dropdown', 'combobox', 'datalist', 'hidden'])
/** Without these, a field is asked for; with a yes or no there is always an answer. */
const NEVER_REQUIRED = new Set([
  'yesno',
  'noyes',
  'yesnowide',
  'noyeswide',
  'boolean',
  'range',
  'hidden',
])
const CHOICE_TYPES = new Set([
  'checkboxes',
  'multiselect',
  'radio',
  'dropdown',
  'combobox',
  'datalist',
])

export function readFields(reader: BlockReader): readonly FieldSpec[] {
  const value = reader.value('fields')
  const items = isList(value)
    ? value
    : isValueMap(value) && value['code'] === undefined
      ? [value]
      : null
  if (items === null) {
    if (isValueMap(value)) reader.unsupported('fields', 'fields: code')
    else reader.wrong('fields', '`fields`: expected a list of fields')
    return []
  }
  return items.flatMap((item) => {
    const field = readField(reader, item)
    return field === null ? [] : [field]
  })
}

function readField(reader: BlockReader, item: Value): FieldSpec | null {
  if (!isValueMap(item)) {
    reader.wrong('fields', '`fields`: expected `Label: variable` for each field')
    return null
  }
  const known = { supported: SUPPORTED_MODIFIERS, known: KNOWN_MODIFIERS }
  if (item['note'] !== undefined && !isAsked(item)) return shownOnly(reader, item, 'note')
  if (item['html'] !== undefined && !isAsked(item)) return shownOnly(reader, item, 'html')
  const labels = Object.keys(item).filter(
    (key) =>
      !SUPPORTED_MODIFIERS.has(key) && !KNOWN_MODIFIERS.has(key) && typeof item[key] === 'string',
  )
  const named = item['field'] !== undefined || item['no label'] !== undefined
  const labelKey = named ? null : (labels.find((key) => isName(item[key])) ?? labels[0])
  if (labelKey === undefined) {
    const only = Object.keys(item)[0]
    if (only === 'code') reader.unsupported('fields', 'fields: code')
    else reader.checkKeys(item, 'fields', known)
    reader.wrong('fields', '`fields`: a field without a variable: expected `Label: variable`')
    return null
  }
  const { [labelKey ?? '']: _label, ...modifiers } = item
  reader.checkKeys(modifiers, 'fields', known)
  const source = labelKey === null ? (item['no label'] ?? item['field']) : item[labelKey]
  const variable = reader.variableOf(source, 'fields')
  if (variable === null) return null
  const label = labelKey === null ? item['label'] : labelKey
  const datatype = readDatatype(reader, item)
  if (datatype === null) return null
  return {
    ...readModifiers(reader, item, datatype),
    variable,
    label:
      item['no label'] !== undefined || label === undefined || label === ''
        ? null
        : optional(reader, label),
  }
}

function isName(value: Value | undefined): boolean {
  return typeof value === 'string' && isVariableName(value)
}

function isAsked(item: ValueMap): boolean {
  return (
    item['field'] !== undefined || item['no label'] !== undefined || item['datatype'] !== undefined
  )
}

function shownOnly(reader: BlockReader, item: ValueMap, key: 'note' | 'html'): FieldSpec {
  const known = { supported: new Set(['note', 'html', 'css class']), known: KNOWN_MODIFIERS }
  reader.checkKeys(item, 'fields', known)
  const base = readModifiers(reader, {}, key)
  return { ...base, variable: null, label: optional(reader, item[key]) }
}

function readDatatype(reader: BlockReader, item: ValueMap): string | null {
  const input = item['input type']
  if (typeof input === 'string' && !INPUT_TYPES.has(input)) {
    if (KNOWN_DATATYPES.has(input)) reader.unsupported('fields', `input type: ${input}`)
    else wrongName(reader, 'input type', input, INPUT_TYPES)
  }
  const given = item['datatype']
  if (given === undefined || given === null) return 'text'
  const datatype = asText(typeof given === 'object' ? '' : given)
  if (SUPPORTED_DATATYPES.has(datatype)) return datatype
  if (KNOWN_DATATYPES.has(datatype)) reader.unsupported('fields', `datatype: ${datatype}`)
  else wrongName(reader, 'datatype', datatype, SUPPORTED_DATATYPES)
  return null
}

function wrongName(
  reader: BlockReader,
  key: string,
  name: string,
  known: ReadonlySet<string>,
): void {
  const near = nearest(name, known)
  const hint = near === null ? '' : `; did you mean \`${near}\`?`
  reader.wrong('fields', `\`${key}: ${name}\` is not known${hint}`)
}

function readModifiers(reader: BlockReader, item: ValueMap, datatype: string): FieldSpec {
  const inputType = typeof item['input type'] === 'string' ? item['input type'] : null
  const choices = readFieldChoices(reader, item, datatype)
  const flag = item['required'] === undefined ? null : reader.flagOf(item['required'], 'fields')
  return {
    variable: null,
    datatype,
    inputType,
    label: null,
    help: optional(reader, item['help']),
    hint: optional(reader, item['hint']),
    required: flag ?? { type: 'fixed', value: !NEVER_REQUIRED.has(datatype) },
    initial: readDefault(reader, item['default']),
    choices,
    exclude:
      typeof item['exclude'] === 'string' ? reader.expression(item['exclude'], 'fields') : null,
    noneOfTheAbove: readNone(reader, item['none of the above']),
    min: optional(reader, item['min']),
    max: optional(reader, item['max']),
    step: optional(reader, item['step']),
    minLength: optional(reader, item['minlength']),
    maxLength: optional(reader, item['maxlength']),
    sensitive: item['sensitive'] === true || datatype === 'password',
  }
}

function optional(reader: BlockReader, value: Value | undefined): Text | null {
  return value === undefined || value === null ? null : reader.textOf(value, 'fields')
}

function readNone(reader: BlockReader, value: Value | undefined): Text | boolean | null {
  return typeof value === 'boolean' ? value : optional(reader, value)
}

function readDefault(reader: BlockReader, value: Value | undefined): DefaultSource | null {
  if (value === undefined || value === null) return null
  if (isList(value)) {
    const keys = value.flatMap((item) =>
      typeof item === 'object' && item !== null ? [] : [asText(item)],
    )
    return { type: 'keys', keys }
  }
  if (isValueMap(value)) {
    const code = value['code']
    if (typeof code === 'string') return { type: 'code', piece: reader.expression(code, 'fields') }
    return { type: 'keys', keys: Object.keys(value).filter((key) => value[key] === true) }
  }
  const text = reader.textOf(value, 'fields')
  return text === null ? null : { type: 'text', text }
}

function readFieldChoices(
  reader: BlockReader,
  item: ValueMap,
  datatype: string,
): ChoiceSource | null {
  const code = item['code']
  if (typeof code === 'string')
    return { type: 'computed', piece: reader.expression(code, 'fields') }
  const given = item['choices']
  if (given !== undefined && given !== null) return readChoices(reader, given, 'fields')
  if (CHOICE_TYPES.has(datatype) && item['code'] === undefined) {
    reader.wrong('fields', `\`datatype: ${datatype}\` needs \`choices\` or \`code\``)
  }
  return null
}

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
    return { key: plain, label, help: null, selected: false, special: null, url: null }
  }
  if (item['show if'] !== undefined) reader.unsupported(key, 'choices: show if')
  const help = item['help'] === undefined ? null : optional(reader, item['help'])
  const selected = item['default'] === true
  const url = item['url'] === undefined ? null : optional(reader, item['url'])
  if (item['label'] !== undefined && item['value'] !== undefined) {
    const label = optional(reader, item['label'])
    const value =
      typeof item['value'] === 'object' && item['value'] !== null ? '' : asText(item['value'])
    const special = specialOf(value, key)
    return label === null ? null : { key: value, label, help, selected, special, url }
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
  return { key: text, label, help, selected, special: specialOf(text, key), url }
}

/** A question's own choices may be special, a field's are values. */
function specialOf(text: string, key: string): string | null {
  return key !== 'fields' && SPECIAL_BUTTONS.has(text) ? text : null
}

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
