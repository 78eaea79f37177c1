/** Accounts, sign-ins and one-time links as scripts. */
import type { AccountId } from '../base/id.ts'
import { SIGN_INS_AT_ONCE } from './account-store.ts'
import type { Account, AccountStore } from './account-store.ts'
import { accountOf, linkOf, signInOf } from './rows.ts'
import { all, clock, first } from './script.ts'
import type { Script, Value } from './script.ts'

type AccountOperations = {
  readonly [name in keyof AccountStore]: (
    ...given: Parameters<AccountStore[name]>
  ) => Script<Awaited<ReturnType<AccountStore[name]>>>
}

const STANDING_SIGN_INS = `select account.*, digest, signed_in_at, expires_at
  from sign_in join account on account.id = sign_in.account
  where expires_at > $1 and active = 1`
/** Always as many, so that it is one statement. */
const PLACES = Array.from({ length: SIGN_INS_AT_ONCE }, (_, at) => `$${at + 2}`)

export const accountOperations: AccountOperations = {
  *createAccount(account) {
    const made = yield* first(
      `insert into account (id, email, first_name, last_name, password_hash, privileges,
          language, timezone, active, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict do nothing returning id`,
      ...columnsOf(account),
    )
    return made !== null
  },

  *updateAccount(account) {
    const written = yield* first(
      `update account set email = $2, first_name = $3, last_name = $4, password_hash = $5,
          privileges = $6, language = $7, timezone = $8, active = $9, created_at = $10
        where id = $1 and not exists (select 1 from account where email = $2 and id <> $1)
        returning id`,
      ...columnsOf(account),
    )
    if (written !== null && !account.active) {
      yield* endAll(account.id)
    }
    return written !== null
  },

  *findAccount(id) {
    const row = yield* first('select * from account where id = $1', id)
    return row === null ? null : accountOf(row)
  },

  *findAccountByEmail(email) {
    // Typed by a stranger; PostgreSQL takes no text with NUL.
    if (email.includes('\0')) return null
    const row = yield* first('select * from account where email = $1', email)
    return row === null ? null : accountOf(row)
  },

  *listAccounts() {
    const accounts = (yield* all('select * from account')).map(accountOf)
    // Sorted here, because databases differ in their collations.
    return accounts.toSorted((a, b) => (a.email < b.email ? -1 : 1))
  },

  *createSignIn({ digest, account, createdAt, expiresAt }) {
    yield* all(
      'insert into sign_in (digest, account, signed_in_at, expires_at) values ($1, $2, $3, $4)',
      digest,
      account,
      createdAt,
      expiresAt,
    )
  },

  *findSignIn(digest) {
    const row = yield* first(`${STANDING_SIGN_INS} and digest = $2`, yield* clock(), digest)
    return row === null ? null : { signIn: signInOf(row), account: accountOf(row) }
  },

  *findSignIns(digests) {
    if (digests.length > SIGN_INS_AT_ONCE) throw new RangeError(`${digests.length} sign-ins asked`)
    const sql = `${STANDING_SIGN_INS} and digest in (${PLACES.join(', ')})`
    const found = yield* all(sql, yield* clock(), ...PLACES.map((_, at) => digests[at] ?? null))
    return found.map((row) => ({ signIn: signInOf(row), account: accountOf(row) }))
  },

  *endSignIn(digest) {
    yield* all('delete from sign_in where digest = $1', digest)
  },

  endSignInsOf: endAll,

  *createLink({ digest, account, purpose, expiresAt }) {
    yield* all(
      'insert into one_time_link (digest, account, purpose, expires_at) values ($1, $2, $3, $4)',
      digest,
      account,
      purpose,
      expiresAt,
    )
  },

  *takeLink(digest) {
    const row = yield* first(
      'delete from one_time_link where digest = $1 and expires_at > $2 returning *',
      digest,
      yield* clock(),
    )
    return row === null ? null : linkOf(row)
  },

  *findLink(digest) {
    const row = yield* first(
      'select * from one_time_link where digest = $1 and expires_at > $2',
      digest,
      yield* clock(),
    )
    return row === null ? null : linkOf(row)
  },
}

/** Those that still wait for a second factor, too. */
function* endAll(account: AccountId): Script<void> {
  yield* all('delete from sign_in where account = $1', account)
  yield* all('delete from pending_sign_in where account = $1', account)
}

function columnsOf(account: Account): readonly Value[] {
  return [
    account.id,
    account.email,
    account.firstName,
    account.lastName,
    account.passwordHash,
    JSON.stringify(account.privileges),
    account.language,
    account.timezone,
    account.active ? 1 : 0,
    account.createdAt,
  ]
}
