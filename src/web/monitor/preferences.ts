import { SORTS, type Sort } from './entry-order.ts'

/** The operator's habits in this browser; nothing about anybody else is kept. */
export interface Preferences {
  readonly sound: boolean
  /** Single letters as shortcuts. */
  readonly shortcuts: boolean
  /** The operator's own telephone number is not shown to who looks at the screen. */
  readonly hidesPhone: boolean
  readonly sort: Sort
}

const KEY = 'alongside-monitor'
const START: Preferences = { sound: true, shortcuts: true, hidesPhone: false, sort: 'waiting' }

/** Where the browser blocks storage: as they are at the start (REL8). */
export function readPreferences(): Preferences {
  let stored: unknown
  try {
    stored = JSON.parse(localStorage.getItem(KEY) ?? '{}')
  } catch {
    // Blocked, or not ours.
    return START
  }
  if (typeof stored !== 'object' || stored === null) return START
  const { sound, shortcuts, hidesPhone, sort } = stored as Readonly<Record<string, unknown>>
  return {
    sound: typeof sound === 'boolean' ? sound : START.sound,
    shortcuts: typeof shortcuts === 'boolean' ? shortcuts : START.shortcuts,
    hidesPhone: typeof hidesPhone === 'boolean' ? hidesPhone : START.hidesPhone,
    sort: SORTS.find((known) => known === sort) ?? START.sort,
  }
}

export function writePreferences(preferences: Preferences): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences))
  } catch {
    // Full or blocked: they hold as long as the page.
  }
}
