/** The administrator's page of users (ACC1). */
import { KNOWN_PRIVILEGES } from '../accounts/privileges.ts'
import { parseAccountId } from '../base/id.ts'
import { text } from '../texts/text.ts'
import { readForm } from './forms.ts'
import { renderUsersPage } from './pages/users-page.ts'
import type { UsersPageInput } from './pages/users-page.ts'
import { PATHS, url } from './routes.ts'
import { errorPage, frame, page, redirect, route, urlRoot } from './web.ts'
import type { Ask, Site, World } from './web.ts'

export function addAdminRoutes(world: World, site: Site): void {
  const { accounts } = world
  const { root } = world.deps.settings

  route(world, site, 'GET', PATHS.users, (ask) => usersPage(ask, {}))

  route(world, site, 'POST', PATHS.users, async (ask) => {
    const form = await readForm(ask)
    const value = (name: string): string => form?.get(name)?.[0] ?? ''
    switch (value('do')) {
      case 'create':
        return create(ask, {
          email: value('email'),
          firstName: value('firstName'),
          lastName: value('lastName'),
          privileges: form?.get('privilege') ?? [],
        })
      case 'switch-off':
      case 'switch-on': {
        const id = parseAccountId(value('id'))
        const own = ask.var.visitor.account?.id
        if (id === null || id === own) return errorPage(world, ask, 400, 'error.badRequest')
        await accounts.setActive(id, value('do') === 'switch-on')
        return redirect(ask, url(root, PATHS.users))
      }
      default:
        return errorPage(world, ask, 400, 'error.badRequest')
    }
  })

  async function create(
    ask: Ask,
    wanted: {
      readonly email: string
      readonly firstName: string
      readonly lastName: string
      readonly privileges: readonly string[]
    },
  ): Promise<Response> {
    const made = await accounts.createAccount(wanted)
    if (made.type === 'refused') {
      return usersPage(ask, { problem: text(`account.${made.code}`), draft: wanted }, 422)
    }
    const token = await accounts.createLink(made.account.id, 'set-password')
    const link = `${urlRoot(world, ask)}${url(root, PATHS.signInLink)}?token=${token}`
    return usersPage(ask, { created: { email: made.account.email, link } })
  }

  async function usersPage(
    ask: Ask,
    shown: Partial<Pick<UsersPageInput, 'problem' | 'draft' | 'created'>>,
    status = 200,
  ): Promise<Response> {
    const own = ask.var.visitor.account?.id
    const users = (await accounts.list()).map((account) => ({
      id: account.id,
      email: account.email,
      firstName: account.firstName,
      lastName: account.lastName,
      privileges: account.privileges,
      active: account.active,
      own: account.id === own,
    }))
    const html = renderUsersPage({
      ...frame(world, ask),
      users,
      privileges: KNOWN_PRIVILEGES,
      problem: null,
      draft: null,
      created: null,
      ...shown,
    })
    return page(world, ask, html, status)
  }
}
