export interface TextPart {
  readonly text: string
  /** Null: plain text. */
  readonly href: string | null
}

const LINK = /\bhttps?:\/\/[^\s<>"'`]+/gi
/** Belongs to the sentence, not to the address. */
const TAIL = /[.,;:!?)\]}]+$/

/** CHT7: links are clickable; nothing else is interpreted. */
export function splitLinks(text: string): readonly TextPart[] {
  const parts: TextPart[] = []
  let done = 0
  for (const match of text.matchAll(LINK)) {
    const address = trimTail(match[0])
    if (match.index > done) parts.push({ text: text.slice(done, match.index), href: null })
    parts.push({ text: address, href: address })
    done = match.index + address.length
  }
  if (done < text.length) parts.push({ text: text.slice(done), href: null })
  return parts
}

function trimTail(found: string): string {
  const trimmed = found.replace(TAIL, '')
  // Wikipedia's addresses end in a bracket of their own.
  return trimmed.includes('(') && found[trimmed.length] === ')' ? `${trimmed})` : trimmed
}
