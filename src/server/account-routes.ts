/** Signing in and out, one-time links, the own password (ACC1). */
import { must } from '../base/must.ts'
import type { Account, LinkPurpose } from '../store/account-store.ts'
import { text } from '../texts/text.ts'
import { readForm, type Form } from './forms.ts'
import { renderLinkPage, renderNewPasswordPage } from './pages/account-pages.ts'
import { withNext } from './pages/shell.ts'
import { renderPasswordPage, renderSignInPage } from './pages/simple.ts'
import { guessed, proofOf, provesOwner, waitText } from './proof.ts'
import { PATHS, url } from './routes.ts'
import { homeOf, letIn, nextPath, providersFor, signOutBrowser } from './signing-in.ts'
import { errorPage, frame, page, redirect, route, type Ask, type Site, type World } from './web.ts'
import { normalizeEmail } from '../accounts/email.ts'
import { MIN_PASSWORD_LENGTH } from '../accounts/password-rules.ts'

export function addAccountRoutes(world: World, site: Site): void {
  const { deps, accounts, mailedLinks } = world
  const { settings, store } = deps

  route(world, site, 'GET', PATHS.signIn, (ask) =>
    signInPage(ask, { email: '', next: ask.req.query('next') ?? null, problem: null }),
  )

  route(world, site, 'POST', PATHS.signIn, async (ask) => {
    const form = await readForm(ask)
    if (form === null) return errorPage(world, ask, 400, 'error.badRequest')
    const email = valueOf(form, 'email')
    const next = form.get('next')?.[0] ?? null
    const guess = await guessed(world, ask, email)
    if (guess.wait > 0) {
      return signInPage(ask, { email, next, problem: waitText(guess.wait) }, 429)
    }
    const done = await accounts.checkPassword(email, valueOf(form, 'password'))
    if (done.type === 'refused') {
      // Looked for whether there is such an account or not: nobody learns it by the time it takes.
      await world.signInFailures.note(await store.findAccountByEmail(normalizeEmail(email)))
      return signInPage(ask, { email, next, problem: text('signIn.wrong') }, 403)
    }
    await guess.right()
    const opened = await accounts.open(done.account)
    return letIn(world, ask, opened, nextPath(world, next) ?? homeOf(world, done.account))
  })

  route(world, site, 'POST', PATHS.signOut, async (ask) => {
    await signOutBrowser(world, ask)
    return redirect(ask, settings.root)
  })

  route(world, site, 'GET', PATHS.signInLink, (ask) =>
    linkPage(ask, ask.req.query('token') ?? '', null),
  )

  route(world, site, 'POST', PATHS.signInLink, async (ask) => {
    const form = await readForm(ask)
    if (form === null) return errorPage(world, ask, 400, 'error.badRequest')
    const token = valueOf(form, 'token')
    const found = await accounts.findLink(token)
    switch (found?.link.purpose) {
      case 'sign-in':
        return signInByLink(ask, token)
      case 'set-password':
      case 'reset':
      case 'register':
        return setPasswordByLink(ask, token, form)
      case 'change-email':
        return isOwner(ask, found.account) ? confirmEmail(ask, token) : signInFirst(ask, token)
      case undefined:
        return usedLink(ask)
    }
  })

  route(world, site, 'GET', PATHS.password, (ask) => passwordPage(ask, null))

  route(world, site, 'POST', PATHS.password, async (ask) => {
    const form = await readForm(ask)
    if (form === null) return errorPage(world, ask, 400, 'error.badRequest')
    const account = must(ask.var.visitor.account, 'the access rule asks for an account')
    const problem = await provesOwner(world, ask, valueOf(form, 'present'))
    if (problem !== null) return passwordPage(ask, problem)
    const password = valueOf(form, 'password')
    if (password !== valueOf(form, 'again')) return passwordPage(ask, text('password.different'))
    const set = await accounts.setPassword(account.id, password)
    if (set.type === 'refused') return passwordPage(ask, text(`password.${set.code}`))
    await world.accountPost.tell(ask, { kind: 'password-changed', to: account.email })
    // The old sign-ins have ended, this browser's too.
    return letIn(world, ask, await accounts.admit(account), passwordSaved())
  })

  async function linkPage(
    ask: Ask,
    token: string,
    problem: string | null,
    status = 200,
  ): Promise<Response> {
    const found = await accounts.findLink(token)
    if (found === null) return usedLink(ask)
    const { link, account } = found
    const email = link.email ?? account?.email ?? ''
    // Whoever else reads the new address must not confirm what a stranger wants by it.
    if (link.purpose === 'change-email' && !isOwner(ask, account)) return signInFirst(ask, token)
    const shown = { ...frame(world, ask), token, email, problem }
    switch (link.purpose) {
      case 'sign-in':
      case 'change-email':
        return page(world, ask, renderLinkPage({ ...shown, purpose: link.purpose }), status)
      case 'set-password':
      case 'reset':
      case 'register': {
        const { purpose } = link
        const html = renderNewPasswordPage({ ...shown, purpose, minLength: MIN_PASSWORD_LENGTH })
        return page(world, ask, html, status)
      }
    }
  }

  async function signInByLink(ask: Ask, token: string): Promise<Response> {
    const { account = null } = (await accounts.takeLink(token, ['sign-in'])) ?? {}
    if (account === null) return usedLink(ask)
    const opened = await accounts.open(account)
    const hasPassword = account.passwordHash !== null
    const to = hasPassword ? homeOf(world, account) : url(settings.root, PATHS.password)
    return letIn(world, ask, opened, to)
  }

  async function setPasswordByLink(ask: Ask, token: string, form: Form): Promise<Response> {
    const password = valueOf(form, 'password')
    if (password !== valueOf(form, 'again')) {
      return linkPage(ask, token, text('password.different'), 422)
    }
    const found = await accounts.findLink(token)
    const isNew = found?.link.purpose === 'register'
    const done = isNew
      ? await mailedLinks.finishRegistration(token, password)
      : await mailedLinks.resetPassword(token, password)
    if (done.type === 'refused') {
      if (done.code === 'used-link' || done.code === 'exists') {
        return usedLink(ask)
      }
      return linkPage(ask, token, text(`password.${done.code}`), 422)
    }
    // As it is now: with the new password.
    const account = must(await store.findAccount(done.account.id), 'the account just changed')
    if (found?.link.purpose === 'reset') {
      await world.accountPost.tell(ask, { kind: 'password-changed', to: account.email })
    }
    const next = done.type === 'registered' ? nextPath(world, done.next) : null
    const opened = await accounts.open(account)
    return letIn(world, ask, opened, next ?? afterLink(found?.link.purpose, account))
  }

  /** Where it is said what the link did. */
  function afterLink(purpose: LinkPurpose | undefined, account: Account): string {
    if (purpose === 'reset') return passwordSaved()
    return purpose === 'register' ? `${settings.root}?done=registered` : homeOf(world, account)
  }

  /** Where it is said. */
  function passwordSaved(): string {
    return `${url(settings.root, PATHS.account)}?done=password`
  }

  function isOwner(ask: Ask, account: Account | null): boolean {
    return account !== null && ask.var.visitor.account?.id === account.id
  }

  function signInFirst(ask: Ask, token: string): Response {
    const link = `${url(settings.root, PATHS.signInLink)}?token=${encodeURIComponent(token)}`
    return redirect(ask, withNext(url(settings.root, PATHS.signIn), link))
  }

  async function confirmEmail(ask: Ask, token: string): Promise<Response> {
    const taken = await mailedLinks.takeEmail(token)
    if (taken === null) return usedLink(ask)
    const { before, email } = taken
    await world.accountPost.tell(ask, { kind: 'email-changed', to: before, email })
    return redirect(ask, `${url(settings.root, PATHS.account)}?done=moved`)
  }

  function usedLink(ask: Ask): Response {
    const link = { url: url(settings.root, PATHS.forgot), label: text('forgot.title') }
    return errorPage(world, ask, 410, 'error.usedLink', { link })
  }

  function signInPage(
    ask: Ask,
    shown: {
      readonly email: string
      readonly next: string | null
      readonly problem: string | null
    },
    status = 200,
  ): Response {
    const html = renderSignInPage({
      ...frame(world, ask),
      ...shown,
      mayRegister: settings.allowRegistration,
      providers: providersFor(world, nextPath(world, shown.next)),
    })
    return page(world, ask, html, status)
  }

  async function passwordPage(ask: Ask, problem: string | null): Promise<Response> {
    const account = must(ask.var.visitor.account, 'the access rule asks for an account')
    const html = renderPasswordPage({
      ...frame(world, ask),
      email: account.email,
      proof: await proofOf(world, ask),
      minLength: MIN_PASSWORD_LENGTH,
      problem,
    })
    return page(world, ask, html, problem === null ? 200 : 422)
  }
}

export function valueOf(form: Form, name: string): string {
  return form.get(name)?.[0] ?? ''
}
