/**
 * Throttling that all processes share and that survives them: how often something was tried under a
 * key, and until when the next try has to wait. Waits grow while tries go on, and nothing is ever
 * locked for good.
 */
import { all, clock, first, integer } from './script.ts'
import type { Dialect, Script } from './script.ts'

export interface AttemptPolicy {
  /** Tries without any wait between them. */
  readonly free: number
  /** The first wait; each further one is twice as long, */
  readonly firstMs: number
  /** but not longer than this. */
  readonly mostMs: number
  /** Without a try for so long, all is forgotten. Longer than `mostMs`. */
  readonly forgetMs: number
}

export interface Attempt {
  /** A digest: the store keeps no addresses here. */
  readonly key: string
  readonly policy: AttemptPolicy
}

export interface Attempted {
  readonly count: number
  readonly at: number
  readonly until: number
}

/** What one more try makes of it; a number: the wait in ms, and it does not count. */
export function attempt(
  known: Attempted | null,
  policy: AttemptPolicy,
  now: number,
): Attempted | number {
  if (known !== null && known.until > now) return known.until - now
  const isForgotten = known === null || now - known.at >= policy.forgetMs
  const count = (isForgotten ? 0 : known.count) + 1
  return { count, at: now, until: now + waitAfter(count, policy) }
}

/** How long after so many tries. */
export function waitAfter(count: number, { free, firstMs, mostMs }: AttemptPolicy): number {
  // 2 ** 40 ms are 35 years: nothing overflows.
  return count < free ? 0 : Math.min(mostMs, firstMs * 2 ** Math.min(40, count - free))
}

export function* takeAttempt(dialect: Dialect, attempts: readonly Attempt[]): Script<number> {
  const now = yield* clock()
  let wait = 0
  const taken: { readonly key: string; readonly next: Attempted }[] = []
  // Always in the same order, so that no two transactions wait for each other.
  for (const { key, policy } of attempts.toSorted((a, b) => (a.key < b.key ? -1 : 1))) {
    yield* all(
      `insert into attempt (key, count, at, until) values ($1, 0, $2, 0) on conflict do nothing`,
      key,
      now,
    )
    const row = yield* first(`select * from attempt where key = $1${dialect.forUpdate}`, key)
    const known = row === null ? null : attemptedOf(row)
    const next = attempt(known, policy, now)
    if (typeof next === 'number') wait = Math.max(wait, next)
    else taken.push({ key, next })
  }
  if (wait > 0) return wait
  for (const { key, next } of taken) {
    yield* all(
      'update attempt set count = $2, at = $3, until = $4 where key = $1',
      key,
      next.count,
      next.at,
      next.until,
    )
  }
  return 0
}

function attemptedOf(row: Parameters<typeof integer>[0]): Attempted {
  return { count: integer(row, 'count'), at: integer(row, 'at'), until: integer(row, 'until') }
}
