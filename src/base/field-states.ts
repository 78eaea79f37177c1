/**
 * Which fields of a screen are shown and can be filled in, given what the others hold. The browser
 * decides by it as somebody types, the server decides by it again when the answers arrive.
 */

/** `show if` and its kin: by what another field of the same screen holds. */
export interface Condition {
  /** Of the field that it looks at. */
  readonly key: string
  /** Met where that field holds one of these; `''` is a field that holds nothing. */
  readonly values: readonly string[]
  /** `hide if` and `disable if`: the field is there unless the condition is met. */
  readonly negated: boolean
  readonly effect: 'show' | 'enable'
}

/** What a field that holds something does to others. */
export interface Others {
  readonly what: 'disable' | 'check' | 'uncheck'
  readonly keys: readonly string[]
}

export interface FieldRules {
  readonly key: string
  readonly condition: Condition | null
  readonly others: readonly Others[]
}

export type FieldState = 'open' | 'hidden' | 'disabled'

/**
 * `holds` gives what a field holds as the form would send it, without empty values: a box that is
 * not ticked holds nothing. What is not open holds nothing for any condition, and disables nobody.
 */
export function fieldStates(
  fields: readonly FieldRules[],
  holds: (key: string) => readonly string[],
): ReadonlyMap<string, FieldState> {
  const byKey = new Map(fields.map((field) => [field.key, field]))
  const disablers = disablersOf(fields)
  const states = new Map<string, FieldState>()
  const disabling = new Map<FieldRules, boolean>()
  /** Conditions that lead back to themselves are not met. */
  const asked = new Set<string>()

  function stateOf(field: FieldRules): FieldState {
    const known = states.get(field.key)
    if (known !== undefined) return known
    const byCondition = conditioned(field)
    const isDisabled =
      byCondition === 'open' && (disablers.get(field.key) ?? []).some((other) => disables(other))
    const state = isDisabled ? 'disabled' : byCondition
    states.set(field.key, state)
    return state
  }

  function conditioned(field: FieldRules): FieldState {
    const { condition, key } = field
    if (condition === null) return 'open'
    if (isMet(condition, key) !== condition.negated) return 'open'
    return condition.effect === 'show' ? 'hidden' : 'disabled'
  }

  function isMet(condition: Condition, key: string): boolean {
    const source = byKey.get(condition.key)
    if (source === undefined || asked.has(key)) return false
    asked.add(key)
    const open = stateOf(source) === 'open'
    asked.delete(key)
    if (!open) return false
    const held = holds(condition.key)
    if (held.length === 0) return condition.values.includes('')
    return held.some((value) => condition.values.includes(value))
  }

  /** Of two that would disable each other, the first does. */
  function disables(field: FieldRules): boolean {
    const known = disabling.get(field)
    if (known !== undefined) return known
    const does =
      holds(field.key).length > 0 &&
      conditioned(field) === 'open' &&
      !(disablers.get(field.key) ?? []).some(
        (other) => fields.indexOf(other) < fields.indexOf(field) && disables(other),
      )
    disabling.set(field, does)
    return does
  }

  for (const field of fields) stateOf(field)
  return states
}

/** Who disables a field, by its key. */
function disablersOf(fields: readonly FieldRules[]): ReadonlyMap<string, readonly FieldRules[]> {
  const found = new Map<string, FieldRules[]>()
  for (const field of fields) {
    for (const { what, keys } of field.others) {
      for (const key of what === 'disable' ? keys : []) {
        if (key !== field.key) found.set(key, [...(found.get(key) ?? []), field])
      }
    }
  }
  return found
}
