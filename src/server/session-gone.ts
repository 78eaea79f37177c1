/** The session was deleted while somebody was at work in it: told like one that never was (SES3). */
export class SessionGone extends Error {
  override readonly name = 'SessionGone'
}

/** JOI: the operator was put out while an answer of theirs was under way. */
export class JoinOver extends Error {
  override readonly name = 'JoinOver'
}

/** What was read of a session that was there a moment ago. */
export function stillThere<T>(found: T | null): T {
  if (found === null) throw new SessionGone('the session was deleted')
  return found
}
