import { MAX_ROLES, ROLE_KEPT_MS, type Desk } from './desk.ts'
import { ROLE_REPORTED_MS } from './room.ts'

/** MON3: offers these roles from now on; one written today is not written again. */
export function knowRoles(desk: Desk, named: readonly string[], now: number): Desk {
  const due = [...new Set(named)].filter((role) => {
    const last = Object.hasOwn(desk.roles, role) ? desk.roles[role] : undefined
    return role !== '' && (last === undefined || last + ROLE_REPORTED_MS <= now)
  })
  if (due.length === 0) return desk
  const others = Object.entries(desk.roles).filter(([role]) => !due.includes(role))
  const all = [...others, ...due.map((role) => [role, now] as const)]
  const newest = all.toSorted(([, a], [, b]) => b - a).slice(0, MAX_ROLES)
  return { ...desk, roles: Object.fromEntries(newest) }
}

export function withoutOldRoles(desk: Desk, now: number): Desk {
  const all = Object.entries(desk.roles)
  const kept = all.filter(([, at]) => at + ROLE_KEPT_MS > now)
  return kept.length === all.length ? desk : { ...desk, roles: Object.fromEntries(kept) }
}

export function nextRoleExpiry(desk: Desk): number | null {
  const named = Object.values(desk.roles)
  return named.length === 0 ? null : Math.min(...named) + ROLE_KEPT_MS
}
