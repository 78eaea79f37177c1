const LINK = /\bhttps?:\/\/[^\s<>"'`]+/gi
/** Belongs to the sentence, not to the address. */
const TAIL = /[.,;:!?)\]}]+$/

/** CHT7: addresses as links, all else as it was written. Nodes only, never markup. */
export function chatNodes(written: string): (Node | string)[] {
  const nodes: (Node | string)[] = []
  let done = 0
  for (const match of written.matchAll(LINK)) {
    const start = match.index ?? 0
    const address = match[0].replace(TAIL, '')
    const link = document.createElement('a')
    link.href = address
    link.target = '_blank'
    link.rel = 'noopener noreferrer'
    link.textContent = address
    nodes.push(written.slice(done, start), link)
    done = start + address.length
  }
  nodes.push(written.slice(done))
  return nodes
}
