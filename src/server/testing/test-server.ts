/** A whole server on a port of its own, with the scripted interview. */
import { randomBytes } from 'node:crypto'
import { createAccounts } from '../../accounts/accounts.ts'
import { SIGN_IN_LIFETIME } from '../../accounts/sign-ins.ts'
import { encodeId, parseProcessId } from '../../base/id.ts'
import { must } from '../../base/must.ts'
import type { Bus } from '../../bus/bus.ts'
import { createInProcessFabric } from '../../bus/in-process.ts'
import type { Evaluators } from '../../evaluators/evaluators.ts'
import type { Files } from '../../files/files.ts'
import { memoryFiles } from '../../files/testing/memory-files.ts'
import { createNoMailer } from '../../mail/no-mailer.ts'
import type { Mailer } from '../../mail/mailer.ts'
import { openSqliteStore } from '../../store/sqlite.ts'
import type { Telephony } from '../../phone/phone.ts'
import type { Store } from '../../store/store.ts'
import type { Deps } from '../deps.ts'
import { listen } from '../listen.ts'
import { createKeyring } from '../seal.ts'
import type { Settings } from '../settings.ts'
import type { Timing } from '../timing.ts'
import { scriptedEvaluators } from './scripted-interview.ts'

export const INTERVIEW = 'test.yml'
const KEY = randomBytes(32)

export const TEST_SETTINGS: Settings = {
  urlRoot: null,
  root: '/',
  behindHttpsLoadBalancer: false,
  allowedOrigins: [],
  timezone: 'UTC',
  language: 'en',
  brand: 'Test',
  minimumConsent: 'author',
  operatorLimits: {},
  mailsPerSession: 60,
  mailsPerHour: 1_000,
  development: false,
  retention: { days: 0, byInterview: new Map() },
  allowRegistration: true,
  signIns: SIGN_IN_LIFETIME,
  uploads: { requestBytes: 4_000_000, fileBytes: 2_000_000, sessionBytes: 6_000_000 },
  secondFactor: { allowedFor: null, requiredFor: [] },
  openid: [],
  phone: null,
}

export interface TestServer {
  readonly origin: string
  readonly deps: Deps
  /** Events that the server logged, with their fields. */
  readonly logged: (readonly [string, unknown])[]
  createOperator(email: string, firstName?: string, privileges?: readonly string[]): Promise<void>
  /** As kill -9 would: no farewell, nothing written. */
  drop(): Promise<void>
  /** Closes store and bus too, unless they were given. */
  close(): Promise<void>
}

export interface TestServerOptions {
  readonly store?: Store
  readonly bus?: Bus
  readonly files?: Files
  /** Without it, mails stay in the outbox. */
  readonly mailer?: Mailer
  readonly telephony?: Telephony
  /** Files of the interview's package. */
  readonly statics?: Readonly<Record<string, { readonly body: Uint8Array; readonly type: string }>>
  /** In place of the scripted interview: of those who take the interview as it is written. */
  readonly evaluators?: Evaluators
  readonly yaml?: string
  readonly settings?: Partial<Settings>
  /** Of limits, heartbeats and polls; without it, the system's. */
  readonly timing?: Timing
  /** Of the interview's files, as they are now. */
  readonly hash?: () => string
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const store = options.store ?? (await openSqliteStore({ file: ':memory:' }))
  const bus = options.bus ?? createInProcessFabric().connect()
  const random = (bytes: number): Uint8Array => randomBytes(bytes)
  const { hash = () => 'h1' } = options
  const logged: (readonly [string, unknown])[] = []
  const settings: Settings = { ...TEST_SETTINGS, ...options.settings }
  const passwords = {
    hash: async (password: string) => `plain:${password}`,
    verify: async (password: string, hash: string | null) => hash === `plain:${password}`,
  }
  const deps: Deps = {
    process: must(parseProcessId(encodeId(random(16))), 'a process id'),
    store,
    bus,
    files: options.files ?? memoryFiles(),
    mailer: options.mailer ?? createNoMailer(),
    telephony: options.telephony ?? null,
    evaluators: options.evaluators ?? scriptedEvaluators(),
    library: {
      list: async () => [{ path: INTERVIEW, title: 'Test interview' }],
      find: async (path) =>
        path === INTERVIEW
          ? { path, hash: hash(), yaml: options.yaml ?? '', includes: {}, modules: {} }
          : null,
      readStatic: async (_path, name) => options.statics?.[name] ?? null,
    },
    keyring: createKeyring({ keys: [{ id: 'k', bytes: KEY }], currentId: 'k', random }),
    passwords,
    settings,
    facts: { version: '0', runtime: 'Node', bus: 'process', sandbox: 'auto' },
    log: (event, fields) => logged.push([event, fields]),
    random,
    assets: { url: (name) => `static/${name}`, read: () => null },
  }
  const server = await listen(deps, { port: 0, host: '127.0.0.1' }, options.timing)
  const accounts = createAccounts({ store, passwords, random, now: () => store.now() })
  return {
    origin: `http://127.0.0.1:${server.port}`,
    deps,
    logged,
    async createOperator(email, firstName = 'Olivia', privileges = ['advocate']) {
      const made = await accounts.createAccount({
        email,
        firstName,
        lastName: 'Operator',
        privileges,
      })
      if (made.type === 'created') await accounts.setPassword(made.account.id, PASSWORD)
    },
    drop: () => server.close(),
    async close() {
      await server.close()
      if (options.bus === undefined) await bus.close()
      if (options.store === undefined) await store.close()
    },
  }
}

export const PASSWORD = 'a calm blue harbour'
