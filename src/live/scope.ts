/**
 * Which operators may see a session (ACC4): whom the interview's own metadata names, and whom the
 * configuration names for the interview. Where both say something, both must hold; nobody is exempt.
 */

/** What the decision needs to know of a session. */
export interface Scope {
  readonly interview: string
  /** Privileges of which an operator must have one, as the interview said when it was evaluated last; null: any. */
  readonly operators: readonly string[] | null
}

/** Of the configuration: privileges by the path of an interview, in which `*` stands for anything. */
export type OperatorLimits = Readonly<Record<string, readonly string[]>>

/** MON1. */
const OPERATORS: readonly string[] = ['admin', 'advocate']

export const NO_LIMITS: OperatorLimits = {}

export function isOperatorBy(privileges: readonly string[]): boolean {
  return OPERATORS.some((name) => privileges.includes(name))
}

/** Of each list one must be had. */
export function requiredLists(
  limits: OperatorLimits,
  { interview, operators }: Scope,
): readonly (readonly string[])[] {
  const configured = Object.entries(limits)
    .filter(([pattern]) => matches(pattern, interview))
    .map(([, privileges]) => privileges)
  return operators === null ? configured : [...configured, operators]
}

export function maySee(
  privileges: readonly string[],
  limits: OperatorLimits,
  scope: Scope,
): boolean {
  return requiredLists(limits, scope).every((list) =>
    list.some((name) => privileges.includes(name)),
  )
}

export function isSameScope(one: Scope, other: Scope): boolean {
  return one.interview === other.interview && isSameList(one.operators, other.operators)
}

function isSameList(one: Scope['operators'], other: Scope['operators']): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** Piece by piece, so that no pattern takes longer than its text is long. */
function matches(pattern: string, path: string): boolean {
  const [first = '', ...others] = pattern.split('*')
  if (others.length === 0) return pattern === path
  if (!path.startsWith(first)) return false
  const last = others.pop() ?? ''
  let at = first.length
  for (const piece of others) {
    const found = path.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return path.length - last.length >= at && path.endsWith(last)
}
