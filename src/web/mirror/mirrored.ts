/** Attributes whose changes show on a screen. `aria-value...` could spell out a masked value. */
const MIRRORED = /^(class|style|hidden|disabled|readonly|open|aria-(?!value)[a-z]+)$/

export function isMirroredAttribute(name: string): boolean {
  return MIRRORED.test(name)
}
