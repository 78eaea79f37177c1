/**
 * An interview file as its blocks. Words are read as docassemble's loader reads them (YAML 1.1:
 * `yes`, `no`, `on`, `off` are booleans); texts stay what they are, dates and times among them.
 */
import {
  isMap,
  isScalar,
  LineCounter,
  parseAllDocuments,
  type Document,
  type Node,
  type ParsedNode,
  type Tags,
} from 'yaml'
import type { LoadProblem } from './request.ts'

export type Value = string | number | boolean | null | readonly Value[] | ValueMap
export interface ValueMap {
  readonly [key: string]: Value
}

export interface RawBlock {
  readonly file: string
  readonly line: number
  /** Counted from 1, for messages: what stands between two `---`. */
  readonly place: number
  readonly value: ValueMap
  /** The line at which a key of the block stands. */
  lineOf(key: string): number
}

type Tag = Tags[number]

/** Stops "billion laughs": how often aliases may be expanded. */
const MAX_ALIASES = 100

export function readBlocks(
  text: string,
  file: string,
): { readonly blocks: readonly RawBlock[]; readonly problems: readonly LoadProblem[] } {
  const counter = new LineCounter()
  const documents = parseAllDocuments(withoutTabs(text), {
    version: '1.1',
    schema: 'yaml-1.1',
    lineCounter: counter,
    customTags: (tags) => tags.filter((tag) => !isMoment(tag)).map(withoutLetters),
    strict: false,
    uniqueKeys: true,
  })
  const blocks: RawBlock[] = []
  const problems: LoadProblem[] = []
  if (!Array.isArray(documents)) return { blocks, problems }
  let place = 0
  for (const document of documents) {
    place += 1
    const line = document.contents === null ? null : lineAt(document.contents, counter)
    for (const error of document.errors) {
      const at = error.linePos?.[0].line ?? line
      const message = (error.message.split('\n')[0] ?? '').replace(/ at line .*$/, '')
      problems.push(problem(file, at, `block ${place}`, `this is not YAML: ${message}`))
    }
    if (document.errors.length > 0 || isEmpty(document.contents)) continue
    if (!isMap(document.contents)) {
      problems.push(
        problem(file, line, `block ${place}`, 'expected `key: value` lines, separated by `---`'),
      )
      continue
    }
    const value = expand(document)
    if (value === null) {
      problems.push(problem(file, line, `block ${place}`, 'too many aliases (`*name`)'))
      continue
    }
    const lines = new Map<string, number>()
    for (const pair of document.contents.items) {
      if (isScalar(pair.key)) lines.set(String(pair.key.value), lineAt(pair.key, counter))
    }
    const first = line ?? 1
    blocks.push({ file, line: first, place, value, lineOf: (key) => lines.get(key) ?? first })
  }
  return { blocks, problems }
}

export function problem(
  file: string,
  line: number | null,
  block: string | null,
  message: string,
): LoadProblem {
  return { file, line, block, kind: 'error', message, feature: null }
}

export function isValueMap(value: Value | undefined): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `2026-01-15`, and `13:43:23`, which YAML 1.1 takes for a number of base 60. */
function isMoment(tag: Tag): boolean {
  if (typeof tag === 'string') return tag === 'timestamp' || tag.endsWith('Time')
  return tag.tag.endsWith('timestamp') || ('format' in tag && tag.format === 'TIME')
}

/** A variable may be called `n` or `y`: Python's loaders take only whole words for booleans. */
function withoutLetters(tag: Tag): Tag {
  if (typeof tag === 'string' || tag.collection !== undefined) return tag
  const { test } = tag
  if (test === undefined || !tag.tag.endsWith(':bool')) return tag
  return { ...tag, test: new RegExp(`(?!^[YyNn]$)(?:${test.source})`) }
}

/** Indentation by tabs is no YAML, but docassemble's examples hold some in texts' empty lines. */
function withoutTabs(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(/^\t+/gm, (tabs) => '  '.repeat(tabs.length))
}

function isEmpty(node: ParsedNode | null): boolean {
  return node === null || (isScalar(node) && node.value === null)
}

function expand(document: Document.Parsed): ValueMap | null {
  try {
    const value = plain(document.toJS({ maxAliasCount: MAX_ALIASES }))
    return isValueMap(value) ? value : null
  } catch (error) {
    if (error instanceof ReferenceError) return null
    throw error
  }
}

function plain(value: unknown): Value {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value
  }
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, part]) => [String(key), plain(part)]))
  }
  if (value instanceof Set) return [...value].map(plain)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]))
  }
  return null
}

function lineAt(node: Node, counter: LineCounter): number {
  return counter.linePos(node.range?.[0] ?? 0).line
}
