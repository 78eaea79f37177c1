/** Accounts, sign-ins, one-time links and privileges as scripts. */
import type { AccountId } from '../base/id.ts'
import { SIGN_INS_AT_ONCE } from './account-store.ts'
import type { Account, AccountChange, AccountChanged, AccountStore } from './account-store.ts'
import { audited, tellSignIn } from './account-audit.ts'
import { takeAttempt } from './attempts.ts'
import { forgetName } from './forget-name.ts'
import { dismissOperator } from './dismiss-operator.ts'
import { deleteSessionsOf } from './sessions.ts'
import { accountOf, linkOf, participantOf, sessionOf, signInOf } from './rows.ts'
import { all, clock, first, integer, text } from './script.ts'
import type { Dialect, Script, Value } from './script.ts'

type AccountOperations = {
  readonly [name in keyof AccountStore]: (
    ...given: Parameters<AccountStore[name]>
  ) => Script<Awaited<ReturnType<AccountStore[name]>>>
}

const STANDING_SIGN_INS = `select account.*, sign_in.*
  from sign_in join account on account.id = sign_in.account
  where expires_at > $1 and active = 1`
/** Always as many, so that it is one statement. */
const PLACES = Array.from({ length: SIGN_INS_AT_ONCE }, (_, at) => `$${at + 2}`)

const MAX_WORDS = 5
const SOUGHT = `select * from account
  where sought like $1 escape '\\' and sought like $2 escape '\\' and sought like $3 escape '\\'
    and sought like $4 escape '\\' and sought like $5 escape '\\'`

