import { text } from './text.ts'

/** `2026-01-15` as people write it; what is no such date as it stands. */
export function dayText(iso: string): string {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(iso) ?? []
  if (year === undefined || month === undefined || day === undefined) return iso
  const name = text('date.months').split(' ')[Number(month) - 1]
  return name === undefined ? iso : text('date.day', { month: name, day: Number(day), year })
}
