/** What every route shares: who asks, the headers of the answer, the pages that say why not. */
import type { Readable } from 'node:stream'
import { Hono, type Context } from 'hono'
import type { TextKey } from '../texts/text.ts'
import { text } from '../texts/text.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { OpenidAccounts } from '../accounts/openid-accounts.ts'
import type { OpenidClient } from '../accounts/openid.ts'
import type { SecondFactors } from '../accounts/second-factor.ts'
import type { MailedLinks } from '../accounts/mailed-links.ts'
import type { AccountPost } from './account-post.ts'
import { access, isRoute, ROUTE_VERBS, type Verb } from './access.ts'
import {
  baseHeaders,
  createSecret,
  digestSecret,
  framePolicy,
  isOwnPage,
  ownOrigin,
  pagePolicy,
  setCookie,
} from './browser.ts'
import type { Deps } from './deps.ts'
import type { Door } from './door.ts'
import type { InterviewFlow } from './interview-flow.ts'
import { renderErrorPage, type ErrorPageInput } from './pages/simple.ts'
import { errorName, type RoomShell } from './room-shell.ts'
import { PATHS, url } from './routes.ts'
import type { FileKeeper } from './file-keeper.ts'
import type { FileLinks } from './file-links.ts'
import type { Post } from './post.ts'
import type { AuthorNotices } from './author-notices.ts'
import type { Connections } from './connection.ts'
import type { SignInFailures } from './sign-in-failures.ts'
import type { SignInUse } from './sign-in-use.ts'
import type { KeyedLimit } from './rate-limit.ts'
import type { Timing } from './timing.ts'
import { drain, mostBytes, readableOf } from './upload-body.ts'
import { withNext, type PageInput } from './pages/shell.ts'
import {
  actorOf,
  actorOfVisitor,
  mayHaveFactor,
  nameOf,
  readProgram,
  readVisitor,
  type Visitor,
} from './visitor.ts'
import { JoinOver, SessionGone } from './session-gone.ts'

/** Of a form without files; one with files is read as it arrives (`upload.ts`). */
export const MAX_FORM_BYTES = 1024 * 1024
const MAX_DRAINED_BYTES = 16 * MAX_FORM_BYTES
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST'])
export const VISITOR_COOKIE_SECONDS = 400 * 24 * 60 * 60

export interface Env {
  Bindings: { readonly address?: string }
  /** `body`: of a POST, but for a form with files: that is `upload`, and still arriving. */
  Variables: {
    visitor: Visitor
    nonce: string
    body: Uint8Array<ArrayBuffer>
    upload: Readable | null
  }
}
export type Ask = Context<Env>
export type Site = Hono<Env>

/** What the routes are made from. */
export interface World {
  readonly deps: Deps
  readonly timing: Timing
  readonly shell: RoomShell
  readonly door: Door
  readonly flow: InterviewFlow
  readonly accounts: Accounts
  readonly factors: SecondFactors
  readonly mailedLinks: MailedLinks
  readonly accountPost: AccountPost
  readonly signInUse: SignInUse
  readonly signInFailures: SignInFailures
  readonly notices: AuthorNotices
  readonly connections: Connections
  readonly openid: OpenidClient
  readonly openidAccounts: OpenidAccounts
  readonly keeper: FileKeeper
  readonly links: FileLinks
  /** New sessions from one address. */
  readonly starts: KeyedLimit
  /** Queues mails: to be sent soon, once for each key. */
  readonly post: Post
}

export function createSite(world: World): Site {
  const { deps } = world
  const { settings } = deps
  const site: Site = new Hono<Env>({ getPath: (request) => pathBelow(settings.root, request) })

  site.use(async (ask, next) => {
    ask.set('nonce', Buffer.from(deps.random(16)).toString('base64url'))
    await next()
    const { headers } = ask.res
    const base = baseHeaders(settings, ask.req.header('host') ?? null)
    for (const [name, value] of Object.entries(base)) {
      if (!headers.has(name)) headers.set(name, value)
    }
  })
  site.use(async (ask, next) => {
    const { method } = ask.req
    if (!METHODS.has(method)) return errorPage(world, ask, 404, 'error.notFound')
    ask.set('upload', null)
    if (method === 'POST' && isUpload(ask) && ask.req.raw.body !== null) {
      const upload = readableOf(ask.req.raw.body)
      ask.set('upload', upload)
      await next()
      return drain(upload, mostBytes(settings.uploads))
    }
    if (method === 'POST') {
      const body = await readBody(ask.req.raw)
      if (body === null) return errorPage(world, ask, 413, 'error.tooLarge')
      ask.set('body', body)
    }
    await next()
  })
  site.use(async (ask, next) => {
    if (isForPrograms(ask)) {
      ask.set('visitor', readProgram(ask.req.header('authorization') ?? null))
      return next()
    }
    if (deps.telephony !== null && isCall(ask)) {
      ask.set('visitor', readProgram(null))
      return next()
    }
    if (ask.req.method === 'POST' && !isOwnPage(settings, ask.req.raw.headers)) {
      return wrongOrigin(world, ask)
    }
    ask.set('visitor', await readVisitor(deps.store, settings, ask.req.header('cookie') ?? null))
    const { signIn } = ask.var.visitor
    if (signIn !== null) world.signInUse.used(signIn)
    await next()
  })
  site.notFound((ask) => errorPage(world, ask, 404, 'error.notFound'))
  site.onError((error, ask) => {
    if (error instanceof SessionGone) return errorPage(world, ask, 404, 'error.unknownSession')
    if (error instanceof JoinOver) return errorPage(world, ask, 403, 'error.joinOver')
    deps.log('request-failed', { error: errorName(error), path: routeOf(ask) })
    if (settings.development) deps.log('request-failed-detail', { stack: stackOf(error) })
    return errorPage(world, ask, 500, 'error.failure')
  })
  return site
}

