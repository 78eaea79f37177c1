/**
 * Accounts and who is signed in (ACC1). Secrets have 256 bits and live in a cookie or a link; the
 * store holds their digests only.
 */
import { createHash } from 'node:crypto'
import { encodeId, parseAccountId, type AccountId } from '../base/id.ts'
import { must } from '../base/must.ts'
import type { Account, AccountStore, OneTimeLink } from '../store/account-store.ts'
import type { SecondFactorStore } from '../store/second-factor-store.ts'
import { isAdministrator, isPrivilegeName } from './privileges.ts'
import type { PasswordHasher } from './passwords.ts'

export const SIGN_IN_MS = 14 * 24 * 60 * 60 * 1000
const LINK_MS = { 'sign-in': 24 * 60 * 60 * 1000, 'set-password': 7 * 24 * 60 * 60 * 1000 } as const
/** How long a browser that knows the password may take over the second factor. */
export const PENDING_MS = 10 * 60 * 1000
export const MIN_PASSWORD_LENGTH = 10
export const MAX_PASSWORD_LENGTH = 200

export interface AccountDeps {
  readonly store: AccountStore & SecondFactorStore
  readonly passwords: PasswordHasher
  readonly random: (bytes: number) => Uint8Array
  /** The store's clock, ms since 1970. */
  readonly now: () => number | Promise<number>
}

export interface NewAccount {
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly privileges: readonly string[]
}

export type SignedIn = {
  readonly type: 'signed-in'
  readonly secret: string
  readonly account: Account
}
/** ACC2: no sign-in yet. `pending` is the secret of the browser that may show the second factor. */
export type NeedsFactor = {
  readonly type: 'needs-factor'
  readonly pending: string
  readonly account: Account
}
export type Refused<Code extends string> = { readonly type: 'refused'; readonly code: Code }
export type AccountRefusal = 'exists' | 'bad-email' | 'bad-name' | 'unknown-privilege'
export type PasswordRefusal = 'too-short' | 'too-long' | 'is-email'

export interface FirstLink {
  readonly account: Account
  readonly token: string
}

export interface Accounts {
  /** The same refusal, after the same time, for an unknown address and a wrong password. */
  signIn(email: string, password: string): Promise<SignedIn | NeedsFactor | Refused<'wrong'>>
  /**
   * Begins a sign-in for whoever has shown what they know (a password, a link, another site's word):
   * the one place where it is seen that a second factor is asked for.
   */
  open(account: Account): Promise<SignedIn | NeedsFactor>
  /** Signs in at once: for who has shown the second factor as well, or is signed in already. */
  admit(account: Account): Promise<SignedIn>
  signOut(secret: string): Promise<void>
  /** Null for an unknown or expired secret, and for an account that was switched off. */
  whoIs(secret: string): Promise<Account | null>
  /** The token for a one-time link; the store keeps its digest. */
  createLink(account: AccountId, purpose: OneTimeLink['purpose']): Promise<string>
  /** Looks at a link without using it up; null when unknown, used or expired. */
  findLink(token: string): Promise<OneTimeLink | null>
  /** Uses the link up and signs its account in; null when unknown, used or expired. */
  takeLink(token: string): Promise<SignedIn | NeedsFactor | null>
  /** Ends the account's sign-ins: who knew the old password is out. */
  setPassword(
    account: AccountId,
    password: string,
  ): Promise<{ type: 'set' } | Refused<PasswordRefusal>>
  createAccount(
    account: NewAccount,
  ): Promise<{ readonly type: 'created'; readonly account: Account } | Refused<AccountRefusal>>
  setPrivileges(account: AccountId, privileges: readonly string[]): Promise<boolean>
  /** Switching an account off ends its sign-ins. */
  setActive(account: AccountId, active: boolean): Promise<boolean>
  list(): Promise<readonly Account[]>
  /**
   * A link for an administrator without a password, when nobody can sign in as one; `email` is for
   * the account that is made when there is none at all. Null when there is nothing to do.
   */
  ensureFirstAdministrator(email: string): Promise<FirstLink | null>
}

