/** Whoever calls the server's number, and Twilio between them: real requests, signed by its own library. */
import { must } from '../../base/must.ts'
import { parseE164 } from '../../base/e164.ts'
import type { DialFate, Fields } from '../../phone/phone.ts'
import { openTelephony } from '../../phone/telephony.ts'
import {
  ACCOUNT_SID,
  AUTH_TOKEN,
  callFields,
  callSid,
  overFields,
  sign,
  statusFields,
} from '../../phone/testing/twilio-company.ts'
import { parseTwiml, said, textOf, type Verb } from '../../phone/testing/twiml.ts'
import { spokenPhrases } from '../../texts/spoken.ts'
import type { Settings } from '../settings.ts'
import { operatorAtWork, say, userAtWork, viewWhere, type Page } from './scene.ts'
import { startTestServer, type TestServer, type TestServerOptions } from './test-server.ts'

export const PUBLIC = 'https://help.example.org'
export const SERVER_NUMBER = '+12762410114'
/** Of the operator: what nobody else may ever be told. */
export const CANARY = '+4915112345678'

export const SPOKEN = spokenPhrases('en', {}, null).phrases

export interface PhoneServerOptions extends TestServerOptions {
  /** False: without `auth token`. */
  readonly signed?: boolean
  readonly callsPerDay?: number
  /** ISO codes; every country without. */
  readonly countries?: readonly string[]
  /** The stand-in takes the calls. */
  readonly standIn?: boolean
}

export async function startPhoneServer(options: PhoneServerOptions = {}): Promise<TestServer> {
  const number = must(parseE164(SERVER_NUMBER), 'a number')
  const token = options.signed === false ? null : AUTH_TOKEN
  const open = await openTelephony({
    account: options.standIn === true ? null : { sid: ACCOUNT_SID, token },
    number,
    countries: options.countries ?? null,
    ...spokenPhrases('en', {}, null),
    secret: 'by chance',
  })
  // Browsers of these tests come by the server's own port.
  const allowedOrigins: string[] = []
  const settings: Partial<Settings> = {
    urlRoot: PUBLIC,
    allowedOrigins,
    phone: {
      line: {
        number,
        display: open.display,
        callsPerDay: options.callsPerDay ?? 30,
        timeLimitS: 3600,
      },
      parse: (typed) => open.parse(typed),
    },
    ...options.settings,
  }
  const server = await startTestServer({ ...options, telephony: open.telephony, settings })
  allowedOrigins.push(server.origin)
  return server
}

/** What somebody heard; `dialled`: the operator's number. */
export interface Heard {
  readonly status: number
  readonly body: string
  readonly verbs: readonly Verb[]
  readonly said: readonly string[]
  readonly dialled: string | null
}

export interface Asking {
  readonly method?: string
  /** As the company believes to have asked; null: not signed. */
  readonly signedFor?: string | null
  readonly token?: string
  /** In place of the ones that were signed. */
  readonly fields?: Fields
  readonly headers?: Readonly<Record<string, string>>
}

/** A request as Twilio makes it, but for what `asking` changes. */
export async function askVoice(
  server: TestServer,
  path: string,
  fields: Fields,
  asking: Asking = {},
): Promise<Heard> {
  const { method = 'POST', signedFor = PUBLIC + path, token } = asking
  const body = new URLSearchParams(asking.fields ?? fields)
  const response = await fetch(server.origin + path, {
    method,
    ...(method === 'GET' || method === 'HEAD' ? {} : { body }),
    headers: {
      'user-agent': 'TwilioProxy/1.1',
      ...(signedFor === null ? {} : { 'x-twilio-signature': sign(signedFor, fields, token) }),
      ...asking.headers,
    },
  })
  return heardOf(response)
}

async function heardOf(response: Response): Promise<Heard> {
  const body = await response.text()
  const isScript = response.headers.get('content-type')?.startsWith('text/xml') === true
  const verbs = isScript ? parseTwiml(body) : []
  return { status: response.status, body, verbs, said: said(verbs), dialled: dialledIn(verbs) }
}

function dialledIn(verbs: readonly Verb[]): string | null {
  const dial = verbs.find(({ name }) => name === 'Dial')
  const inner = dial?.children.find((child) => typeof child !== 'string')
  return inner === undefined ? null : textOf(inner)
}

export interface Caller {
  readonly call: string
  begin(): Promise<Heard>
  press(digits: string, attempt?: number): Promise<Heard>
  /** Of the call to the operator. */
  status(fate: DialFate): Promise<Heard>
  over(fate: 'ended' | 'busy' | 'no-answer' | 'failed'): Promise<Heard>
}

export function caller(server: TestServer, from = '+442079460123', call = callSid()): Caller {
  return {
    call,
    begin: () => askVoice(server, '/voice', callFields(call, { from })),
    press: (digits, attempt = 1) =>
      askVoice(server, `/voice/digits?try=${attempt}`, callFields(call, { from, digits })),
    status: (fate) => askVoice(server, '/voice/status', statusFields(call, fate)),
    over: (fate) => askVoice(server, '/voice/over', { ...overFields(call, fate), From: from }),
  }
}

/** An operator with a number and a user to whom they offer a call. */
export async function offered(server: TestServer, answers: Readonly<Record<string, unknown>> = {}) {
  const operator = await operatorAtWork(server)
  await say(operator.monitor, { type: 'set-phone', number: CANARY })
  const user = await userAtWork(server, answers)
  const entry = { session: user.session, participant: await participantOf(server, user.session) }
  await say(operator.monitor, { type: 'offer-call', ...entry })
  return { ...operator, ...user, entry, code: await codeOf(user.page) }
}

export async function participantOf(server: TestServer, session: string): Promise<string> {
  const room = await server.deps.store.readRoom(session as never)
  return must(Object.keys(room?.participants ?? {})[0], 'the one who began it')
}

/** Of the offer, come or to come, that this page is told of. */
export async function codeOf(page: Page): Promise<string> {
  const view = await viewWhere(page, ({ phone }) => (phone?.offers.length ?? 0) > 0)
  return must(view.phone?.offers[0]?.code, 'looked for above')
}

/** A code of the same length that nobody has been given. */
export function wrongCode(right: string, by = 1): string {
  const length = right.length
  return String((Number(right) + by) % 10 ** length).padStart(length, '0')
}

let callers = 0
/** Nobody who has called before. */
export function someone(): string {
  return `+4420794${String(60_000 + callers++).slice(-5)}`
}
