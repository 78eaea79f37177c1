/** Why something was refused: on sockets and in JSON replies. `docs/reference/errors.md` explains each. */
export const ERROR_CODES = [
  'unknown-session',
  'unknown-participant',
  'unknown-operator',
  'exists',
  'stale',
  'chat-unavailable',
  'chat-not-active',
  'not-your-conversation',
  'other-readers',
  'blocked',
  'not-standby',
  'nobody-there',
  'no-transfer',
  'reused-id',
  'too-long',
  'blank',
  'not-allowed',
  'bad-request',
  'too-many',
  'unavailable',
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]
