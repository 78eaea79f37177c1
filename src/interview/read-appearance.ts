/** How the screens of an interview look: `features` and `default screen parts`. */
import { isList, isValueMap, type BlockReader } from './block-reader.ts'
import type { ScreenParts } from './blocks.ts'
import type { Text } from './pieces.ts'

/** Accepted and without meaning here, or carried out by the pages. */
const ACCEPTED_FEATURES = new Set([
  'checkin interval', 'debug', 'centered', 'labels above fields', 'question back button', 'question help button',
  'navigation back button', 'floating labels', 'hide standard menu', 'disable analytics', 'inverse navbar', 'loop limit',
  'recursion limit', 'cache documents', 'suppress autofill', 'popover trigger', 'send question data', 'bootstrap theme',
  'maximum image size', 'image upload type',
]) // prettier-ignore

const KNOWN_FEATURES = new Set([
  'navigation', 'progress bar', 'progress bar method', 'show progress bar percentage', 'hide navbar', 'go full screen',
  'quick exit', 'pdf/a', 'tagged pdf', 'use catchall', 'default date min',
  'default date max', 'review button color', 'review button icon', 'small screen navigation', 'wide side by side',
  'hide corner interface', 'table width', 'pdftk', 'custom datatypes to load', 'auto jinja filter',
]) // prettier-ignore

/** Names of files are added to `lists`. */
export function readFeatures(
  reader: BlockReader,
  lists: { readonly javascript: string[]; readonly css: string[] },
): void {
  const features = reader.value('features')
  if (!isValueMap(features)) {
    reader.wrong('features', '`features`: expected `key: value` lines')
    return
  }
  const supported = new Set([...ACCEPTED_FEATURES, 'javascript', 'css'])
  reader.checkKeys(features, 'features', { supported, known: KNOWN_FEATURES })
  for (const [key, list] of [
    ['javascript', lists.javascript],
    ['css', lists.css],
  ] as const) {
    const value = features[key]
    for (const item of isList(value) ? value : value === undefined ? [] : [value]) {
      if (typeof item === 'string') list.push(item)
      else reader.wrong('features', `\`${key}\`: expected names of files`)
    }
  }
}

const PARTS = {
  title: 'title',
  'short title': 'shortTitle',
  under: 'under',
  'continue button label': 'continueLabel',
  'resume button label': 'resumeLabel',
  'back button label': 'backLabel',
} as const

const KNOWN_PARTS = new Set([
  'subtitle', 'logo', 'short logo', 'tab title', 'pre', 'post', 'submit', 'right', 'footer', 'help label', 'exit link',
  'exit label', 'exit url', 'corner back button label', 'css class', 'table css class', 'date format', 'time format',
  'datetime format', 'title url', 'title url opens in other window', 'navigation bar html',
]) // prettier-ignore

/** Those that the block sets; of several blocks the last one counts. */
export function readParts(reader: BlockReader): Partial<ScreenParts> {
  const value = reader.value('default screen parts')
  if (!isValueMap(value)) {
    reader.wrong('default screen parts', '`default screen parts`: expected `key: text` lines')
    return {}
  }
  const supported = new Set(Object.keys(PARTS))
  reader.checkKeys(value, 'default screen parts', { supported, known: KNOWN_PARTS })
  const parts: { -readonly [name in keyof ScreenParts]?: Text | null } = {}
  for (const [key, name] of Object.entries(PARTS)) {
    const given = value[key]
    if (given === undefined) continue
    parts[name] = given === null ? null : reader.textOf(given, 'default screen parts')
  }
  return parts
}
