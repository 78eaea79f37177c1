import type { Log } from '../server/settings.ts'

/** One line of JSON for each event, to standard error. Fields are numbers, codes and ids: never what people wrote. */
export function createLog(write: (line: string) => void, now: () => number): Log {
  return (event, fields = {}) => {
    write(`${JSON.stringify({ at: new Date(now()).toISOString(), event, ...fields })}\n`)
  }
}
