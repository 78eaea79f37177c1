import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { visitExample } from '../../test/support/reference-example.ts'
import { createVisit, type ScreenReply } from '../../test/support/visit.ts'
import { createEngine } from './engine.ts'
import type { Python } from './python.ts'
import type { Field } from './screen.ts'

let python: Python

before(async () => {
  python = await createPlainPython()
})

const start = (name: string) => visitExample(python, name)

function fieldOf({ screen }: ScreenReply, index = 0): Field {
  const field = screen.fields[index]
  assert.ok(field !== undefined)
  return field
}

/** What the form sends for the choices of these labels. */
function keysOf(reply: ScreenReply, ...labels: readonly string[]): readonly string[] {
  const { choices } = fieldOf(reply)
  return choices.filter(({ label }) => labels.includes(label)).map(({ value }) => value)
}

function chosenIn(field: Field): readonly string[] {
  return field.choices.filter(({ selected }) => selected).map(({ label }) => label)
}

describe("the reference's examples with objects, unchanged", () => {
  it('[QUE3] object: the variable is another name for the object', () => {
    const visit = start('object')
    const asked = visit.show()
    const field = fieldOf(asked)
    assert.equal(field.widget, 'dropdown')
    assert.deepEqual(
      field.choices.map(({ label }) => label),
      ['Harry Potter', 'Tom Riddle'],
    )
    assert.deepEqual(chosenIn(field), ['Tom Riddle'])
    const end = visit.submit({ f0: keysOf(asked, 'Harry Potter') })
    assert.equal(end.screen.question, 'Harry Potter will surely be defeated!')
  })

  it('[QUE3] object-selections: a list stands for what is in it', () => {
    const visit = start('object-selections')
    const asked = visit.show()
    assert.equal(fieldOf(asked).choices.length, 2)
    const end = visit.submit({ f0: keysOf(asked, 'Tom Riddle') })
    assert.equal(end.screen.question, 'Tom Riddle will surely be defeated!')
  })

  it('[QUE4] object-disable-others: one that is there, or a new one', () => {
    const visit = start('object-disable-others')
    const asked = visit.show()
    assert.equal(fieldOf(asked).required, false)
    const end = visit.submit({ f0: keysOf(asked, 'Harry Potter') })
    assert.equal(end.screen.question, 'Harry Potter will surely be defeated!')

    const other = start('object-disable-others')
    const refused = other.submit({ f0: [''], f1: ['Ann'], f2: [''] })
    assert.deepEqual(Object.keys(refused.refusals), ['f2'])
    const made = other.submit({ f0: [''], f1: ['Ann'], f2: ['Li'] })
    assert.equal(made.screen.question, 'Ann Li will surely be defeated!')
  })

  it('[QUE4] object-radio-nota: none of them shows the fields for another', () => {
    const visit = start('object-radio-nota')
    const asked = visit.show()
    const field = fieldOf(asked)
    assert.equal(field.widget, 'radio')
    assert.equal(field.noneOfTheAbove, 'Someone else')
    assert.deepEqual(chosenIn(field), ['Tom Riddle'], 'the variable is none of them')
    const refused = visit.submit({ f0: [''] })
    assert.deepEqual(Object.keys(refused.refusals), ['f1', 'f2'])
    const made = visit.submit({ f0: [''], f1: ['Ann'], f2: ['Li'] })
    assert.equal(made.screen.question, 'Ann Li will surely be defeated!')

    const other = start('object-radio-nota')
    assert.deepEqual(Object.keys(other.submit({}).refusals), ['f0', 'f1', 'f2'])
    const end = other.submit({ f0: keysOf(other.show(), 'Harry Potter') })
    assert.equal(end.screen.question, 'Harry Potter will surely be defeated!')
  })

  it('[QUE3] someone-already-mentioned3: one object under two names is offered once', () => {
    const visit = start('someone-already-mentioned3')
    visit.show()
    const name = { f0: ['Ann'], f1: [''], f2: ['Li'], f3: [''] }
    const trustee = visit.submit(name)
    assert.equal(trustee.screen.question, 'Who is the trustee?')
    const beneficiary = visit.submit({ f0: keysOf(trustee, 'Ann Li') })
    assert.deepEqual(
      fieldOf(beneficiary).choices.map(({ label }) => label),
      ['Ann Li'],
    )
    const end = visit.submit({ f0: [''], f1: ['Bo'], f3: ['Xu'] })
    assert.equal(
      end.screen.question,
      'The agent is Ann Li.\n\nThe trustee is Ann Li.\n\nThe beneficiary is Bo Xu.',
    )
  })

  it('[QUE3] object-checkboxes-dalist: a list is made, and gathered', () => {
    const visit = start('object-checkboxes-dalist')
    const asked = visit.show()
    assert.equal(fieldOf(asked).widget, 'checkboxes')
    assert.equal(fieldOf(asked).noneOfTheAbove, 'None of the above')
    const end = visit.submit({ f0: keysOf(asked, 'Harry Potter') })
    assert.equal(end.screen.question, 'The villain\nincludes\nHarry Potter.')
    const none = start('object-checkboxes-dalist').submit({ f0: [''] })
    assert.equal(none.screen.question, 'There are no villains here.')
    const both = start('object-checkboxes-dalist')
    const all = both.submit({ f0: keysOf(both.show(), 'Harry Potter', 'Tom Riddle') })
    assert.equal(all.screen.question, 'The villains\ninclude\nHarry Potter and Tom Riddle.')
  })

  it('[QUE4] object-checkboxes-default: what is in the list is chosen already', () => {
    const visit = start('object-checkboxes-default')
    const asked = visit.show()
    assert.deepEqual(chosenIn(fieldOf(asked)), ['Tom Riddle'])
    const end = visit.submit({ f0: keysOf(asked, 'Harry Potter') })
    assert.equal(end.screen.question, 'The villain\nincludes\nHarry Potter.')
  })

  it('[QUE3] empty-choices-object-checkboxes-create: without a choice, the list is empty', () => {
    const visit = start('empty-choices-object-checkboxes-create')
    visit.show()
    const asked = visit.submit({ press: ['yes'] })
    assert.equal(asked.screen.question, 'Please answer this.')
    const end = visit.submit({ f0: ['abc'] })
    assert.match(end.screen.question, /^There are no villains here\.\s+In fact, no/)
    assert.equal(end.screen.subquestion, 'Your favorite fruit is\nabc.')
  })
})

