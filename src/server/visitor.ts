/**
 * Who a request or socket comes from, by its cookies alone: a signed-in account, and the browser
 * itself, which may have begun sessions without signing in.
 */
import type { Account, AccountStore } from '../store/account-store.ts'
import type { AccountCard } from '../live/command.ts'
import type { Actor } from './access.ts'
import { digestSecret, readBearer, readCookie } from './browser.ts'
import type { Settings } from './settings.ts'

export interface Visitor {
  /** Signed in, and not owing a second factor: who does is nobody but on the page that sets it up. */
  readonly account: Account | null
  /** Digests of the two cookies; null where there is none. */
  readonly signIn: string | null
  readonly browser: string | null
  /** ACC2: signed in, but has to set up a second factor before anything else. */
  readonly halfway: Account | null
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
  const owes = found !== null && owesFactor(settings, found.account)
  return {
    account: owes ? null : (found?.account ?? null),
    signIn: found === null || owes ? null : signIn,
    browser: browser === null ? null : digestSecret(browser),
    halfway: owes ? found.account : null,
  }
}

/** SES5: of a program. No cookie counts, so nobody's browser can be made to act. */
export function readProgram(authorization: string | null): Visitor {
  const secret = readBearer(authorization)
  const browser = secret === null ? null : digestBearer(secret)
  return { account: null, signIn: null, browser, halfway: null }
}

/** Never the digest of a cookie with the same secret. */
export function digestBearer(secret: string): string {
  return digestSecret(`bearer ${secret}`)
}

/** ACC2: it has a privilege that the configuration requires a second factor for, and none. */
export function owesFactor(settings: Settings, account: Account): boolean {
  return account.secondFactorAt === null && requires(settings, account)
}

export function mayHaveFactor(settings: Settings, account: Account): boolean {
  const { allowedFor } = settings.secondFactor
  if (allowedFor === null || requires(settings, account)) return true
  return allowedFor.some((privilege) => account.privileges.includes(privilege))
}

function requires(settings: Settings, account: Account): boolean {
  return settings.secondFactor.requiredFor.some((name) => account.privileges.includes(name))
}

export function actorOfVisitor({ account, halfway }: Visitor): Actor {
  return halfway === null ? actorOf(account) : { account: null, owesFactor: true }
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
