/** The part of the store that holds second factors, and sign-ins that wait for one (ACC2). */
import type { AccountId } from '../base/id.ts'
import type { AuditOperator } from '../live/audit-entry.ts'
import type { Account } from './account-store.ts'

export interface StoredFactor {
  readonly account: AccountId
  /** The secret, sealed by the server. */
  readonly sealed: string
  readonly madeAt: number
  /** Null: a draft, of which no code has been shown yet. */
  readonly confirmedAt: number | null
  /** Recovery codes that are not used up. */
  readonly codesLeft: number
}

export type FactorVerdict =
  | { readonly type: 'passed'; readonly codesLeft: number }
  /** `failures`: in a row. */
  | { readonly type: 'wrong'; readonly failures: number }
  /** Too many wrong codes: none is looked at before `until`. */
  | { readonly type: 'wait'; readonly until: number }

/** A browser that knows the password. Its cookie holds a secret; the store only the digest. */
export interface PendingSignIn {
  readonly digest: string
  readonly account: AccountId
  readonly expiresAt: number
}

export interface SecondFactorStore {
  /** A draft in place of an earlier one; false when the account has a factor that is in force. */
  draftSecondFactor(draft: {
    readonly account: AccountId
    readonly sealed: string
  }): Promise<boolean>
  readSecondFactor(account: AccountId): Promise<StoredFactor | null>
  /**
   * The draft `sealed` comes into force, with these recovery codes alone, and every sign-in of the
   * account ends: none of them has shown the factor. False when it is not the draft any more.
   */
  confirmSecondFactor(confirmed: {
    readonly account: AccountId
    readonly sealed: string
    readonly step: number
    readonly codes: readonly string[]
  }): Promise<boolean>
  /**
   * Judges a code whose step of time the caller has found (null: it fits none). One step passes once,
   * and none before it any more; wrong ones are counted and make the next wait. All of it in one
   * transaction, so that any number of guesses at any number of processes count one by one.
   */
  useFactorStep(attempt: {
    readonly account: AccountId
    readonly sealed: string
    readonly step: number | null
  }): Promise<FactorVerdict>
  /** Takes a recovery code, once; also while guesses wait: a stranger's do not lock its owner out. */
  useRecoveryCode(attempt: {
    readonly account: AccountId
    readonly digest: string
  }): Promise<FactorVerdict>
  /** False when the account has no factor in force. */
  replaceRecoveryCodes(account: AccountId, digests: readonly string[]): Promise<boolean>
  /** The factor, its codes, and what waits for it; false when there was none in force. */
  removeSecondFactor(account: AccountId, by?: AuditOperator): Promise<boolean>

  createPendingSignIn(pending: PendingSignIn): Promise<void>
  /** Whose it is; null when unknown, expired, taken, or of an account that is not active. */
  findPendingSignIn(digest: string): Promise<Account | null>
  /** The same, at most once. */
  takePendingSignIn(digest: string): Promise<Account | null>
}
