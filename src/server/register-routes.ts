/** Making an account, and a new password for who has forgotten theirs: both by a mailed link (ACC1). */
import { judgeRegistration } from '../accounts/mailed-links.ts'
import { text } from '../texts/text.ts'
import { valueOf } from './account-routes.ts'
import { readForm } from './forms.ts'
import { renderForgotPage, renderMailSentPage, renderRegisterPage } from './pages/account-pages.ts'
import type { RegisterPageInput } from './pages/account-pages.ts'
import { PATHS } from './routes.ts'
import { errorPage, frame, page, route, type Ask, type Site, type World } from './web.ts'

export function addRegisterRoutes(world: World, site: Site): void {
  const { mailedLinks, accountPost } = world
  const { settings } = world.deps

  route(world, site, 'GET', PATHS.register, (ask) => {
    const next = ask.req.query('next') ?? null
    return registerPage(ask, { draft: { email: '', firstName: '', lastName: '', next } })
  })

  route(world, site, 'POST', PATHS.register, async (ask) => {
    const form = await readForm(ask)
    if (form === null) return errorPage(world, ask, 400, 'error.badRequest')
    if (!settings.allowRegistration || !accountPost.isSetUp) return registerPage(ask, {}, 403)
    const draft = {
      email: valueOf(form, 'email'),
      firstName: valueOf(form, 'firstName'),
      lastName: valueOf(form, 'lastName'),
      next: form.get('next')?.[0]?.slice(0, 2000) ?? null,
    }
    const wrong = judgeRegistration(draft)
    if (wrong !== null) {
      return registerPage(ask, { draft, problem: text(`account.${wrong}`) }, 422)
    }
    const wait = await accountPost.mayMail(ask, draft.email)
    if (wait !== null) return registerPage(ask, { draft, problem: wait }, 429)
    const mail = await mailedLinks.register(draft)
    if ('code' in mail) {
      return registerPage(ask, { draft, problem: text(`account.${mail.code}`) }, 422)
    }
    await accountPost.tell(ask, mail)
    return mailSent(ask, mail.to, 'register')
  })

  route(world, site, 'GET', PATHS.forgot, (ask) => forgotPage(ask, '', null))

  route(world, site, 'POST', PATHS.forgot, async (ask) => {
    const form = await readForm(ask)
    if (form === null) return errorPage(world, ask, 400, 'error.badRequest')
    if (!accountPost.isSetUp) return forgotPage(ask, '', null, 403)
    const email = valueOf(form, 'email')
    const wait = await accountPost.mayMail(ask, email)
    if (wait !== null) return forgotPage(ask, email, wait, 429)
    const mail = await mailedLinks.forgot(email)
    if ('code' in mail) return forgotPage(ask, email, text(`account.${mail.code}`), 422)
    await accountPost.tell(ask, mail)
    return mailSent(ask, mail.to, 'forgot')
  })

  function registerPage(
    ask: Ask,
    shown: Partial<Pick<RegisterPageInput, 'draft' | 'problem'>>,
    status = 200,
  ): Response {
    const closed = !settings.allowRegistration
      ? text('register.closed')
      : accountPost.isSetUp
        ? null
        : text('account.noMail')
    const draft = { email: '', firstName: '', lastName: '', next: null }
    const html = renderRegisterPage({
      ...frame(world, ask),
      draft,
      problem: null,
      closed,
      ...shown,
    })
    return page(world, ask, html, status)
  }

  function forgotPage(ask: Ask, email: string, problem: string | null, status = 200): Response {
    const closed = accountPost.isSetUp ? null : text('account.noMail')
    const html = renderForgotPage({ ...frame(world, ask), email, problem, closed })
    return page(world, ask, html, status)
  }

  /** The same whether the address is known or not. */
  function mailSent(ask: Ask, email: string, what: 'register' | 'forgot'): Response {
    return page(world, ask, renderMailSentPage({ ...frame(world, ask), email, what }))
  }
}