/**
 * The body whole, whether its length was said before or not; null when it is too large. A browser
 * that is still sending does not read the answer: what is not absurd is taken and dropped.
 */
async function readBody(request: Request): Promise<Uint8Array<ArrayBuffer> | null> {
  if (request.body === null) return new Uint8Array()
  const parts: Uint8Array[] = []
  let taken = 0
  for await (const part of request.body) {
    taken += part.length
    if (taken > MAX_DRAINED_BYTES) return null
    if (taken <= MAX_FORM_BYTES) parts.push(part)
  }
  return taken > MAX_FORM_BYTES ? null : new Uint8Array(Buffer.concat(parts))
}

/** The answer to a screen, which may hold files. */
function isUpload(ask: Ask): boolean {
  const type = ask.req.header('content-type') ?? ''
  const takesFiles = /^\/s\/[\w-]{22}$/.test(ask.req.path) || ask.req.path === PATHS.jsonQuestion
  return takesFiles && /^multipart\/form-data\b/i.test(type)
}

/** SES5: JSON in and out, and never a cookie. */
function isForPrograms(ask: Ask): boolean {
  return ask.req.path.startsWith('/api/')
}

/** PHN8: from the provider of telephony, which has no cookie and no origin, but a signature. */
function isCall({ req }: Ask): boolean {
  return req.method === 'POST' && (req.path === PATHS.voice || req.path.startsWith('/voice/'))
}

/** Routes are written without the root; what lies outside of it is nothing of ours. */
function pathBelow(root: string, request: Request): string {
  const { pathname } = new URL(request.url)
  if (`${pathname}/` === root) return '/'
  if (!pathname.startsWith(root)) return '/outside of the root'
  const path = pathname.slice(root.length - 1)
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}

/** What stands round every plain page of this person. */
export function frame(world: World, ask: Ask): PageInput {
  const { root, brand } = world.deps.settings
  // What is refused before anybody asks who it is has no visitor.
  const visitor: Visitor | undefined = ask.var.visitor
  const { account, halfway } = visitor ?? { account: null, halfway: null }
  const actor = actorOf(account)
  const person = account ?? halfway
  return {
    root,
    brand,
    assets: world.deps.assets,
    nonce: ask.var.nonce,
    person: { name: person === null ? null : nameOf(person) },
    mayHaveFactor: person !== null && mayHaveFactor(world.deps.settings, person),
    mayConnect: account !== null && world.deps.settings.openid.length > 0,
    mayMonitor: access(actor, 'monitor', { kind: 'server' }) === 'allowed',
    mayAdminister: access(actor, 'administer', { kind: 'server' }) === 'allowed',
  }
}

/** Where only the server itself is asked for: what `ROUTE_VERBS` says of the route, or an error page. */
export function guard(world: World, ask: Ask, verb: Verb): Response | null {
  const verdict = access(actorOfVisitor(ask.var.visitor), verb, { kind: 'server' })
  switch (verdict) {
    case 'allowed':
      return null
    case 'hidden':
      return errorPage(world, ask, 404, 'error.notFound')
    case 'refused':
      return isAnonymous(ask)
        ? signInFirst(world, ask)
        : errorPage(world, ask, 403, 'error.forbidden')
  }
}

function isAnonymous(ask: Ask): boolean {
  return ask.var.visitor.account === null && ask.var.visitor.halfway === null
}

/** Signed out meanwhile, or come by a bookmark: the way on is signing in, and back to the same page. */
function signInFirst(world: World, ask: Ask): Response {
  const { root } = world.deps.settings
  const { pathname, search } = new URL(ask.req.url)
  const next = ask.req.method === 'GET' ? pathname + search : null
  const to = withNext(url(root, PATHS.signIn), next)
  const link = { url: to, label: text('common.signIn') }
  return errorPage(world, ask, 403, 'error.signInFirst', { link })
}

