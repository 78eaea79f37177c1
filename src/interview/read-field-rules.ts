/** What a field asks of others, and what it says when it is refused: from YAML to what the engine keeps. */
import { nearest } from '../base/nearest.ts'
import { isList, isValueMap, type BlockReader } from './block-reader.ts'
import { isVariableName, normalise } from './variable-names.ts'
import type { ConditionSpec, MessageSpec, OthersSpec } from './blocks.ts'
import type { Value, ValueMap } from './yaml.ts'

const CONDITIONS = {
  'show if': { effect: 'show', negated: false },
  'hide if': { effect: 'show', negated: true },
  'enable if': { effect: 'enable', negated: false },
  'disable if': { effect: 'enable', negated: true },
} as const

type ConditionKey = keyof typeof CONDITIONS

export function readCondition(reader: BlockReader, item: ValueMap): ConditionSpec | null {
  const given = Object.keys(CONDITIONS).filter(
    (key): key is ConditionKey => item[key] !== undefined && item[key] !== null,
  )
  const [key, second] = given
  if (key === undefined) return null
  if (second !== undefined) {
    reader.wrong('fields', `\`${key}\` and \`${second}\` cannot be combined on one field`)
    return null
  }
  const value = item[key]
  const { effect, negated } = CONDITIONS[key]
  if (typeof value === 'string' && isVariableName(value)) {
    const met = { type: 'constant', text: 'True' } as const
    return { type: 'field', effect, negated, variable: normalise(value), value: met }
  }
  if (isValueMap(value)) return readTest(reader, key, value)
  reader.wrong('fields', `\`${key}\`: expected a variable, or \`variable\` and \`is\`, or \`code\``)
  return null
}

function readTest(reader: BlockReader, key: ConditionKey, test: ValueMap): ConditionSpec | null {
  const { effect, negated } = CONDITIONS[key]
  const { code, variable, is } = test
  reader.checkKeys(test, 'fields', {
    supported: new Set(['code', 'variable', 'is']),
    known: new Set(),
  })
  if (typeof code === 'string') {
    if (effect === 'show') {
      return { type: 'code', negated, piece: reader.expression(code, 'fields') }
    }
    reader.wrong('fields', `\`${key}\`: code cannot decide it; \`disabled\` takes an expression`)
    return null
  }
  if (typeof variable !== 'string' || !isVariableName(variable) || is === undefined) {
    reader.wrong('fields', `\`${key}\`: expected \`variable\` and \`is\`, or \`code\``)
    return null
  }
  const value = is === null ? null : reader.textOf(is, 'fields')
  return { type: 'field', effect, negated, variable: normalise(variable), value }
}

const YES_NO_BOXES = new Set(['yesno', 'noyes', 'yesnowide', 'noyeswide', 'boolean'])

export function readOthers(
  reader: BlockReader,
  item: ValueMap,
  datatype: string,
): readonly OthersSpec[] {
  return (['disable', 'check', 'uncheck'] as const).flatMap((what): readonly OthersSpec[] => {
    const key = `${what} others`
    const value = item[key]
    if (value === undefined || value === null || value === false) return []
    if (what !== 'disable' && !YES_NO_BOXES.has(datatype)) {
      reader.wrong('fields', `\`${key}\` is for yes/no boxes: \`datatype: yesno\` and its kin`)
      return []
    }
    if (value === true) return [{ what, variables: null }]
    if (typeof value === 'string' || isList(value)) {
      return [{ what, variables: reader.namesOf(value, 'fields') }]
    }
    reader.wrong('fields', `\`${key}\`: expected True or a list of variables`)
    return []
  })
}

/** docassemble's codes; within a field the last word of each is enough. */
const MESSAGE_CODES = [
  'required', 'multiple choice required', 'combobox required', 'checkboxes required', 'minlength', 'maxlength',
  'checkbox minmaxlength', 'checkbox minlength', 'checkbox maxlength', 'multiselect minmaxlength',
  'multiselect minlength', 'multiselect maxlength', 'date', 'date minmax', 'date min', 'date max', 'time',
  'datetime', 'email', 'number', 'min', 'max', 'file', 'accept',
] as const // prettier-ignore

const FIELD_CODES: ReadonlySet<string> = new Set([
  ...MESSAGE_CODES,
  ...MESSAGE_CODES.map((code) => code.slice(code.lastIndexOf(' ') + 1)),
])

/** `validation messages` of a field, or `default validation messages` of the interview. */
export function readMessages(
  reader: BlockReader,
  given: Value | undefined,
  key: 'validation messages' | 'default validation messages',
): readonly MessageSpec[] {
  if (given === undefined || given === null) return []
  const at = key === 'validation messages' ? 'fields' : key
  if (!isValueMap(given)) {
    reader.wrong(at, `\`${key}\`: expected \`code: text\` lines`)
    return []
  }
  const known = at === 'fields' ? FIELD_CODES : new Set<string>(MESSAGE_CODES)
  return Object.entries(given).flatMap(([code, value]) => {
    if (!known.has(code)) {
      const near = nearest(code, known)
      const hint = near === null ? '' : `; did you mean \`${near}\`?`
      reader.wrong(at, `\`${key}\`: \`${code}\` is not known${hint}`)
      return []
    }
    const text = reader.textOf(value, at)
    return text === null ? [] : [{ code, text }]
  })
}
