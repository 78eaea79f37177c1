/** Signing in and out, one-time links, the own password (ACC1). */
import { MIN_PASSWORD_LENGTH } from '../accounts/accounts.ts'
import { must } from '../base/must.ts'
import { text } from '../texts/text.ts'
import { readCookie, setCookie } from './browser.ts'
import { readForm } from './forms.ts'
import { renderLinkPage, renderPasswordPage, renderSignInPage } from './pages/simple.ts'
import { createWindowLimit } from './rate-limit.ts'
import { PATHS, url } from './routes.ts'
import { homeOf, letIn, nextPath } from './signing-in.ts'
import { errorPage, frame, page, redirect, route, type Ask, type Site, type World } from './web.ts'

/** Attempts to sign in for one e-mail address, and from one network address. */
const ATTEMPTS = { email: 10, address: 60, windowMs: 10 * 60_000 } as const

export function addAccountRoutes(world: World, site: Site): void {
  const { deps, accounts } = world
  const { settings } = deps
  const byEmail = createWindowLimit(world.timing, ATTEMPTS.email, ATTEMPTS.windowMs)
  const byAddress = createWindowLimit(world.timing, ATTEMPTS.address, ATTEMPTS.windowMs)

  route(world, site, 'GET', PATHS.signIn, (ask) =>
    signInPage(ask, { email: '', next: ask.req.query('next') ?? null, problem: null }),
  )

  route(world, site, 'POST', PATHS.signIn, async (ask) => {
    const form = await readForm(ask)
    if (form === null) return errorPage(world, ask, 400, 'error.badRequest')
    const email = form.get('email')?.[0] ?? ''
    const next = form.get('next')?.[0] ?? null
    const wait = Math.max(
      byEmail.take(email.trim().toLowerCase()),
      byAddress.take(ask.env.address ?? ''),
    )
    if (wait > 0) {
      const problem = text('signIn.tooMany', { count: Math.ceil(wait / 60_000) })
      return signInPage(ask, { email, next, problem }, 429)
    }
    const done = await accounts.signIn(email, form.get('password')?.[0] ?? '')
    if (done.type === 'refused') {
      return signInPage(ask, { email, next, problem: text('signIn.wrong') }, 403)
    }
    return letIn(world, ask, done, nextPath(world, next) ?? homeOf(world, done.account))
  })

  route(world, site, 'POST', PATHS.signOut, async (ask) => {
    await signOutBrowser(world, ask)
    return redirect(ask, settings.root)
  })

  route(world, site, 'GET', PATHS.signInLink, async (ask) => {
    const token = ask.req.query('token') ?? ''
    const link = await accounts.findLink(token)
    const account = link === null ? null : await deps.store.findAccount(link.account)
    if (link === null || account === null) return errorPage(world, ask, 410, 'error.usedLink')
    const { email } = account
    return page(
      world,
      ask,
      renderLinkPage({ ...frame(world, ask), token, purpose: link.purpose, email }),
    )
  })

  route(world, site, 'POST', PATHS.signInLink, async (ask) => {
    const form = await readForm(ask)
    const done = await accounts.takeLink(form?.get('token')?.[0] ?? '')
    if (done === null) return errorPage(world, ask, 410, 'error.usedLink')
    const hasPassword = done.account.passwordHash !== null
    const to = hasPassword ? homeOf(world, done.account) : url(settings.root, PATHS.password)
    return letIn(world, ask, done, to)
  })

  route(world, site, 'GET', PATHS.password, (ask) => passwordPage(ask, null))

  route(world, site, 'POST', PATHS.password, async (ask) => {
    const form = await readForm(ask)
    if (form === null) return errorPage(world, ask, 400, 'error.badRequest')
    const account = must(ask.var.visitor.account, 'the access rule asks for an account')
    const [present = '', password = '', again = ''] = ['present', 'password', 'again'].map(
      (name) => form.get(name)?.[0] ?? '',
    )
    if (account.passwordHash !== null) {
      const wait = byEmail.take(account.email)
      if (wait > 0) {
        return passwordPage(ask, text('signIn.tooMany', { count: Math.ceil(wait / 60_000) }))
      }
      if (!(await deps.passwords.verify(present, account.passwordHash))) {
        return passwordPage(ask, text('password.wrong'))
      }
    }
    if (password !== again) return passwordPage(ask, text('password.different'))
    const set = await accounts.setPassword(account.id, password)
    if (set.type === 'refused') return passwordPage(ask, text(`password.${set.code}`))
    // The old sign-ins have ended, this browser's too.
    return letIn(world, ask, await accounts.admit(account), homeOf(world, account))
  })

  function signInPage(
    ask: Ask,
    shown: {
      readonly email: string
      readonly next: string | null
      readonly problem: string | null
    },
    status = 200,
  ): Response {
    return page(world, ask, renderSignInPage({ ...frame(world, ask), ...shown }), status)
  }

  function passwordPage(ask: Ask, problem: string | null): Response {
    const account = must(ask.var.visitor.account, 'the access rule asks for an account')
    const html = renderPasswordPage({
      ...frame(world, ask),
      email: account.email,
      asksPresent: account.passwordHash !== null,
      minLength: MIN_PASSWORD_LENGTH,
      problem,
    })
    return page(world, ask, html, problem === null ? 200 : 422)
  }
}

export async function signOutBrowser(world: World, ask: Ask): Promise<void> {
  const { settings } = world.deps
  const secret = readCookie(settings, ask.req.header('cookie') ?? null, 'signIn')
  if (secret !== null) await world.accounts.signOut(secret)
  ask.header('set-cookie', setCookie(settings, 'signIn', null), { append: true })
  // What was begun in this browser before is no longer opened by it: somebody else may use it now.
  ask.header('set-cookie', setCookie(settings, 'visitor', null), { append: true })
}
