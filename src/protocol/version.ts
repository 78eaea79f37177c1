/**
 * 1  first version
 */
export const PROTOCOL_VERSION = 1
export const OLDEST_ACCEPTED_VERSION = 1
