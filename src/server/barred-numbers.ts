import type { E164 } from '../base/e164.ts'
import type { Desk } from '../live/desk.ts'
import type { PhoneSettings } from './settings.ts'

/**
 * PHN13: numbers that operators entered before the configuration said otherwise. They are asked about at
 * each start, for they are kept for 30 days, and `allowed countries` may be what somebody set after a fraud.
 */
export function barredNumbers(desk: Desk, phone: PhoneSettings | null): readonly E164[] {
  if (phone === null) return []
  return Object.values(desk.operators).flatMap((operator) => {
    const number = operator.phone?.number ?? null
    return number !== null && 'fault' in phone.parse(number) ? [number] : []
  })
}
