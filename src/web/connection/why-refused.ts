/** SCA3: why a line that never opened is refused, in the server's words; null when it has none. */
export async function whyRefused(root: string): Promise<string | null> {
  try {
    const response = await fetch(`${root}health?origin=${encodeURIComponent(location.origin)}`)
    const answer: unknown = await response.json()
    if (typeof answer !== 'object' || answer === null || !('message' in answer)) return null
    return typeof answer.message === 'string' ? answer.message : null
  } catch {
    // Not reachable at all: that the line is down is said already.
    return null
  }
}
