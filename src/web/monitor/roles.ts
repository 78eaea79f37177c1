import { MAX_ROLE_LENGTH, MAX_TICKED_ROLES } from '../../protocol/limits.ts'

/** MON3: whether the role can be ticked besides these: more, or a longer one, the server does not take. */
export function mayTick(ticked: readonly string[], role: string): boolean {
  if (role === '' || role.length > MAX_ROLE_LENGTH || ticked.includes(role)) return false
  return ticked.length < MAX_TICKED_ROLES
}