export function accountOperations(dialect: Dialect): AccountOperations {
  return {
    createAccount: (account, by) =>
      audited(dialect, { id: account.id, by }, createAccount(account)),

    *changeAccount(id, change, by) {
      const mayEnd = change.privileges !== undefined || change.active === false
      const others = mayEnd ? yield* otherAdministrators(dialect, id) : null
      const changing = changeAccount(dialect, id, { change, others })
      return yield* audited(dialect, { id, by }, changing)
    },

    *deleteAccount(id, name, by) {
      const others = yield* otherAdministrators(dialect, id)
      return yield* audited(dialect, { id, by }, deleteAccount(dialect, id, { name, others }))
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

    *searchAccounts({ words, offset, limit }) {
      const wanted = words.slice(0, MAX_WORDS)
      if (wanted.some((word) => word.includes('\0'))) return { accounts: [], total: 0 }
      const patterns = Array.from({ length: MAX_WORDS }, (_, at) => containing(wanted[at] ?? ''))
      const found = yield* all(
        `${SOUGHT} order by email limit $6 offset $7`,
        ...patterns,
        limit,
        offset,
      )
      const counted = yield* first(
        `select count(*) as total from (${SOUGHT}) as found`,
        ...patterns,
      )
      return {
        accounts: found.map(accountOf),
        total: counted === null ? 0 : integer(counted, 'total'),
      }
    },

    *createSignIn(signIn) {
      yield* all(
        `insert into sign_in (digest, account, signed_in_at, used_at, expires_at, ends_at, agent)
        values ($1, $2, $3, $4, $5, $6, $7)`,
        signIn.digest,
        signIn.account,
        signIn.createdAt,
        signIn.usedAt,
        signIn.expiresAt,
        signIn.endsAt,
        signIn.agent,
      )
      yield* tellSignIn(dialect, signIn.account)
    },

    *findSignIn(digest) {
      const row = yield* first(`${STANDING_SIGN_INS} and digest = $2`, yield* clock(), digest)
      return row === null ? null : { signIn: signInOf(row), account: accountOf(row) }
    },

    *findSignIns(digests) {
      if (digests.length > SIGN_INS_AT_ONCE)
        throw new RangeError(`${digests.length} sign-ins asked`)
      const sql = `${STANDING_SIGN_INS} and digest in (${PLACES.join(', ')})`
      const found = yield* all(sql, yield* clock(), ...PLACES.map((_, at) => digests[at] ?? null))
      return found.map((row) => ({ signIn: signInOf(row), account: accountOf(row) }))
    },

    *endSignIn(digest) {
      yield* all('delete from sign_in where digest = $1', digest)
    },

    *readSignIns(account) {
      const sql =
        'select * from sign_in where account = $1 and expires_at > $2 order by used_at desc'
      return (yield* all(sql, account, yield* clock())).map(signInOf)
    },

    *describeSignIn(digest, agent) {
      yield* all('update sign_in set agent = $2 where digest = $1', digest, agent)
    },

    *touchSignIn(digest, idleMs) {
      const now = yield* clock()
      yield* all(
        `update sign_in set used_at = $2,
          expires_at = case when ends_at < $3 then ends_at else $3 end
        where digest = $1 and expires_at > $2`,
        digest,
        now,
        now + idleMs,
      )
    },

    *endSignInsOf(account, but) {
      yield* all('delete from sign_in where account = $1 and digest <> $2', account, but ?? '')
      yield* all('delete from pending_sign_in where account = $1', account)
    },

    *createLink({ digest, account, purpose, email, details, expiresAt }) {
      yield* all(
        `insert into one_time_link (digest, account, purpose, email, details, expires_at)
        values ($1, $2, $3, $4, $5, $6)`,
        digest,
        account,
        purpose,
        email,
        details,
        expiresAt,
      )
    },

    *endLinksOf(account) {
      yield* all('delete from one_time_link where account = $1', account)
    },

    takeAttempt: (attempts) => takeAttempt(dialect, attempts),

    *forgetAttempts(keys) {
      for (const key of keys.toSorted()) yield* all('delete from attempt where key = $1', key)
    },

    *listPrivileges() {
      return (yield* all('select name from privilege order by name')).map((row) =>
        text(row, 'name'),
      )
    },

    *addPrivilege(name) {
      yield* all('insert into privilege (name) values ($1) on conflict do nothing', name)
    },

    *removePrivilege(name, by) {
      yield* all('delete from privilege where name = $1', name)
      const holders = yield* all(
        `select * from account where privileges like $1 escape '\\' order by id${dialect.forUpdate}`,
        containing(JSON.stringify(name)),
      )
      for (const { id, privileges } of holders.map(accountOf)) {
        const change = { privileges: privileges.filter((one) => one !== name) }
        const changing = changeAccount(dialect, id, { change, others: null })
        yield* audited(dialect, { id, by }, changing)
      }
    },

    *readVisits(digest, limit) {
      const sql = 'select room, participant from visitor where digest = $1 limit $2'
      return (yield* all(sql, digest, limit)).map((row) => ({
        room: sessionOf(row, 'room'),
        participant: participantOf(row, 'participant'),
      }))
    },

    *rebindVisitor(digest, to) {
      if (to === null) yield* all('delete from visitor where digest = $1', digest)
      else yield* all('update visitor set digest = $2 where digest = $1', digest, to)
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
}

function* createAccount(account: Account): Script<boolean> {
  const made = yield* first(
    `insert into account (id, email, first_name, last_name, password_hash, privileges,
          language, timezone, active, sought, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict do nothing returning id`,
    ...columnsOf(account),
    account.createdAt,
  )
  return made !== null
}

/** `others`: how many may administer besides, where that is to be known. */
function* changeAccount(
  dialect: Dialect,
  id: AccountId,
  { change, others }: { readonly change: AccountChange; readonly others: number | null },
): Script<AccountChanged> {
  const row = yield* first(`select * from account where id = $1${dialect.forUpdate}`, id)
  if (row === null) return 'unknown'
  const before = accountOf(row)
  const after = { ...before, ...change }
  if (isAdministrator(before) && !isAdministrator(after) && others === 0) {
    return 'last-administrator'
  }
  const written = yield* first(
    `update account set email = $2, first_name = $3, last_name = $4, password_hash = $5,
        privileges = $6, language = $7, timezone = $8, active = $9, sought = $10
      where id = $1 and not exists (select 1 from account where email = $2 and id <> $1)
      returning id`,
    ...columnsOf(after),
  )
  if (written === null) return 'email-taken'
  yield* dismissOperator(before, after)
  const isNewPassword = after.passwordHash !== before.passwordHash
  if (!after.active || isNewPassword) yield* endAll(id)
  if (isNewPassword) yield* all('delete from one_time_link where account = $1', id)
  return 'changed'
}

function* deleteAccount(
  dialect: Dialect,
  id: AccountId,
  { name, others }: { readonly name: string; readonly others: number },
): Script<'deleted' | 'unknown' | 'last-administrator'> {
  const row = yield* first(`select * from account where id = $1${dialect.forUpdate}`, id)
  if (row === null) return 'unknown'
  if (isAdministrator(accountOf(row)) && others === 0) return 'last-administrator'
  yield* all('delete from account where id = $1', id)
  yield* deleteSessionsOf(id)
  yield* forgetName(id, name)
  return 'deleted'
}

/**
 * How many may administer, but for this one. They are locked, in order: of two administrators who
 * remove each other at the same moment, one is left.
 */
function* otherAdministrators(dialect: Dialect, id: AccountId): Script<number> {
  const found = yield* all(
    `select * from account where active = 1 and privileges like $1 order by id${dialect.forUpdate}`,
    '%"admin"%',
  )
  // SQLite's `like` takes an organisation's own "Admin" for it.
  return found.map(accountOf).filter((one) => one.id !== id && isAdministrator(one)).length
}

function isAdministrator({ active, privileges }: Account): boolean {
  return active && privileges.includes('admin')
}

/** For `like ... escape '\\'`. */
function containing(part: string): string {
  return `%${part.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
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
    `${account.firstName} ${account.lastName} ${account.email}`.toLowerCase(),
  ]
}
