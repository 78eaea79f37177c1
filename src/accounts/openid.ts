/**
 * Signing in by OpenID Connect (ACC2): Authorization Code with PKCE, state and nonce.
 *
 *     begin ──► the provider's page ──► callback: finish ──► who it is, as the provider says
 *       └─ attempt: in the store, sealed, bound to the browser's cookie, taken once ─┘
 *
 * Nothing is asked of a provider before somebody wants to sign in by it, so one that is away stops
 * nobody else. What it says is believed only after the library has checked issuer, signature,
 * audience, nonce and times. Tokens are dropped at once. Which account it is, is not known here.
 */
import type * as Client from 'openid-client'
import type { AccountId } from '../base/id.ts'
import type { IdentityStore } from '../store/identity-store.ts'
import { digestOf } from './secrets.ts'
import type { SecretBox } from './second-factor.ts'

/** One of the configuration's `openid`. */
export interface OpenidProvider {
  /** Lower-case letters, digits and dashes; stands in the callback's address. */
  readonly id: string
  /** On the button. */
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  /** Null: a public client, which proves itself by PKCE alone. */
  readonly clientSecret: string | null
  readonly scopes: readonly string[]
  /** Of addresses, lower case; null: all. */
  readonly onlyDomains: readonly string[] | null
  /** Whether who comes for the first time gets an account. */
  readonly createsAccounts: boolean
  /** The claim whose values stand for privileges, and which ones. */
  readonly privileges: {
    readonly claim: string
    readonly values: Readonly<Record<string, readonly string[]>>
  } | null
}

/** Loaded when somebody wants to sign in by it: most servers have no provider. */
const loadClient = () => import('openid-client')

/** Ten minutes for passwords and second factors at the provider. */
export const ATTEMPT_MS = 10 * 60_000
/** How long what a provider says of itself is believed. */
const DISCOVERY_MS = 60 * 60_000
const TIMEOUT_S = 10
/** Between the provider's clock, which tells whole seconds, and ours. */
const CLOCKS_DIFFER_MS = 30_000

/** What the attempt is for. */
export interface Purpose {
  /** Path to go on to. */
  readonly next: string | null
  /** The signed-in account that is to be linked; null: signing in. */
  readonly link: AccountId | null
  /** The signed-in account whose owner is to be asked afresh who they are. */
  readonly prove?: AccountId
}

/** What the provider says, checked. */
export interface Person {
  readonly issuer: string
  readonly subject: string
  readonly email: string | null
  readonly isEmailVerified: boolean
  readonly firstName: string
  readonly lastName: string
  /** Values of the claim of privileges. */
  readonly groups: readonly string[]
}

export type OpenidRefusal =
  /** It cannot be reached, or is not what the configuration says. */
  | 'unreachable'
  /** Not begun in this browser, too long ago, or taken already. */
  | 'expired'
  /** The person, or the provider, said no. */
  | 'denied'
  /** What came back does not hold. */
  | 'bad-reply'
  /** They were to be asked afresh who they are, and were not. */
  | 'not-asked'

export type Refusal<Code extends string> = {
  readonly type: 'refused'
  readonly code: Code
  /** The kind of error, for logs: nothing of its message, where tokens may stand. */
  readonly reason?: string
}

export interface OpenidClient {
  begin(input: {
    readonly provider: OpenidProvider
    /** The secret of the browser's cookie. */
    readonly browser: string
    readonly redirectUri: string
    readonly purpose: Purpose
  }): Promise<{ readonly type: 'go'; readonly url: string } | Refusal<'unreachable'>>
  finish(input: {
    readonly provider: OpenidProvider
    readonly browser: string
    /** What the provider added to the callback's address. */
    readonly query: URLSearchParams
  }): Promise<
    | { readonly type: 'who'; readonly person: Person; readonly purpose: Purpose }
    | Refusal<OpenidRefusal>
  >
}

interface Attempt {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly redirectUri: string
  readonly purpose: Purpose
  /** By the store's clock, ms since 1970. */
  readonly begunAt: number
}

