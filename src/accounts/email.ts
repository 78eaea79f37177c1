/** Addresses as accounts have them. */

export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase()
}

/** As mails can go to it (RFC 5322, without quotes): what is left out here would never get its link. */
const LOCAL = /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/
/** Names of all scripts. */
const LABEL = /^[\p{L}\p{M}\p{N}]([\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u

/** A mistyped address is found by the mail. */
export function isEmail(email: string): boolean {
  const at = email.lastIndexOf('@')
  const [local, labels] = [email.slice(0, Math.max(at, 0)), email.slice(at + 1).split('.')]
  if (email.length > 254 || local.length > 64 || !LOCAL.test(local)) return false
  const last = labels.at(-1) ?? ''
  return labels.length > 1 && last.length > 1 && labels.every((label) => LABEL.test(label))
}
