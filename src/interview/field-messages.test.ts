import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { createVisit, type Visit } from '../../test/support/visit.ts'
import type { Python } from './python.ts'

let python: Python

before(async () => {
  python = await createPlainPython()
})

function asking(field: string, rest = ''): Visit {
  const indented = field.replaceAll('\n', '\n    ')
  return createVisit(python, {
    yaml: `
${rest}
question: What?
fields:
  - It: it
    ${indented}
---
mandatory: True
question: \${ repr(it) }`,
  })
}

function said(visit: Visit, ...given: readonly string[]): string {
  const { refusals, accepted } = visit.submit(given.length === 0 ? {} : { f0: given })
  return accepted ? 'accepted' : (refusals['f0'] ?? `whole: ${refusals['']}`)
}

type Row = readonly [modifiers: string, given: readonly string[], said: string]

const OURS: readonly Row[] = [
  ['datatype: text', [''], 'You need to fill this in.'],
  ['choices: [a]', [''], 'You need to choose one.'],
  ['datatype: multiselect\nchoices: [a]', [], 'You need to choose one.'],
  ['datatype: combobox\nchoices: [a]', [''], 'You need to choose one or type something else.'],
  ['datatype: checkboxes\nchoices: [a]', [], 'Check at least one box, or “None of the above”.'],
  ['datatype: checkboxes\nchoices: [a]\nnone of the above: Neither', [], 'Check at least one box, or “Neither”.'],
  ['datatype: checkboxes\nchoices: [a]\nnone of the above: Neither', ['', 'a'], 'Check either “Neither” or other boxes, not both.'],
  ['datatype: checkboxes\nchoices: [a]\nnone of the above: False', [], 'accepted'],
  ['datatype: checkboxes\nchoices: [a, b]\nnone of the above: False\nminlength: 1', [], 'Please choose at least 1.'],
  ['datatype: checkboxes\nchoices: [a, b]\nmaxlength: 1', ['a', 'b'], 'Please choose at most 1.'],
  ['datatype: checkboxes\nchoices: [a, b]\nminlength: 2', [''], 'accepted'],
  ['datatype: multiselect\nchoices: [a, b, c]\nminlength: 2\nmaxlength: 2', ['a'], 'Please choose exactly 2.'],
  ['minlength: 3', ['ab'], 'Please enter at least 3 characters.'],
  ['maxlength: 3', ['abcd'], 'Please enter at most 3 characters.'],
  ['datatype: integer', ['1.5'], 'Please enter a whole number.'],
  ['datatype: number', ['x'], 'Please enter a number.'],
  ['datatype: number\nmin: 3', ['2'], 'This has to be 3 or more.'],
  ['datatype: number\nstep: 0.25', ['0.3'], 'This has to be a multiple of 0.25.'],
  ['datatype: number\nstep: 0.1', ['0.3'], 'accepted'],
  ['datatype: number\nstep: 5\nmin: 2', ['7'], 'accepted'],
  ['datatype: currency', ['1.005'], 'Please enter an amount with at most two decimals.'],
  ['datatype: currency', ['1.05'], 'accepted'],
  ['datatype: range\nmin: 0\nmax: 10\nstep: 5', ['3'], 'This has to be a multiple of 5.'],
  ['datatype: email', ['me'], 'Please enter an e-mail address.'],
  ['datatype: date', ['2026-02-30'], 'Please enter a date.'],
  ['datatype: date\nmin: 12/25/2025', ['2025-12-24'], 'This has to be December 25, 2025 or later.'],
  ['datatype: date\nmax: December 25, 2025', ['2025-12-26'], 'This has to be December 25, 2025 or earlier.'],
  ['datatype: time\nmin: 9:00 AM', ['08:59'], 'This has to be 09:00 or later.'],
  ['datatype: datetime\nmax: 2026-01-01 12:00', ['2026-01-01 12:01'], 'This has to be 2026-01-01 12:00 or earlier.'],
] // prettier-ignore

