/** A real OpenID Connect provider on a port of its own, and somebody who signs in there. */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider, { type Adapter, type AdapterPayload, type Configuration } from 'oidc-provider'
import type { OpenidProvider } from '../../accounts/openid.ts'

/** What the provider tells of a person besides `sub`. */
export type Claims = Readonly<Record<string, unknown>>

export interface TestProvider {
  readonly issuer: string
  /** Of the configuration of the server that asks it. */
  settings(changes?: Partial<OpenidProvider>): OpenidProvider
  /** Opens; before it, nobody answers at the issuer's address. `origin`: of the server that asks. */
  start(origin: string): Promise<void>
  /** Whoever comes next is this person; null refuses. */
  seat(subject: string | null, claims?: Claims): void
  /** The codes that were given so far are too old from now on. */
  expireCodes(): void
  /** Goes where the server has sent a browser, signs in, and stops at the address that leads back. */
  visit(url: string): Promise<URL>
  close(): Promise<void>
}

const CLIENT = { id: 'alongside', secret: 'a secret of the client, quite long' }

export async function createTestProvider(): Promise<TestProvider> {
  const { issuer, port } = await reservePort()
  let server: Server | null = null
  let seated: string | null = 'ana'
  const kept = new Map<string, AdapterPayload>()
  const people = new Map<string, Claims>()

  const configuration = (redirectUri: string): Configuration => ({
    adapter: (name: string) => adapterOf(name, kept),
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    jwks: { keys: [createKey()] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    scopes: ['openid', 'email', 'profile', 'groups'],
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['given_name', 'family_name'],
      groups: ['groups'],
    },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    ttl: {
      AuthorizationCode: 60,
      AccessToken: 60,
      Grant: 60,
      IdToken: 60,
      Interaction: 60,
      Session: 60,
    },
    findAccount: async (_context, id) => ({
      accountId: id,
      claims: async () => ({ ...people.get(id), sub: id }),
    }),
    async loadExistingGrant(context) {
      const { client, session, provider } = context.oidc
      const grant = new provider.Grant({
        clientId: client?.clientId ?? '',
        accountId: session?.accountId ?? '',
      })
      grant.addOIDCScope('openid email profile groups')
      await grant.save()
      return grant
    },
  })

  return {
    issuer,
    settings: (changes = {}) => ({
      id: 'example',
      name: 'Example Login',
      issuer,
      clientId: CLIENT.id,
      clientSecret: CLIENT.secret,
      scopes: ['openid', 'email', 'profile', 'groups'],
      onlyDomains: null,
      createsAccounts: true,
      privileges: null,
      ...changes,
    }),
    async start(origin) {
      const provider = new Provider(
        issuer,
        configuration(`${origin}/signin/openid/example/callback`),
      )
      const answer = provider.callback()
      server = createServer((request, response) => {
        if (request.url?.startsWith('/interaction/') !== true) {
          void answer(request, response)
          return
        }
        const result =
          seated === null
            ? { error: 'access_denied', error_description: 'changed their mind' }
            : { login: { accountId: seated } }
        void provider.interactionFinished(request, response, result)
      })
      await once(server.listen(port, '127.0.0.1'), 'listening')
    },
    seat(subject, claims = {}) {
      seated = subject
      if (subject !== null) people.set(subject, claims)
    },
    expireCodes() {
      for (const [key, payload] of kept) {
        if (key.startsWith('AuthorizationCode ')) kept.set(key, { ...payload, exp: 1 })
      }
    },
    async visit(url) {
      const cookies = new Map<string, string>()
      let at = new URL(url)
      for (let steps = 0; at.origin === issuer; steps += 1) {
        if (steps > 8) throw new Error(`goes round in circles at ${at.pathname}`)
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
        const response = await fetch(at, { redirect: 'manual', headers: { cookie } })
        for (const set of response.headers.getSetCookie()) {
          const [name = '', value = ''] = set.split(';')[0]?.split(/=(.*)/) ?? []
          if (value === '') cookies.delete(name)
          else cookies.set(name, value)
        }
        const to = response.headers.get('location')
        if (to === null) throw new Error(`${response.status}: ${await response.text()}`)
        at = new URL(to, at)
      }
      return at
    },
    async close() {
      server?.closeAllConnections()
      server?.close()
    },
  }
}

/** Keeps what the provider keeps, where a test can reach it. */
function adapterOf(name: string, kept: Map<string, AdapterPayload>): Adapter {
  const keyOf = (id: string): string => `${name} ${id}`
  const only = (fits: (payload: AdapterPayload) => boolean) =>
    [...kept].find(([key, payload]) => key.startsWith(`${name} `) && fits(payload))?.[1]
  return {
    upsert: async (id, payload) => void kept.set(keyOf(id), payload),
    find: async (id) => kept.get(keyOf(id)),
    findByUid: async (uid) => only((payload) => payload.uid === uid),
    findByUserCode: async (code) => only((payload) => payload.userCode === code),
    async consume(id) {
      kept.set(keyOf(id), { ...kept.get(keyOf(id)), consumed: 1 })
    },
    destroy: async (id) => void kept.delete(keyOf(id)),
    async revokeByGrantId(grant) {
      for (const [key, { grantId }] of kept) if (grantId === grant) kept.delete(key)
    },
  }
}

function createKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { ...privateKey.export({ format: 'jwk' }), kid: 'k', use: 'sig', alg: 'RS256' } as const
}

async function reservePort(): Promise<{ readonly issuer: string; readonly port: number }> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return { issuer: `http://127.0.0.1:${port}`, port }
}
