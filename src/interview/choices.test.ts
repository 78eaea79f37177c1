import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { createVisit, type Visit } from '../../test/support/visit.ts'
import type { Python } from './python.ts'

let python: Python

before(async () => {
  python = await createPlainPython()
})

function asking(question: string, end: string): Visit {
  return createVisit(python, { yaml: `${question}\n---\nmandatory: True\nquestion: |\n  ${end}` })
}

describe('choices', () => {
  it('[QUE2] [QUE4] a question without any choice is not asked: None, or nothing ticked', () => {
    for (const [question, end, printed] of [
      ['question: What?\nfield: it\nchoices:\n  - code: "[]"', '${ it }', 'None'],
      ['question: What?\nfield: it\nbuttons:\n  - code: "[]"', '${ it }', 'None'],
      ['question: What?\nfields:\n  - It: it\n    code: "[]"', '${ it }', 'None'],
      [
        'question: What?\nfields:\n  - It: it\n    code: "[]"\n  - That: that\n    input type: radio\n    code: "[]"',
        '${ it } ${ that }',
        'None None',
      ],
      [
        'question: What?\nfields:\n  - It: it\n    datatype: checkboxes\n    code: "[]"',
        '${ it.elements } ${ it.gathered }',
        '{} True',
      ],
    ] as const) {
      assert.equal(asking(question, end).show().screen.question, printed, question)
    }
  })

  it('[QUE4] a field without any choice is None, whatever is sent, while others are asked', () => {
    const question = 'question: What?\nfields:\n  - It: it\n    code: "[]"\n  - That: that'
    const visit = asking(question, '${ it } ${ that }')
    assert.equal(visit.show().screen.question, 'What?')
    assert.equal(visit.submit({ f0: ['made up'], f1: ['x'] }).screen.question, 'None x')
  })

  it('[QUE4] code gives choices with defaults and help in each documented form', () => {
    for (const code of [
      "[['a', 'A', False, 'Aha'], ['b', 'B', True]]",
      "[('a', 'A', False, 'Aha'), ('b', 'B', True)]",
      "[{'a': 'A', 'help': 'Aha'}, {'b': 'B', 'default': True}]",
      "[{'value': 'a', 'label': 'A', 'help': 'Aha'}, {'value': 'b', 'label': 'B', 'default': True}]",
    ]) {
      const question = `question: What?\nfields:\n  - It: it\n    code: |\n      ${code}`
      const [field] = asking(question, '${ it }').show().screen.fields
      assert.deepEqual(
        field?.choices,
        [
          { value: 'a', label: 'A', selected: false, help: 'Aha', image: null },
          { value: 'b', label: 'B', selected: true, help: null, image: null },
        ],
        code,
      )
    }
  })

  it('[QUE4] shuffled choices keep their order for a session', () => {
    const listed = Array.from({ length: 12 }, (_, index) => `      - c${index}`).join('\n')
    const yaml = `mandatory: True\nquestion: What?\nfields:\n  - It: it\n    shuffle: True\n    choices:\n${listed}`
    const labels = (sessionId: string): string =>
      createVisit(python, { yaml, context: { sessionId } })
        .show()
        .screen.fields[0]?.choices.map(({ label }) => label)
        .join(' ') ?? ''
    assert.equal(labels('a'), labels('a'))
    assert.notEqual(labels('a'), labels('b'))
    assert.notEqual(labels('a'), Array.from({ length: 12 }, (_, index) => `c${index}`).join(' '))
  })

  it('[QUE3] a date, a time or an amount that is known comes back in the form of its field', () => {
    const fields = [
      ['datatype: date', '${ today() }', '2026-01-15'],
      ['datatype: date', '12/25/2018', '2018-12-25'],
      ['datatype: time', '13:43:23', '13:43:23'],
      ['datatype: time', '9:30 AM', '09:30'],
      ['datatype: datetime', 'December 25, 2018 1:30 PM', '2018-12-25T13:30'],
      ['datatype: date', 'whenever', 'whenever'],
      ['datatype: currency', '${ 3.5 }', '3.5'],
    ] as const
    for (const [datatype, initial, value] of fields) {
      const question = `question: What?\nfields:\n  - It: it\n    ${datatype}\n    default: ${initial}`
      const [field] = asking(question, '${ it }').show().screen.fields
      assert.equal(field?.value, value, `${datatype} ${initial}`)
    }
  })

  it('[QUE3] an answer that is asked again stands in its field', () => {
    const visit = createVisit(python, {
      yaml: `
question: When?
fields:
  - Day: day
    datatype: date
---
event: again
question: When?
fields:
  - Day: day
    datatype: date
---
mandatory: True
question: \${ day }`,
    })
    visit.show()
    visit.submit({ f0: ['2026-03-04'] })
    assert.equal(visit.action('again').screen.fields[0]?.value, '2026-03-04')
  })
})
