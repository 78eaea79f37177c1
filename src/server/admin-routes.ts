/** The administrators' pages of users and privileges (ACC1). */
import { ACCOUNTS_PER_PAGE } from '../accounts/accounts.ts'
import { KNOWN_PRIVILEGES } from '../accounts/privileges.ts'
import { parseAccountId, type AccountId } from '../base/id.ts'
import { must } from '../base/must.ts'
import type { AuditOperator, OfficeDeed } from '../live/audit-entry.ts'
import type { Account } from '../store/account-store.ts'
import { text } from '../texts/text.ts'
import { valueOf } from './account-routes.ts'
import { readForm, type Form } from './forms.ts'
import { renderPrivilegesPage } from './pages/privileges-page.ts'
import { renderUserPage, type UserPageInput } from './pages/user-page.ts'
import { renderUsersPage, type UsersPageInput } from './pages/users-page.ts'
import { PATHS, url } from './routes.ts'
import { cardOf, nameOf } from './visitor.ts'
import { errorPage, frame, page, redirect, route, urlRoot } from './web.ts'
import type { Ask, Site, World } from './web.ts'

const MAX_SEARCH = 200

export function addAdminRoutes(world: World, site: Site): void {
  const { accounts, accountPost } = world
  const { settings, store } = world.deps
  const { root } = settings

  route(world, site, 'GET', PATHS.users, (ask) => {
    const isDeleted = ask.req.query('done') === 'deleted'
    return usersPage(ask, isDeleted ? { done: text('users.done.deleted') } : {})
  })

  route(world, site, 'POST', PATHS.users, async (ask) => {
    const form = await readForm(ask)
    if (form === null) return errorPage(world, ask, 400, 'error.badRequest')
    const wanted = {
      email: valueOf(form, 'email'),
      firstName: valueOf(form, 'firstName'),
      lastName: valueOf(form, 'lastName'),
      privileges: await knownOf(form),
    }
    const made = await accounts.createAccount(wanted, by(ask))
    if (made.type === 'refused') {
      return usersPage(ask, { problem: text(`account.${made.code}`), draft: wanted }, 422)
    }
    const { email } = made.account
    const link = await invite(ask, made.account)
    if (link === null) return usersPage(ask, { done: text('users.mailed', { email }) })
    return usersPage(ask, { created: { email, link } })
  })

  route(world, site, 'GET', PATHS.user, async (ask) => {
    const account = await accountOf(ask)
    if (account === null) return errorPage(world, ask, 404, 'error.notFound')
    const said = ask.req.query('done')
    const done = said === 'saved' || said === 'mailed' ? text(`users.done.${said}`) : null
    return userPage(ask, account, { done })
  })

  route(world, site, 'POST', PATHS.user, async (ask) => {
    const form = await readForm(ask)
    const account = await accountOf(ask)
    if (account === null) return errorPage(world, ask, 404, 'error.notFound')
    const isOwn = account.id === ask.var.visitor.account?.id
    // Another administrator does it: so nobody locks themselves out by a slip.
    if (form === null || isOwn) return errorPage(world, ask, 400, 'error.badRequest')
    const { id, email } = account
    switch (valueOf(form, 'do')) {
      case 'privileges':
        return finish(ask, account, await accounts.setPrivileges(id, await knownOf(form), by(ask)))
      case 'switch-off':
      case 'switch-on':
        return finish(
          ask,
          account,
          await accounts.setActive(id, valueOf(form, 'do') === 'switch-on', by(ask)),
        )
      case 'invite': {
        if (account.passwordHash !== null || !account.active) break
        const link = await invite(ask, account)
        return link === null ? saved(ask, id, 'mailed') : userPage(ask, account, { link })
      }
      case 'reset': {
        if (account.passwordHash === null || !account.active || !accountPost.isSetUp) break
        const token = await accounts.createLink(id, 'reset', { email })
        await tell(ask, { type: 'reset-mailed' }, account)
        await accountPost.tell(ask, { kind: 'reset', to: email, token })
        return saved(ask, id, 'mailed')
      }
      case 'remove-factor': {
        if (!(await world.factors.remove(id, by(ask)))) break
        await accountPost.tell(ask, { kind: 'factor-removed', to: email })
        return saved(ask, id, 'saved')
      }
      case 'end-sign-ins': {
        await accounts.endOtherSignIns(id, null)
        await tell(ask, { type: 'sign-ins-ended' }, account)
        return saved(ask, id, 'saved')
      }
      case 'delete': {
        if (valueOf(form, 'sure') !== 'yes') {
          return userPage(ask, account, { problem: text('users.deleteNotSure') }, 422)
        }
        const refused = await accounts.deleteAccount(id, nameOf(account), by(ask))
        if (refused !== null) return finish(ask, account, refused)
        await world.shell.carryOutbox()
        return redirect(ask, `${url(root, PATHS.users)}?done=deleted`)
      }
    }
    return errorPage(world, ask, 400, 'error.badRequest')
  })

  route(world, site, 'GET', PATHS.privileges, (ask) => privilegesPage(ask, null))

  route(world, site, 'POST', PATHS.privileges, async (ask) => {
    const form = await readForm(ask)
    if (form === null) return errorPage(world, ask, 400, 'error.badRequest')
    const name = valueOf(form, 'name').trim()
    const isRemoval = valueOf(form, 'do') === 'remove'
    const refused = isRemoval
      ? await accounts.removePrivilege(name, by(ask))
      : await accounts.addPrivilege(name)
    if (refused !== null) return privilegesPage(ask, text(`privileges.${refused}`))
    const type = isRemoval ? 'privilege-deleted' : 'privilege-added'
    await tell(ask, { type, privilege: name }, null)
    return redirect(ask, url(root, PATHS.privileges))
  })

  /** Mails the link; it is shown only where no mail can be sent. */
  async function invite(ask: Ask, account: Account): Promise<string | null> {
    const { id, email } = account
    await tell(ask, { type: 'account-invited' }, account)
    const token = await accounts.createLink(id, 'set-password')
    if (!accountPost.isSetUp) {
      return `${urlRoot(world, ask)}${url(root, PATHS.signInLink)}?token=${token}`
    }
    await accountPost.tell(ask, { kind: 'invited', to: email, token })
    return null
  }

  async function finish(
    ask: Ask,
    account: Account,
    refused: Awaited<ReturnType<typeof accounts.setPrivileges>>,
  ): Promise<Response> {
    if (refused === null) return saved(ask, account.id, 'saved')
    if (refused === 'unknown') return errorPage(world, ask, 404, 'error.notFound')
    return userPage(ask, account, { problem: text(`account.${refused}`) }, 422)
  }

  function saved(ask: Ask, id: AccountId, done: 'saved' | 'mailed'): Response {
    return redirect(ask, `${url(root, PATHS.users)}/${id}?done=${done}`)
  }

  function by(ask: Ask): AuditOperator {
    return cardOf(must(ask.var.visitor.account, 'the access rule asks for an administrator'))
  }

  /** ACC5: what the store does not find by itself. */
  async function tell(ask: Ask, deed: OfficeDeed, about: Account | null): Promise<void> {
    const account = about?.id ?? null
    const accountName = about === null ? null : nameOf(about)
    await store.addAudit([
      {
        session: null,
        interview: null,
        participant: null,
        account,
        accountName,
        visitorNumber: null,
        operator: by(ask),
        deed,
      },
    ])
  }

  /** Those ticked that there are: what else somebody sends is nothing. */
  async function knownOf(form: Form): Promise<readonly string[]> {
    const known = await accounts.listPrivileges()
    return known.filter((name) => form.get('privilege')?.includes(name) === true)
  }

  async function accountOf(ask: Ask): Promise<Account | null> {
    const id = parseAccountId(ask.req.param('account') ?? '')
    return id === null ? null : store.findAccount(id)
  }

  async function usersPage(
    ask: Ask,
    shown: Partial<Pick<UsersPageInput, 'problem' | 'draft' | 'created' | 'done'>>,
    status = 200,
  ): Promise<Response> {
    const own = ask.var.visitor.account?.id
    const sought = (ask.req.query('q') ?? '').slice(0, MAX_SEARCH)
    const at = Math.min(100_000, Math.max(0, Math.floor(Number(ask.req.query('page') ?? 0)) || 0))
    const { accounts: found, total } = await accounts.search(sought, at)
    const html = renderUsersPage({
      ...frame(world, ask),
      users: found.map((account) => ({
        id: account.id,
        email: account.email,
        firstName: account.firstName,
        lastName: account.lastName,
        privileges: account.privileges,
        active: account.active,
        hasPassword: account.passwordHash !== null,
        own: account.id === own,
      })),
      total,
      sought,
      page: at,
      perPage: ACCOUNTS_PER_PAGE,
      privileges: await accounts.listPrivileges(),
      problem: null,
      draft: null,
      created: null,
      done: null,
      ...shown,
    })
    return page(world, ask, html, status)
  }

  async function userPage(
    ask: Ask,
    account: Account,
    shown: Partial<Pick<UserPageInput, 'problem' | 'done' | 'link'>>,
    status = 200,
  ): Promise<Response> {
    const html = renderUserPage({
      ...frame(world, ask),
      account,
      name: nameOf(account),
      own: account.id === ask.var.visitor.account?.id,
      privileges: await accounts.listPrivileges(),
      mayMail: accountPost.isSetUp,
      timezone: ask.var.visitor.account?.timezone ?? settings.timezone,
      problem: null,
      done: null,
      link: null,
      ...shown,
    })
    return page(world, ask, html, status)
  }

  async function privilegesPage(ask: Ask, problem: string | null): Promise<Response> {
    const html = renderPrivilegesPage({
      ...frame(world, ask),
      known: KNOWN_PRIVILEGES,
      own: await store.listPrivileges(),
      problem,
    })
    return page(world, ask, html, problem === null ? 200 : 422)
  }
}