export function createOpenidClient(deps: {
  readonly store: IdentityStore
  readonly box: SecretBox
  /** The store's clock, ms since 1970. */
  readonly now: () => Promise<number>
}): OpenidClient {
  const { store, box, now } = deps
  const discovered = new Map<
    string,
    { readonly found: Promise<Client.Configuration>; readonly until: number }
  >()

  return { begin, finish }

  async function begin(input: Parameters<OpenidClient['begin']>[0]) {
    const { provider, browser, redirectUri, purpose } = input
    const at = await now()
    const client = await loadClient()
    let config: Client.Configuration
    try {
      config = await discover(provider, at)
    } catch (error) {
      return refusal('unreachable', error)
    }
    const attempt: Attempt = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
      redirectUri,
      purpose,
      begunAt: at,
    }
    const digests = { browser: digestOf(browser), state: digestOf(attempt.state) }
    await store.createOpenidAttempt({
      ...digests,
      provider: provider.id,
      sealed: box.seal(labelOf(digests), Buffer.from(JSON.stringify(attempt))),
      expiresAt: at + ATTEMPT_MS,
    })
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: provider.scopes.join(' '),
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
      // The second for providers that know nothing of ages.
      ...(purpose.prove === undefined ? {} : { max_age: '0', prompt: 'login' }),
    })
    return { type: 'go', url: url.href } as const
  }

  async function finish(input: Parameters<OpenidClient['finish']>[0]) {
    const { provider, browser, query } = input
    const digests = { browser: digestOf(browser), state: digestOf(query.get('state') ?? '') }
    const taken = await store.takeOpenidAttempt({ ...digests, provider: provider.id })
    if (taken === null) return refusal('expired')
    const sealed = Buffer.from(box.open(labelOf(digests), taken.sealed)).toString()
    // Sealed by `begin`.
    const attempt = JSON.parse(sealed) as Attempt
    const client = await loadClient()
    let config: Client.Configuration
    try {
      config = await discover(provider, await now())
    } catch (error) {
      return refusal('unreachable', error)
    }
    try {
      const url = new URL(attempt.redirectUri)
      url.search = query.toString()
      const tokens = await client.authorizationCodeGrant(config, url, {
        pkceCodeVerifier: attempt.verifier,
        expectedState: attempt.state,
        expectedNonce: attempt.nonce,
        idTokenExpected: true,
      })
      const claims = tokens.claims()
      if (claims === undefined) return refusal('bad-reply')
      if (attempt.purpose.prove !== undefined && !wasAsked(claims, attempt.begunAt)) {
        return refusal('not-asked')
      }
      const more = await readUserInfo(config, tokens.access_token, claims)
      const { iss: issuer, sub: subject } = claims
      const person = { issuer, subject, ...describe(claims, more, provider) }
      return { type: 'who', person, purpose: attempt.purpose } as const
    } catch (error) {
      const denied = error instanceof client.AuthorizationResponseError
      return refusal(denied ? 'denied' : 'bad-reply', error)
    }
  }

  function discover(provider: OpenidProvider, at: number): Promise<Client.Configuration> {
    const known = discovered.get(provider.id)
    if (known !== undefined && known.until > at) return known.found
    const found = readProvider(provider)
    discovered.set(provider.id, { found, until: at + DISCOVERY_MS })
    // What failed is asked again the next time.
    found.catch(() => {
      if (discovered.get(provider.id)?.found === found) discovered.delete(provider.id)
    })
    return found
  }
}

async function readProvider(provider: OpenidProvider): Promise<Client.Configuration> {
  const client = await loadClient()
  const { issuer, clientId, clientSecret } = provider
  const isPlain = new URL(issuer).protocol === 'http:'
  const found = await client.discovery(new URL(issuer), clientId, undefined, client.None(), {
    timeout: TIMEOUT_S,
    ...(isPlain ? { execute: [client.allowInsecureRequests] } : {}),
  })
  const metadata = found.serverMetadata()
  const config = new client.Configuration(
    metadata,
    clientId,
    undefined,
    clientAuth(client, clientSecret, metadata.token_endpoint_auth_methods_supported),
  )
  config.timeout = TIMEOUT_S
  if (isPlain) client.allowInsecureRequests(config)
  // By signature as well, not by the provider's certificate alone.
  client.enableNonRepudiationChecks(config)
  return config
}

/** The provider asked for password or the like since the attempt began. */
function wasAsked({ auth_time: askedAt }: Client.IDToken, begunAt: number): boolean {
  return typeof askedAt === 'number' && askedAt * 1000 >= begunAt - CLOCKS_DIFFER_MS
}

/** A provider that lists no methods knows the one of the standard: Basic. */
function clientAuth(
  client: typeof Client,
  secret: string | null,
  methods: readonly string[] | undefined,
): Client.ClientAuth {
  if (secret === null) return client.None()
  return methods?.includes('client_secret_post') === true
    ? client.ClientSecretPost(secret)
    : client.ClientSecretBasic(secret)
}

type Claims = Readonly<Record<string, unknown>>

/** Many providers tell address and names only here. */
async function readUserInfo(
  config: Client.Configuration,
  token: string,
  claims: Client.IDToken,
): Promise<Claims> {
  if (claims['email'] !== undefined && claims['email_verified'] !== undefined) return {}
  if (config.serverMetadata().userinfo_endpoint === undefined) return {}
  const client = await loadClient()
  return client.fetchUserInfo(config, token, claims.sub)
}

function describe(
  idToken: Claims,
  userInfo: Claims,
  provider: OpenidProvider,
): Omit<Person, 'issuer' | 'subject'> {
  const claims = { ...userInfo, ...idToken }
  const given = provider.privileges === null ? undefined : claims[provider.privileges.claim]
  const groups: readonly unknown[] = Array.isArray(given) ? given : [given]
  return {
    ...addressOf(idToken, userInfo),
    firstName: nameOf(claims['given_name']),
    lastName: nameOf(claims['family_name']),
    groups: groups.filter((group) => typeof group === 'string'),
  }
}

/** The address and what is said of it come from one place: two places may speak of two addresses. */
export function addressOf(
  idToken: Claims,
  userInfo: Claims,
): Pick<Person, 'email' | 'isEmailVerified'> {
  const places = [idToken, userInfo].filter(({ email }) => typeof email === 'string')
  const said = places.find((claims) => claims['email_verified'] !== undefined) ?? places[0]
  const email = said?.['email']
  if (said === undefined || typeof email !== 'string') {
    return { email: null, isEmailVerified: false }
  }
  // Nothing but the word itself: "true" as text, or 1, is somebody's mistake.
  return { email, isEmailVerified: said['email_verified'] === true }
}

function nameOf(claim: unknown): string {
  return typeof claim === 'string' ? claim.trim().slice(0, 100) : ''
}

function labelOf({ browser, state }: { readonly browser: string; readonly state: string }): string {
  return `openid attempt\n${browser}\n${state}`
}

function refusal<Code extends OpenidRefusal>(code: Code, error?: unknown): Refusal<Code> {
  if (!(error instanceof Error)) return { type: 'refused', code }
  const kind = 'code' in error && typeof error.code === 'string' ? `: ${error.code}` : ''
  return { type: 'refused', code, reason: `${error.name}${kind}` }
}
