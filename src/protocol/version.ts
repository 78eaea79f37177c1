/**
 * 1  first version
 * 2  peer modes, blocking, transfer, invitations, limits, typing marks
 * 3  an operator takes a chat that nobody carries; place in the queue and open conversations on the Monitor
 * 4  consent, control; older pages could not be asked, nor locked, and are told to load anew
 * 5  who changed answers, who joined; a pause after a refusal; an older page
 *    would show a question to join as another, and is told to load anew
 * 6  telephone help: an operator's number, offers of calls; an older page knows nothing of it, and works on
 */
export const PROTOCOL_VERSION = 6
export const OLDEST_ACCEPTED_VERSION = 5
