import type { Config } from './config.ts'

/** What a person opens in a browser on this machine, or, with `url root`, on any; ends with `/`. */
export function addressOf(config: Config, port: number): string {
  return `${config.urlRoot ?? `http://${nameOf(config.host)}:${port}`}${config.root}`
}

function nameOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
