import { splitLinks } from '../chat/links.ts'

/** CHT7: addresses as links, all else as it was written. Nodes only, never markup. */
export function chatNodes(written: string): (Node | string)[] {
  return splitLinks(written).map(({ text, href }) => {
    if (href === null) return text
    const link = document.createElement('a')
    link.href = href
    link.target = '_blank'
    link.rel = 'noopener noreferrer nofollow'
    link.textContent = text
    return link
  })
}
