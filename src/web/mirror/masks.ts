import { hideSecrets, isSecretElement, maskText } from './masking.ts'
import { allFields, fieldKind, targetOf, type Field } from './fields.ts'

export interface Masks {
  /** Remembers: once masked, an element and its target stay masked until the next screen. */
  has(element: Element): boolean
  /** Takes the server's own markup for a witness: it knew the fields before any script did. */
  learn(pristine: ParentNode): void
  /** Of a masked text field: whether it holds anything. */
  tell(field: Field): string
  /** For what scripts have written on the screen: takes out what masked fields hold. */
  hiding(): (text: string) => string
  reset(): void
}

/**
 * A "show password" button turns the type to text, or puts another element in its place; so what
 * was ever secret is remembered, by element and by target.
 *
 * And a script may show elsewhere what a field holds, or empties it when it has: what each field held
 * last is remembered until the next screen. `fields`: those of the screen.
 */
export function createMasks(fields: () => readonly Field[] = () => []): Masks {
  const elements = new WeakSet<Element>()
  const targets = new Set<string>()
  const held = new Map<Field, string>()

  function remember(field: Field): void {
    if (fieldKind(field) === 'text' && field.value !== '' && has(field)) {
      held.set(field, field.value)
    }
  }

  function has(element: Element): boolean {
    const target = targetOf(element)
    if (elements.has(element) || (target !== null && targets.has(target))) return true
    if (!isSecretElement(element)) return false
    elements.add(element)
    if (target !== null) targets.add(target)
    return true
  }

  return {
    has,
    learn(pristine) {
      for (const field of allFields(pristine)) has(field)
    },
    tell(field) {
      remember(field)
      return maskText(field.value)
    },
    hiding() {
      for (const field of fields()) remember(field)
      const secrets = [...held.values()]
      return (text) => hideSecrets(text, secrets)
    },
    reset() {
      targets.clear()
      held.clear()
    },
  }
}
