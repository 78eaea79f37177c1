/** AUT14: how a user agrees to being observed, from the freest to the strictest. */
export const CONSENTS = ['author', 'notice', 'ask'] as const
export type Consent = (typeof CONSENTS)[number]
