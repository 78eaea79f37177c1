/** Limits of the wire, checked before anything is parsed. */
export const MAX_MESSAGE_BYTES = 64 * 1024
/** Mirror snapshots of big forms. */
export const MAX_MIRROR_BYTES = 512 * 1024
/** Roles that an operator may have ticked at the same time, and UTF-16 units of one. */
export const MAX_TICKED_ROLES = 200
export const MAX_ROLE_LENGTH = 100
/** UTF-16 units of a telephone number as it is typed. */
export const MAX_PHONE_TEXT = 40
/** Both sides send at least this often (REL4: noticed within 25 s). */
export const HEARTBEAT_MS = 8_000
/** An operator's text above this goes as a splice. */
export const CONTROL_WHOLE_TEXT = 256
/** CTL6: the controlling Monitor says that it is still there. */
export const CONTROL_RENEW_MS = 3_000
/** CTL6: a controlled page that hears nothing of it for this long is the user's again. */
export const CONTROL_SILENCE_MS = 12_000
/** Nothing heard for this long means that the line is dead. */
export const SILENCE_MS = 20_000
