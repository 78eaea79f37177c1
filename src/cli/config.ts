/**
 * Configuration: a file, overridden by environment variables. Whatever is unknown or wrong stops
 * the start, with file, key, value and what was expected; all problems are told together.
 */
import { SIGN_IN_LIFETIME, type SignInLifetime } from '../accounts/sign-ins.ts'
import type { OpenidProvider } from '../accounts/openid.ts'
import { CONSENTS, type Consent } from '../base/consent.ts'
import { parsePlainYaml } from '../interview/plain-yaml.ts'
import { CONFIG_KEYS, DOCASSEMBLE_KEYS, type ConfigKey, type ConfigKeyName } from './config-keys.ts'
import { readMailConfig, type MailConfig } from './config-mail.ts'
import { nearest } from '../base/nearest.ts'
import type { OperatorLimits } from '../live/scope.ts'
import type { Providers } from './config-openid.ts'
import { onlyAccount, readPhoneConfig, type PhoneConfig } from './config-phone.ts'
import { parseValue, type Value } from './config-values.ts'
import type { DaysByFile } from './delete-days.ts'
import type { OwnPhrases } from './phone-values.ts'
import type { Retention, SecondFactorSettings, UploadLimits } from '../server/settings.ts'

/** As in docassemble. */
const DELETE_DAYS = 90
const MEGABYTE = 1024 * 1024
const DAY_MS = 24 * 60 * 60 * 1000

export interface Config {
  readonly urlRoot: string | null
  readonly root: string
  readonly behindHttpsLoadBalancer: boolean
  readonly allowedOrigins: readonly string[]
  readonly adminEmail: string
  readonly language: string
  readonly timezone: string
  readonly port: number
  readonly host: string
  readonly dataFolder: string
  readonly interviewsFolder: string
  /** PostgreSQL's URL; null: the embedded store. */
  readonly database: string | null
  readonly databaseSchema: string | null
  readonly redis: string | null
  /** null: made once and kept in the data folder. */
  readonly secretKey: string | null
  readonly sandbox: 'auto' | 'strict'
  readonly evaluatorWorkers: number | null
  readonly evaluatorTimeMs: number
  readonly evaluatorMemoryBytes: number
  /** CON4. */
  readonly minimumConsent: Consent
  /** ACC4. */
  readonly operatorLimits: OperatorLimits
  /** Null: within the data folder. */
  readonly filesFolder: string | null
  readonly uploads: UploadLimits
  readonly retention: Retention
  /** ACC2. */
  readonly secondFactor: SecondFactorSettings
  /** Null: no mail server is set up. */
  readonly mail: MailConfig | null
  /** Addressees of mails that one session may have within an hour. */
  readonly mailsPerSession: number
  readonly mailsPerHour: number
  /** PHN1. Null: there is no telephone help. */
  readonly phone: PhoneConfig | null
  readonly allowRegistration: boolean
  readonly signIns: SignInLifetime
  readonly openid: readonly OpenidProvider[]
  readonly brand: string
  readonly development: boolean
}

/** Thrown with every problem on a line of its own. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

export interface ConfigSources {
  /** What stands in the file; null when there is none. */
  readonly file: { readonly path: string; readonly text: string } | null
  readonly env: Readonly<Record<string, string | undefined>>
}

type Values = Partial<Record<ConfigKeyName, Value>>

