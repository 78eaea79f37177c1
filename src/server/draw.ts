import type { Random } from './settings.ts'

/** A random whole number from 0 and below 2^48, as `offer-call` and `try-code` take it. */
export function drawFrom(random: Random): number {
  return random(6).reduce((sum, byte) => sum * 256 + byte, 0)
}
