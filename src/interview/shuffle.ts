/** The same order for the same seed, whenever the screen is made. */
export function shuffled<Item>(items: readonly Item[], seed: string): readonly Item[] {
  const mixed = [...items]
  const next = numbersFrom(seed)
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = next() % (last + 1)
    const [one, two] = [mixed[last], mixed[other]]
    if (one === undefined || two === undefined) continue
    mixed[last] = two
    mixed[other] = one
  }
  return mixed
}

/** Whole numbers below 2^32: FNV-1a of the seed, then xorshift. */
function numbersFrom(seed: string): () => number {
  let state = 0x811c9dc5
  for (const letter of seed) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  state = state === 0 ? 1 : state
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}
