import { parseSessionId, type SessionId } from '../base/id.ts'

/** The session that an id or an address names: whoever has only the address copies that. */
export function idInAddress(typed: string): SessionId | null {
  const last = typed.split(/[/?#&=]/).findLast((part) => part.length === 22) ?? typed
  return parseSessionId(last)
}
