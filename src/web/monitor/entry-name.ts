import type { MonitorRow } from '../../live/views.ts'
import { text } from '../../texts/text.ts'

export function nameOf(row: MonitorRow): string {
  return row.name ?? text('common.visitor', { number: row.visitorNumber ?? '' })
}
