/** The part of the store that knows accounts by what OpenID Connect providers say (ACC2). */
import type { AccountId } from '../base/id.ts'
import type { Account } from './account-store.ts'

export interface IdentityName {
  readonly issuer: string
  readonly subject: string
}

export interface Identity extends IdentityName {
  readonly account: AccountId
  readonly linkedAt: number
}

/** A browser on its way to a provider and back. */
export interface OpenidAttempt {
  /** Digests of the browser's cookie, and of what the provider hands back as `state`. */
  readonly browser: string
  readonly state: string
  /** Its name in the configuration. */
  readonly provider: string
  readonly sealed: string
  readonly expiresAt: number
}

export interface IdentityStore {
  /** Also an account that is not active. */
  findIdentity(name: IdentityName): Promise<Account | null>
  /** False when it is another account's. Done again it changes nothing. */
  linkIdentity(link: IdentityName & { readonly account: AccountId }): Promise<boolean>
  /**
   * Links the account with this address, if nobody can have got into it yet: it is active, without
   * password, second factor and other identities. Its one-time links and sign-ins end. Null where
   * that is not so.
   */
  claimAccount(claim: IdentityName & { readonly email: string }): Promise<Account | null>
  /** Oldest first. */
  listIdentities(account: AccountId): Promise<readonly Identity[]>
  /** False when it is not the account's, or the only way into it. */
  unlinkIdentity(link: IdentityName & { readonly account: AccountId }): Promise<boolean>

  createOpenidAttempt(attempt: OpenidAttempt): Promise<void>
  /** At most once, and in time. */
  takeOpenidAttempt(
    attempt: Pick<OpenidAttempt, 'browser' | 'state' | 'provider'>,
  ): Promise<OpenidAttempt | null>
}
