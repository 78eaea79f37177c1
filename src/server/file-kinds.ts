/** What a file that somebody sent is called, and what it is: by its first bytes, else by its name. */

/** As much of the beginning as tells the kind. */
export const SNIFFED_BYTES = 16
const LONGEST_NAME = 150
const UNKNOWN = 'application/octet-stream'

/**
 * By the beginning in hexadecimal. Browsers draw or play these without running anything in them;
 * HTML and SVG are not among them.
 */
const MAGIC: readonly (readonly [type: string, beginning: RegExp])[] = [
  ['image/png', /^89504e470d0a1a0a/],
  ['image/jpeg', /^ffd8ff/],
  ['image/gif', /^474946383[79]61/],
  ['image/webp', /^52494646.{8}57454250/],
  ['audio/wav', /^52494646.{8}57415645/],
  ['audio/mpeg', /^(?:494433|ff(?:e2|e3|f2|f3|fa|fb))/],
  ['audio/ogg', /^4f676753/],
  ['audio/flac', /^664c6143/],
  // `ftyp` and a brand: M4A; mp4, isom, iso2-9, avc1, M4V, 3gp, dash; qt.
  ['audio/mp4', /^.{8}667479704d3441/],
  ['video/mp4', /^.{8}66747970(?:6d7034|69736f(?:6d|3[2-9])|61766331|4d3456|336770|64617368)/],
  ['video/quicktime', /^.{8}667479707174/],
  ['video/webm', /^1a45dfa3/],
]

const BY_EXTENSION: ReadonlyMap<string, string> = new Map([
  ['bmp', 'image/bmp'],
  ['csv', 'text/csv'],
  ['doc', 'application/msword'],
  ['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['flac', 'audio/flac'],
  ['gif', 'image/gif'],
  ['heic', 'image/heic'],
  ['heif', 'image/heif'],
  ['htm', 'text/html'],
  ['html', 'text/html'],
  ['jpeg', 'image/jpeg'],
  ['jpg', 'image/jpeg'],
  ['json', 'application/json'],
  ['m4a', 'audio/mp4'],
  ['m4v', 'video/mp4'],
  ['md', 'text/markdown'],
  ['mov', 'video/quicktime'],
  ['mp3', 'audio/mpeg'],
  ['mp4', 'video/mp4'],
  ['odt', 'application/vnd.oasis.opendocument.text'],
  ['ogg', 'audio/ogg'],
  ['pdf', 'application/pdf'],
  ['png', 'image/png'],
  ['ppt', 'application/vnd.ms-powerpoint'],
  ['pptx', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
  ['rtf', 'application/rtf'],
  ['svg', 'image/svg+xml'],
  ['tif', 'image/tiff'],
  ['tiff', 'image/tiff'],
  ['txt', 'text/plain'],
  ['wav', 'audio/wav'],
  ['webm', 'video/webm'],
  ['webp', 'image/webp'],
  ['xls', 'application/vnd.ms-excel'],
  ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['xml', 'application/xml'],
  ['yaml', 'application/x-yaml'],
  ['yml', 'application/x-yaml'],
  ['zip', 'application/zip'],
])

/** Null: nothing that a page may draw or play. */
export function sniff(beginning: Uint8Array): string | null {
  const digits = Buffer.from(beginning).toString('hex')
  return MAGIC.find(([, pattern]) => pattern.test(digits))?.[0] ?? null
}

/** Then it is none where its content says nothing of it. */
function isKnownByContent(type: string): boolean {
  return type.startsWith('image/') && MAGIC.some(([known]) => known === type)
}

/** What interview code is told: the sender's own word for it is not asked. */
export function typeOf(extension: string, sniffed: string | null): string {
  const named = BY_EXTENSION.get(extension) ?? UNKNOWN
  return sniffed ?? (isKnownByContent(named) ? UNKNOWN : named)
}

/** Without folders, control characters and what turns the direction of writing. */
export function cleanName(sent: string): string {
  const last = sent.slice(-5000).split(/[/\\]/).at(-1) ?? ''
  const name = last
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}<>:"|?*[\]`]/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/^\.+/, '')
  if (name === '') return 'file'
  if (name.length <= LONGEST_NAME) return name
  const extension = extensionOf(name)
  const ending = extension === '' ? '' : `.${extension}`
  // Not within a pair of surrogates.
  return name.slice(0, LONGEST_NAME - ending.length).replace(/[\ud800-\udbff]$/, '') + ending
}

/** In small letters, without the dot; empty where there is none. */
export function extensionOf(name: string): string {
  return /[^.]\.([A-Za-z0-9]{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? ''
}

/** `attachment; filename=...` that every browser understands, whatever the name. */
export function disposition(kind: 'inline' | 'attachment', name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(name).replaceAll(/['()*!]/g, (letter) => {
    return `%${letter.charCodeAt(0).toString(16).toUpperCase()}`
  })
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`
}
