import { text } from '../texts/text.ts'

const MAX_LENGTH = 2_000

/** What the person at the command line can do about it. */
export function explainError(error: unknown): string {
  if (!(error instanceof Error)) return shorten(String(error))
  const code = 'code' in error ? error.code : ''
  const port = 'port' in error ? String(error.port) : ''
  if (code === 'EADDRINUSE') return text('cli.portTaken', { port })
  if (code === 'EACCES' && port !== '') return text('cli.portForbidden', { port })
  if (code === 'ENOTFOUND' || code === 'EADDRNOTAVAIL') return text('cli.unknownHost')
  return shorten(error.message)
}

/** For the log: kind, code and place. A message may hold what somebody wrote. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const place = /[\\/](src[\\/][^\s()]+\.[jt]s:\d+)/.exec(error.stack ?? '')?.[1] ?? ''
  const code = 'code' in error ? String(error.code) : ''
  return shorten([error.name, code, place].filter((part) => part !== '').join(' '))
}

/** Some libraries put a megabyte of source into their errors. */
function shorten(message: string): string {
  return message.length > MAX_LENGTH ? `${message.slice(0, MAX_LENGTH)} ...` : message
}
