import { timingSafeEqual } from 'node:crypto'

/** For keys and signatures: in a time that tells nothing of either but the length. */
export function isSameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
