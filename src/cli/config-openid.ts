/** The key `openid` of the configuration: providers by their names in addresses. */
import type { OpenidProvider } from '../accounts/openid.ts'
import { isPrivilegeName } from '../accounts/privileges.ts'
import { parsePlainYaml } from '../interview/plain-yaml.ts'

const KEYS = [
  'name',
  'issuer',
  'client id',
  'client secret',
  'scopes',
  'only domains',
  'create accounts',
  'privileges claim',
  'privileges',
] as const

type Key = (typeof KEYS)[number]
type Settings = Partial<Record<Key, unknown>>

/** What was expected, as a `ConfigError` says it. Values are never part of it: some are secret. */
class Unfit extends Error {}

export type Providers = ReadonlySet<OpenidProvider>

/** From the file, or from the environment as JSON. */
export function parseOpenid(
  value: unknown,
): { readonly value: Providers } | { readonly value: null; readonly expected: string } {
  try {
    const given = typeof value === 'string' ? parsePlainYaml(value) : value
    if (!isMapping(given))
      throw new Unfit('providers by name, as in `openid: {example: {issuer: ...}}`')
    const providers = Object.entries(given).map(([id, settings]) => parseProvider(id, settings))
    return { value: new Set(providers) }
  } catch (error) {
    const expected = error instanceof Unfit ? error.message : 'a mapping of providers'
    return { value: null, expected }
  }
}

function parseProvider(id: string, given: unknown): OpenidProvider {
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(id)) {
    throw new Unfit('names of providers in lower-case letters, digits and dashes')
  }
  const need = (what: string): Unfit => new Unfit(`in \`${id}\` ${what}`)
  if (!isMapping(given)) throw need('keys and values, as in `issuer: https://login.example.org`')
  const unknown = Object.keys(given).find((key) => !KEYS.some((known) => known === key))
  if (unknown !== undefined) throw need(`only the keys ${KEYS.join(', ')}`)
  const settings: Settings = given
  const { issuer } = settings
  if (typeof issuer !== 'string' || !isIssuer(issuer)) {
    throw need('an `issuer`, as in `https://login.example.org`')
  }
  const clientId = settings['client id']
  if (typeof clientId !== 'string' || clientId === '') throw need('a `client id`')
  const clientSecret = settings['client secret'] ?? null
  if (clientSecret !== null && typeof clientSecret !== 'string')
    throw need('a `client secret` that is text')
  const name = settings.name ?? id
  if (typeof name !== 'string' || name.trim() === '') throw need('a `name` that is text')
  const creates = settings['create accounts'] ?? true
  if (typeof creates !== 'boolean') throw need('`create accounts` to be True or False')
  const scopes = textsOf(settings.scopes ?? ['openid', 'email', 'profile'])
  if (scopes === null || !scopes.includes('openid')) throw need('`scopes` with `openid` among them')
  const domains = settings['only domains'] === undefined ? [] : textsOf(settings['only domains'])
  if (domains === null || !domains.every((domain) => /^[\w.-]+\.[\w-]+$/.test(domain))) {
    throw need('`only domains`, as in `[example.org]`')
  }
  return {
    id,
    name,
    issuer,
    clientId,
    clientSecret,
    scopes,
    onlyDomains: domains.length === 0 ? null : domains.map((domain) => domain.toLowerCase()),
    createsAccounts: creates,
    privileges: parsePrivileges(settings, need),
  }
}

function parsePrivileges(
  settings: Settings,
  need: (what: string) => Unfit,
): OpenidProvider['privileges'] {
  const claim = settings['privileges claim']
  const { privileges } = settings
  if (claim === undefined && privileges === undefined) return null
  if (typeof claim !== 'string' || !isMapping(privileges)) {
    throw need('both `privileges claim` and `privileges`, or neither')
  }
  const values = Object.entries(privileges).map(([group, names]) => {
    const list = textsOf(typeof names === 'string' ? [names] : names)
    if (list === null || !list.every(isPrivilegeName)) {
      throw need('`privileges` as in `helpers: advocate`')
    }
    return [group, list] as const
  })
  return { claim, values: Object.fromEntries(values) }
}

/** By https; by http only on this machine, for trying things out. */
function isIssuer(address: string): boolean {
  const url = URL.parse(address)
  if (url === null || url.search !== '' || url.hash !== '' || url.username !== '') return false
  const isOwn = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  return url.protocol === 'https:' || (url.protocol === 'http:' && isOwn)
}

function textsOf(value: unknown): readonly string[] | null {
  if (!Array.isArray(value)) return null
  const texts = value.filter((item) => typeof item === 'string' && item !== '')
  return texts.length === value.length && texts.length > 0 ? texts : null
}

function isMapping(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
