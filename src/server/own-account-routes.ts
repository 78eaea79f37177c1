/** What people do with their own account (ACC1): names, address, where it is signed in, its end. */
import { LANGUAGES, parseProfile, TIMEZONES } from '../accounts/profile.ts'
import { must } from '../base/must.ts'
import type { Account } from '../store/account-store.ts'
import { text } from '../texts/text.ts'
import { valueOf } from './account-routes.ts'
import { readForm } from './forms.ts'
import { renderDeleteAccountPage, renderOwnAccountPage } from './pages/own-account-page.ts'
import type { OwnAccountPageInput } from './pages/own-account-page.ts'
import { proofOf, provesOwner } from './proof.ts'
import { PATHS, url } from './routes.ts'
import { signOutBrowser } from './signing-in.ts'
import { nameOf } from './visitor.ts'
import { errorPage, frame, page, redirect, route, type Ask, type Site, type World } from './web.ts'

/** What the page can say was done. */
const DONE = ['saved', 'mailed', 'moved', 'password', 'signed-out'] as const

export function addOwnAccountRoutes(world: World, site: Site): void {
  const { deps, accounts, mailedLinks } = world
  const { settings } = deps

  route(world, site, 'GET', PATHS.account, (ask) => {
    const said = ask.req.query('done')
    const done = DONE.find((one) => one === said)
    return ownPage(ask, done === undefined ? {} : { done: text(`account.done.${done}`) })
  })

  route(world, site, 'POST', PATHS.account, async (ask) => {
    const form = await readForm(ask)
    if (form === null) return errorPage(world, ask, 400, 'error.badRequest')
    const [firstName = '', lastName = '', language = '', timezone = ''] = [
      'firstName',
      'lastName',
      'language',
      'timezone',
    ].map((name) => valueOf(form, name))
    const parsed = parseProfile({ firstName, lastName, language, timezone })
    if (parsed.type === 'refused') {
      const draft = { firstName: short(firstName), lastName: short(lastName), language, timezone }
      return ownPage(ask, { problem: text(`account.${parsed.code}`), draft }, 422)
    }
    await accounts.setProfile(me(ask).id, parsed.profile)
    return redirect(ask, `${url(settings.root, PATHS.account)}?done=saved`)
  })

  route(world, site, 'POST', PATHS.accountEmail, async (ask) => {
    const form = await readForm(ask)
    if (form === null) return errorPage(world, ask, 400, 'error.badRequest')
    const email = valueOf(form, 'email')
    const refuse = (problem: string, status = 422) =>
      ownPage(ask, { emailDraft: { problem, email: short(email) } }, status)
    if (!world.accountPost.isSetUp) return refuse(text('account.noMail'))
    const problem = await provesOwner(world, ask, valueOf(form, 'present'))
    if (problem !== null) return refuse(problem)
    const wait = await world.accountPost.mayMail(ask, email)
    if (wait !== null) return refuse(wait, 429)
    const mail = await mailedLinks.wantEmail(me(ask).id, email)
    if ('code' in mail) return refuse(text(`account.${mail.code}`))
    await world.accountPost.tell(ask, mail)
    return redirect(ask, `${url(settings.root, PATHS.account)}?done=mailed`)
  })

  route(world, site, 'POST', PATHS.accountSignIns, async (ask) => {
    const form = await readForm(ask)
    const { id } = me(ask)
    if (form === null) return errorPage(world, ask, 400, 'error.badRequest')
    switch (valueOf(form, 'do')) {
      case 'end': {
        await accounts.endSignIn(id, valueOf(form, 'id'))
        break
      }
      case 'end-others': {
        await accounts.endOtherSignIns(id, ask.var.visitor.signIn)
        break
      }
      default:
        return errorPage(world, ask, 400, 'error.badRequest')
    }
    return redirect(ask, `${url(settings.root, PATHS.account)}?done=signed-out`)
  })

  route(world, site, 'GET', PATHS.accountDelete, (ask) => deletePage(ask, null))

  route(world, site, 'POST', PATHS.accountDelete, async (ask) => {
    const form = await readForm(ask)
    if (form === null) return errorPage(world, ask, 400, 'error.badRequest')
    const account = me(ask)
    const problem = await provesOwner(world, ask, valueOf(form, 'present'))
    if (problem !== null) return deletePage(ask, problem)
    const refused = await accounts.deleteAccount(account.id, nameOf(account))
    if (refused === 'last-administrator') return deletePage(ask, text('account.last-administrator'))
    await world.shell.carryOutbox()
    await signOutBrowser(world, ask)
    return redirect(ask, `${settings.root}?done=account-deleted`)
  })

  async function ownPage(
    ask: Ask,
    shown: Partial<Pick<OwnAccountPageInput, 'problem' | 'done' | 'draft' | 'emailDraft'>>,
    status = 200,
  ): Promise<Response> {
    const account = me(ask)
    const { firstName, lastName } = account
    const signIns = await accounts.listSignIns(account.id, ask.var.visitor.signIn)
    const html = renderOwnAccountPage({
      ...frame(world, ask),
      email: account.email,
      draft: {
        firstName,
        lastName,
        language: account.language ?? '',
        timezone: account.timezone ?? '',
      },
      languages: LANGUAGES,
      timezones: TIMEZONES,
      serverTimezone: settings.timezone,
      timezone: account.timezone ?? settings.timezone,
      proof: await proofOf(world, ask),
      mayMail: world.accountPost.isSetUp,
      signIns,
      emailDraft: null,
      problem: null,
      done: null,
      ...shown,
    })
    return page(world, ask, html, status)
  }

  async function deletePage(ask: Ask, problem: string | null): Promise<Response> {
    const { email } = me(ask)
    const proof = await proofOf(world, ask)
    const html = renderDeleteAccountPage({ ...frame(world, ask), email, proof, problem })
    return page(world, ask, html, problem === null ? 200 : 422)
  }
}

function me(ask: Ask): Account {
  return must(ask.var.visitor.account, 'the access rule asks for an account')
}

/** Whatever was typed is shown again, but not a megabyte of it. */
function short(typed: string): string {
  return typed.slice(0, 200)
}
