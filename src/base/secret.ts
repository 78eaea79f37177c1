/** What observers are never shown, and what stands in its place (OBS7). */

/** However long the secret is: its length would tell something too. */
export const BULLETS = '\u2022'.repeat(8)

/** Autofill kinds whose content is nobody's business, whatever the author says. */
const SECRET_AUTOFILL = /^(cc-.*|.*-password|one-time-code)$/

/** Whether a field's content stays in the user's browser by its kind alone. */
export function isSecretKind(type: string, autocomplete: string): boolean {
  if (type.toLowerCase() === 'password') return true
  return autocomplete
    .toLowerCase()
    .split(/\s+/)
    .some((token) => SECRET_AUTOFILL.test(token))
}

/**
 * Attributes of what prints a secret that may tell it. Others that do are named by the mark itself:
 * `data-private="datetime"`.
 */
export const NEVER_TOLD: readonly string[] =
  'alt title placeholder label content aria-label aria-valuetext src href value'.split(' ')