export function readConfig(sources: ConfigSources): Config {
  const problems: string[] = []
  const values: Values = {}
  if (sources.file !== null) readFile(sources.file, values, problems)
  readEnvironment(sources.env, values, problems)
  const mail = readMailConfig((key) => plainOf(values[key]), problems)
  const phone = readPhoneConfig((key) => values[key], problems)
  if (problems.length > 0) throw new ConfigError(problems)
  return {
    urlRoot: textOf(values['url root']),
    root: textOf(values.root) ?? '/',
    behindHttpsLoadBalancer: values['behind https load balancer'] === true,
    allowedOrigins: listOf(values['allowed origins']),
    adminEmail: textOf(values['default admin account']) ?? 'admin@example.com',
    language: textOf(values.language) ?? 'en',
    timezone: textOf(values.timezone) ?? 'America/New_York',
    port: numberOf(values.port) ?? 8080,
    host: textOf(values.host) ?? 'localhost',
    dataFolder: textOf(values['data folder']) ?? 'data',
    interviewsFolder: textOf(values['interviews folder']) ?? 'examples',
    database: textOf(values.database),
    databaseSchema: textOf(values['database schema']),
    redis: textOf(values.redis),
    secretKey: textOf(values.secretkey),
    sandbox: values.sandbox === 'strict' ? 'strict' : 'auto',
    evaluatorWorkers: numberOf(values['evaluator workers']),
    evaluatorTimeMs: (numberOf(values['evaluator time limit']) ?? 5) * 1000,
    evaluatorMemoryBytes: (numberOf(values['evaluator memory limit']) ?? 256) * MEGABYTE,
    minimumConsent:
      CONSENTS.find((consent) => consent === values['live help: minimum consent']) ?? 'author',
    operatorLimits: limitsOf(values['live help: operators']),
    filesFolder: textOf(values['files folder']),
    uploads: {
      requestBytes: Math.floor(numberOf(values['maximum content length']) ?? 16 * MEGABYTE),
      fileBytes: Math.floor((numberOf(values['file size limit']) ?? 16) * MEGABYTE),
      sessionBytes: Math.floor((numberOf(values['session files limit']) ?? 128) * MEGABYTE),
    },
    secondFactor: readSecondFactor(values),
    mail,
    mailsPerSession: Math.floor(numberOf(values['mail: session limit']) ?? 60),
    mailsPerHour: Math.floor(numberOf(values['mail: hourly limit']) ?? 1_000),
    phone,
    retention: {
      days: numberOf(values['interview delete days']) ?? DELETE_DAYS,
      byInterview: daysOf(values['interview delete days by filename']),
    },
    allowRegistration: values['allow registration'] !== false,
    signIns: {
      idleMs:
        (numberOf(values['session lifetime seconds']) ?? SIGN_IN_LIFETIME.idleMs / 1000) * 1000,
      mostMs: (numberOf(values['sign in again days']) ?? SIGN_IN_LIFETIME.mostMs / DAY_MS) * DAY_MS,
    },
    openid: providersOf(values.openid),
    brand: textOf(values.brand) ?? 'Alongside',
    development: values.development === true,
  }
}

/** Where it is switched off nobody may have one, and nobody has to. */
function readSecondFactor(values: Values): SecondFactorSettings {
  if (values['two factor authentication: enable'] === false) {
    return { allowedFor: [], requiredFor: [] }
  }
  const allowed = values['two factor authentication: allowed for']
  return {
    allowedFor: allowed === undefined ? null : listOf(allowed),
    requiredFor: listOf(values['two factor authentication: required for']),
  }
}

function readFile(
  file: { readonly path: string; readonly text: string },
  values: Values,
  problems: string[],
): void {
  let parsed: unknown
  try {
    parsed = parsePlainYaml(file.text)
  } catch (error) {
    problems.push(`${file.path}: not YAML: ${firstLine(error)}`)
    return
  }
  if (parsed === null || parsed === undefined) return
  if (!isMapping(parsed)) {
    problems.push(`${file.path}: expected keys and values, as in \`port: 8080\``)
    return
  }
  for (const [name, value] of flatten(parsed, file.path, problems)) {
    if (!isKey(name)) problems.push(`${file.path}: ${unknownKey(name)}`)
    else take({ where: file.path, name, value, values, problems })
  }
}

/** With `a: b` for the key `b` in the mapping `a`, where there is such a mapping. */
function flatten(
  mapping: object,
  path: string,
  problems: string[],
): readonly (readonly [string, unknown])[] {
  return Object.entries(mapping).flatMap(([name, value]): [string, unknown][] => {
    const within = Object.keys(CONFIG_KEYS).find((key) => key.startsWith(`${name}: `))
    if (within === undefined) return [[name, value]]
    if (isMapping(value)) {
      return Object.entries(value).map(([inner, given]) => [`${name}: ${inner}`, given])
    }
    // docassemble's short form: `two factor authentication: True`.
    const short = `${name}: enable`
    if (isKey(short) && typeof value === 'boolean') return [[short, value]]
    const account = name === 'twilio' && Array.isArray(value) ? onlyAccount(value) : null
    if (account?.type === 'account') {
      return Object.entries(account.keys).map(([inner, given]) => [`${name}: ${inner}`, given])
    }
    const expected = account?.problem ?? `expected keys and values, as in \`${within}: ...\``
    problems.push(`${path}: \`${name}\`: ${expected}`)
    return []
  })
}

