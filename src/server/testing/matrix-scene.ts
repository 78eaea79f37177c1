/**
 * One cell of the access matrix: a session and somebody who asks, both made for this cell alone, so
 * that no cell sees what another has left.
 */
import { randomBytes } from 'node:crypto'
import { encodeId, parseAccountId, type SessionId } from '../../base/id.ts'
import { must } from '../../base/must.ts'
import type { Account } from '../../store/account-store.ts'
import type { App } from '../app.ts'
import { digestSecret } from '../browser.ts'
import type { Deps } from '../deps.ts'
import { digestBearer } from '../visitor.ts'
import { ACTORS, type ActorKind } from './access-table.ts'
import { INTERVIEW } from './test-server.ts'

/** The session of each cell lets these operators help (ACC4). */
const GROUP = ['housing', 'admin']
const PRIVILEGES: Readonly<Record<ActorKind, readonly string[] | null>> = {
  nobody: null,
  'other user': ['user'],
  participant: null,
  peer: null,
  operator: ['advocate', 'housing'],
  outside: ['advocate', 'tax'],
  'of a blocked one': ['advocate', 'housing'],
  admin: ['admin'],
  // Of everything, until it is taken away (`revoke`).
  revoked: ['admin', 'advocate', 'housing'],
}

export interface Cell {
  readonly session: SessionId
  readonly participant: string
  /** Whoever asks. */
  readonly asker: Client
  readonly account: Account | null
  /** For the front door for programs: of the session's users, or of nobody. */
  readonly bearer: string
  /** Whose screen it is. */
  readonly owner: Client
  /** Takes all privileges from `revoked`; nothing for the others. */
  revoke(): Promise<void>
}

export interface Client {
  readonly cookies: Map<string, string>
  request(method: string, path: string, more?: Asked): Promise<Response>
}

export interface Asked {
  readonly form?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
}

export function createClient(app: App, origin: string): Client {
  const cookies = new Map<string, string>()
  const address = randomBytes(6).toString('hex')
  return {
    cookies,
    async request(method, path, { form, headers = {} } = {}) {
      const request = new Request(origin + path, {
        method,
        headers: {
          cookie: cookieHeader(cookies),
          ...(method === 'POST' ? { origin } : {}),
          ...(headers['origin'] === undefined ? { 'sec-fetch-site': 'same-origin' } : {}),
          ...headers,
        },
        ...(method === 'POST' ? { body: new URLSearchParams(form ?? {}) } : {}),
      })
      const response = await app.fetch(request, { address })
      for (const cookie of response.headers.getSetCookie()) {
        const [pair = ''] = cookie.split(';')
        const at = pair.indexOf('=')
        cookies.set(pair.slice(0, at), pair.slice(at + 1))
      }
      return response
    },
  }
}

export function cookieHeader(cookies: ReadonlyMap<string, string>): string {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
}

export async function makeCell(
  world: { readonly app: App; readonly deps: Deps; readonly origin: string },
  kind: ActorKind,
): Promise<Cell> {
  const { app, deps, origin } = world
  const { store } = deps
  const owner = createClient(app, origin)
  const begun = await owner.request('GET', `/interview?i=${INTERVIEW}`)
  const session = must(
    /\/s\/([\w-]{22})$/.exec(begun.headers.get('location') ?? '')?.[1],
    `a session: ${begun.status}`,
  ) as SessionId
  await owner.request('GET', `/s/${session}`)
  const change = { action: 'change', arguments: { multiUser: true, operators: GROUP } }
  const action = Buffer.from(JSON.stringify(change)).toString('base64url')
  await owner.request('GET', `/s/${session}/action?action=${action}`)
  const room = must(await store.readRoom(session), 'the session just made')
  const participant = must(Object.keys(room.participants)[0], 'its first participant')

  const asker = kind === 'participant' ? owner : createClient(app, origin)
  if (kind === 'peer') {
    const share = deps.keyring.digest('share', session).slice(0, 22)
    await asker.request('GET', `/interview?i=${INTERVIEW}&session=${session}&share=${share}`)
  }
  const bearer = randomBytes(32).toString('base64url')
  if (kind === 'participant') {
    await store.bindVisitor(session, digestBearer(bearer), participant as never)
  }
  const privileges = PRIVILEGES[kind]
  const account = privileges === null ? null : await signIn(deps, asker, privileges)
  if (kind === 'of a blocked one' && account !== null) {
    const operator = { id: account.id, name: 'O' }
    const command = { type: 'block', participant: participant as never, operator } as const
    const id = encodeId(randomBytes(16)) as never
    await store.transact({ aggregate: { kind: 'room', id: session }, id, digest: '', command })
  }
  return {
    session,
    participant,
    asker,
    account,
    bearer,
    owner,
    async revoke() {
      if (kind !== 'revoked' || account === null) return
      await store.changeAccount(account.id, { privileges: ['user'] })
    },
  }
}

async function signIn(deps: Deps, client: Client, privileges: readonly string[]): Promise<Account> {
  const { store } = deps
  const id = must(parseAccountId(encodeId(randomBytes(16))), 'an id')
  const now = await store.now()
  const account: Account = {
    id,
    email: `${id.toLowerCase()}${randomBytes(4).toString('hex')}@example.org`,
    firstName: 'O',
    lastName: '',
    passwordHash: null,
    privileges,
    language: null,
    timezone: null,
    active: true,
    createdAt: now,
    secondFactorAt: null,
  }
  await store.createAccount(account)
  const secret = randomBytes(32).toString('base64url')
  const day = 86_400_000
  await store.createSignIn({
    digest: digestSecret(secret),
    account: id,
    createdAt: now,
    usedAt: now,
    expiresAt: now + day,
    endsAt: now + day,
    agent: '',
  })
  client.cookies.set('alongside', secret)
  return account
}

/** A row as it is written in the table: a sign for each of `ACTORS`, in their order. */
export async function rowOf(cell: (kind: ActorKind) => Promise<string>): Promise<string> {
  const signs: string[] = []
  for (const kind of ACTORS) signs.push(await cell(kind))
  return signs.join(' ')
}
