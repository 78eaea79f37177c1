import type { PageUp } from '../../protocol/page.ts'

/** What must arrive, whatever happens to the line. */
export type PageCommand = Extract<PageUp, { readonly id: string }>

const TYPES: Readonly<Record<PageCommand['type'], true>> = {
  'chat-activate': true,
  'chat-off': true,
  'chat-send': true,
  'chat-read': true,
  informed: true,
  'decline-help': true,
  'answer-ask': true,
  'end-watch': true,
  'end-join': true,
  'take-back': true,
}

/** What this page wrote into its own storage before a reload. */
export function isPageCommand(value: object): value is PageCommand {
  const { id, type } = value as Record<string, unknown>
  return typeof id === 'string' && typeof type === 'string' && Object.hasOwn(TYPES, type)
}
