/** Numbers, as a world's configuration and its operators have them, and what callers key. */
import { parseE164 } from '../../src/base/e164.ts'
import type { CallId } from '../../src/base/id.ts'
import { must } from '../../src/base/must.ts'
import type { PhoneSettings } from '../../src/server/settings.ts'

const number = (digits: string) => must(parseE164(`+1${digits}`), 'a number')

export const PHONE: PhoneSettings = {
  line: { number: number('2025550100'), display: '202-555-0100', callsPerDay: 3, timeLimitS: 60 },
  parse(typed) {
    const found = parseE164(typed)
    return found === null ? { fault: 'phone-not-a-number' } : { number: found }
  },
}

/** Of operators; no other text in a world looks like one of them. */
export const OWN_NUMBERS: readonly string[] = ['+12025550171', '+12025550172', '+12025550173']

/** What a caller keys. */
export interface Try {
  readonly call: CallId
  readonly attempt: number
  /** Null: withheld. */
  readonly caller: string | null
  readonly digits: string
}
