import { BULLETS } from '../../base/secret.ts'

export { BULLETS, isSecretKind } from '../../base/secret.ts'

/** What may leave the page of a masked text: whether there is any. */
export function maskText(value: string): string {
  return value === '' ? '' : BULLETS
}
