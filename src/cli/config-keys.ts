/**
 * Every key of `config.yml`: docassemble's names where the thing is the same. Each can be overridden
 * by an environment variable: `ALONGSIDE_` and the key in capitals, blanks as `_` (`url root` is
 * `ALONGSIDE_URL_ROOT`), or one of `aliases`. `a: b` is the key `b` in the mapping `a`.
 */
import { CONSENTS } from '../base/consent.ts'
import { MOST_DELETE_DAYS } from './delete-days.ts'

export interface ConfigKey {
  readonly kind:
    | 'text'
    | 'flag'
    | 'number'
    | 'choice'
    | 'list'
    | 'privileges'
    | 'days by file'
    | 'openid'
    | 'origin'
    | 'root'
    | 'timezone'
    | 'email'
    | 'sender'
    | 'secret'
    | 'postgres'
    | 'redis'
    | 'operators'
    | 'account sid'
    | 'phone number'
    | 'countries'
    | 'prompts'
    | 'voice'
  readonly aliases?: readonly string[]
  readonly choices?: readonly string[]
  readonly least?: number
  readonly most?: number
  /** `null` is as good as nothing, as docassemble writes it. */
  readonly optional?: boolean
  /** Its value is never printed. */
  readonly secret?: boolean
}

export const CONFIG_KEYS = {
  'url root': { kind: 'origin', aliases: ['DAHOSTNAME'] },
  root: { kind: 'root' },
  'behind https load balancer': { kind: 'flag', aliases: ['BEHINDHTTPSLOADBALANCER'] },
  'allowed origins': { kind: 'list' },
  'default admin account': { kind: 'email' },
  language: { kind: 'text' },
  timezone: { kind: 'timezone' },
  port: { kind: 'number', aliases: ['PORT'], least: 0, most: 65_535 },
  host: { kind: 'text' },
  'data folder': { kind: 'text' },
  'files folder': { kind: 'text' },
  'interviews folder': { kind: 'text' },
  database: { kind: 'postgres', secret: true },
  'database schema': { kind: 'text' },
  redis: { kind: 'redis', secret: true },
  secretkey: { kind: 'secret', secret: true },
  sandbox: { kind: 'choice', choices: ['auto', 'strict'] },
  'evaluator workers': { kind: 'number', least: 1, most: 64 },
  'evaluator time limit': { kind: 'number', least: 0.1, most: 300 },
  'evaluator memory limit': { kind: 'number', least: 64, most: 2048 },
  'live help: minimum consent': { kind: 'choice', choices: CONSENTS },
  'live help: operators': { kind: 'operators' },
  openid: { kind: 'openid', secret: true },
  'two factor authentication: enable': { kind: 'flag' },
  'two factor authentication: allowed for': { kind: 'privileges' },
  'two factor authentication: required for': { kind: 'privileges' },
  'mail: server': { kind: 'text' },
  'mail: port': { kind: 'number', least: 1, most: 65_535 },
  'mail: username': { kind: 'text', optional: true },
  'mail: password': { kind: 'text', optional: true, secret: true },
  'mail: use ssl': { kind: 'flag' },
  'mail: use tls': { kind: 'flag' },
  'mail: default sender': { kind: 'sender' },
  'mail: session limit': { kind: 'number', least: 0, most: 100_000 },
  'mail: hourly limit': { kind: 'number', least: 0, most: 10_000_000 },
  'twilio: voice': { kind: 'flag' },
  'twilio: account sid': { kind: 'account sid' },
  'twilio: auth token': { kind: 'text', optional: true, secret: true },
  'twilio: number': { kind: 'phone number' },
  'twilio: allowed countries': { kind: 'countries' },
  'twilio: calls per day': { kind: 'number', least: 1, most: 10_000 },
  'twilio: call time limit': { kind: 'number', least: 1, most: 240 },
  'twilio: prompts': { kind: 'prompts' },
  'twilio: voice language': { kind: 'voice' },
  'maximum content length': { kind: 'number', least: 1024, most: 4_294_967_296 },
  'file size limit': { kind: 'number', least: 0.001, most: 4096 },
  'session files limit': { kind: 'number', least: 0.001, most: 1_048_576 },
  'interview delete days': { kind: 'number', least: 0, most: MOST_DELETE_DAYS },
  'interview delete days by filename': { kind: 'days by file' },
  'allow registration': { kind: 'flag' },
  'session lifetime seconds': { kind: 'number', least: 60, most: 31_536_000 },
  'sign in again days': { kind: 'number', least: 0.01, most: 366 },
  brand: { kind: 'text' },
  development: { kind: 'flag' },
} as const satisfies Readonly<Record<string, ConfigKey>>

export type ConfigKeyName = keyof typeof CONFIG_KEYS

/** What a docassemble configuration may hold too; said to be missing rather than unknown. */
export const DOCASSEMBLE_KEYS: readonly string[] = `
  allow demo, allow updates, appname, azure, brandname, celery processes, db,
  debug, default icons, default interview, default sender, dispatch, error notification email, exitpage, external
  hostname, global css, global javascript, google, ldap login, locale,
  mail: name, mail: mailgun domain, mail: mailgun api key, mail: mailgun api url,
  mail: sendgrid api key, oauth, os locale, other os locales, rabbitmq, root redirect url,
  s3, server administrator email, show login, social,
  twilio: name, twilio: sms, twilio: fax, twilio: mms attachments, twilio: whatsapp number,
  twilio: default interview, twilio: dispatch, twilio: api key, twilio: api secret,
  use https, words
`
  .trim()
  .split(/,\s+/)
