import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { createVisit, type Visit } from '../../test/support/visit.ts'
import { collecting, sent, shape, type Parts } from '../../test/support/collecting.ts'
import type { Python } from './python.ts'

let python: Python

before(async () => {
  python = await createPlainPython()
})

function fruit(parts: Parts = {}): Visit {
  return collecting(python, parts)
}

describe('`list collect` with other things', () => {
  it('[QUE4] [QUE7] conditions, `validate` and `validation code` are those of each entry', () => {
    const visit = fruit({
      fields: `
  - Fruit name: fruit[i].name.text
    validate: |
      lambda y: i == 0 or y != 'fig'
  - Number of seeds: fruit[i].seeds
    datatype: number
    show if:
      variable: fruit[i].name.text
      is: fig`,
      more: '',
      end: "${ ' '.join(f'{item}' for item in fruit) }",
    })
    const { screen } = visit.show()
    assert.deepEqual(
      screen.fields.slice(0, 4).map((field) => field.condition?.key ?? null),
      [null, 'f0_0', null, 'f1_0'],
    )
    assert.deepEqual(visit.submit(sent('fig,|plum,')).refusals, {
      f0_1: 'You need to fill this in.',
    })
    assert.equal(visit.submit(sent('fig,3|plum,')).screen.question, 'fig plum')

    const judged = createVisit(python, {
      yaml: `
objects:
  - fruit: DAList.using(there_are_any=True)
---
question: Which?
fields:
  - Fruit: fruit[i]
list collect: True
validation code: |
  if fruit[i] == 'nut':
    validation_error('No fruit.', field='fruit[i]')
---
mandatory: True
question: \${ fruit.number() }`,
    })
    judged.show()
    assert.deepEqual(judged.submit(sent('fig|nut')).refusals, { f1_0: 'No fruit.' })
    assert.equal(judged.show().screen.question, 'Which?')
    assert.equal(judged.submit(sent('fig|plum')).screen.question, '2')
  })

  it('[QUE7] of lists in lists the innermost is expanded', () => {
    const visit = createVisit(python, {
      yaml: `
objects:
  - parent: DAList.using(object_type=Person, there_are_any=True, there_is_another=False)
  - parent[i].child: DAList.using(object_type=Individual, there_are_any=True)
---
question: Name of parent?
fields:
  - Name: parent[i].name.text
---
question: Children of \${ parent[i] }?
fields:
  - Name: parent[i].child[j].name.first
list collect:
  label: Child \${ j + 1 } of \${ parent[i] }
---
mandatory: True
question: |
  \${ parent[0].child }`,
    })
    visit.show()
    const children = visit.submit({ f0: ['Ann'] })
    assert.deepEqual(shape(children), [['Child 1 of Ann', null]])
    assert.equal(visit.submit(sent('Bob|Cleo')).screen.question, 'Bob and Cleo')
  })

  it('[QUE7] `complete` is asked for anew after an edit', () => {
    const visit = fruit({
      list: "DAList.using(object_type=Thing, there_are_any=True, complete_attribute='complete')",
      more: `---
code: |
  fruit[i].seeds
  fruit[i].weight = fruit[i].seeds * 2
  fruit[i].complete = True`,
      end: "${ ' '.join(str(item.weight) for item in fruit if item.complete) }",
    })
    visit.show()
    assert.equal(visit.submit(sent('fig,1|plum,2')).screen.question, '2.0 4.0')
    visit.action('fruit[0].name.text')
    assert.equal(visit.submit(sent('fig,5|plum,2')).screen.question, '10.0 4.0')
  })

  it('[LNG2] tells what is wrong when the interview is loaded', () => {
    const fields = (lines: string): string => `\n${lines}`
    for (const [parts, message] of [
      [{ collect: '\n  alow append: False' }, /did you mean `allow append`/],
      [{ fields: fields('  - Name: name') }, /variables like `fruit\[i\]\.name`/],
      [{ fields: fields('  - A: fruit[i].a\n  - B: other') }, /`other` is not of `fruit\[i\]`/],
      [{ fields: fields('  - A: fruit[i].a\n  - B: nut[i].a') }, /`nut\[i\]\.a` is not of/],
    ] as const) {
      assert.throws(() => fruit(parts), message)
    }
    const wrong = fruit({ list: 'DADict.using(there_are_any=True)', collect: 'True' })
    const reply = wrong.evaluate({ type: 'action', name: 'fruit[0].name.text', arguments: {} })
    assert.match(JSON.stringify(reply), /to be a DAList/)
  })
})
