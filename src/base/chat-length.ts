/** CHT7: of one message, in UTF-16 code units, for pages and server alike. */
export const MAX_CHAT_LENGTH = 10_000
