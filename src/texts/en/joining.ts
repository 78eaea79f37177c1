import type { Message } from '../text.ts'

/** JOI: who joined a session, and answers that others change. */
export const joining = {
  'page.newer':
    'The answers were changed in another tab of yours. This screen is no longer the newest.',
  'page.changedBy': '{name} changed answers. What you typed here stays when you refresh.',
  'page.changedByVisitor':
    'Anonymous visitor {number} changed answers. What you typed here stays when you refresh.',
  'page.showNewer': 'Refresh',
  'typed.title': 'What you had typed',
  'typed.noLabel': 'Answer',
} as const satisfies Readonly<Record<string, Message>>
