/**
 * 1  first version
 * 2  peer modes, blocking, transfer, invitations, limits, typing marks
 */
export const PROTOCOL_VERSION = 2
export const OLDEST_ACCEPTED_VERSION = 2
