import type { PageUp } from '../../protocol/page.ts'

/** What must arrive, whatever happens to the line. */
export type PageCommand = Extract<PageUp, { readonly id: string }>

const TYPES = new Set(['chat-activate', 'chat-off', 'chat-send', 'chat-read', 'informed'])

/** What this page wrote into its own storage before a reload. */
export function isPageCommand(value: object): value is PageCommand {
  const { id, type } = value as Record<string, unknown>
  return typeof id === 'string' && typeof type === 'string' && TYPES.has(type)
}