/** Registers a route under its verb; one that has no row in `ROUTE_VERBS` does not come to be. */
export function route(
  world: World,
  site: Site,
  method: 'GET' | 'POST',
  path: string,
  answer: (ask: Ask) => Response | Promise<Response>,
): void {
  const name = `${method} ${path}`
  if (!isRoute(name)) throw new Error(`no access rule for ${name}`)
  const verb: Verb = ROUTE_VERBS[name]
  const isServers = verb === 'read-public' || verb === 'start'
  const isSession = /^\/(?:s|api\/session)\//.test(path) && !isServers
  site.on(method, path, async (ask) => {
    // Sessions have a door of their own, which asks with the room in hand.
    const refusal = isSession ? null : guard(world, ask, verb)
    return leadToFactor(world, ask, path) ?? refusal ?? answer(ask)
  })
}

/** What is open before a second factor that is owed: the way to it, and the way out. */
const OPEN_BEFORE_FACTOR: ReadonlySet<string> = new Set([
  PATHS.secondFactor,
  PATHS.signOut,
  PATHS.signIn,
  PATHS.signInCode,
  PATHS.signInLink,
  PATHS.openid,
  PATHS.openidCallback,
  PATHS.static,
  PATHS.packageFile,
  PATHS.health,
])

/** ACC2: whoever has to set up a second factor is led there from everywhere else. */
function leadToFactor(world: World, ask: Ask, path: string): Response | null {
  if (ask.var.visitor.halfway === null || OPEN_BEFORE_FACTOR.has(path)) return null
  if (ask.req.method !== 'GET' || wantsJson(ask)) {
    return errorPage(world, ask, 403, 'error.needsFactor')
  }
  return redirect(ask, url(world.deps.settings.root, PATHS.secondFactor))
}

export function page(world: World, ask: Ask, html: string, status = 200): Response {
  const { settings } = world.deps
  const origin = ownOrigin(settings, ask.req.header('host') ?? null)
  return respond(ask, html, status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': pagePolicy(origin, ask.var.nonce),
  })
}

export function framePage(world: World, ask: Ask, html: string): Response {
  const origin = ownOrigin(world.deps.settings, ask.req.header('host') ?? null)
  return respond(ask, html, 200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': framePolicy(origin),
  })
}

export function errorPage(
  world: World,
  ask: Ask,
  status: number,
  key: ErrorKey,
  more: {
    readonly values?: Record<string, string | number>
    readonly detail?: string
    readonly link?: ErrorPageInput['link']
  } = {},
): Response {
  const title = text(`${key}.title`)
  const message = text(`${key}.message`, more.values)
  if (wantsJson(ask) || isForPrograms(ask))
    return ask.json({ type: 'error', status, title, message }, asStatus(status))
  const detail = more.detail === undefined ? {} : { detail: more.detail }
  return page(
    world,
    ask,
    renderErrorPage({
      ...frame(world, ask),
      status,
      title,
      message,
      ...detail,
      link: more.link ?? null,
    }),
    status,
  )
}

type ErrorKey = TextKey extends infer key
  ? key extends `${infer name}.title`
    ? name extends `error.${string}`
      ? name
      : never
    : never
  : never

export function redirect(ask: Ask, url: string): Response {
  return ask.redirect(url, 303)
}

/** The page's script asks so; browsers that navigate do not. */
export function wantsJson(ask: Ask): boolean {
  return (ask.req.header('accept') ?? '').includes('application/json')
}

/** The visitor, whose browser gets its cookie now if it has none. */
export function knownVisitor(world: World, ask: Ask): Visitor {
  const { visitor } = ask.var
  if (visitor.browser !== null) return visitor
  const secret = createSecret(world.deps.random)
  ask.header(
    'set-cookie',
    setCookie(world.deps.settings, 'visitor', secret, VISITOR_COOKIE_SECONDS),
    { append: true },
  )
  const known = { ...visitor, browser: digestSecret(secret) }
  ask.set('visitor', known)
  return known
}

/** Absolute address of the server as this browser knows it, without a slash at its end. */
export function urlRoot(world: World, ask: Ask): string {
  return ownOrigin(world.deps.settings, ask.req.header('host') ?? null) ?? 'http://localhost'
}

function wrongOrigin(world: World, ask: Ask): Response {
  const used = ask.req.header('origin') ?? ''
  const expected = urlRoot(world, ask)
  world.deps.log('wrong-origin', { used, expected, path: routeOf(ask) })
  return errorPage(world, ask, 403, 'error.origin')
}

function respond(ask: Ask, body: string, status: number, headers: Record<string, string>) {
  return ask.body(body, asStatus(status), headers)
}

/** Hono's type for a status is a union of numbers; ours are written in the code. */
function asStatus(status: number): 200 {
  return status as 200
}

/** The pattern, not the path: that may hold what nobody else should know. */
function routeOf(ask: Ask): string {
  return ask.req.routePath
}

function stackOf(error: Error): string {
  return (error.stack ?? '').split('\n').slice(1, 6).join(' | ')
}
