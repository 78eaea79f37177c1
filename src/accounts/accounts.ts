/**
 * Accounts, their passwords, links and privileges (ACC1). Secrets have 256 bits and live in a cookie or a
 * link; the store holds their digests only.
 */
import { encodeId, parseAccountId, type AccountId } from '../base/id.ts'
import { must } from '../base/must.ts'
import type {
  Account,
  AccountChanged,
  AccountStore,
  LinkPurpose,
  OneTimeLink,
} from '../store/account-store.ts'
import type { AuditOperator } from '../live/audit-entry.ts'
import type { IdentityStore } from '../store/identity-store.ts'
import type { SecondFactorStore } from '../store/second-factor-store.ts'
import {
  isAdministrator,
  isKnownPrivilege,
  isPrivilegeName,
  KNOWN_PRIVILEGES,
  looksKnown,
} from './privileges.ts'
import { isEmail, normalizeEmail } from './email.ts'
import { MAX_PASSWORD_LENGTH, judgePassword, type PasswordRefusal } from './password-rules.ts'
import { isName, type Profile } from './profile.ts'
import type { PasswordHasher } from './passwords.ts'
import { digestOf, newSecret } from './secrets.ts'
import { createSignIns, type SignInDeps, type SignIns } from './sign-ins.ts'

const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR
const LINK_MS: Readonly<Record<LinkPurpose, number>> = {
  'sign-in': DAY,
  'set-password': 7 * DAY,
  reset: HOUR,
  register: DAY,
  'change-email': DAY,
}

/** A page of the administrators' list. */
export const ACCOUNTS_PER_PAGE = 50

export interface AccountDeps extends SignInDeps {
  readonly store: AccountStore & SecondFactorStore & IdentityStore
  readonly passwords: PasswordHasher
}

export interface NewAccount {
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly privileges: readonly string[]
}

export type Refused<Code extends string> = { readonly type: 'refused'; readonly code: Code }
export type AccountRefusal = 'exists' | 'bad-email' | 'bad-name' | 'unknown-privilege'
export type ChangeRefusal = 'unknown' | 'last-administrator' | 'unknown-privilege'
export type PrivilegeRefusal = 'bad-privilege' | 'known-privilege'

export interface FirstLink {
  readonly account: Account
  readonly token: string
}

/** A link that was used up. */
export interface TakenLink {
  readonly link: OneTimeLink
  /** Null where the link is of no account. */
  readonly account: Account | null
}

export interface Accounts extends SignIns {
  /** The same refusal, after the same time, for an unknown address and a wrong password. Signs nobody in. */
  checkPassword(
    email: string,
    password: string,
  ): Promise<{ readonly type: 'right'; readonly account: Account } | Refused<'wrong'>>
  /** The token for a one-time link; the store keeps its digest. */
  createLink(
    account: AccountId | null,
    purpose: LinkPurpose,
    more?: { readonly email: string; readonly details?: string },
  ): Promise<string>
  /** Looks at a link without using it up; null when unknown, used or expired. */
  findLink(token: string): Promise<TakenLink | null>
  /** Uses the link up; null when unknown, used or expired, or when it is for something else. */
  takeLink(token: string, purposes: readonly LinkPurpose[]): Promise<TakenLink | null>
  /** Ends the account's sign-ins and links: who knew the old password is out. */
  setPassword(
    account: AccountId,
    password: string,
  ): Promise<{ type: 'set' } | Refused<PasswordRefusal>>
  createAccount(
    account: NewAccount,
    by?: AuditOperator,
  ): Promise<{ readonly type: 'created'; readonly account: Account } | Refused<AccountRefusal>>
  setProfile(account: AccountId, profile: Profile): Promise<void>
  /** False when somebody else has the address by now. */
  setEmail(account: AccountId, email: string): Promise<boolean>
  /** `by`: who does it, for the audit log (ACC5), here and below. */
  setPrivileges(
    account: AccountId,
    privileges: readonly string[],
    by?: AuditOperator,
  ): Promise<ChangeRefusal | null>
  /** Switching an account off ends its sign-ins. */
  setActive(account: AccountId, active: boolean, by?: AuditOperator): Promise<ChangeRefusal | null>
  /** `name`: what others know it by (SES3). */
  deleteAccount(account: AccountId, name: string, by?: AuditOperator): Promise<ChangeRefusal | null>
  list(): Promise<readonly Account[]>
  /** Page `page`, from 0, of those in whose names or addresses all words of `text` stand. */
  search(
    text: string,
    page: number,
  ): Promise<{ readonly accounts: readonly Account[]; readonly total: number }>
  /** The four known ones, and the organisation's own. */
  listPrivileges(): Promise<readonly string[]>
  addPrivilege(name: string): Promise<PrivilegeRefusal | null>
  /** Takes it from all accounts. The known ones stay. */
  removePrivilege(name: string, by?: AuditOperator): Promise<PrivilegeRefusal | null>
  /**
   * A link for an administrator without a password, when nobody can sign in as one; `email` is for
   * the account that is made when there is none at all. Null when there is nothing to do.
   */
  ensureFirstAdministrator(email: string): Promise<FirstLink | null>
}

