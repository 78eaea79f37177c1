import type { Log } from '../server/settings.ts'

export interface LogOptions {
  readonly write: (line: string) => void
  readonly now: () => number
  /** For a person at a terminal; machines get one line of JSON for each event. */
  readonly readable: boolean
}

/** Fields are numbers, codes and ids: never what people wrote. */
export function createLog({ write, now, readable }: LogOptions): Log {
  return (event, fields = {}) => {
    const at = new Date(now()).toISOString()
    if (!readable) write(`${JSON.stringify({ at, event, ...fields })}\n`)
    else {
      const shown = Object.entries(fields).map(
        ([name, value]) => `${name}=${String(value).replaceAll(/\s+/g, ' ')}`,
      )
      write(`${[at.slice(11, 19), event, ...shown].join('  ')}\n`)
    }
  }
}
