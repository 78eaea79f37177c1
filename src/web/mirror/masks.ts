import { isSecretKind } from './masking.ts'
import { targetOf } from './fields.ts'

export interface Masks {
  /** Remembers: once masked, an element and its target stay masked until the next screen. */
  has(element: Element): boolean
  /** Takes the server's own markup for a witness: it knew the fields before any script did. */
  learn(pristine: ParentNode): void
  reset(): void
}

/**
 * A "show password" button turns the type to text, or puts another element in its place; so what
 * was ever secret is remembered, by element and by target.
 */
export function createMasks(): Masks {
  const elements = new WeakSet<Element>()
  const targets = new Set<string>()

  function has(element: Element): boolean {
    const target = targetOf(element)
    if (elements.has(element) || (target !== null && targets.has(target))) return true
    const secret =
      isSecretKind(
        element.getAttribute('type') ?? '',
        element.getAttribute('autocomplete') ?? '',
      ) || element.closest('[data-private]') !== null
    if (!secret) return false
    elements.add(element)
    if (target !== null) targets.add(target)
    return true
  }

  return {
    has,
    learn(pristine) {
      for (const element of pristine.querySelectorAll('input,textarea,select')) has(element)
    },
    reset() {
      targets.clear()
    },
  }
}
