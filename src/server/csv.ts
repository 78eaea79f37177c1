/**
 * Tables for spreadsheets (RFC 4180). A spreadsheet takes a cell that begins with one of these for a
 * formula, which may send the rest of the table elsewhere: such a cell gets an apostrophe in front.
 */
const FORMULA = /^[\s'"]*[=+\-@\t\r\n＝＋－＠|%]/

/** One line, with its end. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

/** Before the first line: without it some programs read UTF-8 as something else. */
export const CSV_START = '\uFEFF'

function csvCell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
