import type { Field } from '../screen.ts'

/** A field without anything special, for tests of what is done with screens. */
export const BARE_FIELD: Omit<Field, 'key' | 'widget' | 'datatype' | 'label'> = {
  help: null,
  hint: null,
  required: false,
  value: null,
  choices: [],
  noneOfTheAbove: null,
  allOfTheAbove: null,
  min: null,
  max: null,
  step: null,
  minLength: null,
  maxLength: null,
  underText: null,
  rows: null,
  logarithmic: false,
  symbol: null,
  disabled: false,
  condition: null,
  others: [],
  messages: {},
  upload: null,
  sensitive: false,
}
