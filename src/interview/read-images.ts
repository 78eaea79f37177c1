/** `images` and `image sets`: names for pictures of the package that the file belongs to. */
import { isValueMap, type BlockReader } from './block-reader.ts'
import type { ImageSpec } from './blocks.ts'
import type { Text } from './pieces.ts'
import type { Value } from './yaml.ts'

const PICTURE = /^[\w./ -]+\.(?:png|jpe?g|gif|webp|svg)$/i
const NAME = /^[A-Za-z0-9][\w-]*$/

/** By name; of two the later is taken. */
export function readImages(
  reader: BlockReader,
  own: string,
): readonly (readonly [name: string, ImageSpec])[] {
  const sets = reader.value('image sets')
  const images = reader.has('images')
    ? readList(reader, { value: reader.value('images'), own, attribution: null, key: 'images' })
    : []
  if (sets === undefined) return images
  if (!isValueMap(sets)) {
    reader.wrong('image sets', '`image sets`: expected a name for each set')
    return images
  }
  const inSets = Object.entries(sets).flatMap(([name, set]) => {
    if (!isValueMap(set) || set['images'] === undefined) {
      reader.wrong('image sets', `\`image sets\`: \`images\` is missing in \`${name}\``)
      return []
    }
    reader.checkKeys(set, 'image sets', {
      supported: new Set(['attribution', 'images']),
      known: new Set(),
    })
    const words = set['attribution'] ?? null
    const attribution = words === null ? null : reader.textOf(words, 'image sets')
    return readList(reader, { value: set['images'], own, attribution, key: 'image sets' })
  })
  return [...images, ...inSets]
}

interface Given {
  readonly value: Value | undefined
  /** The package of the file that names them; empty: none. */
  readonly own: string
  readonly attribution: Text | null
  readonly key: string
}

function readList(
  reader: BlockReader,
  { value, own, attribution, key }: Given,
): readonly (readonly [string, ImageSpec])[] {
  const maps = Array.isArray(value) ? value : [value]
  return maps.flatMap((map: Value | undefined) => {
    if (!isValueMap(map)) {
      reader.wrong(key, `\`${key}\`: expected \`name: file\` lines`)
      return []
    }
    return Object.entries(map).flatMap(([name, given]): (readonly [string, ImageSpec])[] => {
      const file = typeof given === 'string' ? pictureOf(given.trim(), own) : null
      if (file !== null && NAME.test(name)) return [[name, { file, attribution }]]
      const why = NAME.test(name)
        ? 'expected a picture of a package (.svg, .png, .jpg, .gif, .webp), no address'
        : 'a name has letters, digits, `_` and `-`'
      reader.wrong(key, `\`${key}\`, \`${name}\`: ${why}`)
      return []
    })
  })
}

/** As `[FILE ...]` has it: `star.svg`, or `docassemble.base:data/static/star.svg`. */
function pictureOf(given: string, own: string): string | null {
  const [, named, path = given] = /^(docassemble\.\w+):(?:data\/static\/)?(.+)$/.exec(given) ?? []
  if (!PICTURE.test(path) || path.includes('..') || path.startsWith('/')) return null
  const owner = named ?? own
  return owner === '' ? path : `${owner}:data/static/${path}`
}
