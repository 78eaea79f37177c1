/** Signing in by OpenID Connect, and the account's page of where it is connected (ACC2). */
import { networkOf } from '../accounts/guesses.ts'
import { ATTEMPT_MS, type OpenidProvider, type Purpose } from '../accounts/openid.ts'
import { must } from '../base/must.ts'
import type { Account } from '../store/account-store.ts'
import { text, type TextKey } from '../texts/text.ts'
import { createSecret, readCookie, setCookie } from './browser.ts'
import { readForm, type Form } from './forms.ts'
import { renderConnectionsPage, renderGoToProvider } from './pages/connections-page.ts'
import { renderSignInPage } from './pages/simple.ts'
import { createWindowLimit } from './rate-limit.ts'
import { giveProof, proofOf, provesOwner } from './proof.ts'
import { PATHS, url } from './routes.ts'
import { homeOf, letIn, nextPath, providersFor } from './signing-in.ts'
import {
  errorPage,
  frame,
  page,
  redirect,
  route,
  urlRoot,
  type Ask,
  type Site,
  type World,
} from './web.ts'
import { dayInWords } from './zoned-day.ts'

/** Attempts that one network address may begin, since each is a row in the store. */
const BEGINNINGS = { count: 60, windowMs: 10 * 60_000 } as const

