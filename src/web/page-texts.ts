/** The areas of texts (`src/texts/en/`) that the interview page's script carries: its own, no more. */
export const PAGE_TEXTS = ['common', 'interview', 'chat', 'watching', 'joining'] as const
/** Those that `phone.js` carries, which the page loads with the first offer of a call. */
export const PHONE_TEXTS = ['phone'] as const
