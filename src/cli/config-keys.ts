/**
 * Every key of `config.yml`: docassemble's names where the thing is the same. Each can be overridden
 * by an environment variable: `ALONGSIDE_` and the key in capitals, blanks as `_` (`url root` is
 * `ALONGSIDE_URL_ROOT`), or one of `aliases`.
 */
export interface ConfigKey {
  readonly kind: 'text' | 'flag' | 'number' | 'list' | 'origin' | 'root' | 'timezone' | 'choice'
  readonly aliases?: readonly string[]
  readonly choices?: readonly string[]
  readonly least?: number
  readonly most?: number
  /** Its value is never printed. */
  readonly secret?: boolean
}

export const CONFIG_KEYS = {
  'url root': { kind: 'origin', aliases: ['DAHOSTNAME'] },
  root: { kind: 'root' },
  'behind https load balancer': { kind: 'flag', aliases: ['BEHINDHTTPSLOADBALANCER'] },
  'allowed origins': { kind: 'list' },
  'default admin account': { kind: 'text' },
  language: { kind: 'text' },
  timezone: { kind: 'timezone' },
  port: { kind: 'number', aliases: ['PORT'], least: 0, most: 65_535 },
  host: { kind: 'text' },
  'data folder': { kind: 'text' },
  'interviews folder': { kind: 'text' },
  database: { kind: 'text', secret: true },
  'database schema': { kind: 'text' },
  redis: { kind: 'text', secret: true },
  secretkey: { kind: 'text', secret: true },
  sandbox: { kind: 'choice', choices: ['auto', 'strict'] },
  'evaluator workers': { kind: 'number', least: 1, most: 64 },
  'evaluator time limit': { kind: 'number', least: 0.1, most: 300 },
  'evaluator memory limit': { kind: 'number', least: 64, most: 2048 },
  brand: { kind: 'text' },
  development: { kind: 'flag' },
} as const satisfies Readonly<Record<string, ConfigKey>>

export type ConfigKeyName = keyof typeof CONFIG_KEYS
