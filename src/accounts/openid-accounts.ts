/**
 * Which account is it that a provider speaks of (ACC2)?
 *
 *     known by issuer and subject        that account, whatever its address is by now
 *     no such address here               a new account, where the provider makes some
 *     an account nobody can be in yet    linked: the address is verified, and there is no password
 *     any other account                  its owner signs in first, and links it then
 *
 * An address alone never opens an account that has a password: whoever made it beforehand, with
 * somebody else's address, would share it from then on (pre-hijacking).
 */
import type { AccountId } from '../base/id.ts'
import type { Account } from '../store/account-store.ts'
import type { IdentityStore } from '../store/identity-store.ts'
import type { Accounts } from './accounts.ts'
import type { OpenidProvider, Person, Refusal } from './openid.ts'
import { isEmail, normalizeEmail } from './email.ts'

export type MatchRefusal =
  | 'unverified'
  | 'domain'
  | 'no-account'
  /** There is an account with this address, whose owner has to sign in first. */
  | 'link-first'
  | 'switched-off'
  /** To be linked, but another account's. */
  | 'taken'

export type Matched =
  | { readonly type: 'account'; readonly account: Account; readonly isNew: boolean }
  | Refusal<MatchRefusal>

export interface OpenidAccounts {
  /** Finds, links or makes the account; its privileges are those that the provider gives. */
  match(provider: OpenidProvider, person: Person): Promise<Matched>
  /** Links the account of whoever is signed in. */
  link(account: AccountId, person: Person): Promise<{ readonly type: 'linked' } | Refusal<'taken'>>
}

export function createOpenidAccounts(deps: {
  readonly store: IdentityStore
  readonly accounts: Pick<Accounts, 'createAccount' | 'listPrivileges' | 'setPrivileges'>
}): OpenidAccounts {
  const { store, accounts } = deps

  return {
    async match(provider, person) {
      const { issuer, subject } = person
      const known = await store.findIdentity({ issuer, subject })
      const found = known === null ? await matchByAddress(provider, person) : asKnown(known)
      if (found.type === 'refused') return found
      return { ...found, account: await withPrivileges(found.account, provider, person) }
    },
    async link(account, { issuer, subject }) {
      const linked = await store.linkIdentity({ issuer, subject, account })
      return linked ? { type: 'linked' } : { type: 'refused', code: 'taken' }
    },
  }

  async function matchByAddress(provider: OpenidProvider, person: Person): Promise<Matched> {
    const { issuer, subject } = person
    const email = normalizeEmail(person.email ?? '')
    if (!person.isEmailVerified || !isEmail(email)) return { type: 'refused', code: 'unverified' }
    const domain = email.slice(email.lastIndexOf('@') + 1)
    if (provider.onlyDomains !== null && !provider.onlyDomains.includes(domain)) {
      return { type: 'refused', code: 'domain' }
    }
    const claimed = await store.claimAccount({ issuer, subject, email })
    if (claimed !== null) return { type: 'account', account: claimed, isNew: false }
    if (!provider.createsAccounts) return { type: 'refused', code: 'no-account' }
    const { firstName, lastName } = person
    const made = await accounts.createAccount({ email, firstName, lastName, privileges: ['user'] })
    if (made.type === 'refused') {
      return { type: 'refused', code: made.code === 'exists' ? 'link-first' : 'unverified' }
    }
    const { account } = made
    const linked = await store.linkIdentity({ issuer, subject, account: account.id })
    // Only where the same person came twice at once, under two addresses.
    return linked
      ? { type: 'account', account, isNew: true }
      : { type: 'refused', code: 'link-first' }
  }

  /** Of the privileges that the configuration maps, those that the provider gives; others stay. */
  async function withPrivileges(
    account: Account,
    provider: OpenidProvider,
    person: Person,
  ): Promise<Account> {
    if (provider.privileges === null) return account
    const { values } = provider.privileges
    const mapped = new Set(Object.values(values).flat())
    const known = await accounts.listPrivileges()
    const given = Object.entries(values)
      .flatMap(([group, names]) => (person.groups.includes(group) ? names : []))
      .filter((name) => known.includes(name))
    const kept = account.privileges.filter((name) => !mapped.has(name))
    const privileges = [...new Set([...kept, ...given])]
    const same = new Set([...privileges, ...account.privileges]).size
    if (same === privileges.length && same === account.privileges.length) return account
    // The last administrator stays one.
    const refusal = await accounts.setPrivileges(account.id, privileges)
    return refusal === null ? { ...account, privileges } : account
  }
}

function asKnown(account: Account): Matched {
  if (!account.active) return { type: 'refused', code: 'switched-off' }
  return { type: 'account', account, isNew: false }
}
