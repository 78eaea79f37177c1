/** `fields`, from YAML to what the engine keeps. */
import { nearest } from '../base/nearest.ts'
import {
  KNOWN_DATATYPES,
  KNOWN_MODIFIERS,
  SUPPORTED_DATATYPES,
  SUPPORTED_MODIFIERS,
} from './block-keys.ts'
import { asText, isList, isValueMap, type BlockReader } from './block-reader.ts'
import { readChoices } from './read-choices.ts'
import { isOfObjects, readObjectChoices } from './read-objects.ts'
import { readCondition, readMessages, readOthers } from './read-field-rules.ts'
import { isVariableName } from './variable-names.ts'
import type { ChoiceSource, DefaultSource, FieldSpec } from './blocks.ts'
import type { Flag, Text } from './pieces.ts'
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

/** A field of which nothing is said. */
export const BARE_FIELD: FieldSpec = {
  variable: null,
  datatype: 'text',
  inputType: null,
  label: null,
  help: null,
  hint: null,
  required: { type: 'fixed', value: false },
  initial: null,
  choices: null,
  exclude: null,
  objects: null,
  noneOfTheAbove: null,
  allOfTheAbove: false,
  min: null,
  max: null,
  step: null,
  minLength: null,
  maxLength: null,
  underText: null,
  rows: null,
  logarithmic: false,
  symbol: null,
  disabled: { type: 'fixed', value: false },
  shuffle: { type: 'fixed', value: false },
  condition: null,
  others: [],
  messages: [],
  validate: null,
  sensitive: false,
  accept: null,
  penColor: null,
}

const NO_CHOICES: ChoiceSource = { type: 'listed', choices: [] }

/** Of a `note` or an `html`, which ask for nothing. */
const SHOWN_MODIFIERS = new Set(['note', 'html', 'css class', 'show if', 'hide if'])

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
  reader.checkKeys(item, 'fields', { supported: SHOWN_MODIFIERS, known: KNOWN_MODIFIERS })
  const condition = readCondition(reader, item)
  return { ...BARE_FIELD, datatype: key, label: optional(reader, item[key]), condition }
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
  const objects = readObjectChoices(reader, item, datatype)
  const choices = objects === null ? readFieldChoices(reader, item, datatype) : NO_CHOICES
  const flag = item['required'] === undefined ? null : reader.flagOf(item['required'], 'fields')
  return {
    ...BARE_FIELD,
    datatype,
    inputType,
    help: optional(reader, item['help']),
    hint: optional(reader, item['hint']),
    required: flag ?? { type: 'fixed', value: !isOptional(item, datatype) },
    initial: objects === null ? readDefault(reader, item['default']) : null,
    choices,
    objects,
    exclude:
      objects === null && typeof item['exclude'] === 'string'
        ? reader.expression(item['exclude'], 'fields')
        : null,
    noneOfTheAbove: readNone(reader, item['none of the above']),
    allOfTheAbove: readNone(reader, item['all of the above']) ?? false,
    min: optional(reader, item['min']),
    max: optional(reader, item['max']),
    step: optional(reader, item['step']),
    minLength: optional(reader, item['minlength']),
    maxLength: optional(reader, item['maxlength']),
    underText: optional(reader, item['under text']),
    rows: optional(reader, item['rows']),
    logarithmic: isLogarithmic(reader, item['scale']),
    symbol: optional(reader, item['currency symbol']),
    disabled: readFlag(reader, item['disabled']),
    shuffle: readFlag(reader, item['shuffle']),
    condition: readCondition(reader, item),
    others: readOthers(reader, item, datatype),
    messages: readMessages(reader, item['validation messages'], 'validation messages'),
    validate: readValidate(reader, item['validate'], datatype),
    sensitive: item['sensitive'] === true || datatype === 'password',
    accept: typeof item['accept'] === 'string' ? reader.expression(item['accept'], 'fields') : null,
  }
}

/** Whoever chooses no object that there is fills in the others. */
function isOptional(item: ValueMap, datatype: string): boolean {
  return NEVER_REQUIRED.has(datatype) || (isOfObjects(datatype) && hasOthers(item))
}

function hasOthers({ 'disable others': others }: ValueMap): boolean {
  return others !== undefined && others !== null && others !== false
}

function optional(reader: BlockReader, value: Value | undefined): Text | null {
  return value === undefined || value === null ? null : reader.textOf(value, 'fields')
}

function readFlag(reader: BlockReader, value: Value | undefined): Flag {
  const flag = value === undefined ? null : reader.flagOf(value, 'fields')
  return flag ?? { type: 'fixed', value: false }
}

function isLogarithmic(reader: BlockReader, scale: Value | undefined): boolean {
  if (scale === undefined || scale === null) return false
  if (scale !== 'logarithmic') reader.wrong('fields', '`scale`: expected `logarithmic`')
  return true
}

function readValidate(
  reader: BlockReader,
  value: Value | undefined,
  datatype: string,
): number | null {
  if (value === undefined || value === null) return null
  if (typeof value !== 'string') {
    reader.wrong('fields', '`validate`: expected a function, or `lambda y: ...`')
    return null
  }
  if (datatype === 'checkboxes') {
    reader.wrong('fields', '`validate` is not for checkboxes: use `minlength` or `validation code`')
    return null
  }
  return reader.expression(value, 'fields')
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