export function createAccounts(deps: AccountDeps): Accounts {
  const { store, passwords, random } = deps

  return {
    ...createSignIns(deps),
    checkPassword,
    createLink,
    async findLink(token) {
      const link = await store.findLink(digestOf(token))
      return link === null ? null : standing(link)
    },
    async takeLink(token, purposes) {
      const known = await store.findLink(digestOf(token))
      if (known === null || !purposes.includes(known.purpose)) return null
      const link = await store.takeLink(digestOf(token))
      return link === null ? null : standing(link)
    },
    setPassword,
    createAccount,
    async setProfile(id, profile) {
      const { firstName, lastName, language, timezone } = profile
      await store.changeAccount(id, { firstName, lastName, language, timezone })
    },
    async setEmail(id, email) {
      return (await store.changeAccount(id, { email: normalizeEmail(email) })) === 'changed'
    },
    async setPrivileges(id, privileges, by) {
      if (!(await areKnown(privileges))) return 'unknown-privilege'
      return refusalOf(await store.changeAccount(id, { privileges: [...new Set(privileges)] }, by))
    },
    async setActive(id, active, by) {
      return refusalOf(await store.changeAccount(id, { active }, by))
    },
    async deleteAccount(id, name, by) {
      const deleted = await store.deleteAccount(id, name, by)
      return deleted === 'deleted' ? null : deleted
    },
    list: () => store.listAccounts(),
    search: (text, page) =>
      store.searchAccounts({
        words: text
          .toLowerCase()
          .split(/\s+/)
          .filter((word) => word !== ''),
        offset: page * ACCOUNTS_PER_PAGE,
        limit: ACCOUNTS_PER_PAGE,
      }),
    listPrivileges,
    async addPrivilege(name) {
      if (!isPrivilegeName(name)) return 'bad-privilege'
      if (looksKnown(name)) return 'known-privilege'
      await store.addPrivilege(name)
      return null
    },
    async removePrivilege(name, by) {
      if (isKnownPrivilege(name)) return 'known-privilege'
      await store.removePrivilege(name, by)
      return null
    },
    ensureFirstAdministrator,
  }

  async function checkPassword(
    email: string,
    password: string,
  ): Promise<{ readonly type: 'right'; readonly account: Account } | Refused<'wrong'>> {
    const account = await store.findAccountByEmail(normalizeEmail(email))
    const right = await passwords.verify(
      password.slice(0, MAX_PASSWORD_LENGTH),
      account?.passwordHash ?? null,
    )
    if (account === null || !right) return { type: 'refused', code: 'wrong' }
    // Looking at it takes a while: by now there may be another one, or the account is switched off.
    const now = await store.findAccount(account.id)
    if (now === null || !now.active || now.passwordHash !== account.passwordHash) {
      return { type: 'refused', code: 'wrong' }
    }
    return { type: 'right', account: now }
  }

  async function createLink(
    account: AccountId | null,
    purpose: LinkPurpose,
    more?: { readonly email: string; readonly details?: string },
  ): Promise<string> {
    const token = newSecret(random)
    const expiresAt = (await deps.now()) + LINK_MS[purpose]
    const { email = null, details = null } = more ?? {}
    await store.createLink({
      digest: digestOf(token),
      account,
      purpose,
      email,
      details,
      expiresAt,
    })
    return token
  }

  /**
   * Who may use the link. Each start of a server prints one more for an administrator without a
   * password; the first that leads to a password ends them all.
   */
  async function standing(link: OneTimeLink): Promise<TakenLink | null> {
    if (link.account === null) return link.purpose === 'register' ? { link, account: null } : null
    const account = await store.findAccount(link.account)
    if (account === null || !account.active) return null
    if (link.purpose === 'sign-in' && account.passwordHash !== null) return null
    // Mailed to an address that it has no longer.
    if (link.purpose === 'reset' && link.email !== null && link.email !== account.email) return null
    return { link, account }
  }

  async function setPassword(
    id: AccountId,
    password: string,
  ): Promise<{ type: 'set' } | Refused<PasswordRefusal>> {
    const account = must(await store.findAccount(id), 'setPassword: no such account')
    const code = await judgePassword(password, account.email)
    if (code !== null) return { type: 'refused', code }
    const passwordHash = await passwords.hash(password)
    await store.changeAccount(id, { passwordHash })
    return { type: 'set' }
  }

  async function createAccount(
    wanted: NewAccount,
    by?: AuditOperator,
  ): Promise<{ readonly type: 'created'; readonly account: Account } | Refused<AccountRefusal>> {
    const email = normalizeEmail(wanted.email)
    if (!isEmail(email)) return { type: 'refused', code: 'bad-email' }
    if (!wanted.privileges.every(isPrivilegeName))
      return { type: 'refused', code: 'unknown-privilege' }
    const [firstName, lastName] = [wanted.firstName.trim(), wanted.lastName.trim()]
    if (!isName(firstName) || !isName(lastName)) return { type: 'refused', code: 'bad-name' }
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
    const created = await store.createAccount(account, by)
    return created ? { type: 'created', account } : { type: 'refused', code: 'exists' }
  }

  async function listPrivileges(): Promise<readonly string[]> {
    return [...KNOWN_PRIVILEGES, ...(await store.listPrivileges())]
  }

  async function areKnown(privileges: readonly string[]): Promise<boolean> {
    const known = await listPrivileges()
    return privileges.every((name) => known.includes(name))
  }

  async function ensureFirstAdministrator(email: string): Promise<FirstLink | null> {
    const administrators = (await store.listAccounts()).filter(
      (account) => account.active && isAdministrator(account),
    )
    for (const { id, passwordHash } of administrators) {
      if (passwordHash !== null || (await store.listIdentities(id)).length > 0) return null
    }
    const account = administrators[0] ?? (await createFirst(email))
    return account === null ? null : { account, token: await createLink(account.id, 'sign-in') }
  }

  async function createFirst(email: string): Promise<Account | null> {
    const made = await createAccount({ email, firstName: '', lastName: '', privileges: ['admin'] })
    return made.type === 'created' ? made.account : null
  }
}

function refusalOf(changed: AccountChanged): ChangeRefusal | null {
  switch (changed) {
    case 'changed':
      return null
    case 'unknown':
    case 'last-administrator':
      return changed
    case 'email-taken':
      throw new Error('the address was not to be changed')
  }
}
