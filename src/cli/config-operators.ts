import type { OperatorLimits } from '../live/scope.ts'

export const EXPECTED_OPERATORS =
  'interviews, each with a list of privileges, as in `"housing/*": [housing, admin]`'

/** ACC4: by interview; an environment variable holds it as JSON. Null: it is something else. */
export function parseOperators(value: unknown): OperatorLimits | null {
  const given = typeof value === 'string' ? parsedJson(value) : value
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return null
  const limits: [string, readonly string[]][] = []
  for (const [pattern, privileges] of Object.entries(given)) {
    const items: readonly unknown[] = Array.isArray(privileges) ? privileges : [privileges]
    const names = items.flatMap((item) =>
      typeof item === 'string' && item.trim() !== '' ? [item.trim()] : [],
    )
    if (names.length === 0 || names.length < items.length) return null
    limits.push([pattern.trim(), [...new Set(names)]])
  }
  return Object.fromEntries(limits)
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
