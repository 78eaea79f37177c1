/**
 * Whether an operator may see or control a participant's screen without asking (CON).
 *
 *              asked, accepted            asked, refused
 *   unasked ──────────────────► accepted ◄──────────────► refused
 *                                  │  ▲                      (asks again)
 *                   stopped by the │  │ asked, accepted
 *                      participant ▼  │
 *                                 stopped
 *
 * Under `author` and `notice` nobody is asked who was never refused or stopped.
 */
import { CONSENTS, type Consent } from '../base/consent.ts'
import type { AccountId } from '../base/id.ts'
import type { AccountCard } from './command.ts'
import type { Ask, Participant, Permission, Permissions } from './room.ts'

/** What was said later in this list holds where two differ. */
const PERMISSIONS: readonly Permission[] = ['unasked', 'accepted', 'refused', 'stopped']
const NOTHING_SAID: Permissions = { observe: 'unasked', control: 'unasked' }

/** CON4: the stricter wins. */
export function stricter(one: Consent, other: Consent): Consent {
  return CONSENTS.indexOf(one) > CONSENTS.indexOf(other) ? one : other
}

export function permissionsOf(person: Participant, operator: AccountId): Permissions {
  return Object.hasOwn(person.permissions, operator)
    ? (person.permissions[operator] ?? NOTHING_SAID)
    : NOTHING_SAID
}

export function mustAsk(permission: Permission, consent: Consent): boolean {
  if (permission === 'accepted') return false
  return consent === 'ask' || permission !== 'unasked'
}

/** What was said is kept of whoever asked or watched once, so that a late "Stop" still finds them. */
export function remember(person: Participant, operator: AccountId): Participant {
  if (Object.hasOwn(person.permissions, operator)) return person
  return { ...person, permissions: { ...person.permissions, [operator]: NOTHING_SAID } }
}

export function isKnown(person: Participant, operator: AccountId): boolean {
  return Object.hasOwn(person.permissions, operator)
}

export function permit(
  person: Participant,
  operator: AccountId,
  said: Partial<Permissions>,
): Participant {
  const before = permissionsOf(person, operator)
  const after = { ...before, ...said }
  if (after.observe === before.observe && after.control === before.control) return person
  return { ...person, permissions: { ...person.permissions, [operator]: after } }
}

/**
 * Asked again, it is the same question, which then belongs to the Monitor that asked last: it may
 * have been loaded anew, or have come back over another process.
 */
export function ask(person: Participant, question: Ask): Participant {
  const asking = remember(person, question.operator.id)
  const open = person.asks.find((one) => isSame(one, question.operator, question.what))
  if (open === undefined) return { ...asking, asks: [...person.asks, question] }
  if (open.monitor === question.monitor && open.process === question.process) return person
  const moved = { ...question, at: open.at }
  return { ...asking, asks: person.asks.map((one) => (one === open ? moved : one)) }
}

/** Same participant when there is no such question. */
export function withoutAsks(person: Participant, isGone: (ask: Ask) => boolean): Participant {
  const asks = person.asks.filter((open) => !isGone(open))
  return asks.length === person.asks.length ? person : { ...person, asks }
}

/** CHT18: of two who turned out to be one. Nobody loses a "no" by signing in. */
export function mergedPermissions(
  one: Participant['permissions'],
  other: Participant['permissions'],
): Participant['permissions'] {
  const merged = { ...one }
  for (const [operator, said] of Object.entries(other) as [AccountId, Permissions][]) {
    const before = merged[operator] ?? NOTHING_SAID
    merged[operator] = {
      observe: stronger(before.observe, said.observe),
      control: stronger(before.control, said.control),
    }
  }
  return merged
}

/** Oldest first, each question once. */
export function mergedAsks(one: readonly Ask[], other: readonly Ask[]): readonly Ask[] {
  return [...one, ...other]
    .toSorted((a, b) => a.at - b.at)
    .filter((open, at, all) => all.findIndex((o) => isSame(o, open.operator, open.what)) === at)
}

function stronger(one: Permission, other: Permission): Permission {
  return PERMISSIONS.indexOf(one) > PERMISSIONS.indexOf(other) ? one : other
}

export function isSame(open: Ask, operator: Pick<AccountCard, 'id'>, what: Ask['what']): boolean {
  return open.operator.id === operator.id && open.what === what
}
