/** SES4: `interview delete days by filename`, a mapping of interviews to days. */
export type DaysByFile = ReadonlyMap<string, number>

export const MOST_DELETE_DAYS = 36_500

/** A mapping, or `file: days` with commas between, as the environment has it; null for anything else. */
export function parseDaysByFile(value: unknown): DaysByFile | null {
  const entries = typeof value === 'string' ? entriesOf(value) : mappingOf(value)
  const days = entries.map(([file, given]) => [file.trim(), Number(given)] as const)
  const isRight = days.every(
    ([file, count]) =>
      file !== '' && Number.isInteger(count) && count >= 0 && count <= MOST_DELETE_DAYS,
  )
  return isRight && days.length > 0 ? new Map(days) : null
}

/** The last colon separates: interviews of packages have one in their names. */
function entriesOf(text: string): readonly (readonly [string, unknown])[] {
  return text.split(',').map((part) => {
    const at = part.lastIndexOf(':')
    const days = part.slice(at + 1).trim()
    return [part.slice(0, Math.max(at, 0)), days === '' ? Number.NaN : days]
  })
}

function mappingOf(value: unknown): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return Object.entries(value).map(([file, days]) => [
    file,
    typeof days === 'number' ? days : Number.NaN,
  ])
}
