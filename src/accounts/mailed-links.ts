/**
 * What is done by a link that was mailed (ACC1): to register, to get a new password, to prove a new
 * address. An account comes to be only when its address is proven, and its password is set by whoever
 * has the link: nobody can prepare an account for somebody else's address.
 *
 * Whoever asks gets the same answer, after the same work, whether the address is known or not; the
 * mail says what is the matter.
 */
import type { AccountId } from '../base/id.ts'
import type { Account, AccountStore } from '../store/account-store.ts'
import type { Accounts, Refused } from './accounts.ts'
import { must } from '../base/must.ts'
import { isName } from './profile.ts'
import { isEmail, normalizeEmail } from './email.ts'
import { judgePassword, type PasswordRefusal } from './password-rules.ts'

/** A mail to be sent. `token`: of the link in it. */
export type AccountMail =
  | { readonly kind: 'confirm'; readonly to: string; readonly token: string }
  /** They have an account already; the link sets a new password. */
  | { readonly kind: 'has-account'; readonly to: string; readonly token: string }
  | { readonly kind: 'reset'; readonly to: string; readonly token: string }
  | { readonly kind: 'no-account'; readonly to: string }
  | { readonly kind: 'switched-off'; readonly to: string }
  | { readonly kind: 'new-email'; readonly to: string; readonly token: string }
  | { readonly kind: 'email-in-use'; readonly to: string }

export interface Registration {
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  /** Path to go on to; kept as it is, to be judged when it is used. */
  readonly next: string | null
}

export type Registered =
  | { readonly type: 'registered'; readonly account: Account; readonly next: string | null }
  | Refused<PasswordRefusal | 'used-link' | 'exists'>

export interface MailedLinks {
  register(wanted: Registration): Promise<AccountMail | Refused<'bad-email' | 'bad-name'>>
  /** Makes the account. A password that is refused leaves the link as it was. */
  finishRegistration(token: string, password: string): Promise<Registered>
  forgot(email: string): Promise<AccountMail | Refused<'bad-email'>>
  /** Of links that set a password: an invitation, or a reset. */
  resetPassword(
    token: string,
    password: string,
  ): Promise<
    { readonly type: 'set'; readonly account: Account } | Refused<PasswordRefusal | 'used-link'>
  >
  /** Of an account whose owner has just proven to be that. */
  wantEmail(account: AccountId, email: string): Promise<AccountMail | Refused<'bad-email'>>
  /** Null when the link is used up, or somebody else has the address by now. */
  takeEmail(
    token: string,
  ): Promise<{ readonly account: Account; readonly before: string; readonly email: string } | null>
}

export function createMailedLinks(deps: {
  readonly accounts: Accounts
  readonly store: AccountStore
}): MailedLinks {
  const { accounts, store } = deps

  return {
    async register(wanted) {
      const code = judgeRegistration(wanted)
      if (code !== null) return { type: 'refused', code }
      const to = normalizeEmail(wanted.email)
      const [firstName, lastName] = [wanted.firstName.trim(), wanted.lastName.trim()]
      const known = await store.findAccountByEmail(to)
      const details = JSON.stringify({ firstName, lastName, next: wanted.next })
      // A link is made in either case: that takes the same time.
      const token =
        known === null
          ? await accounts.createLink(null, 'register', { email: to, details })
          : await accounts.createLink(known.id, 'reset', { email: to, details: '' })
      if (known === null) return { kind: 'confirm', to, token }
      return known.active ? { kind: 'has-account', to, token } : { kind: 'switched-off', to }
    },

    async finishRegistration(token, password) {
      const seen = await accounts.findLink(token)
      if (seen?.link.purpose !== 'register') return { type: 'refused', code: 'used-link' }
      const code = await judgePassword(password, seen.link.email ?? '')
      if (code !== null) return { type: 'refused', code }
      const taken = await accounts.takeLink(token, ['register'])
      if (taken === null) return { type: 'refused', code: 'used-link' }
      const { firstName, lastName, next } = detailsOf(taken.link.details)
      const made = await accounts.createAccount({
        email: taken.link.email ?? '',
        firstName,
        lastName,
        privileges: ['user'],
      })
      // Registered twice, and the other link was used first.
      if (made.type === 'refused') return { type: 'refused', code: 'exists' }
      await accounts.setPassword(made.account.id, password)
      return { type: 'registered', account: made.account, next }
    },

    async forgot(email) {
      const to = normalizeEmail(email)
      if (!isEmail(to)) return { type: 'refused', code: 'bad-email' }
      const known = await store.findAccountByEmail(to)
      // Of no account it opens nothing, but takes as long.
      const token = await accounts.createLink(known?.id ?? null, 'reset', { email: to })
      if (known === null) return { kind: 'no-account', to }
      return known.active ? { kind: 'reset', to, token } : { kind: 'switched-off', to }
    },

    async resetPassword(token, password) {
      const purposes = ['set-password', 'reset'] as const
      const seen = await accounts.findLink(token)
      const account = seen?.account ?? null
      if (seen === null || account === null || !purposes.some((one) => one === seen.link.purpose)) {
        return { type: 'refused', code: 'used-link' }
      }
      const code = await judgePassword(password, account.email)
      if (code !== null) return { type: 'refused', code }
      const taken = await accounts.takeLink(token, purposes)
      if (taken === null) return { type: 'refused', code: 'used-link' }
      await accounts.setPassword(account.id, password)
      return { type: 'set', account }
    },

    async wantEmail(id, email) {
      const to = normalizeEmail(email)
      if (!isEmail(to)) return { type: 'refused', code: 'bad-email' }
      const known = await store.findAccountByEmail(to)
      const token = await accounts.createLink(id, 'change-email', { email: to })
      return known === null ? { kind: 'new-email', to, token } : { kind: 'email-in-use', to }
    },

    async takeEmail(token) {
      const taken = await accounts.takeLink(token, ['change-email'])
      const { account = null, link } = taken ?? {}
      if (account === null || link === undefined || link.email === null) return null
      const before = account.email
      if (!(await accounts.setEmail(account.id, link.email))) return null
      // A reset that was mailed to the old address is not to open it any more.
      await store.endLinksOf(account.id)
      return { account, before, email: link.email }
    },
  }
}

export function judgeRegistration(wanted: Registration): 'bad-email' | 'bad-name' | null {
  if (!isEmail(normalizeEmail(wanted.email))) return 'bad-email'
  return isName(wanted.firstName.trim()) && isName(wanted.lastName.trim()) ? null : 'bad-name'
}

/** Written by `register` above. */
function detailsOf(text: string | null): Omit<Registration, 'email'> {
  const details: Omit<Registration, 'email'> = JSON.parse(must(text, 'details of a registration'))
  return details
}
