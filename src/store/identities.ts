/** What OpenID Connect providers say of accounts, as scripts. */
import type { Identity, IdentityName, IdentityStore } from './identity-store.ts'
import { accountOf } from './rows.ts'
import { all, clock, first, integer, text } from './script.ts'
import type { Dialect, Script } from './script.ts'

type IdentityOperations = {
  readonly [name in keyof IdentityStore]: (
    ...given: Parameters<IdentityStore[name]>
  ) => Script<Awaited<ReturnType<IdentityStore[name]>>>
}

export function identityOperations(dialect: Dialect): IdentityOperations {
  return {
    *findIdentity({ issuer, subject }) {
      const row = yield* first(
        `select account.* from identity join account on account.id = identity.account
          where issuer = $1 and subject = $2`,
        issuer,
        subject,
      )
      return row === null ? null : accountOf(row)
    },

    linkIdentity: link,

    *claimAccount({ email, ...name }) {
      const row = yield* first(
        `select * from account where email = $1 and active = 1 and password_hash is null
            and second_factor_at is null
            and not exists (select 1 from identity where identity.account = account.id)
          ${dialect.forUpdate}`,
        email,
      )
      if (row === null) return null
      const account = accountOf(row)
      if (!(yield* link({ ...name, account: account.id }))) return null
      // Whoever had a link to it may have been somebody else.
      yield* all('delete from one_time_link where account = $1', account.id)
      yield* all('delete from sign_in where account = $1', account.id)
      yield* all('delete from pending_sign_in where account = $1', account.id)
      return account
    },

    *listIdentities(account) {
      const rows = yield* all(
        'select * from identity where account = $1 order by linked_at, issuer, subject',
        account,
      )
      return rows.map((row): Identity => ({
        issuer: text(row, 'issuer'),
        subject: text(row, 'subject'),
        account,
        linkedAt: integer(row, 'linked_at'),
      }))
    },

    *unlinkIdentity({ issuer, subject, account }) {
      const held = yield* first(
        `select password_hash from account where id = $1${dialect.forUpdate}`,
        account,
      )
      const others = yield* all(
        'select 1 as one from identity where account = $1 and not (issuer = $2 and subject = $3)',
        account,
        issuer,
        subject,
      )
      if (held === null || (held['password_hash'] === null && others.length === 0)) return false
      const gone = yield* first(
        `delete from identity where account = $1 and issuer = $2 and subject = $3
          returning account`,
        account,
        issuer,
        subject,
      )
      return gone !== null
    },

    *createOpenidAttempt({ browser, state, provider, sealed, expiresAt }) {
      yield* all(
        `insert into openid_attempt (browser, state, provider, sealed, expires_at)
          values ($1, $2, $3, $4, $5)`,
        browser,
        state,
        provider,
        sealed,
        expiresAt,
      )
    },

    *takeOpenidAttempt({ browser, state, provider }) {
      const row = yield* first(
        `delete from openid_attempt
          where browser = $1 and state = $2 and provider = $3 and expires_at > $4 returning *`,
        browser,
        state,
        provider,
        yield* clock(),
      )
      if (row === null) return null
      const expiresAt = integer(row, 'expires_at')
      return { browser, state, provider, sealed: text(row, 'sealed'), expiresAt }
    },
  }
}

function* link({
  issuer,
  subject,
  account,
}: IdentityName & Pick<Identity, 'account'>): Script<boolean> {
  yield* all(
    `insert into identity (issuer, subject, account, linked_at) values ($1, $2, $3, $4)
      on conflict do nothing`,
    issuer,
    subject,
    account,
    yield* clock(),
  )
  const held = yield* first(
    'select account from identity where issuer = $1 and subject = $2',
    issuer,
    subject,
  )
  return held !== null && text(held, 'account') === account
}
