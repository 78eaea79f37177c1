/** Addresses of mails as people and programs write them. Pure; whatever comes in is hostile. */
import { domainToASCII } from 'node:url'
import type { Address } from '../mail/mailer.ts'

/** RFC 5321: of a whole address, and of the part before @. */
const MAX_ADDRESS = 254
const MAX_LOCAL = 64
export const MAX_NAME = 200
/** Longer text is no address with a name, whatever it is. */
const MAX_WRITTEN = MAX_ADDRESS + MAX_NAME + 20
/** An atom of RFC 5322 with dots: no quotes, which nobody has, no comments, no routes. */
const LOCAL = /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/
const DOMAIN = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9][a-z0-9-]*[a-z0-9]$/

/** `ana@example.org`, `Ana Ruiz <ana@example.org>` or `"Ruiz, Ana" <ana@example.org>`; null: none. */
export function parseAddress(written: string): Address | null {
  if (written.length > MAX_WRITTEN) return null
  const trimmed = written.trim()
  // Nobody writes an address over two lines: somebody wants to write a header.
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(trimmed)) return null
  const named = /^(?<name>[^<>]*)<(?<address>[^<>]*)>$/.exec(trimmed)
  const address = bareAddress(named?.groups?.['address'] ?? trimmed)
  if (address === null) return null
  const name = cleanName(unquote(named?.groups?.['name'] ?? ''))
  return name === null ? null : { name: name === '' ? null : name, address }
}

/** The same of a name and an address apart. */
export function addressOf(name: string | null, address: string): Address | null {
  const bare = address.length > MAX_WRITTEN ? null : bareAddress(address.trim())
  const clean = cleanName(name ?? '')
  if (bare === null || clean === null) return null
  return { name: clean === '' ? null : clean, address: bare }
}

/** One line: breaks, tabs and control characters are blanks. */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
}

/** For administrators: enough to tell mails apart, not enough to write to somebody. */
export function shortened(address: string): string {
  const at = address.lastIndexOf('@')
  return `${address.slice(0, 1)}***${address.slice(at)}`
}

function bareAddress(written: string): string | null {
  const at = written.lastIndexOf('@')
  const local = written.slice(0, Math.max(at, 0))
  // Names of other scripts travel in the form that every mail server knows.
  const domain = domainToASCII(written.slice(at + 1)).toLowerCase()
  const address = `${local}@${domain}`
  const fits = address.length <= MAX_ADDRESS && local.length <= MAX_LOCAL
  return fits && LOCAL.test(local) && DOMAIN.test(domain) ? address : null
}

/** Null: longer than a name can be. */
function cleanName(name: string): string | null {
  if (name.length > 4 * MAX_NAME) return null
  const clean = oneLine(name)
  return clean.length <= MAX_NAME ? clean : null
}

function unquote(name: string): string {
  const quoted = /^\s*"(?<inner>.*)"\s*$/s.exec(name)?.groups?.['inner']
  return quoted === undefined ? name : quoted.replaceAll(/\\(.)/gs, '$1')
}
