/** One field's answer as the value of its variable, or why not. */
import { text as word } from '../texts/text.ts'
import { refusal, takeTyped, withoutTags, type AssignItem, type Taken } from './take-typed.ts'
import { isOfObjects, isOfSeveralObjects } from './read-objects.ts'
import { emptyAnswer, lacksChoices } from './without-choice.ts'
import { withoutMarks } from './private-marks.ts'
import type { Question } from './build-screen.ts'
import type { Field } from './screen.ts'

export function takeField(question: Question, given: readonly string[]): Taken {
  const { field, variable, datatype } = question
  const { widget } = field
  if (lacksChoices(field)) return { item: emptyAnswer(variable, field, datatype) }
  if (widget === 'checkbox') {
    const ticked = given.some((value) => value !== '' && value !== 'False')
    const value = datatype.startsWith('noyes') ? !ticked : ticked
    return { item: { name: variable, type: 'bool', value } }
  }
  if (widget === 'checkboxes' || widget === 'multiselect') return takeSeveral(question, given)
  if (widget === 'radio' || widget === 'dropdown') return takeOne(question, given)
  if (widget === 'combobox') return takeCombobox(question, given)
  return takeTyped(question, given)
}

function takeSeveral({ field, variable, datatype }: Question, given: readonly string[]): Taken {
  const keys = field.choices.map((choice) => choice.value)
  const ticked = given.filter((value) => value !== '')
  if (ticked.some((value) => !keys.includes(value))) return { refusal: word('answer.notAChoice') }
  const none = field.noneOfTheAbove !== null && given.includes('')
  if (none && ticked.length > 0) {
    return { refusal: word('answer.noneAndSome', { none: field.noneOfTheAbove ?? '' }) }
  }
  return (
    countRefusal(field, ticked.length, none) ?? {
      item: isOfSeveralObjects(datatype)
        ? { name: variable, type: 'objects', value: keys.filter((key) => ticked.includes(key)) }
        : {
            name: variable,
            type: 'checkboxes',
            value: Object.fromEntries(keys.map((key) => [key, ticked.includes(key)])),
          },
    }
  )
}

function countRefusal(field: Field, count: number, none: boolean): Taken | null {
  const { minLength, maxLength, choices } = field
  if (none || choices.length === 0) return null
  // Without a box for "none", leaving all empty is an answer too.
  const mustTick = field.widget === 'multiselect' || field.noneOfTheAbove !== null
  if (count === 0 && field.required && mustTick) return refusal(field, 'required')
  if (minLength !== null && count < minLength) return refusal(field, 'minlength')
  return maxLength !== null && count > maxLength ? refusal(field, 'maxlength') : null
}

function takeOne(question: Question, given: readonly string[]): Taken {
  const { field, variable, datatype } = question
  const value = given.find((part) => part !== '')
  if (value === undefined) {
    const none = field.noneOfTheAbove !== null && given.includes('')
    if (field.required && field.choices.length > 0 && !none) return refusal(field, 'required')
    if (isOfObjects(datatype)) return { item: { name: variable, type: 'object', value: null } }
    return { item: { name: variable, type: 'none', value: null } }
  }
  if (given.length > 1 || !field.choices.some((choice) => choice.value === value)) {
    return { refusal: word('answer.notAChoice') }
  }
  if (isOfObjects(datatype)) return { item: { name: variable, type: 'object', value } }
  if (/(yesno|noyes|threestate|boolean)/.test(datatype)) {
    if (value === 'None') return { item: { name: variable, type: 'none', value: null } }
    return { item: { name: variable, type: 'bool', value: value === 'True' } }
  }
  if (/^(integer|number|float|currency|date|time)$/.test(datatype)) {
    return takeTyped(question, given)
  }
  return { item: choiceItem(variable, value) }
}

/** What looks like True, False or None in YAML is that; all else is text. */
export function choiceItem(name: string, value: string): AssignItem {
  if (value === 'True' || value === 'False') return { name, type: 'bool', value: value === 'True' }
  return value === 'None' ? { name, type: 'none', value: null } : { name, type: 'text', value }
}

/** One of the choices, by its label or value, or another value of the datatype. */
function takeCombobox(question: Question, given: readonly string[]): Taken {
  const { field } = question
  const typed = withoutTags(given[0] ?? '').trim()
  const choice = field.choices.find(
    ({ label, value }) => withoutMarks(label) === typed || value === typed,
  )
  return takeTyped(question, [choice?.value ?? typed, ...given.slice(1)])
}