export function addOpenidRoutes(world: World, site: Site): void {
  const { deps, accounts, openid, openidAccounts } = world
  const { settings } = deps
  const beginnings = createWindowLimit(world.timing, BEGINNINGS.count, BEGINNINGS.windowMs)

  route(world, site, 'GET', PATHS.openid, async (ask) => {
    const provider = providerOf(ask)
    if (provider === null) return errorPage(world, ask, 404, 'error.notFound')
    const next = nextPath(world, ask.req.query('next') ?? null)
    // Another site's link begins nothing: the person presses our own button.
    const from = ask.req.header('sec-fetch-site') ?? 'none'
    if (from !== 'same-origin' && from !== 'none') return redirect(ask, signInPath(next))
    if (beginnings.take(networkOf(ask.env.address ?? '')) > 0) {
      return signInPage(ask, text('openid.tooMany'), 429)
    }
    const begun = await begin(ask, provider, { next, link: null })
    if (begun.type === 'refused') return refuse(ask, provider, begun)
    return redirect(ask, begun.url)
  })

  route(world, site, 'GET', PATHS.openidCallback, async (ask) => {
    const provider = providerOf(ask)
    if (provider === null) return errorPage(world, ask, 404, 'error.notFound')
    const browser = readCookie(settings, ask.req.header('cookie') ?? null, 'openid') ?? ''
    const query = new URL(ask.req.url).searchParams
    const done = await openid.finish({ provider, browser, query })
    if (done.type === 'refused') return fail(ask, provider, done)
    const { person, purpose } = done
    if (purpose.prove !== undefined) {
      const own = ask.var.visitor.account
      const known = await deps.store.findIdentity(person)
      if (own === null || own.id !== purpose.prove) {
        return fail(ask, provider, { code: 'expired' })
      }
      if (known?.id !== own.id) return fail(ask, provider, { code: 'not-you' })
      await giveProof(world, ask, own)
      const connections = `${url(settings.root, PATHS.connections)}?proven`
      return redirect(ask, nextPath(world, purpose.next) ?? connections)
    }
    if (purpose.link !== null) {
      // Only whoever began it, and is signed in still.
      const own = ask.var.visitor.account
      if (own === null || own.id !== purpose.link) {
        return refuse(ask, provider, { code: 'expired' })
      }
      const linked = await openidAccounts.link(own.id, person)
      if (linked.type === 'refused') return refuse(ask, provider, linked)
      const { name } = provider
      await world.accountPost.tell(ask, { kind: 'connected', to: own.email, name })
      return redirect(ask, `${url(settings.root, PATHS.connections)}?done=${provider.id}`)
    }
    const matched = await openidAccounts.match(provider, person)
    if (matched.type === 'refused') return fail(ask, provider, matched)
    const to = nextPath(world, purpose.next) ?? homeOf(world, matched.account)
    return letIn(world, ask, await accounts.open(matched.account), to)
  })

  route(world, site, 'GET', PATHS.connections, (ask) => connectionsPage(ask, null))

  route(world, site, 'POST', PATHS.connections, async (ask) => {
    const form = await readForm(ask)
    if (form === null) return errorPage(world, ask, 400, 'error.badRequest')
    switch (form.get('do')?.[0] ?? '') {
      case 'connect':
        return connect(ask, form)
      case 'prove':
        return prove(ask, form)
      case 'disconnect': {
        const [issuer, subject] = [form.get('issuer')?.[0] ?? '', form.get('subject')?.[0] ?? '']
        const account = accountOf(ask).id
        const gone = await deps.store.unlinkIdentity({ issuer, subject, account })
        if (!gone) return connectionsPage(ask, text('connections.onlyWay'), 409)
        return redirect(ask, url(settings.root, PATHS.connections))
      }
      default:
        return errorPage(world, ask, 400, 'error.badRequest')
    }
  })

  async function connect(ask: Ask, form: Form): Promise<Response> {
    const account = accountOf(ask)
    const id = form.get('provider')?.[0]
    const provider = settings.openid.find((known) => known.id === id)
    if (provider === undefined) return errorPage(world, ask, 400, 'error.badRequest')
    const problem = await provesOwner(world, ask, form.get('password')?.[0] ?? '')
    if (problem !== null) return connectionsPage(ask, problem, 403)
    return goTo(ask, provider, { next: null, link: account.id })
  }

  /** A provider that knows them already is to ask all the same: the browser may have been left open. */
  async function prove(ask: Ask, form: Form): Promise<Response> {
    const account = accountOf(ask)
    const id = form.get('provider')?.[0]
    const provider = settings.openid.find((known) => known.id === id)
    if (provider === undefined) return errorPage(world, ask, 400, 'error.badRequest')
    const next = nextPath(world, form.get('next')?.[0] ?? null)
    return goTo(ask, provider, { next, link: null, prove: account.id })
  }

  async function goTo(ask: Ask, provider: OpenidProvider, purpose: Purpose): Promise<Response> {
    const { name } = provider
    const begun = await begin(ask, provider, purpose)
    if (begun.type === 'refused') {
      return connectionsPage(ask, text('openid.unreachable', { name }), 502)
    }
    return page(world, ask, renderGoToProvider({ ...frame(world, ask), name, to: begun.url }))
  }

  /** One cookie for all attempts of a browser: it may have several tabs on their way. */
  async function begin(ask: Ask, provider: OpenidProvider, purpose: Purpose) {
    const known = readCookie(settings, ask.req.header('cookie') ?? null, 'openid')
    const browser = known ?? createSecret(deps.random)
    const redirectUri =
      urlRoot(world, ask) + url(settings.root, pathOf(PATHS.openidCallback, provider))
    const begun = await openid.begin({ provider, browser, redirectUri, purpose })
    if (begun.type === 'go') {
      const cookie = setCookie(settings, 'openid', browser, ATTEMPT_MS / 1000)
      ask.header('set-cookie', cookie, { append: true })
    }
    return begun
  }

  /** ACC5: counted like a wrong password. That nobody can be asked is nobody's try. */
  async function fail(
    ask: Ask,
    provider: OpenidProvider,
    refused: { readonly code: RefusalCode; readonly reason?: string },
  ): Promise<Response> {
    if (refused.code !== 'unreachable') await world.signInFailures.note(null)
    return refuse(ask, provider, refused)
  }

  function refuse(
    ask: Ask,
    provider: OpenidProvider,
    { code, reason }: { readonly code: RefusalCode; readonly reason?: string },
  ): Response {
    deps.log('openid-refused', {
      provider: provider.id,
      code,
      ...(reason === undefined ? {} : { reason }),
    })
    const { name } = provider
    const status = code === 'unreachable' ? 502 : 403
    return signInPage(ask, text(`openid.${code}`, { name }), status)
  }

  function signInPage(ask: Ask, problem: string, status: number): Response {
    const html = renderSignInPage({
      ...frame(world, ask),
      email: '',
      next: null,
      problem,
      mayRegister: settings.allowRegistration,
      providers: providersFor(world, null),
    })
    return page(world, ask, html, status)
  }

  async function connectionsPage(
    ask: Ask,
    problem: string | null,
    status = 200,
  ): Promise<Response> {
    const account = accountOf(ask)
    const held = await deps.store.listIdentities(account.id)
    const timeZone = account.timezone ?? settings.timezone
    const date = (moment: number): string => dayInWords(moment, timeZone)
    const done = settings.openid.find(({ id }) => id === ask.req.query('done'))
    const connected = done === undefined ? null : text('connections.done', { name: done.name })
    const hasProven = ask.req.query('proven') !== undefined
    const html = renderConnectionsPage({
      ...frame(world, ask),
      connected: held.map(({ issuer, subject, linkedAt }) => ({
        name: settings.openid.find((one) => one.issuer === issuer)?.name ?? issuer,
        issuer,
        subject,
        since: date(linkedAt),
        provider: settings.openid.find((one) => one.issuer === issuer)?.id ?? null,
      })),
      others: settings.openid.filter(({ issuer }) => !held.some((one) => one.issuer === issuer)),
      proof: await proofOf(world, ask),
      next: nextPath(world, ask.req.query('for') ?? null),
      done: hasProven ? text('proof.done') : connected,
      problem,
    })
    return page(world, ask, html, status)
  }

  function providerOf(ask: Ask): OpenidProvider | null {
    const id = ask.req.param('provider')
    return settings.openid.find((provider) => provider.id === id) ?? null
  }

  function signInPath(next: string | null): string {
    const path = url(settings.root, PATHS.signIn)
    return next === null ? path : `${path}?next=${encodeURIComponent(next)}`
  }

  function accountOf(ask: Ask): Account {
    return must(ask.var.visitor.account, 'the access rule asks for an account')
  }
}

type RefusalCode = TextKey extends infer key
  ? key extends `openid.${infer code}`
    ? Exclude<code, 'signIn' | 'or' | 'tooMany'>
    : never
  : never

function pathOf(path: string, provider: OpenidProvider): string {
  return path.replace(':provider', provider.id)
}
