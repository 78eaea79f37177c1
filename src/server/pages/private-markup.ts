/**
 * What a screen tells of sensitive variables bears `data-private` in the user's page (OBS7): the
 * mirror masks it there, and `observersCopy` in the copy for observers. Works on markup that we wrote
 * or sanitised: well formed, attributes in double quotes.
 */
import { NEVER_TOLD } from '../../base/secret.ts'
import { BEGIN_PRIVATE, END_PRIVATE, withoutMarks } from '../../interview/private-marks.ts'

const PART = /<(\/?)([a-z][\w-]*)((?:\s+[^\s=<>"/]+(?:\s*=\s*"[^"]*")?)*)\s*(\/?)>|[^<]+|</gi
const VOID = new Set('area br col embed hr img input link meta source track wbr'.split(' '))
/** Only text may stand in these. */
const PLAIN = new Set(['option', 'textarea', 'title'])
/** A picture or a link tells by itself, and so does the mark of a file that becomes one. */
const TELLING = new Set('a img audio video source input al-file'.split(' '))
const ATTRIBUTE = /\s([^\s=<>"/]+)\s*=\s*"([^"]*)"/g
/** Rather the form of the screen than what it says. */
const SHAPING = /^(class|type|role|scope|colspan|rowspan|data-m|data-mirror|data-al.*)$/
/** The marks as an address holds them. */
const ENCODED = /%EE%83%B[12]/gi

interface Part {
  readonly kind: 'text' | 'open' | 'close'
  readonly whole: string
  readonly tag: string
}

/** Marks that came with the texts become marks of the markup. */
export function markPrivate(markup: string): string {
  if (!isMarked(markup)) return markup
  const done: string[] = []
  const open: number[] = []
  let isPrivate = false
  for (const { kind, whole, tag } of partsOf(markup)) {
    if (kind === 'text') {
      const holder = done[open.at(-1) ?? -1] ?? ''
      const isPlain = PLAIN.has(/^<([a-z]+)/i.exec(holder)?.[1]?.toLowerCase() ?? '')
      const pieces = whole.split(new RegExp(`([${BEGIN_PRIVATE}${END_PRIVATE}])`))
      let written = ''
      for (const piece of pieces) {
        if (piece === BEGIN_PRIVATE) isPrivate = true
        else if (piece === END_PRIVATE) isPrivate = false
        else if (!isPrivate || piece.trim() === '') written += piece
        else if (isPlain) {
          done[open.at(-1) ?? -1] = withPrivate(holder)
          written += piece
        } else written += `<span data-private>${piece}</span>`
      }
      done.push(written)
      continue
    }
    const clean = withoutMarks(whole).replaceAll(ENCODED, '')
    const names = kind === 'open' && tag !== 'al-file' ? tellingNames(whole, isPrivate) : []
    const isTold =
      clean !== whole || names.length > 0 || (isPrivate && kind === 'open' && TELLING.has(tag))
    done.push(isTold ? withPrivate(clean, names) : whole)
    if (kind === 'close') open.pop()
    else if (!VOID.has(tag)) open.push(done.length - 1)
  }
  return done.join('')
}

const IS_PRIVATE = /\sdata-private(?=[\s=>/])/

function* partsOf(markup: string): Generator<Part> {
  for (const [whole, slash, name] of markup.matchAll(PART)) {
    if (name === undefined) yield { kind: 'text', whole, tag: '' }
    else yield { kind: slash === '/' ? 'close' : 'open', whole, tag: name.toLowerCase() }
  }
}

function withPrivate(tag: string, names: readonly string[] = []): string {
  if (IS_PRIVATE.test(tag)) return tag
  const value = names.length === 0 ? '' : `="${names.join(' ')}"`
  return tag.replace(/\s*(\/?)>$/, (_, slash: string) => ` data-private${value}${slash}>`)
}

/** Attributes that hold some of it, beyond those that are never told: the mark names them. */
function tellingNames(tag: string, isPrivate: boolean): readonly string[] {
  return [...tag.matchAll(ATTRIBUTE)].flatMap(([, name = '', value = '']) => {
    const holds = isMarked(value) || (isPrivate && !SHAPING.test(name))
    return holds && !NEVER_TOLD.includes(name.toLowerCase()) ? [name] : []
  })
}

function isMarked(markup: string): boolean {
  return markup.includes(BEGIN_PRIVATE) || markup.includes(END_PRIVATE) || /%EE%83%B1/i.test(markup)
}
