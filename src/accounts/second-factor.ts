/**
 * The second factor of an account (ACC2): a code of an authenticator app, or a recovery code.
 *
 *     none ── begin ──► draft ── confirm, with a code ──► in force ── remove ──► none
 *
 * While one is in force, whoever knows the password has a *pending* sign-in only, which opens nothing
 * but the page that asks for the code. The store judges codes (`useFactorStep`); here is seen which
 * step of time they belong to. Secrets are sealed, recovery codes kept as keyed digests.
 */
import type { AccountId } from '../base/id.ts'
import type { AuditOperator } from '../live/audit-entry.ts'
import type { Account } from '../store/account-store.ts'
import type { FactorVerdict, SecondFactorStore } from '../store/second-factor-store.ts'
import type { Refused } from './accounts.ts'
import type { SignedIn } from './sign-ins.ts'
import { digestOf } from './secrets.ts'
import { createRecoveryCode, parseRecoveryCode, RECOVERY_CODES } from './recovery-codes.ts'
import { describeSecret, findStep, TOTP_SECRET_BYTES } from './totp.ts'

/** A draft that nobody confirmed in this time is shown to nobody any more. */
export const DRAFT_MS = 60 * 60_000

export interface SecretBox {
  seal(label: string, plain: Uint8Array): string
  open(label: string, sealed: string): Uint8Array
  digest(purpose: string, text: string): string
}

export interface SecondFactorDeps {
  readonly store: SecondFactorStore
  readonly box: SecretBox
  readonly random: (bytes: number) => Uint8Array
  /** The store's clock, ms since 1970. */
  readonly now: () => Promise<number>
  /** How apps call the server. */
  readonly issuer: string
  readonly admit: (account: Account) => Promise<SignedIn>
}

export type FactorState =
  | { readonly type: 'none' }
  /** What the app is to be told. */
  | { readonly type: 'draft'; readonly uri: string; readonly secret: string }
  | { readonly type: 'on'; readonly since: number; readonly codesLeft: number }

export type Confirmed =
  /** `codes`: to be shown now, and never again. */
  { readonly type: 'on'; readonly codes: readonly string[] } | Refused<'wrong' | 'no-draft'>

export type Finished =
  | {
      readonly type: 'signed-in'
      readonly signedIn: SignedIn
      readonly byRecoveryCode: boolean
      readonly codesLeft: number
    }
  /** The password is to be given again. */
  | { readonly type: 'gone' }
  | Exclude<FactorVerdict, { readonly type: 'passed' }>

export interface SecondFactors {
  state(account: Account): Promise<FactorState>
  /** A new draft; false when a factor is in force. */
  begin(account: Account): Promise<boolean>
  /** All sign-ins of the account end: `admit` makes a new one for this browser. */
  confirm(account: Account, code: string): Promise<Confirmed>
  /** `code`: of the app, or a recovery code. */
  check(account: AccountId, code: string): Promise<FactorVerdict>
  /** The earlier ones are worth nothing any more; null when no factor is in force. */
  renewCodes(account: AccountId): Promise<readonly string[] | null>
  remove(account: AccountId, by?: AuditOperator): Promise<boolean>
  /** Whose sign-in waits for a code; null for an unknown, expired or used secret. */
  whoWaits(pending: string): Promise<Account | null>
  finish(pending: string, code: string): Promise<Finished>
}

export function createSecondFactors(deps: SecondFactorDeps): SecondFactors {
  const { store, box, random, now } = deps

  return {
    state,
    async begin(account) {
      const sealed = box.seal(labelOf(account.id), random(TOTP_SECRET_BYTES))
      return store.draftSecondFactor({ account: account.id, sealed })
    },
    confirm,
    check,
    async renewCodes(account) {
      const codes = newCodes()
      const done = await store.replaceRecoveryCodes(account, digestsOf(account, codes))
      return done ? codes : null
    },
    remove: (account, by) => store.removeSecondFactor(account, by),
    whoWaits: (pending) => store.findPendingSignIn(digestOf(pending)),
    finish,
  }

  async function state(account: Account): Promise<FactorState> {
    const found = await store.readSecondFactor(account.id)
    if (found === null) return { type: 'none' }
    const { confirmedAt, codesLeft } = found
    if (confirmedAt !== null) return { type: 'on', since: confirmedAt, codesLeft }
    if (found.madeAt + DRAFT_MS < (await now())) return { type: 'none' }
    const names = { issuer: deps.issuer, account: account.email }
    return { type: 'draft', ...describeSecret(secretOf(account.id, found.sealed), names) }
  }

  async function confirm(account: Account, code: string): Promise<Confirmed> {
    const found = await store.readSecondFactor(account.id)
    const at = await now()
    if (found === null || found.confirmedAt !== null || found.madeAt + DRAFT_MS < at) {
      return { type: 'refused', code: 'no-draft' }
    }
    const { sealed } = found
    const step = findStep(secretOf(account.id, sealed), withoutBlanks(code), at)
    if (step === null) return { type: 'refused', code: 'wrong' }
    const codes = newCodes()
    const done = await store.confirmSecondFactor({
      account: account.id,
      sealed,
      step,
      codes: digestsOf(account.id, codes),
    })
    return done ? { type: 'on', codes } : { type: 'refused', code: 'no-draft' }
  }

  async function check(account: AccountId, typed: string): Promise<FactorVerdict> {
    const recovery = parseRecoveryCode(typed)
    if (recovery !== null) {
      return store.useRecoveryCode({ account, digest: recoveryDigest(account, recovery) })
    }
    const found = await store.readSecondFactor(account)
    if (found === null) return { type: 'wrong', failures: 0 }
    const { sealed } = found
    const step = findStep(secretOf(account, sealed), withoutBlanks(typed), await now())
    return store.useFactorStep({ account, sealed, step })
  }

  async function finish(pending: string, code: string): Promise<Finished> {
    const digest = digestOf(pending)
    const waiting = await store.findPendingSignIn(digest)
    if (waiting === null) return { type: 'gone' }
    const verdict = await check(waiting.id, code)
    if (verdict.type !== 'passed') return verdict
    const account = await store.takePendingSignIn(digest)
    if (account === null) return { type: 'gone' }
    return {
      type: 'signed-in',
      signedIn: await deps.admit(account),
      byRecoveryCode: parseRecoveryCode(code) !== null,
      codesLeft: verdict.codesLeft,
    }
  }

  function newCodes(): readonly string[] {
    return Array.from({ length: RECOVERY_CODES }, () => createRecoveryCode(random))
  }

  function digestsOf(account: AccountId, codes: readonly string[]): readonly string[] {
    return codes.map((code) => recoveryDigest(account, parseRecoveryCode(code) ?? code))
  }

  /** Keyed: whoever has only the database cannot try all codes against it. */
  function recoveryDigest(account: AccountId, code: string): string {
    return box.digest('recovery code', `${account}\n${code}`)
  }

  function secretOf(account: AccountId, sealed: string): Uint8Array {
    return box.open(labelOf(account), sealed)
  }
}

function labelOf(account: AccountId): string {
  return `second factor\n${account}`
}

function withoutBlanks(code: string): string {
  return code.replaceAll(/[\s-]/g, '')
}
