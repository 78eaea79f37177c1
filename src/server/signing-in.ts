/**
 * What comes after "that is who they say they are" (a password, a link, another site's word): the
 * sign-in with its cookie, or the page that asks for the second factor first (ACC2).
 */
import { PENDING_MS, SIGN_IN_MS, type NeedsFactor, type SignedIn } from '../accounts/accounts.ts'
import type { Account } from '../store/account-store.ts'
import { isOperator } from './access.ts'
import { setCookie } from './browser.ts'
import { PATHS, url } from './routes.ts'
import { actorOf } from './visitor.ts'
import { redirect, type Ask, type World } from './web.ts'

/** Sends the browser on to `to`, a path of ours; by way of the second factor, where there is one. */
export function letIn(world: World, ask: Ask, done: SignedIn | NeedsFactor, to: string): Response {
  const { settings } = world.deps
  if (done.type === 'signed-in') {
    keepSignIn(world, ask, done)
    return redirect(ask, to)
  }
  const cookie = setCookie(settings, 'pending', done.pending, PENDING_MS / 1000)
  ask.header('set-cookie', cookie, { append: true })
  const page = url(settings.root, PATHS.signInCode)
  return redirect(ask, `${page}?next=${encodeURIComponent(to)}`)
}

export function keepSignIn(world: World, ask: Ask, done: SignedIn): void {
  const { settings } = world.deps
  const cookie = setCookie(settings, 'signIn', done.secret, SIGN_IN_MS / 1000)
  ask.header('set-cookie', cookie, { append: true })
  ask.header('set-cookie', setCookie(settings, 'pending', null), { append: true })
}

export function homeOf(world: World, account: Account): string {
  const { root } = world.deps.settings
  return isOperator(actorOf(account)) ? url(root, PATHS.monitor) : root
}

/** Only a path of ours: an address that leads elsewhere is forgotten. */
export function nextPath(world: World, next: string | null): string | null {
  if (next === null || !next.startsWith(world.deps.settings.root)) return null
  return /^\/[/\\]|[\\\s]/.test(next) ? null : next
}