const THEIRS: readonly Row[] = [
  ['validation messages:\n  required: Say it.', [''], 'Say it.'],
  ['choices: [a]\nvalidation messages:\n  required: Pick.', [''], 'Pick.'],
  ['choices: [a]\nvalidation messages:\n  multiple choice required: Pick.', [''], 'Pick.'],
  ['datatype: checkboxes\nchoices: [a]\nvalidation messages:\n  required: Tick, or %s.', [], 'Tick, or None of the above.'],
  ['datatype: integer\nmax: 5\nvalidation messages:\n  max: No more than %s!', ['6'], 'No more than 5!'],
  ['datatype: integer\nvalidation messages:\n  number: Digits.', ['x'], 'Digits.'],
  ['datatype: date\nmin: 2026-01-01\nmax: 2026-01-31\nvalidation messages:\n  date minmax: From %s to %s.', ['2025-01-01'], 'From January 1, 2026 to January 31, 2026.'],
  ['datatype: date\nmin: 2026-01-01\nvalidation messages:\n  min: Not before %s.', ['2025-01-01'], 'Not before January 1, 2026.'],
  ['datatype: checkboxes\nchoices: [a, b]\nnone of the above: False\nminlength: 1\nvalidation messages:\n  minlength: |\n    You must agree.', [], 'You must agree.'],
  ['datatype: checkboxes\nchoices: [a, b]\nminlength: 2\nmaxlength: 2\nvalidation messages:\n  minmaxlength: Two.', ['a'], 'Two.'],
  ['maxlength: ${ 1 + 1 }\nvalidation messages:\n  maxlength: ${ "Two" } at most.', ['abc'], 'Two at most.'],
] // prettier-ignore

const JUDGED: readonly Row[] = [
  ['datatype: integer\nvalidate: |\n  lambda y: y % 4 == 0', ['3'], 'Please enter a valid value.'],
  ['datatype: integer\nvalidate: |\n  lambda y: y % 4 == 0', ['4'], 'accepted'],
  ["validate: |\n  lambda y: True if y == 'me' else validation_error('Not you.')", ['you'], 'Not you.'],
  ['validate: is_short', ['longer'], 'Too long: longer'],
  ['validate: is_short', ['abc'], 'accepted'],
  ["validate: |\n  lambda y: int(y) > 0", ['x'], "invalid literal for int() with base 10: 'x'"],
  ['validate: |\n  lambda y: y in not_there', ['x'], 'The check of this answer lacks `not_there`, which is not defined.'],
  ['required: False\nvalidate: |\n  lambda y: not y or y.isnumeric()', [''], 'accepted'],
] // prettier-ignore

describe('what a field says', () => {
  for (const [title, rows] of [
    ['of itself, in our words', OURS],
    ["in the author's words", THEIRS],
  ] as const) {
    it(`[QUE4] [QUE5] ${title}`, () => {
      for (const [modifiers, given, message] of rows) {
        assert.equal(said(asking(modifiers), ...given), message, `${modifiers} <- ${given.join()}`)
      }
    })
  }

  it('[QUE4] `validate` judges one answer, and nothing is stored if it refuses', () => {
    const code = `initial: True
code: |
  def is_short(y):
    if len(y) > 3:
      validation_error('Too long: ' + y)
    return True
---`
    for (const [modifiers, given, message] of JUDGED) {
      assert.equal(said(asking(modifiers, code), ...given), message, modifiers)
    }
    const visit = asking("validate: |\n  lambda y: y == 'right'")
    visit.submit({ f0: ['wrong'] })
    assert.equal(visit.show().screen.fields[0]?.value, null)
  })

  it('[QUE4] `default validation messages` hold for all screens; a field has the last word', () => {
    const general = `
default validation messages:
  required: Everything counts.
  max: Below %s.
  multiple choice required: One of them.
---`
    assert.equal(said(asking('datatype: text', general), ''), 'Everything counts.')
    assert.equal(said(asking('choices: [a]', general), ''), 'One of them.')
    assert.equal(said(asking('datatype: integer\nmax: 3', general), '4'), 'Below 3.')
    const own = asking('validation messages:\n  required: Mine.', general)
    assert.equal(said(own, ''), 'Mine.')
    const later = `${general}\ndefault validation messages:\n  required: Later.\n---`
    assert.equal(said(asking('datatype: text', later), ''), 'Later.')
  })

  it('[LNG2] a message with a code that nobody knows is told when the interview is loaded', () => {
    assert.throws(() => asking('validation messages:\n  requierd: x'), /did you mean `required`/)
    assert.throws(
      () => asking('datatype: text', 'default validation messages:\n  minmax: x\n---'),
      /`minmax` is not known/,
    )
  })

  it('[QUE4] validation code that needs what is not there, or raises, refuses the screen', () => {
    const judged = (code: string): Visit =>
      createVisit(python, {
        yaml: `
question: What?
fields:
  - It: it
validation code: |
  ${code}
---
mandatory: True
question: \${ it }`,
      })
    assert.equal(
      said(judged('it == other'), 'x'),
      'whole: The check of this answer lacks `other`, which is not defined.',
    )
    assert.equal(said(judged("raise Exception('Never.')"), 'x'), 'whole: Never.')
    assert.equal(said(judged("force_ask('it')"), 'x'), 'whole: Please enter a valid value.')
  })
})
