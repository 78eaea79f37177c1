const FIRST_MS = 400
/** REL3: all is right again 5 s after the last fault, the way there and back included. */
const LONGEST_MS = 4_000

/** How long to wait after so many failures in a row; `random` in [0, 1) spreads a crowd. */
export function backoffDelay(failures: number, random: number): number {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 10))
  return Math.round(longest * (0.5 + random / 2))
}
