/**
 * Takes the values of one block out of the YAML, each with a check; what is wrong is noted with
 * file, line and block, and reading goes on, so that all mistakes are told together (LNG1).
 */
import { isValueMap, type RawBlock, type Value, type ValueMap } from './yaml.ts'
import { nearest } from '../base/nearest.ts'
import { isVariableName, normalise } from './variable-names.ts'
import type { Flag, Pieces, Place, Text } from './pieces.ts'
import type { LoadProblem } from './request.ts'

export interface BlockReader {
  readonly raw: RawBlock
  readonly name: string
  readonly pieces: Pieces
  has(key: string): boolean
  value(key: string): Value | undefined
  text(key: string): Text | null
  textOf(value: Value, key: string): Text | null
  word(key: string): string | null
  flag(key: string): Flag | null
  flagOf(value: Value, key: string): Flag | null
  code(key: string): number | null
  expression(source: string, key: string): number
  names(key: string): readonly string[]
  namesOf(value: Value | undefined, key: string): readonly string[]
  variable(key: string): string | null
  variableOf(value: Value | undefined, key: string): string | null
  /** Notes each key that is not supported, or not known at all. */
  checkKeys(map: ValueMap, at: string, known: KnownKeys): void
  wrong(key: string, message: string): void
  unsupported(key: string, feature: string): void
}

export interface KnownKeys {
  readonly supported: ReadonlySet<string>
  readonly known: ReadonlySet<string>
}

export function createBlockReader(options: {
  readonly raw: RawBlock
  readonly name: string
  readonly pieces: Pieces
  readonly problems: LoadProblem[]
}): BlockReader {
  const { raw, name, pieces, problems } = options

  function place(key: string): Place {
    return { file: raw.file, block: name, line: raw.lineOf(key), key }
  }

  function note(key: string, message: string, feature: string | null): void {
    problems.push({
      file: raw.file,
      line: raw.lineOf(key),
      block: name,
      kind: feature === null ? 'error' : 'unsupported',
      message,
      feature,
    })
  }

  const reader: BlockReader = {
    raw,
    name,
    pieces,
    has: (key) => raw.value[key] !== undefined,
    value: (key) => raw.value[key],
    text(key) {
      const value = raw.value[key]
      return value === undefined || value === null ? null : reader.textOf(value, key)
    },
    textOf(value, key) {
      if (typeof value === 'object' && value !== null) {
        note(key, `\`${key}\`: expected a text`, null)
        return null
      }
      return pieces.text(asText(value), place(key))
    },
    word(key) {
      const value = raw.value[key]
      if (value === undefined || value === null) return null
      if (typeof value === 'object') {
        note(key, `\`${key}\`: expected one word or line`, null)
        return null
      }
      return asText(value).trim()
    },
    flag(key) {
      const value = raw.value[key]
      return value === undefined ? null : reader.flagOf(value, key)
    },
    flagOf(value, key) {
      if (typeof value === 'boolean') return { type: 'fixed', value }
      if (value === null || value === 0) return { type: 'fixed', value: false }
      if (value === 1) return { type: 'fixed', value: true }
      if (typeof value === 'string') {
        return { type: 'asked', piece: pieces.expression(value, place(key)) }
      }
      note(key, `\`${key}\`: expected True, False or a Python expression`, null)
      return null
    },
    code(key) {
      const value = raw.value[key]
      if (typeof value === 'object' || value === undefined) {
        note(key, `\`${key}\`: expected Python code`, null)
        return null
      }
      return pieces.code(asText(value), place(key))
    },
    expression: (source, key) => pieces.expression(source, place(key)),
    names: (key) => reader.namesOf(raw.value[key], key),
    namesOf(value, key) {
      if (value === undefined || value === null) return []
      const list = Array.isArray(value) ? value : [value]
      const names: string[] = []
      for (const item of list) {
        const variable = reader.variableOf(item, key)
        if (variable !== null) names.push(variable)
      }
      return names
    },
    variable: (key) => reader.variableOf(raw.value[key], key),
    variableOf(value, key) {
      if (typeof value === 'string' && isVariableName(value)) return normalise(value)
      const shown = typeof value === 'object' ? 'this' : `\`${String(value)}\``
      note(key, `\`${key}\`: ${shown} is not the name of a variable`, null)
      return null
    },
    checkKeys(map, at, { supported, known }) {
      for (const key of Object.keys(map)) {
        if (supported.has(key)) continue
        const line = raw.lineOf(key) === raw.line ? at : key
        if (known.has(key)) {
          note(line, `\`${key}\` is not supported yet`, key)
          continue
        }
        const near = nearest(key, [...supported, ...known])
        note(
          line,
          `\`${key}\` is not known here${near === null ? '' : `; did you mean \`${near}\`?`}`,
          null,
        )
      }
    },
    wrong: (key, message) => note(key, message, null),
    unsupported: (key, feature) => note(key, `\`${feature}\` is not supported yet`, feature),
  }
  return reader
}

/** A scalar as Python would print it: YAML's `yes` is docassemble's `True`. */
export function asText(value: string | number | boolean | null): string {
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return String(value)
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value)
}

export { isValueMap }
