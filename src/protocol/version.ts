/**
 * 1  first version
 * 2  peer modes, blocking, transfer, invitations, limits, typing marks
 * 3  an operator takes a chat that nobody carries; place in the queue and open conversations on the Monitor
 */
export const PROTOCOL_VERSION = 3
export const OLDEST_ACCEPTED_VERSION = 2
