import type { Message } from '../text.ts'

/** What the administrators’ pages share. */
export const admin = {
  'admin.title': 'Administration',
  'admin.pages': 'Administration',
} as const satisfies Readonly<Record<string, Message>>
