/**
 * A screen as observers get it: what fields that are hidden from them hold is taken out (OBS7). Their
 * user's page says of each whether there is anything in it, and never what.
 *
 * It reads markup of ours: attributes in double quotes, `<` and `"` of all texts escaped, tags closed.
 */
import { BULLETS, isSecretKind, NEVER_TOLD } from '../../base/secret.ts'

const TOKEN = /<!--[\s\S]*?-->|<\/?[a-z][^\s/>]*(?:"[^"]*"|[^">])*>|[^<]+|</gi
const IS_TICK = /^<input\b[^>]*\stype="(?:radio|checkbox)"/i
const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/i

/** What a field says of itself. Not why it was refused: that may repeat what was typed. */
const ASKING_TAGS = /^(?:label|legend|option|button)$/i
const ASKING_CLASS = /\b(?:form-text|input-group-text)\b/
/** `asking`: the words of a hidden field; `held`: what it holds; `printed`: a secret in a text. */
type Region = 'open' | 'asking' | 'held' | 'printed'

interface Open {
  readonly name: string
  readonly region: Region
}

export function observersCopy(html: string): string {
  const open: Open[] = []
  let copy = ''
  for (const [token] of html.matchAll(TOKEN)) {
    const name = /^<\/?([a-z][^\s/>]*)/i.exec(token)?.[1]?.toLowerCase()
    const region = open.at(-1)?.region ?? 'open'
    if (name === undefined) {
      copy += token.startsWith('<!--') ? '' : textFor(token, open.at(-1))
    } else if (token.startsWith('</')) {
      const at = open.findLastIndex((one) => one.name === name)
      if (at >= 0) open.length = at
      copy += token
    } else {
      const within = regionOf(name, token, region)
      copy +=
        within === 'open' ? withoutOwnSecret(name, token) : withoutContent(name, token, within)
      if (!VOID.test(name)) open.push({ name, region: within })
    }
  }
  return copy
}

function regionOf(name: string, tag: string, outer: Region): Region {
  if (/\sdata-private(?=[\s=/>])/.test(tag)) {
    return classOf(tag).split(/\s+/).includes('al-field') ? 'held' : 'printed'
  }
  if (outer !== 'held') return outer
  return ASKING_TAGS.test(name) || ASKING_CLASS.test(classOf(tag)) ? 'asking' : 'held'
}

function textFor(text: string, around: Open | undefined): string {
  const region = around?.region ?? 'open'
  if (region === 'open' || region === 'asking' || text.trim() === '') return text
  return around?.name === 'textarea' ? '' : BULLETS
}

/** Of a field that its author has not hidden. */
function withoutOwnSecret(name: string, tag: string): string {
  // Nobody reads it, and code may have made it of a secret.
  if (IS_TICK.test(tag)) return without(tag, 'value')
  if (name !== 'input' && name !== 'textarea') return tag
  const isSecret = isSecretKind(readAttribute(tag, 'type'), readAttribute(tag, 'autocomplete'))
  return isSecret ? without(tag, 'value') : tag
}

function withoutContent(name: string, tag: string, region: Region): string {
  if (region === 'printed') {
    return without(tag, ...NEVER_TOLD, ...readAttribute(tag, 'data-private').split(' '))
  }
  if (name === 'option') return without(tag, 'selected')
  if (name !== 'input') return tag
  return IS_TICK.test(tag) ? without(tag, 'checked', 'value') : without(tag, 'value')
}

function classOf(tag: string): string {
  return readAttribute(tag, 'class')
}

function readAttribute(tag: string, name: string): string {
  return new RegExp(`\\s${name}="([^"]*)"`, 'i').exec(tag)?.[1] ?? ''
}

/** Looks at whole attributes one after the other: what stands in the value of another is no attribute. */
function without(tag: string, ...names: readonly string[]): string {
  return tag.replaceAll(/\s+([^\s="/>]+)(?:="[^"]*")?/g, (attribute, name: string) =>
    names.includes(name.toLowerCase()) ? '' : attribute,
  )
}
