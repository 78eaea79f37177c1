/** The part of the store that holds accounts, sign-ins, one-time links and privileges. */
import type { AccountId, ParticipantId, SessionId } from '../base/id.ts'
import type { AuditOperator } from '../live/audit-entry.ts'
import type { Attempt } from './attempts.ts'

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
  /** ACC2: since when a second factor is asked for; null: it has none. `changeAccount` does not write it. */
  readonly secondFactorAt: number | null
}

/** What is not named stays as it is, also where somebody else changes it at the same moment. */
export type AccountChange = Partial<Omit<Account, 'id' | 'createdAt' | 'secondFactorAt'>>

/** `last-administrator`: nobody who may administer would be left, so nothing was changed. */
export type AccountChanged = 'changed' | 'unknown' | 'email-taken' | 'last-administrator'

/** A signed-in browser. The cookie holds a secret; the store only its digest. */
export interface SignIn {
  readonly digest: string
  readonly account: AccountId
  readonly createdAt: number
  /** When it was last used, to a minute or so. */
  readonly usedAt: number
  /** Ends then, unless it is used before. */
  readonly expiresAt: number
  /** Ends then, however much it is used. */
  readonly endsAt: number
  /** Family of the browser, as its owner reads it in the list; '' where it is not known. */
  readonly agent: string
}

export interface StandingSignIn {
  readonly signIn: SignIn
  readonly account: Account
}

export const SIGN_INS_AT_ONCE = 100

/** A page of the accounts that an administrator looks for. */
export interface AccountSearch {
  /** Each of these words stands in names or address; in lower case. More than five are not looked at. */
  readonly words: readonly string[]
  readonly offset: number
  readonly limit: number
}

export interface AccountStore {
  /**
   * False when the address or id is taken. What this and the next two change of an operator is in the
   * audit log with who does it, `by` (ACC5); nobody where it is left out: the command line, or the
   * person themselves.
   */
  createAccount(account: Account, by?: AuditOperator): Promise<boolean>
  /**
   * Switching off ends the account's sign-ins; a new password ends them and its links. Who is no operator
   * any more leaves the desk by a command that is left in the outbox (ACC3).
   */
  changeAccount(id: AccountId, change: AccountChange, by?: AuditOperator): Promise<AccountChanged>
  /**
   * The account with its sign-ins and links. `name` is what others know it by: that name goes from
   * lines of chat at once, from rooms and desk by commands that are left in the outbox (SES3). The
   * sessions that it began are deleted by such commands, too.
   */
  deleteAccount(
    id: AccountId,
    name: string,
    by?: AuditOperator,
  ): Promise<'deleted' | Exclude<AccountChanged, 'changed' | 'email-taken'>>
  findAccount(id: AccountId): Promise<Account | null>
  findAccountByEmail(email: string): Promise<Account | null>
  listAccounts(): Promise<readonly Account[]>
  /** In order of addresses. */
  searchAccounts(
    search: AccountSearch,
  ): Promise<{ readonly accounts: readonly Account[]; readonly total: number }>

  createSignIn(signIn: SignIn): Promise<void>
  /** Null when unknown, expired, or of an account that is not active. */
  findSignIn(digest: string): Promise<StandingSignIn | null>
  /** Of these at most `SIGN_INS_AT_ONCE`, those that stand, in any order. */
  findSignIns(digests: readonly string[]): Promise<readonly StandingSignIn[]>
  /** Those that stand, the last used first. */
  readSignIns(account: AccountId): Promise<readonly SignIn[]>
  /** It was used just now: it stands for `idleMs` more, but not longer than it may at all. */
  touchSignIn(digest: string, idleMs: number): Promise<void>
  /** `agent`: as in `SignIn`. */
  describeSignIn(digest: string, agent: string): Promise<void>
  endSignIn(digest: string): Promise<void>
  /** All of the account's, but the one with the digest `but`. */
  endSignInsOf(account: AccountId, but?: string): Promise<void>

  /** By digest of its token. */
  createLink(link: OneTimeLink): Promise<void>
  /** Takes the link: true at most once, and only before it expires. */
  takeLink(digest: string): Promise<OneTimeLink | null>
  /** Looks without taking: for the page that asks for the new password. */
  findLink(digest: string): Promise<OneTimeLink | null>
  endLinksOf(account: AccountId): Promise<void>

  /**
   * Counts one try under each of the keys; 0 when it may be made. Where one of them has to wait none
   * is counted, and the result is the longest wait in ms.
   */
  takeAttempt(attempts: readonly Attempt[]): Promise<number>
  /** As if nothing had been tried under these keys. */
  forgetAttempts(keys: readonly string[]): Promise<void>

  /** Those of the organisation's own, in order of their names. */
  listPrivileges(): Promise<readonly string[]>
  addPrivilege(name: string): Promise<void>
  /** Takes it from all accounts, too. */
  removePrivilege(name: string, by?: AuditOperator): Promise<void>

  /** Sessions that this browser may open, in no order; at most `limit`. */
  readVisits(
    visitorDigest: string,
    limit: number,
  ): Promise<readonly { readonly room: SessionId; readonly participant: ParticipantId }[]>
  /** What the browser might open is opened with its new cookie instead; null: with none. */
  rebindVisitor(visitorDigest: string, to: string | null): Promise<void>
}

export type LinkPurpose =
  /** First administrator. */
  | 'sign-in'
  /** Invited by an administrator. */
  | 'set-password'
  /** Forgotten password. */
  | 'reset'
  /** Proves the address of somebody who registers. */
  | 'register'
  /** Proves the new address of an account. */
  | 'change-email'

/** By digest of its token: whoever has the link may do what it is for, once. */
export interface OneTimeLink {
  readonly digest: string
  /** Null while there is none yet (`register`), or where the address has none (`reset`). */
  readonly account: AccountId | null
  readonly purpose: LinkPurpose
  /** The address that it proves; null where it proves nothing. */
  readonly email: string | null
  /** Whatever else its maker wants to know again. */
  readonly details: string | null
  readonly expiresAt: number
}
