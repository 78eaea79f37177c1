/**
 * Pictures that an interview has names for: `images` and `image sets`. Questions are decorated with
 * them, buttons bear them, and texts call them by `:name:`.
 */
import type { ImageSpec } from './blocks.ts'
import type { Look } from './look.ts'

export type Images = ReadonlyMap<string, ImageSpec>

/** In texts: `:flag-en:`. */
const ICON = /:([A-Za-z][\w-]*):/g

/** What a screen shows of them, and whom it has to name for that. */
export interface UsedImages {
  /** Files of the package by the name that texts call them by. */
  readonly images: Readonly<Record<string, string>>
  readonly attributions: readonly string[]
}

/** Asks for the words of every set, of which the screen shows those that it needs. */
export function planImages(
  look: Look,
  images: Images,
): (texts: unknown, names: readonly (string | null)[]) => UsedImages {
  const sets = new Map([...images.values()].map(({ attribution }) => [attribution, null]))
  const read = new Map([...sets.keys()].map((words) => [words, look.optionalText(words)]))
  return (texts, names) => {
    const called = [...JSON.stringify(texts).matchAll(ICON)].map(([, name = '']) => name)
    const inTexts = [...new Set(called)].flatMap((name) => {
      const file = images.get(name)?.file
      return file === undefined ? [] : [[name, file] as const]
    })
    const used = [...names, ...inTexts.map(([name]) => name)].flatMap((name) => {
      const image = images.get(name ?? '')
      return image === undefined ? [] : [image.attribution]
    })
    return {
      images: Object.fromEntries(inTexts),
      attributions: [...new Set(used)].flatMap((words) => read.get(words)?.() || []),
    }
  }
}

/**
 * What `decoration` or `image` means: a picture of the package by its name, or a file that was sent,
 * by its number. Null: nothing that there is, and nothing is shown, as in docassemble.
 */
export function imageOf(images: Images, given: string | null): string | null {
  const [, number] = /^\[FILE (\d{1,9})\b[^\]]*\]$/.exec(given ?? '') ?? []
  return number ?? images.get(given ?? '')?.file ?? null
}

/** Of a text that stands where no picture can. */
export function withoutIcons(images: Images, text: string): string {
  if (images.size === 0) return text
  const bare = text.replaceAll(ICON, (icon, name: string) => (images.has(name) ? '' : icon))
  return bare === text ? text : bare.replaceAll(/ {2,}/g, ' ').trim()
}