export function createAccounts(deps: AccountDeps): Accounts {
  const { store, passwords, random } = deps

  return {
    signIn,
    open,
    admit,
    signOut: (secret) => store.endSignIn(digestOf(secret)),
    whoIs,
    createLink,
    async findLink(token) {
      const link = await store.findLink(digestOf(token))
      return link !== null && (await accountOf(link)) !== null ? link : null
    },
    takeLink,
    setPassword,
    createAccount,
    setPrivileges: (id, privileges) =>
      change(id, (account) =>
        privileges.every(isPrivilegeName)
          ? { ...account, privileges: [...new Set(privileges)] }
          : null,
      ),
    async setActive(id, active) {
      const done = await change(id, (account) => ({ ...account, active }))
      if (done && !active) await store.endSignInsOf(id)
      return done
    },
    list: () => store.listAccounts(),
    ensureFirstAdministrator,
  }

  async function signIn(
    email: string,
    password: string,
  ): Promise<SignedIn | NeedsFactor | Refused<'wrong'>> {
    const account = await store.findAccountByEmail(normalizeEmail(email))
    const right = await passwords.verify(
      password.slice(0, MAX_PASSWORD_LENGTH),
      account?.passwordHash ?? null,
    )
    if (account === null || !right || !account.active) return { type: 'refused', code: 'wrong' }
    return open(account)
  }

  async function open(account: Account): Promise<SignedIn | NeedsFactor> {
    if (account.secondFactorAt === null) return admit(account)
    const pending = newSecret()
    const expiresAt = (await deps.now()) + PENDING_MS
    await store.createPendingSignIn({ digest: digestOf(pending), account: account.id, expiresAt })
    return { type: 'needs-factor', pending, account }
  }

  async function admit(account: Account): Promise<SignedIn> {
    const secret = newSecret()
    const createdAt = await deps.now()
    await store.createSignIn({
      digest: digestOf(secret),
      account: account.id,
      createdAt,
      expiresAt: createdAt + SIGN_IN_MS,
    })
    return { type: 'signed-in', secret, account }
  }

  async function whoIs(secret: string): Promise<Account | null> {
    const found = await store.findSignIn(digestOf(secret))
    return found?.account ?? null
  }

  async function createLink(account: AccountId, purpose: OneTimeLink['purpose']): Promise<string> {
    const token = newSecret()
    const expiresAt = (await deps.now()) + LINK_MS[purpose]
    await store.createLink({ digest: digestOf(token), account, purpose, expiresAt })
    return token
  }

  async function takeLink(token: string): Promise<SignedIn | NeedsFactor | null> {
    const link = await store.takeLink(digestOf(token))
    const account = link === null ? null : await accountOf(link)
    return account === null ? null : open(account)
  }

  /**
   * Who may use the link. Each start of a server prints one more for an administrator without a
   * password; the first that leads to a password ends them all.
   */
  async function accountOf(link: OneTimeLink): Promise<Account | null> {
    const account = await store.findAccount(link.account)
    if (account === null || !account.active) return null
    return link.purpose === 'sign-in' && account.passwordHash !== null ? null : account
  }

  async function setPassword(
    id: AccountId,
    password: string,
  ): Promise<{ type: 'set' } | Refused<PasswordRefusal>> {
    const account = must(await store.findAccount(id), 'setPassword: no such account')
    const code = judgePassword(password, account.email)
    if (code !== null) return { type: 'refused', code }
    const passwordHash = await passwords.hash(password)
    await store.updateAccount({ ...account, passwordHash })
    await store.endSignInsOf(id)
    return { type: 'set' }
  }

  async function createAccount(
    wanted: NewAccount,
  ): Promise<{ readonly type: 'created'; readonly account: Account } | Refused<AccountRefusal>> {
    const email = normalizeEmail(wanted.email)
    if (!isEmail(email)) return { type: 'refused', code: 'bad-email' }
    if (!wanted.privileges.every(isPrivilegeName))
      return { type: 'refused', code: 'unknown-privilege' }
    const [firstName, lastName] = [wanted.firstName.trim(), wanted.lastName.trim()]
    if (firstName.length > 100 || lastName.length > 100)
      return { type: 'refused', code: 'bad-name' }
    const account: Account = {
      id: must(parseAccountId(encodeId(random(16))), 'an id of our own making'),
      email,
      firstName,
      lastName,
      passwordHash: null,
      privileges: [...new Set(wanted.privileges)],
      language: null,
      timezone: null,
      active: true,
      createdAt: await deps.now(),
      secondFactorAt: null,
    }
    const created = await store.createAccount(account)
    return created ? { type: 'created', account } : { type: 'refused', code: 'exists' }
  }

  async function change(
    id: AccountId,
    changed: (account: Account) => Account | null,
  ): Promise<boolean> {
    const account = await store.findAccount(id)
    const next = account === null ? null : changed(account)
    return next !== null && store.updateAccount(next)
  }

  async function ensureFirstAdministrator(email: string): Promise<FirstLink | null> {
    const administrators = (await store.listAccounts()).filter(
      (account) => account.active && isAdministrator(account),
    )
    if (administrators.some(({ passwordHash }) => passwordHash !== null)) return null
    const account = administrators[0] ?? (await createFirst(email))
    return account === null ? null : { account, token: await createLink(account.id, 'sign-in') }
  }

  async function createFirst(email: string): Promise<Account | null> {
    const made = await createAccount({ email, firstName: '', lastName: '', privileges: ['admin'] })
    return made.type === 'created' ? made.account : null
  }

  function newSecret(): string {
    return Buffer.from(random(32)).toString('base64url')
  }
}

export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase()
}

/** The browser's own rule for `type=email`, shortened: a mistyped address is found by the mail. */
export function isEmail(email: string): boolean {
  return (
    email.length <= 254 && /^[^\s@<>"',;:()[\]\\]+@[^\s@<>"',;:()[\]\\]+\.[^\s@.]+$/.test(email)
  )
}

/** Length counts, not character kinds (NIST SP 800-63B, 3.1.1.2). */
export function judgePassword(password: string, email: string): PasswordRefusal | null {
  if (password.length < MIN_PASSWORD_LENGTH) return 'too-short'
  if (password.length > MAX_PASSWORD_LENGTH) return 'too-long'
  return normalizeEmail(password) === normalizeEmail(email) ? 'is-email' : null
}

/** Of a secret of 256 bits, as the store keeps it. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
