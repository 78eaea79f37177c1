/** The session was deleted while somebody was at work in it: told like one that never was (SES3). */
export class SessionGone extends Error {
  override readonly name = 'SessionGone'
}

/** What was read of a session that was there a moment ago. */
export function stillThere<T>(found: T | null): T {
  if (found === null) throw new SessionGone('the session was deleted')
  return found
}
