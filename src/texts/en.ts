import type { Message } from './text.ts'

export const en = {
  // pages shared
  'app.name': 'Alongside',
  'common.signIn': 'Sign in',
  'common.signOut': 'Sign out',
  'common.visitor': 'anonymous visitor {number}',
} as const satisfies Readonly<Record<string, Message>>

export type TextKey = keyof typeof en
