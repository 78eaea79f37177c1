/** Why the server closes a socket. Below 4500 the page must not come back by itself. */
export const CLOSE = {
  /** What arrived was not a message of this protocol, too large, or too much of it. */
  badMessage: 4400,
  /** Not signed in, or no right to this session. */
  notAllowed: 4403,
  /** No such session. */
  unknownSession: 4404,
  /** The session was deleted while the page showed it. */
  deleted: 4410,
  /** The page speaks a version that is no longer accepted: reload. */
  version: 4426,
  /** Server is going away: come back soon. */
  restart: 4503,
  /** Nothing was heard for too long. */
  silence: 4508,
} as const

export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE]
