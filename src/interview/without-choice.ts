/** Multiple choice without a choice: there is nothing to ask, and the variable is None. */
import { isOfObjects, isOfSeveralObjects } from './read-objects.ts'
import type { AssignItem } from './take-typed.ts'
import type { BuiltScreen } from './build-screen.ts'
import type { Field } from './screen.ts'

const CHOSEN: ReadonlySet<Field['widget']> = new Set([
  'radio',
  'dropdown',
  'checkboxes',
  'multiselect',
])

/** Such a field is not shown. */
export function lacksChoices({ widget, choices }: Pick<Field, 'widget' | 'choices'>): boolean {
  return CHOSEN.has(widget) && choices.length === 0
}

/** What is assigned in place of a screen that would have no choice at all; null: it is to be shown. */
export function settledWithoutChoice(built: BuiltScreen): readonly AssignItem[] | null {
  const { screen, questions, variable } = built
  if (screen.kind === 'buttons') {
    if (variable === null || screen.buttons.length > 0) return null
    return [{ name: variable, type: 'none', value: null }]
  }
  const nothingElse =
    screen.kind === 'fields' && screen.list === null && variable === null && questions.length > 0
  if (!nothingElse || !questions.every(({ field }) => lacksChoices(field))) return null
  return questions.map(({ variable: name, field, datatype }) => emptyAnswer(name, field, datatype))
}

export function emptyAnswer(
  name: string,
  { widget }: Pick<Field, 'widget'>,
  datatype: string,
): AssignItem {
  if (isOfSeveralObjects(datatype)) return { name, type: 'objects', value: [] }
  if (isOfObjects(datatype)) return { name, type: 'object', value: null }
  return widget === 'checkboxes' || widget === 'multiselect'
    ? { name, type: 'checkboxes', value: {} }
    : { name, type: 'none', value: null }
}
