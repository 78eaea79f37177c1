/** Days and moments as the clocks of a time zone show them. */

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/
const HOUR_MS = 60 * 60 * 1000

/**
 * When the day begins in the zone, ms since 1970; with `later`, the day that many days after it.
 * Null for what is no date of the calendar.
 */
export function startOfDay(date: string, zone: string, later = 0): number | null {
  const found = DAY.exec(date)
  if (found === null) return null
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])]
  const asUtc = new Date(Date.UTC(year, month - 1, day))
  if (asUtc.getUTCMonth() !== month - 1 || asUtc.getUTCDate() !== day || year < 1000) return null
  const wanted = Date.UTC(year, month - 1, day + later)
  // Zones are at most 14 hours off, and a clock may be set at midnight: the first moment of that day.
  const shown = (moment: number): number => moment + offsetAt(moment, zone)
  const guesses = [-26, -14, 0, 14, 26].map(
    (hours) => wanted - offsetAt(wanted + hours * HOUR_MS, zone),
  )
  const fitting = guesses.filter((moment) => shown(moment) >= wanted && shown(moment - 1) < wanted)
  return fitting.length > 0 ? Math.min(...fitting) : (guesses[2] ?? null)
}

/** `2026-01-31 17:05:09` */
export function clockText(moment: number, zone: string): string {
  return new Date(moment + offsetAt(moment, zone)).toISOString().slice(0, 19).replace('T', ' ')
}

/** `Jan 31, 2026, 5:05 PM`: for people to read, on every page that is no log. */
export function timeInWords(moment: number, timeZone: string): string {
  const options = { dateStyle: 'medium', timeStyle: 'short', timeZone } as const
  return new Intl.DateTimeFormat('en-US', options).format(moment)
}

/** `January 31, 2026` */
export function dayInWords(moment: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone }).format(moment)
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** How much later the zone's clocks show than those of UTC. */
function offsetAt(moment: number, zone: string): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  const shown = Date.UTC(year, month - 1, day, hour % 24, minute, second)
  return shown - Math.floor(moment / 1000) * 1000
}

/** Making one costs more than using it a thousand times; there are as many as zones are in use. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  formats.set(timeZone, made)
  return made
}
