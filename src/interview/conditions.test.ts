import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { createVisit, type Visit } from '../../test/support/visit.ts'
import { createEngine } from './engine.ts'
import type { Field } from './screen.ts'
import type { Python } from './python.ts'

let python: Python

before(async () => {
  python = await createPlainPython()
})

/** One screen, then one that says which of the names got a value, and which. */
function asking(fields: string, names: readonly string[], before_ = ''): Visit {
  const shown = names.map((name) => `\${ repr(${name}) if defined('${name}') else '-' }`)
  const yaml = `
${before_}
question: What?
fields:
${fields.replaceAll(/^/gm, '  ')}
continue button field: asked
---
mandatory: True
code: |
  asked
  the_end
---
event: the_end
question: |
  ${shown.join(' ')}`
  return createVisit(python, { yaml })
}

function fieldsOf(visit: Visit): readonly Field[] {
  return visit.show().screen.fields
}

function problemsOf(fields: string): readonly string[] {
  const yaml = `question: What?\nfields:\n${fields.replaceAll(/^/gm, '  ')}`
  const source = { path: 'test.yml', includes: {}, modules: {}, hash: 'h', yaml }
  const loaded = createEngine(python).load(source)
  return loaded.type === 'broken' ? loaded.problems.map(({ message }) => message) : []
}

const FRUIT = `
- Fruit: fruit
  choices: [Apple, Other]
- Which: other
  show if:
    variable: fruit
    is: Other`

/** Form values, and what the variables hold then; a text alone: what is refused. */
type Row = readonly [
  title: string,
  fields: string,
  names: readonly string[],
  given: Record<string, readonly string[]>,
  then: string,
]

const ROWS: readonly Row[] = [
  ['what is shown is taken', FRUIT, ['fruit', 'other'], { f0: ['Other'], f1: ['fig'] }, "'Other' 'fig'"],
  ['what is hidden is neither asked for nor taken', FRUIT, ['fruit', 'other'], { f0: ['Apple'], f1: ['fig'] }, "'Apple' -"],
  ['nor when it is not sent', FRUIT, ['fruit', 'other'], { f0: ['Apple'] }, "'Apple' -"],
  ['what is shown is asked for', FRUIT, [], { f0: ['Other'] }, 'refused f1'],
  ['what is hidden is not checked', '- A: a\n  datatype: yesno\n- B: b\n  datatype: integer\n  show if: a', ['b'], { f1: ['x'] }, '-'],
  ['a yes shows', '- A: a\n  datatype: yesno\n- B: b\n  show if: a', ['b'], { f0: ['True'], f1: ['x'] }, "'x'"],
  ['a `noyes` box that is ticked is a no', '- A: a\n  datatype: noyes\n- B: b\n  show if: a', ['b'], { f0: ['True'], f1: ['x'] }, '-'],
  ['and a yes if it is not', '- A: a\n  datatype: noyes\n- B: b\n  show if: a', ['b'], { f1: ['x'] }, "'x'"],
  ['is: False', '- A: a\n  datatype: yesno\n- B: b\n  show if:\n    variable: a\n    is: False', ['b'], { f1: ['x'] }, "'x'"],
  ['hide if', '- A: a\n  datatype: yesnoradio\n- B: b\n  hide if: a', ['b'], { f0: ['True'], f1: ['x'] }, '-'],
  ['numbers are compared as numbers', '- A: a\n  datatype: number\n- B: b\n  show if:\n    variable: a\n    is: 3', ['b'], { f0: ['3.0'], f1: ['x'] }, "'x'"],
  ['is: null', '- A: a\n  required: False\n- B: b\n  show if:\n    variable: a\n    is: null', ['b'], { f0: [''], f1: ['x'] }, "'x'"],
  ['a box of a group', "- A: a\n  datatype: checkboxes\n  choices: [p, q]\n- B: b\n  show if: a['q']", ['b'], { f0: ['q'], f1: ['x'] }, "'x'"],
  ['another box of it', "- A: a\n  datatype: checkboxes\n  choices: [p, q]\n- B: b\n  show if: a['q']", ['b'], { f0: ['p'], f1: ['x'] }, '-'],
  ['a typed label of a combobox', '- A: a\n  datatype: combobox\n  choices:\n    - One: 1\n- B: b\n  show if:\n    variable: a\n    is: 1', ['b'], { f0: ['One'], f1: ['x'] }, "'x'"],
  ['nested: hidden means false', '- A: a\n  datatype: yesno\n- B: b\n  datatype: yesno\n  show if: a\n- C: c\n  show if: b', ['b', 'c'], { f1: ['True'], f2: ['x'] }, '- -'],
  ['enable if', '- A: a\n  datatype: yesno\n- B: b\n  enable if: a', ['b'], { f1: ['x'] }, '-'],
  ['disable if', '- A: a\n  datatype: yesno\n- B: b\n  disable if: a', ['b'], { f1: ['x'] }, "'x'"],
  ['disable others', '- A: a\n  required: False\n  disable others: True\n- B: b\n- C: c', ['a', 'b', 'c'], { f0: ['x'], f1: ['y'] }, "'x' - -"],
  ['disable others, empty', '- A: a\n  required: False\n  disable others: True\n- B: b', ['a', 'b'], { f0: [''], f1: ['y'] }, "'' 'y'"],
  ['disable some others', '- A: a\n  required: False\n  disable others: [b]\n- B: b\n- C: c', ['b', 'c'], { f0: ['x'], f2: ['z'] }, "- 'z'"],
  ['disabled', '- A: a\n  disabled: True\n  default: seen\n- B: b', ['a', 'b'], { f0: ['changed'], f1: ['y'] }, "- 'y'"],
  ['disabled shows to conditions what it shows', '- A: a\n  disabled: True\n  default: seen\n- B: b\n  show if:\n    variable: a\n    is: seen', ['b'], { f1: ['y'] }, "'y'"],
  ['none of the above among boxes', '- A: a\n  datatype: yesno\n- None: none_of\n  datatype: yesno\n  uncheck others: True', [], {}, 'refused f1'],
  ['one of them is enough', '- A: a\n  datatype: yesno\n- None: none_of\n  datatype: yesno\n  uncheck others: [a]', ['a', 'none_of'], { f1: ['True'] }, 'False True'],
  ['all of the above among boxes, without a script', '- A: a\n  datatype: yesno\n- All: all_of\n  datatype: yesno\n  check others: True', ['a', 'all_of'], { f1: ['True'] }, 'True True'],
  ['all of the above in a group, without a script', '- A: a\n  datatype: checkboxes\n  all of the above: True\n  choices: [p, q]', ['a'], { 'f0-all': ['True'] }, "{'p': True, 'q': True}"],
  ['all of the above where there is none', '- A: a\n  datatype: checkboxes\n  choices: [p, q]', [], { 'f0-all': ['True'] }, 'refused '],
] // prettier-ignore

