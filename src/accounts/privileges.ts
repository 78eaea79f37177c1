/** Privileges that the product itself knows (ACC1); interviews may use names of their own. */
export const KNOWN_PRIVILEGES = ['admin', 'developer', 'advocate', 'user'] as const

export function isKnownPrivilege(name: string): boolean {
  return KNOWN_PRIVILEGES.some((known) => known === name)
}

/** Also where only capitals or kinds of letters differ: nobody can tell those apart in a list. */
export function looksKnown(name: string): boolean {
  return isKnownPrivilege(name.normalize('NFKC').toLowerCase())
}

export function isAdministrator(account: { readonly privileges: readonly string[] }): boolean {
  return account.privileges.includes('admin')
}

/** A privilege of an organisation's own: letters, digits, blanks, dashes; at most 40 characters. */
export function isPrivilegeName(name: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N} _-]{0,39}$/u.test(name) && name.trim() === name
}