describe('fields of objects', () => {
  const FRUIT = `objects:
  - apple: Thing.using(short='A', told='Red', picture='red')
  - pear: Thing.using(short='P', told='Green', picture='none')
  - basket: DAList.using(object_type=Thing, auto_gather=False, gathered=True)
---
images:
  red: red.svg
---
mandatory: True
code: |
  apple.name.text = 'apple'
  pear.name.text = 'pear'
  basket.append(apple, pear)
---
`

  it('[QUE4] exclude, object labeler, help generator, image generator', () => {
    const visit = createVisit(python, {
      yaml: `${FRUIT}question: Which?
fields:
  - Fruit: best
    datatype: object_radio
    choices:
      - basket
      - pear
    object labeler: |
      lambda y: y.short
    help generator: |
      lambda y: y.told
    image generator: |
      lambda y: y.picture
  - Others: others
    datatype: object_multiselect
    choices: basket
    exclude:
      - pear
---
mandatory: True
question: \${ best is apple } \${ len(others) } \${ others[0] is apple } \${ others.instanceName }
`,
    })
    const asked = visit.show()
    assert.deepEqual(
      fieldOf(asked).choices.map(({ label, help, image }) => [label, help, image]),
      [
        ['A', 'Red', 'red.svg'],
        ['P', 'Green', null],
      ],
    )
    const left = fieldOf(asked, 1).choices
    assert.equal(fieldOf(asked, 1).widget, 'multiselect')
    assert.deepEqual(
      left.map(({ label }) => label),
      ['apple'],
    )
    const end = visit.submit({ f0: keysOf(asked, 'A'), f1: left.map(({ value }) => value) })
    assert.equal(end.screen.question, 'True 1 True others')
    // The alias holds in the answers as they are saved.
    assert.equal(visit.show().screen.question, 'True 1 True others')
  })

  it('[QUE3] what a name lacks is asked for first, of the object that it stands for', () => {
    const visit = createVisit(python, {
      yaml: `objects:
  - ann: Individual
  - bo: Individual
---
generic object: Individual
question: Name of \${ x.instanceName }
fields:
  - First: x.name.first
---
generic object: Individual
question: Food of \${ x.instanceName }
fields:
  - Food: x.food
---
question: Who?
fields:
  - no label: who
    datatype: object
    choices:
      - ann
      - bo
---
mandatory: True
question: \${ who } eats \${ who.food }, \${ bo.food }
`,
    })
    assert.equal(visit.show().screen.question, 'Name of ann')
    assert.equal(visit.submit({ f0: ['Ann'] }).screen.question, 'Name of bo')
    const asked = visit.submit({ f0: ['Bo'] })
    assert.equal(asked.screen.question, 'Who?')
    assert.equal(visit.submit({ f0: keysOf(asked, 'Bo') }).screen.question, 'Food of bo')
    assert.equal(visit.submit({ f0: ['rice'] }).screen.question, 'Bo eats rice, rice')
  })

  it('[QUE5] only what is offered can be chosen, and no name of a variable leaves', () => {
    const visit = createVisit(python, {
      yaml: `${FRUIT}question: Which?
fields:
  - Fruit: best
    datatype: object
    choices: basket
    exclude: pear
---
mandatory: True
question: \${ best }
`,
    })
    const asked = visit.show()
    for (const sent of ['pear', 'apple', 'basket[1]', '__import__("os")', 'o0000000000000000']) {
      assert.deepEqual(Object.keys(visit.submit({ f0: [sent] }).refusals), ['f0'], sent)
    }
    assert.doesNotMatch(JSON.stringify(fieldOf(asked).choices.map(({ value }) => value)), /apple/)
    assert.deepEqual(Object.keys(visit.submit({ f0: [''] }).refusals), ['f0'])
    assert.equal(visit.submit({ f0: keysOf(asked, 'apple') }).screen.question, 'apple')
  })

  it('[LNG2] without choices, or with what is for objects only, the interview is refused', () => {
    const messagesOf = (field: string): readonly string[] => {
      const yaml = `question: A\nfields:\n  - B: b\n${field}---\nmandatory: True\nquestion: \${ b }\n`
      const source = { path: 'test.yml', hash: field, includes: {}, modules: {}, yaml }
      const loaded = createEngine(python).load(source)
      return loaded.type === 'broken' ? loaded.problems.map(({ message }) => message) : []
    }
    assert.match(messagesOf('    datatype: object\n')[0] ?? '', /needs `choices`: names of objects/)
    assert.match(
      messagesOf('    choices: [x]\n    object labeler: str\n')[0] ?? '',
      /`object labeler` is for `datatype: object`/,
    )
    assert.match(
      messagesOf('    datatype: object\n    choices: [3]\n')[0] ?? '',
      /names of objects/,
    )
  })
})