function isMapping(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  values: Values,
  problems: string[],
): void {
  const known = new Map<string, ConfigKeyName>()
  for (const name of Object.keys(CONFIG_KEYS).filter(isKey)) {
    const key: ConfigKey = CONFIG_KEYS[name]
    for (const alias of key.aliases ?? []) known.set(alias, name)
    known.set(variableOf(name), name)
  }
  for (const [variable, value] of Object.entries(env)) {
    const name = known.get(variable)
    if (value === undefined || value === '') continue
    if (name !== undefined)
      take({ where: `environment ${variable}`, name, value, values, problems })
    else if (variable.startsWith('ALONGSIDE_') && !variable.startsWith('ALONGSIDE_TEST_')) {
      if (variable !== 'ALONGSIDE_CONFIG') problems.push(`environment: ${unknownKey(variable)}`)
    }
  }
}

interface Given {
  readonly where: string
  readonly name: ConfigKeyName
  readonly value: unknown
  readonly values: Values
  readonly problems: string[]
}

function take({ where, name, value, values, problems }: Given): void {
  const key: ConfigKey = CONFIG_KEYS[name]
  if (value === null && key.optional === true) return
  const parsed = parseValue(key, value)
  if (parsed.value !== null) values[name] = parsed.value
  else {
    // A list or mapping may hold a password, as docassemble's `default admin account` does.
    const isShown = key.secret !== true && (typeof value !== 'object' || value === null)
    const shown = isShown ? JSON.stringify(value) : 'its value'
    problems.push(`${where}: \`${name}\`: ${shown} is not right: expected ${parsed.expected}`)
  }
}

/** The lines after it show the file, where secrets may stand. */
function firstLine(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unreadable'
}

function unknownKey(name: string): string {
  if (DOCASSEMBLE_KEYS.includes(name)) return `\`${name}\` is not supported yet: take it out`
  const names = Object.keys(CONFIG_KEYS).filter(isKey)
  const variable = name.startsWith('ALONGSIDE_')
  const near = nearest(name, variable ? names.map(variableOf) : names)
  return `\`${name}\` is not known${near === null ? '' : ` (did you mean \`${near}\`?)`}`
}

function variableOf(name: string): string {
  return `ALONGSIDE_${name.toUpperCase().replaceAll(/:? /g, '_')}`
}

function isKey(name: string): name is ConfigKeyName {
  return Object.hasOwn(CONFIG_KEYS, name)
}

function textOf(value: Value | undefined): string | null {
  return typeof value === 'string' ? value : null
}

function numberOf(value: Value | undefined): number | null {
  return typeof value === 'number' ? value : null
}

function isMap(value: Value | undefined): value is DaysByFile | OwnPhrases {
  return value instanceof Map
}

/** Of a key that holds nothing else in a map. */
function isDays(value: Value | undefined): value is DaysByFile {
  return value instanceof Map
}

function daysOf(value: Value | undefined): DaysByFile {
  return isDays(value) ? value : new Map()
}

function isProviders(value: Value | undefined): value is Providers {
  return value instanceof Set
}

function providersOf(value: Value | undefined): readonly OpenidProvider[] {
  return isProviders(value) ? [...value] : []
}

function limitsOf(value: Value | undefined): OperatorLimits {
  const other = isMap(value) || isProviders(value)
  return typeof value === 'object' && !isList(value) && !other ? value : {}
}

/** What is no mapping. */
function plainOf(
  value: Value | undefined,
): Exclude<Value, DaysByFile | OperatorLimits | Providers | OwnPhrases> | undefined {
  return typeof value === 'object' && !isList(value) ? undefined : value
}

function listOf(value: Value | undefined): readonly string[] {
  return isList(value) ? value : []
}

/** `Array.isArray` does not know lists that are only to be read. */
function isList(value: Value | undefined): value is readonly string[] {
  return Array.isArray(value)
}
