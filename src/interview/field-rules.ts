/** `show if`, `disable others` and their kin, from variables to the fields of one screen. */
import type { Condition, Others } from '../base/field-states.ts'
import { fill, type Bindings } from './variable-names.ts'
import type { ConditionSpec, FieldSpec, OthersSpec } from './blocks.ts'
import type { BuiltField } from './build-field.ts'
import type { Look } from './look.ts'

/** Where the variable that a condition names stands. */
export interface PlannedRule {
  /** Of the fields built for this screen; false: the condition has failed for good. */
  resolve(built: readonly BuiltField[]): Condition | boolean
}

export function planRule(
  look: Look,
  spec: ConditionSpec | null,
  around: { readonly specs: readonly FieldSpec[]; readonly bindings: Bindings },
): PlannedRule {
  if (spec === null || spec.type === 'code') return { resolve: () => true }
  const { effect, negated } = spec
  const variable = fill(spec.variable, around.bindings)
  const value = look.textOrNull(spec.value)
  const [, several = '', choice = ''] = /^(.*)\['(.*)'\]$/.exec(variable) ?? []
  const names = around.specs.flatMap((field) =>
    field.variable === null ? [] : [fill(field.variable, around.bindings)],
  )
  if (names.includes(variable)) {
    return {
      resolve(built) {
        const source = built.find((field) => field.variable === variable)
        const values = source === undefined ? [] : heldWhere(source, value())
        return { key: source?.field.key ?? '', values, negated, effect }
      },
    }
  }
  // One box of a group on this screen: `fruit['Apple']`.
  if (several !== '' && names.includes(several)) {
    return {
      resolve(built) {
        const source = built.find((field) => field.variable === several)
        const unticked = value() === 'False'
        const key = source?.field.key ?? ''
        return { key, values: [choice], negated: negated !== unticked, effect }
      },
    }
  }
  // Of another screen: what it holds does not change while this one is filled in.
  const known = look.current(variable)
  return {
    resolve() {
      const holds = known()
      const wanted = value()
      const met =
        wanted === null
          ? holds === null
          : Array.isArray(holds)
            ? holds.includes(wanted)
            : holds === wanted
      return met !== negated
    },
  }
}

/** What the form holds in a field while its variable would have this value; null: none. */
function heldWhere({ field, datatype }: BuiltField, value: string | null): readonly string[] {
  if (value === null) return ['', 'None']
  const { widget } = field
  if (widget === 'checkbox') {
    if (value !== 'True' && value !== 'False') return []
    return [(value === 'True') !== datatype.startsWith('noyes') ? 'True' : '']
  }
  if (widget === 'number' || widget === 'range') {
    return [value.trim() === '' ? '' : plainNumber(value)]
  }
  if (widget !== 'combobox') return [value]
  const labels = field.choices.filter((choice) => choice.value === value)
  return [value, ...labels.map((choice) => choice.label)]
}

/** `3.0` and `3` are one number; what is none stays as it is. */
function plainNumber(text: string): string {
  const number = Number(text)
  return text.trim() === '' || !Number.isFinite(number) ? text : String(number)
}

export function othersOf(
  mine: BuiltField,
  specs: readonly OthersSpec[],
  around: { readonly built: readonly BuiltField[]; readonly bindings: Bindings },
): readonly Others[] {
  return specs.map(({ what, variables }) => {
    const named = variables?.map((name) => fill(name, around.bindings))
    const keys = around.built
      .filter(
        (other) =>
          other !== mine &&
          other.variable !== null &&
          (what === 'disable' || other.field.widget === 'checkbox') &&
          (named === undefined || named.includes(other.variable)),
      )
      .map((other) => other.field.key)
    return { what, keys }
  })
}
