/** Addresses as accounts have them. */

export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase()
}

/** The browser's own rule for `type=email`, shortened: a mistyped address is found by the mail. */
export function isEmail(email: string): boolean {
  return (
    email.length <= 254 && /^[^\s@<>"',;:()[\]\\]+@[^\s@<>"',;:()[\]\\]+\.[^\s@.]+$/.test(email)
  )
}
