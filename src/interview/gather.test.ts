import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { createVisit } from '../../test/support/visit.ts'
import type { Python } from './python.ts'

let python: Python

before(async () => {
  python = await createPlainPython()
})

describe('groups', () => {
  it('[QUE7] are gathered to their end although code defines what they lack in between', () => {
    const visit = createVisit(python, {
      yaml: `
objects:
  - fruit: DAList.using(object_type=Thing, complete_attribute='complete')
---
code: fruit.there_are_any = True
---
code: |
  fruit[i].seeds
  fruit[i].complete = True
---
question: Which \${ ordinal(i) }?
fields:
  - Name: fruit[i].name.text
  - Seeds: fruit[i].seeds
    datatype: integer
---
question: Besides \${ fruit }, another?
yesno: fruit.there_is_another
---
mandatory: True
question: |
  \${ fruit.number() }: \${ fruit }`,
    })
    assert.equal(visit.show().screen.question, 'Which first?')
    assert.equal(visit.submit({ f0: ['Fig'], f1: ['9'] }).screen.question, 'Besides Fig, another?')
    assert.equal(visit.submit({}).screen.question, 'Which second?')
    assert.equal(
      visit.submit({ f0: ['Plum'], f1: ['1'] }).screen.question,
      'Besides Fig and Plum, another?',
    )
    assert.equal(visit.submit({ press: ['no'] }).screen.question, '2: Fig and Plum')
  })

  it('[QUE7] `complete_attribute` may be several, and attributes of attributes', () => {
    const visit = createVisit(python, {
      yaml: `
objects:
  - friend: |
      DAList.using(object_type=Individual, minimum_number=1, there_is_another=False,
                   complete_attribute=['name.first', 'pet'])
---
question: Name?
fields:
  - Name: friend[i].name.first
---
question: Pet of \${ friend[i] }?
fields:
  - Pet: friend[i].pet
---
mandatory: True
question: \${ friend } \${ friend[0].pet }`,
    })
    assert.equal(visit.show().screen.question, 'Name?')
    assert.equal(visit.submit({ f0: ['Ann'] }).screen.question, 'Pet of Ann?')
    assert.equal(visit.submit({ f0: ['cat'] }).screen.question, 'Ann cat')
  })

  it('[PYT2] hooks run before and after a list is gathered', () => {
    const visit = createVisit(python, {
      path: 'docassemble.shop:data/questions/main.yml',
      yaml: `
modules:
  - .lists
---
objects:
  - fruit: Hooked.using(there_are_any=False)
---
mandatory: True
question: \${ fruit.number() } \${ fruit.told }`,
      modules: {
        'docassemble.shop.lists':
          'from docassemble.base.util import DAList\n' +
          'class Hooked(DAList):\n' +
          '    def hook_on_gather(self):\n        self.told = str(self.has_been_gathered())\n' +
          '    def hook_after_gather(self):\n        self.told += str(self.has_been_gathered())\n',
      },
    })
    assert.equal(visit.show().screen.question, '0 FalseTrue')
  })

  it('[QUE4] choices made from objects give their texts', () => {
    const visit = createVisit(python, {
      yaml: `
objects:
  - fruit: DAList.using(object_type=Thing)
---
mandatory: True
code: |
  for name in ('Fig', 'Plum'):
    fruit.appendObject().name.text = name
  fruit.gathered = True
---
question: Which?
fields:
  - Fruit: chosen
    code: fruit
---
mandatory: True
question: \${ chosen }`,
    })
    const { choices = [] } = visit.show().screen.fields[0] ?? {}
    assert.deepEqual(
      choices.map(({ value }) => value),
      ['Fig', 'Plum'],
    )
    assert.equal(visit.submit({ f0: ['Plum'] }).screen.question, 'Plum')
  })
})
