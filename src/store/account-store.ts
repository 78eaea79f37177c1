/** The part of the store that holds accounts, sign-ins and one-time links. */
import type { AccountId } from '../base/id.ts'
import type { AuditOperator } from '../live/audit-entry.ts'

export interface Account {
  readonly id: AccountId
  /** Lower case; unique. */
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  /** PHC string of argon2id; null until a password is set. */
  readonly passwordHash: string | null
  readonly privileges: readonly string[]
  readonly language: string | null
  readonly timezone: string | null
  /** A switched-off account cannot sign in; its sign-ins end. */
  readonly active: boolean
  readonly createdAt: number
  /** ACC2: since when a second factor is asked for; null: it has none. `updateAccount` does not write it. */
  readonly secondFactorAt: number | null
}

/** A signed-in browser. The cookie holds a secret; the store only its digest. */
export interface SignIn {
  readonly digest: string
  readonly account: AccountId
  readonly createdAt: number
  readonly expiresAt: number
}

export interface StandingSignIn {
  readonly signIn: SignIn
  readonly account: Account
}

export const SIGN_INS_AT_ONCE = 100

export interface AccountStore {
  /**
   * False when the address or id is taken. What it and the next one change is in the audit log with
   * who does it, `by` (ACC5); nobody where it is left out: the command line, or the person themselves.
   */
  createAccount(account: Account, by?: AuditOperator): Promise<boolean>
  updateAccount(account: Account, by?: AuditOperator): Promise<boolean>
  findAccount(id: AccountId): Promise<Account | null>
  findAccountByEmail(email: string): Promise<Account | null>
  listAccounts(): Promise<readonly Account[]>

  createSignIn(signIn: SignIn): Promise<void>
  /** Null when unknown, expired, or of an account that is not active. */
  findSignIn(digest: string): Promise<StandingSignIn | null>
  /** Of these at most `SIGN_INS_AT_ONCE`, those that stand, in any order. */
  findSignIns(digests: readonly string[]): Promise<readonly StandingSignIn[]>
  endSignIn(digest: string): Promise<void>
  endSignInsOf(account: AccountId): Promise<void>

  /** A one-time link (first administrator, password reset), by digest of its token. */
  createLink(link: OneTimeLink): Promise<void>
  /** Takes the link: true at most once, and only before it expires. */
  takeLink(digest: string): Promise<OneTimeLink | null>
  /** Looks without taking: for the page that asks for the new password. */
  findLink(digest: string): Promise<OneTimeLink | null>
}

export interface OneTimeLink {
  readonly digest: string
  readonly account: AccountId
  readonly purpose: 'sign-in' | 'set-password'
  readonly expiresAt: number
}
