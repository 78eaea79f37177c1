/** What a later screen tells of a sensitive variable bears marks, by name and by value. */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { createVisit, type ScreenReply } from '../../test/support/visit.ts'
import { BEGIN_PRIVATE, END_PRIVATE } from './private-marks.ts'
import type { Python } from './python.ts'

let python: Python

before(async () => {
  python = await createPlainPython()
})

/** With the marks as anybody can read them. */
function shown(text: string | null): string {
  return (text ?? '').replaceAll(BEGIN_PRIVATE, '[').replaceAll(END_PRIVATE, ']')
}

/** The last screen's subquestion, after the number was given. */
function tell(text: string, more = ''): ScreenReply {
  const visit = createVisit(python, {
    yaml: `
mandatory: True
question: Number?
fields:
  - Number: number
    sensitive: True
  - Income: income
    datatype: currency
    sensitive: True
  - Town: town
---
${more}
---
mandatory: True
question: Told
subquestion: |
  ${text.replaceAll('\n', '\n  ')}
fields:
  - Again: again
    required: False
    default: ${"${ 'no ' + number }"}
  - "One of \${ number } or others": other
    choices:
      - "A \${ number }": a
      - B: b
  - Computed: computed
    code: |
      ['x' + number, 'town']
`,
  })
  visit.show()
  return visit.submit({ f0: ['4242-77'], f1: ['1234.5'], f2: ['Bern'] })
}

const told = (text: string, more = ''): string => shown(tell(text, more).screen.subquestion)

/** One person, whose number is asked in a field that is kept from observers. */
const PEOPLE = `
objects:
  - people: DAList.using(object_type=Individual, there_are_any=True, there_is_another=False, complete_attribute='ssn')
---
generic object: Individual
question: SSN?
fields:
  - SSN: x.ssn
    sensitive: True
---
`

describe('a sensitive variable on a later screen', () => {
  it('[OBS7] is marked, however it is formatted, and nothing else is', () => {
    assert.equal(told('${ number } in ${ town }'), '[4242-77] in Bern')
    assert.equal(told('${ number[-2:] | h }'), '[77]')
    assert.equal(told('${ currency(income) }'), '[$1,234.50]')
    assert.equal(told("${ value('number').upper() }"), '[4242-77]')
    assert.equal(told('% for part in [number, town]:\n${ part }\n% endfor'), '[4242-77]\n[Bern]')
  })

  it('[OBS7] is not told by what only asks about it', () => {
    assert.equal(told("${ 'given' if number else 'none' }"), 'given')
    assert.equal(told('% if number:\nyes\n% endif'), 'yes')
    assert.equal(told('${ income > 1000 }'), 'True')
  })

  it('[OBS7] is followed through code, functions and templates', () => {
    const code = (text: string): string => `code: |\n  ${text.replaceAll('\n', '\n  ')}`
    assert.equal(told('${ short }', code('short = number[-2:]')), '[77]')
    assert.equal(told('${ twice }', code('short = number[:1]\ntwice = short * 2')), '[44]')
    assert.equal(told('${ known }', code('known = number is not None')), 'True')
    const template = 'template: note\ncontent: |\n  Yours: ${ number[-2:] }'
    assert.equal(told('${ note }', template), 'Yours: [77]')
  })

  it('[OBS7] is found by its value where its name does not stand', () => {
    const made = 'code: |\n  made = {"a": [globals()["num" + "ber"]]}'
    assert.equal(told("${ made['a'][0] } and Bern", made), '[4242-77] and Bern')
  })

  it('[OBS7] is marked in labels and choices; a field that begins with it is sensitive itself', () => {
    const { fields } = tell('x').screen
    assert.deepEqual(
      fields.map(({ value, sensitive }) => [value, sensitive]),
      [
        ['no 4242-77', true],
        [null, false],
        [null, false],
      ],
    )
    assert.equal(shown(fields[1]?.label ?? null), 'One of [4242-77] or others')
    assert.deepEqual(
      fields.flatMap(({ choices }) => choices.map(({ value, label }) => [value, shown(label)])),
      [
        ['a', 'A [4242-77]'],
        ['b', 'B'],
        ['x4242-77', 'x[4242-77]'],
        ['town', 'town'],
      ],
    )
  })

  it('[OBS7] of objects and lists counts by its last part', () => {
    const visit = createVisit(python, {
      yaml: `
${PEOPLE}mandatory: True
question: |
  People
subquestion: |
  % for person in people:
  \${ person.ssn }
  % endfor
`,
    })
    visit.show()
    const last = visit.submit({ f0: ['12'] })
    assert.equal(shown(last.screen.subquestion), '[12]')
  })

  it('[OBS7] is marked in the cells of a table', () => {
    const visit = createVisit(python, {
      yaml: `
${PEOPLE}table: people.table
rows: people
columns:
  - Name: |
      'Nobody'
  - SSN: |
      row_item.ssn
---
mandatory: True
question: |
  People
subquestion: |
  \${ people.table }
`,
    })
    visit.show()
    const last = visit.submit({ f0: ['12'] })
    assert.match(shown(last.screen.subquestion), /\|Nobody\|\[12\]\|/)
  })

  it('[OBS7] marks that somebody types are taken out', () => {
    const visit = createVisit(python, {
      yaml: `
mandatory: True
question: Name?
fields:
  - Name: name
---
mandatory: True
question: |
  \${ name }
`,
    })
    visit.show()
    const { screen } = visit.submit({ f0: [`a${BEGIN_PRIVATE}b${END_PRIVATE}`] })
    assert.equal(screen.question, 'ab')
  })
})
