/** Second factors as scripts. */
import type { AccountId } from '../base/id.ts'
import { accountOf } from './rows.ts'
import { all, clock, first, integer, text } from './script.ts'
import type { Dialect, Row, Script } from './script.ts'
import type { FactorVerdict, SecondFactorStore, StoredFactor } from './second-factor-store.ts'

type SecondFactorOperations = {
  readonly [name in keyof SecondFactorStore]: (
    ...given: Parameters<SecondFactorStore[name]>
  ) => Script<Awaited<ReturnType<SecondFactorStore[name]>>>
}

/** Wrong codes in a row before any wait. */
const FREE_FAILURES = 5
const MINUTE_MS = 60_000

/**
 * How long after so many wrong codes in a row. A code of a million has three right answers at any
 * moment, so a guesser who knows the password hits it with 0.01 % in a day.
 */
function waitAfter(failures: number): number {
  if (failures < FREE_FAILURES) return 0
  return Math.min(2 ** (failures - FREE_FAILURES), 60) * MINUTE_MS
}

const FACTOR = `select second_factor.*,
  (select count(*) from recovery_code where account = $1) as codes_left
  from second_factor where account = $1`

const PENDING = `select account.* from pending_sign_in
  join account on account.id = pending_sign_in.account
  where digest = $1 and expires_at > $2 and active = 1`

export function secondFactorOperations(dialect: Dialect): SecondFactorOperations {
  return {
    *draftSecondFactor({ account, sealed }) {
      const made = yield* first(
        `insert into second_factor
            (account, sealed, made_at, confirmed_at, last_step, failures, wait_until)
          values ($1, $2, $3, null, 0, 0, 0)
          on conflict (account) do update set sealed = excluded.sealed, made_at = excluded.made_at
            where second_factor.confirmed_at is null
          returning account`,
        account,
        sealed,
        yield* clock(),
      )
      return made !== null
    },

    *readSecondFactor(account) {
      const row = yield* first(FACTOR, account)
      return row === null ? null : factorOf(row, account)
    },

    *confirmSecondFactor({ account, sealed, step, codes }) {
      const now = yield* clock()
      const confirmed = yield* first(
        `update second_factor set confirmed_at = $3, last_step = $4
          where account = $1 and sealed = $2 and confirmed_at is null returning account`,
        account,
        sealed,
        now,
        step,
      )
      if (confirmed === null) return false
      yield* all('update account set second_factor_at = $2 where id = $1', account, now)
      yield* all('delete from sign_in where account = $1', account)
      yield* writeCodes(account, codes)
      return true
    },

    *useFactorStep({ account, sealed, step }) {
      const held = yield* lockFactor(account)
      if (held === null) return { type: 'wrong', failures: 0 }
      const waitUntil = integer(held, 'wait_until')
      if (waitUntil > (yield* clock())) return { type: 'wait', until: waitUntil }
      if (step === null || text(held, 'sealed') !== sealed || step <= integer(held, 'last_step')) {
        return yield* countFailure(account, held)
      }
      yield* all(
        'update second_factor set last_step = $2, failures = 0, wait_until = 0 where account = $1',
        account,
        step,
      )
      return yield* passed(account)
    },

    *useRecoveryCode({ account, digest }) {
      const held = yield* lockFactor(account)
      if (held === null) return { type: 'wrong', failures: 0 }
      const taken = yield* first(
        'delete from recovery_code where account = $1 and digest = $2 returning digest',
        account,
        digest,
      )
      if (taken === null) return yield* countFailure(account, held)
      yield* all(
        'update second_factor set failures = 0, wait_until = 0 where account = $1',
        account,
      )
      return yield* passed(account)
    },

    *replaceRecoveryCodes(account, digests) {
      if ((yield* lockFactor(account)) === null) return false
      yield* writeCodes(account, digests)
      return true
    },

    *removeSecondFactor(account) {
      const held = yield* lockFactor(account)
      if (held === null) return false
      yield* all('delete from second_factor where account = $1', account)
      yield* all('delete from recovery_code where account = $1', account)
      yield* all('delete from pending_sign_in where account = $1', account)
      yield* all('update account set second_factor_at = null where id = $1', account)
      return true
    },

    *createPendingSignIn({ digest, account, expiresAt }) {
      yield* all(
        'insert into pending_sign_in (digest, account, expires_at) values ($1, $2, $3)',
        digest,
        account,
        expiresAt,
      )
    },

    *findPendingSignIn(digest) {
      const row = yield* first(PENDING, digest, yield* clock())
      return row === null ? null : accountOf(row)
    },

    *takePendingSignIn(digest) {
      const row = yield* first(PENDING, digest, yield* clock())
      if (row === null) return null
      const taken = yield* first(
        'delete from pending_sign_in where digest = $1 returning digest',
        digest,
      )
      return taken === null ? null : accountOf(row)
    },
  }

  /** The factor in force, which nobody else judges a code by meanwhile. */
  function lockFactor(account: AccountId): Script<Row | null> {
    return first(
      `select * from second_factor
        where account = $1 and confirmed_at is not null${dialect.forUpdate}`,
      account,
    )
  }
}

function* countFailure(account: AccountId, held: Row): Script<FactorVerdict> {
  const failures = integer(held, 'failures') + 1
  const wait = waitAfter(failures)
  yield* all(
    'update second_factor set failures = $2, wait_until = $3 where account = $1',
    account,
    failures,
    wait === 0 ? 0 : (yield* clock()) + wait,
  )
  return { type: 'wrong', failures }
}

function* passed(account: AccountId): Script<FactorVerdict> {
  const row = yield* first(
    'select count(*) as codes_left from recovery_code where account = $1',
    account,
  )
  return { type: 'passed', codesLeft: row === null ? 0 : integer(row, 'codes_left') }
}

function* writeCodes(account: AccountId, digests: readonly string[]): Script<void> {
  yield* all('delete from recovery_code where account = $1', account)
  for (const digest of digests) {
    yield* all('insert into recovery_code (account, digest) values ($1, $2)', account, digest)
  }
}

function factorOf(row: Row, account: AccountId): StoredFactor {
  return {
    account,
    sealed: text(row, 'sealed'),
    madeAt: integer(row, 'made_at'),
    confirmedAt: row['confirmed_at'] === null ? null : integer(row, 'confirmed_at'),
    codesLeft: integer(row, 'codes_left'),
  }
}
