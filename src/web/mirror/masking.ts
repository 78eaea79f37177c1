import { BULLETS, isSecretKind } from '../../base/secret.ts'

export { BULLETS, isSecretKind } from '../../base/secret.ts'

/** What may leave the page of a masked text: whether there is any. */
export function maskText(value: string): string {
  return value === '' ? '' : BULLETS
}

/** By its kind or by a mark around it, whoever set them: the server, or a script of the page. */
export function isSecretElement(element: Element): boolean {
  const type = element.getAttribute('type') ?? ''
  const autocomplete = element.getAttribute('autocomplete') ?? ''
  return isSecretKind(type, autocomplete) || element.closest('[data-private]') !== null
}

/** A shorter one stands in words that have nothing to do with it. */
const SHORTEST = 4

/** Without the secrets that stand in it whole: as they were typed, in capitals or in small letters. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  // One may stand within another.
  const longestFirst = [...secrets].sort((one, other) => other.length - one.length)
  let hidden = text
  for (const secret of longestFirst.map((one) => one.trim())) {
    if (secret.length < SHORTEST) continue
    for (const written of [secret, secret.toUpperCase(), secret.toLowerCase()]) {
      hidden = hidden.split(written).join(BULLETS)
    }
  }
  return hidden
}
