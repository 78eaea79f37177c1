/**
 * Who a request or socket comes from, by its cookies alone: a signed-in account, and the browser
 * itself, which may have begun sessions without signing in.
 */
import type { Account, AccountStore } from '../store/account-store.ts'
import type { AccountCard } from '../live/command.ts'
import type { Actor } from './access.ts'
import { digestSecret, readCookie } from './browser.ts'
import type { Settings } from './settings.ts'

export interface Visitor {
  readonly account: Account | null
  /** Digests of the two cookies; null where there is none. */
  readonly signIn: string | null
  readonly browser: string | null
}

export async function readVisitor(
  store: AccountStore,
  settings: Settings,
  cookies: string | null,
): Promise<Visitor> {
  const secret = readCookie(settings, cookies, 'signIn')
  const browser = readCookie(settings, cookies, 'visitor')
  const signIn = secret === null ? null : digestSecret(secret)
  const found = signIn === null ? null : await store.findSignIn(signIn)
  return {
    account: found?.account ?? null,
    signIn: found === null ? null : signIn,
    browser: browser === null ? null : digestSecret(browser),
  }
}

export function actorOf(account: Account | null): Actor {
  return { account: account === null ? null : { id: account.id, privileges: account.privileges } }
}

export function cardOf(account: Account): AccountCard {
  return { id: account.id, name: nameOf(account) }
}

export function nameOf(account: Account): string {
  const name = `${account.firstName} ${account.lastName}`.trim()
  return name === '' ? (account.email.split('@')[0] ?? account.email) : name
}
