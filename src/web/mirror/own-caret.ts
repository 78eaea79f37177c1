/**
 * Where the operator's caret stands after the user's page has made another text of what was typed:
 * behind as many letters and figures as before, because a mask adds and takes only what is between.
 */
import { findSplice } from './splice.ts'

const CONTENT = /[\p{L}\p{N}]/u

export function keepCaret(before: string, after: string, caret: number): number {
  if (before === after) return Math.min(caret, after.length)
  if (caret >= before.length) return after.length
  const { at, deleted, inserted } = findSplice(before, after)
  if (caret <= at) return caret
  if (caret >= at + deleted) return caret - deleted + inserted.length
  const passed = before.slice(at, caret)
  let place = placeBehind(inserted, countContent(passed))
  // A space that was just typed, where it is still there.
  for (const letter of betweenBehind(passed)) {
    if (!inserted.startsWith(letter, place)) break
    place += letter.length
  }
  return at + place
}

/** What stands behind the last letter or figure. */
function betweenBehind(text: string): string {
  return text.slice(text.search(/[^\p{L}\p{N}]*$/u))
}

function countContent(text: string): number {
  let count = 0
  for (const letter of text) if (CONTENT.test(letter)) count++
  return count
}

function placeBehind(text: string, count: number): number {
  let place = 0
  let passed = 0
  for (const letter of text) {
    if (passed === count) break
    if (CONTENT.test(letter)) passed++
    place += letter.length
  }
  return place
}