describe('conditions of fields', () => {
  for (const [title, fields, names, given, then] of ROWS) {
    it(`[QUE4] [QUE5] ${title}`, () => {
      const visit = asking(fields.trim(), names)
      const { screen, accepted, refusals } = visit.submit(given)
      const outcome = accepted ? screen.question : `refused ${Object.keys(refusals).join(' ')}`
      assert.equal(outcome, then)
    })
  }

  it('[QUE4] code decides before the screen is shown, and what is left out is not even looked up', () => {
    const fields = `
- A: a
- B: b
  default: \${ never_defined }
  show if:
    code: likes
- C: c
  hide if:
    code: not likes`
    const visit = asking(fields.trim(), ['a', 'b', 'c'], 'code: likes = False\n---')
    assert.deepEqual(
      fieldsOf(visit).map(({ label }) => label),
      ['A'],
    )
    assert.equal(visit.submit({ f0: ['x'] }).screen.question, "'x' - -")
  })

  it('[QUE4] what code shows keeps its place, and what is sent for what it hides is a stranger', () => {
    const fields = '- A: a\n  show if:\n    code: likes\n- B: b'
    const visit = asking(fields, ['b'], 'code: likes = False\n---')
    assert.deepEqual(
      fieldsOf(visit).map(({ key }) => key),
      ['f1'],
    )
    assert.deepEqual(Object.keys(visit.submit({ f0: ['x'], f1: ['y'] }).refusals), [''])
  })

  it('[QUE4] a variable of another screen is compared where it is known; it is not sought', () => {
    const fields = '- A: a\n  show if:\n    variable: earlier\n    is: 3\n- B: b\n  hide if: never'
    const known = asking(fields, ['a', 'b'], 'initial: True\ncode: earlier = 3\n---')
    assert.deepEqual(
      fieldsOf(known).map(({ label }) => label),
      ['A', 'B'],
    )
    const other = asking(fields, ['a', 'b'])
    assert.deepEqual(
      fieldsOf(other).map(({ label }) => label),
      ['B'],
    )
  })

  it('[QUE4] the form learns the condition by keys, never by names of variables', () => {
    const [, other] = fieldsOf(asking(FRUIT.trim(), []))
    const condition = { key: 'f0', values: ['Other'], negated: false, effect: 'show' }
    assert.deepEqual(other?.condition, condition)
  })

  it('[QUE4] of a generic block, the placeholder is filled in first', () => {
    const visit = createVisit(python, {
      yaml: `
objects:
  - dog: DAObject
---
generic object: DAObject
question: What?
fields:
  - Known: x.known
    datatype: yesno
  - Name: x.name
    show if: x.known
---
mandatory: True
question: \${ dog.known }`,
    })
    assert.equal(fieldsOf(visit)[1]?.condition?.key, 'f0')
  })

  it('[LNG1] mistakes in conditions are told when the interview is loaded', () => {
    for (const [fields, message] of [
      ['- A: a\n  show if: x\n  hide if: y', /cannot be combined/],
      ['- A: a\n  show if: x > 3', /expected a variable, or `variable` and `is`, or `code`/],
      ['- A: a\n  show if:\n    variable: x', /expected `variable` and `is`/],
      ['- A: a\n  show if:\n    variable: x\n    is: [1, 2]', /expected a text/],
      ['- A: a\n  enable if:\n    code: x', /`disabled` takes an expression/],
      ['- A: a\n  uncheck others: True', /is for yes\/no boxes/],
      ['- A: a\n  disable others: 3', /expected True or a list of variables/],
      ['- A: a\n  datatype: range\n  scale: cubic', /expected `logarithmic`/],
      ['- A: a\n  js show if: val("b")', /`js show if` is not supported yet/],
    ] as const) {
      assert.match(problemsOf(fields).join('\n'), message, fields)
    }
  })
})
