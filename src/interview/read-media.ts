/**
 * `audio` and `video` of a question or a help text (HLP2): the name of a file of the package, an
 * address, or a list of them, which are the same recording in several formats. Ours: a mapping with
 * `file`, `captions` (a WebVTT file) and `transcript` (text).
 */
import { isList, isValueMap, type BlockReader } from './block-reader.ts'
import type { MediaSpec } from './blocks.ts'
import type { Text } from './pieces.ts'
import type { Value, ValueMap } from './yaml.ts'

/** `map`: the block, or the mapping of a help text; mistakes are told at `key`, else at their own. */
export function readMedia(
  reader: BlockReader,
  map: ValueMap,
  key: string | null,
): readonly MediaSpec[] {
  return (['audio', 'video'] as const).flatMap((kind) => {
    const value = map[kind]
    if (value === undefined || value === null) return []
    return readOne(reader, kind, value, key ?? kind) ?? []
  })
}

function readOne(
  reader: BlockReader,
  kind: MediaSpec['kind'],
  value: Value,
  key: string,
): MediaSpec | null {
  const given = isValueMap(value) ? value : { file: value }
  if (isValueMap(value)) {
    const supported = new Set(['file', 'captions', 'transcript'])
    reader.checkKeys(value, key, { supported, known: new Set() })
  }
  const part = (name: string): Text | null => {
    const found = given[name]
    return found === undefined || found === null ? null : reader.textOf(found, key)
  }
  const { file } = given
  const files = (isList(file) ? file : [file]).flatMap((one) =>
    one === undefined || one === null || one === '' ? [] : (reader.textOf(one, key) ?? []),
  )
  if (files.length === 0) {
    reader.wrong(key, `\`${kind}\`: expected the name of a file, or a list of them`)
    return null
  }
  return { kind, files, captions: part('captions'), transcript: part('transcript') }
}
