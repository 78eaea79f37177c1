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
 * Under `author` and `notice` nobody is asked who was never refused or stopped. After a refusal the
 * same is not asked again for a while, which grows with each further one.
 */
import { CONSENTS, type Consent } from '../base/consent.ts'
import type { AccountId } from '../base/id.ts'
import type { AccountCard } from './command.ts'
import {
  LONGEST_REFUSAL_PAUSE_MS,
  REFUSAL_PAUSE_MS,
  type Ask,
  type Participant,
  type Permission,
  type Permissions,
  type Refusals,
  type What,
} from './room.ts'

/** What was said later in this list holds where two differ. */
const PERMISSIONS: readonly Permission[] = ['unasked', 'accepted', 'refused', 'stopped']
const NOTHING_SAID: Permissions = { observe: 'unasked', control: 'unasked', join: 'unasked' }
const WHATS: readonly What[] = ['observe', 'control', 'join']

/** CON4: the stricter wins. */
export function stricter(one: Consent, other: Consent): Consent {
  return CONSENTS.indexOf(one) > CONSENTS.indexOf(other) ? one : other
}

export function permissionsOf(person: Participant, operator: AccountId): Permissions {
  // What an earlier version stored knows nothing of joining.
  return Object.hasOwn(person.permissions, operator)
    ? { ...NOTHING_SAID, ...person.permissions[operator] }
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
  said: Partial<Record<What, Permission>>,
): Participant {
  const before = permissionsOf(person, operator)
  if (WHATS.every((what) => said[what] === undefined || said[what] === before[what])) return person
  const after = { ...before, ...said }
  return { ...person, permissions: { ...person.permissions, [operator]: after } }
}

/** CON3: the participant's answer. "Allow" makes up for every "Not now" before it. */
export function answered(
  person: Participant,
  operator: AccountId,
  what: What,
  given: { readonly accepts: boolean; readonly now: number },
): Participant {
  const before = permissionsOf(person, operator)
  const { [what]: earlier, ...others } = before.refusals ?? {}
  const count = (earlier?.count ?? 0) + 1
  const refusals = given.accepts ? others : { ...others, [what]: { count, lastAt: given.now } }
  const after = { ...before, [what]: given.accepts ? 'accepted' : 'refused', refusals }
  return { ...person, permissions: { ...person.permissions, [operator]: after } }
}

/** CON3: until when this operator may not ask for it again, ms since 1970; null where nothing was refused. */
export function pauseEndsAt(person: Participant, operator: AccountId, what: What): number | null {
  const refused = permissionsOf(person, operator).refusals?.[what]
  if (refused === undefined) return null
  const pause = Math.min(REFUSAL_PAUSE_MS * 2 ** (refused.count - 1), LONGEST_REFUSAL_PAUSE_MS)
  return refused.lastAt + pause
}

/** CON3: a question is put only after the pause; one that stands is the same question. */
export function mayAsk(person: Participant, operator: AccountId, what: What, now: number): boolean {
  if (person.asks.some((open) => isSame(open, { id: operator }, what))) return true
  return (pauseEndsAt(person, operator, what) ?? now) <= now
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
  for (const [operator, later] of Object.entries(other) as [AccountId, Permissions][]) {
    const before = { ...NOTHING_SAID, ...merged[operator] }
    const said = { ...NOTHING_SAID, ...later }
    merged[operator] = {
      observe: stronger(before.observe, said.observe),
      control: stronger(before.control, said.control),
      join: stronger(before.join, said.join),
      refusals: mergedRefusals(before.refusals, said.refusals),
    }
  }
  return merged
}

function mergedRefusals(
  one: Permissions['refusals'] = {},
  other: Permissions['refusals'] = {},
): NonNullable<Permissions['refusals']> {
  const merged: Partial<Record<What, Refusals>> = { ...one }
  for (const what of WHATS) {
    const [a, b] = [one[what], other[what]]
    if (b === undefined) continue
    merged[what] = {
      count: Math.max(a?.count ?? 0, b.count),
      lastAt: Math.max(a?.lastAt ?? 0, b.lastAt),
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
