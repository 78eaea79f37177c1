/** Who is signed in, in which browsers (ACC1), and whether a second factor is asked for first (ACC2). */
import type { AccountId } from '../base/id.ts'
import type { Account, AccountStore, SignIn } from '../store/account-store.ts'
import type { SecondFactorStore } from '../store/second-factor-store.ts'
import { digestOf, newSecret } from './secrets.ts'

const DAY = 24 * 60 * 60 * 1000

/** How long a browser stays signed in. */
export interface SignInLifetime {
  /** `session lifetime seconds`: without being used. */
  readonly idleMs: number
  /** However much it is used. */
  readonly mostMs: number
}

export const SIGN_IN_LIFETIME: SignInLifetime = { idleMs: 14 * DAY, mostMs: 30 * DAY }
/** How long a browser that knows the password may take over the second factor. */
export const PENDING_MS = 10 * 60 * 1000

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

/** What its owner sees of a sign-in. */
export interface SignInEntry {
  /** Names it on the page; opens nothing. */
  readonly id: string
  readonly agent: string
  readonly createdAt: number
  readonly usedAt: number
  /** The one that asks. */
  readonly own: boolean
}

export interface SignInDeps {
  readonly store: AccountStore & SecondFactorStore
  readonly random: (bytes: number) => Uint8Array
  /** The store's clock, ms since 1970. */
  readonly now: () => number | Promise<number>
  /** `SIGN_IN_LIFETIME` where it is not given. */
  readonly lifetime?: SignInLifetime
}

export interface SignIns {
  /**
   * Begins a sign-in for whoever has shown what they know (a password, a link, another site's word):
   * the one place where it is seen that a second factor is asked for.
   */
  open(account: Account): Promise<SignedIn | NeedsFactor>
  /** Signs in at once: for who has shown the second factor as well, or is signed in already. */
  admit(account: Account): Promise<SignedIn>
  /** Says in which browser it was made: its family. */
  describeSignIn(secret: string, agent: string): Promise<void>
  signOut(secret: string): Promise<void>
  /** Null for an unknown or expired secret, and for an account that was switched off. */
  whoIs(secret: string): Promise<Account | null>
  /** `own`: digest of the sign-in that asks. */
  listSignIns(account: AccountId, own: string | null): Promise<readonly SignInEntry[]>
  /** Ends one of the account's sign-ins, by its id on the page. */
  endSignIn(account: AccountId, id: string): Promise<void>
  endOtherSignIns(account: AccountId, own: string | null): Promise<void>
}

export function createSignIns(deps: SignInDeps): SignIns {
  const { store, random, lifetime = SIGN_IN_LIFETIME } = deps

  return {
    open,
    admit,
    describeSignIn: (secret, agent) => store.describeSignIn(digestOf(secret), agent),
    signOut: (secret) => store.endSignIn(digestOf(secret)),
    async whoIs(secret) {
      return (await store.findSignIn(digestOf(secret)))?.account ?? null
    },
    async listSignIns(account, own) {
      return (await store.readSignIns(account)).map((signIn) => ({
        id: pageIdOf(signIn),
        agent: signIn.agent,
        createdAt: signIn.createdAt,
        usedAt: signIn.usedAt,
        own: signIn.digest === own,
      }))
    },
    async endSignIn(account, id) {
      const found = (await store.readSignIns(account)).find((one) => pageIdOf(one) === id)
      if (found !== undefined) await store.endSignIn(found.digest)
    },
    endOtherSignIns: (account, own) => store.endSignInsOf(account, own ?? ''),
  }

  async function open(account: Account): Promise<SignedIn | NeedsFactor> {
    if (account.secondFactorAt === null) {
      const done = await admit(account)
      // Set up while the password was being looked at: what ended all sign-ins was too early for this one.
      const now = await store.findAccount(account.id)
      if (now === null || now.secondFactorAt === null) return done
      await store.endSignIn(digestOf(done.secret))
      return open(now)
    }
    const pending = newSecret(random)
    const expiresAt = (await deps.now()) + PENDING_MS
    await store.createPendingSignIn({ digest: digestOf(pending), account: account.id, expiresAt })
    return { type: 'needs-factor', pending, account }
  }

  async function admit(account: Account): Promise<SignedIn> {
    const secret = newSecret(random)
    const createdAt = await deps.now()
    const endsAt = createdAt + lifetime.mostMs
    await store.createSignIn({
      digest: digestOf(secret),
      account: account.id,
      createdAt,
      usedAt: createdAt,
      expiresAt: Math.min(endsAt, createdAt + lifetime.idleMs),
      endsAt,
      agent: '',
    })
    return { type: 'signed-in', secret, account }
  }
}

/** Who has it cannot find the digest, and with that not the secret either. */
function pageIdOf({ digest }: SignIn): string {
  return digestOf(`page ${digest}`).slice(0, 22)
}
