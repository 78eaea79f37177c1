/**
 * `[FILE 3, 50%, alternative text]` on its way from authors' text to the page:
 *
 *     text ─ sanitised ─► <al-file ref="3" ...> ─ whole screen ─► a picture, a player or a link
 *
 * and `:name:` as `<al-icon>:name:</al-icon>`, in place of which a picture comes if there is one.
 *
 * The mark in between is an element that passes no allow-list, so that only this file makes one.
 */
import {
  BEGIN_PRIVATE,
  END_PRIVATE,
  isMarkedPrivate,
  withoutMarks,
} from '../../interview/private-marks.ts'
import { attr, type Html } from './html.ts'

/** What a mark speaks of: a file that was sent, by number, or one of the package, by name. */
export interface FileMark {
  readonly reference: string
  /** As in HTML: pixels, or a part of the column. */
  readonly width: string | null
  readonly alt: string | null
  /** Within a label or a button, where no link may stand. */
  readonly inCaption: boolean
  /** OBS7: not for observers. */
  readonly isPrivate: boolean
}

const ICON_MARK = /<al-icon>:([A-Za-z][\w-]*):<\/al-icon>/g
const MARKUP =
  /\[FILE ([^\],]{1,200})(?:,([^\],]{0,20})(?:,([^\]]{0,500}))?)?\]|:([A-Za-z][\w-]*):/g
const MARK =
  /<al-file ref="([^"<>]*)"(?: width="([^"<>]*)")?(?: alt="([^"<>]*)")?( caption)?( data-private)?><\/al-file>/g
const SOURCE = /(src|href)="al-file:(\d{1,9})"/g

/** CSS's units in pixels. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['px', 1],
  ['in', 96],
  ['cm', 37.8],
  ['mm', 3.78],
  ['pt', 4 / 3],
  ['em', 16],
  ['rem', 16],
])

/**
 * In what has passed the allow-list: its tags are whole, and no `<` or `>` stands elsewhere. Neither
 * attributes nor code are looked at.
 */
export function markFiles(markup: string): string {
  if (!/\[FILE |:[A-Za-z]/.test(markup)) return markup
  let verbatim = 0
  return markup.replaceAll(/<[^>]*>|[^<]+/g, (piece) => {
    if (/^<(?:code|pre)\b/.test(piece)) verbatim++
    if (/^<\/(?:code|pre)>/.test(piece)) verbatim--
    return piece.startsWith('<') || verbatim > 0 ? piece : markText(piece)
  })
}

function markText(text: string): string {
  return text.replaceAll(MARKUP, (...[, reference, width = '', alt = '', icon]: Parts) => {
    if (reference === undefined) return `<al-icon>:${icon}:</al-icon>`
    const given = { width: widthOf(width), alt: wordOf(alt) }
    const parts = [
      given.width === null ? '' : ` width="${given.width}"`,
      given.alt === null ? '' : ` alt="${quoted(given.alt)}"`,
    ]
    return `<al-file ref="${quoted(reference.trim())}"${parts.join('')}></al-file>`
  })
}

/** Puts a picture in place of each name that there is one for; the others are what they were: text. */
export function placeIcons(markup: string, show: (name: string) => Html | null): string {
  return markup.replaceAll(ICON_MARK, (_, name: string) => show(name)?.html ?? `:${name}:`)
}

/** Marks where no link may stand. */
export function captionFiles(markup: string): string {
  return markup.replaceAll('></al-file>', ' caption></al-file>')
}

/** For `src` of a player; null: not the markup of a file that was sent. What is private stays so. */
export function sourceOf(markup: string): string | null {
  const [, number] = /^\[FILE (\d{1,9})(?:,[^\]]*)?\]$/.exec(withoutMarks(markup).trim()) ?? []
  if (number === undefined) return null
  const address = `al-file:${number}`
  return isMarkedPrivate(markup) ? BEGIN_PRIVATE + address + END_PRIVATE : address
}

export function hasMarks(markup: string): boolean {
  return markup.includes('<al-file ') || markup.includes('="al-file:')
}

/** Of a match: the whole, and its groups. */
type Parts = readonly [string, ...(string | undefined)[]]

/** Puts in what the marks stand for; `addressOf` of a file that was sent, by number. */
export function placeMarks(
  markup: string,
  show: (mark: FileMark) => Html,
  addressOf: (number: number) => string,
): string {
  return markup
    .replaceAll(MARK, (...[, reference = '', width, alt, caption, isPrivate]: Parts) => {
      return show({
        reference: plain(reference),
        width: width ?? null,
        alt: alt === undefined ? null : plain(alt),
        inCaption: caption !== undefined,
        isPrivate: isPrivate !== undefined,
      }).html
    })
    .replaceAll(SOURCE, (_, name: string, number: string) => {
      return attr(name, addressOf(Number(number))).html.trim()
    })
}

function widthOf(given: string): string | null {
  const [, digits, unit = ''] = /^(\d{1,4}(?:\.\d{1,3})?)(%|[a-z]{2,3})?$/.exec(given.trim()) ?? []
  if (digits === undefined) return null
  if (unit === '%') return `${Math.min(100, Number(digits))}%`
  const pixels = UNITS.get(unit === '' ? 'px' : unit)
  return pixels === undefined ? null : String(Math.round(Number(digits) * pixels))
}

/** What Python prints of nothing is nothing. */
function wordOf(given: string): string | null {
  const word = given.trim()
  return word === '' || word === 'None' ? null : word
}

function quoted(text: string): string {
  return text.replaceAll('"', '&quot;')
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
])

function plain(text: string): string {
  return text.replaceAll(/&(?:amp|lt|gt|quot);/g, (entity) => ENTITIES.get(entity) ?? entity)
}
