import type { AccountCard } from '../live/command.ts'
import type { Account } from '../store/account-store.ts'

/** What others may see of an account: its name, or the address before the @ where it has none. */
export function cardOf(account: Account): AccountCard {
  return { id: account.id, name: displayName(account) }
}

export function displayName(account: Pick<Account, 'firstName' | 'lastName' | 'email'>): string {
  const name = `${account.firstName} ${account.lastName}`.trim()
  return name === '' ? (account.email.split('@')[0] ?? '') : name
}
