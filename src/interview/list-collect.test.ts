import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import type { Visit } from '../../test/support/visit.ts'
import { collecting, sent, shape, type Parts } from '../../test/support/collecting.ts'
import type { Python } from './python.ts'

let python: Python

before(async () => {
  python = await createPlainPython()
})

function fruit(parts: Parts = {}): Visit {
  return collecting(python, parts)
}

describe('`list collect`', () => {
  it('[QUE1] [QUE7] shows all items there are, and takes more than that', () => {
    const visit = fruit({
      more: `---
mandatory: True
code: |
  fruit.appendObject()
  fruit[-1].name.text = "apple"
  fruit[-1].seeds = 10
  fruit.appendObject()`,
    })
    const first = visit.show()
    assert.deepEqual(shape(first), [
      ['1.', 'apple', '10'],
      ['2.', null, null],
    ])
    assert.equal(first.screen.list?.addLabel, 'Add another')
    const waiting = first.screen.list?.entries.slice(2) ?? []
    assert.deepEqual(
      waiting.map(({ droppable, removable }) => [droppable, removable]),
      Array.from({ length: 10 }, () => [true, true]),
    )
    const rows = 'apple,5|fig,900|plum,1'
    assert.equal(visit.submit(sent(rows)).screen.question, 'apple 5; fig 900; plum 1')
  })

  it('[QUE7] looking at entries that are not there makes no items', () => {
    const visit = fruit({
      collect: `
  label: Fruit \${ i + 1 } of \${ fruit.number_gathered() }, \${ defined('fruit[i].name.text') }`,
      end: '${ fruit.number() }',
    })
    assert.deepEqual(shape(visit.show()), [['Fruit 1 of 1, False', null, null]])
    assert.equal(visit.show().screen.list?.entries[3]?.label, 'Fruit 4 of 1, False')
    assert.equal(visit.submit(sent('fig,1')).screen.question, '1')
  })

  it('[QUE5] [QUE7] an entry that was added and left alone is not there; one that is due must be filled in', () => {
    const due = fruit()
    due.show()
    const refused = due.submit(sent(',|,'))
    assert.deepEqual(Object.keys(refused.refusals), ['f0_0', 'f0_1'])
    assert.equal(refused.accepted, false)
    const rows = 'fig,1|,|plum,2|,|-'
    assert.equal(due.submit(sent(rows)).screen.question, 'fig 1; plum 2')

    const half = fruit()
    half.show()
    assert.deepEqual(Object.keys(half.submit(sent('fig,1|plum,')).refusals), ['f1_1'])
    const wrong = half.submit(sent('fig,1|,many'))
    assert.deepEqual(Object.keys(wrong.refusals), ['f1_0', 'f1_1'])
  })

  it('[QUE7] what the form held at first counts as left alone', () => {
    const fields = `
  - Name: fruit[i].name.text
    default: none yet
  - Seeds: fruit[i].seeds
    datatype: range
    min: 1
    max: 9
  - Kind: fruit[i].kind
    choices: [stone, berry]
    default: berry
  - Ripe: fruit[i].ripe
    datatype: yesno
    default: True
  - Use: fruit[i].uses
    datatype: checkboxes
    choices: [jam, cake]
    required: False`
    const untouched = {
      e1: ['shown'],
      f1_0: ['none yet'],
      f1_1: ['1'],
      f1_2: ['berry'],
      f1_3: ['True'],
    }
    for (const [touched, count] of [
      [{}, 1],
      [{ f1_0: ['plum'] }, 2],
      [{ f1_1: ['2'] }, 2],
      [{ f1_2: ['stone'] }, 2],
      [{ f1_4: ['jam'] }, 2],
    ] as const) {
      const again = fruit({ fields, end: '${ fruit.number() }' })
      again.show()
      const reply = again.submit({ ...sent('fig,3,berry,True'), ...untouched, ...touched })
      assert.equal(reply.screen.question, `${count}`, JSON.stringify(touched))
    }
  })

  it('[QUE7] what is removed is gone, and the others move up with their names', () => {
    const visit = fruit({
      end: "${ ' '.join(f'{item.instanceName} {item}' for item in fruit) }",
    })
    visit.show()
    visit.submit(sent('fig,1|plum,2|pear,3'))
    const again = visit.action('fruit[0].name.text')
    assert.deepEqual(shape(again), [
      ['1.', 'fig', '1'],
      ['2.', 'plum', '2'],
      ['3.', 'pear', '3'],
    ])
    const rows = 'fig,1|removed|pear,3|kiwi,4'
    const reply = visit.submit(sent(rows))
    assert.equal(reply.screen.question, 'fruit[0] fig fruit[1] pear fruit[2] kiwi')
  })

  it('[QUE7] a list whose items are no objects', () => {
    const visit = fruit({
      list: 'DAList.using(there_are_any=True)',
      fields: '\n  - Word: fruit[i]',
      end: '${ repr(list(fruit)) }',
    })
    assert.deepEqual(shape(visit.show()), [['1.', null]])
    visit.submit(sent('fig|plum|pear'))
    visit.action('fruit[2]')
    const reply = visit.submit({ ...sent('fig|removed|pears|kiwi'), e0: ['shown', 'removed'] })
    assert.equal(reply.screen.question, "['fig', 'pears', 'kiwi']", 'the first cannot be removed')
  })

  it('[QUE1] `minimum_number` shows so many, which cannot be removed; `ask_number` exactly so many', () => {
    const minimum = fruit({ list: 'DAList.using(object_type=Thing, minimum_number=3)' })
    const { list } = minimum.show().screen
    assert.equal(list?.shown, 3)
    assert.deepEqual(
      list?.entries.slice(0, 4).map(({ removable }) => removable),
      [false, false, false, true],
    )
    const short = minimum.submit(sent('a,1|removed|,'))
    assert.deepEqual(Object.keys(short.refusals), ['f1_0', 'f1_1', 'f2_0', 'f2_1'])

    const number = fruit({
      list: 'DAList.using(object_type=Thing, ask_number=True)',
      more: '---\nquestion: How many?\nfields:\n  - no label: fruit.target_number\n    datatype: integer',
    })
    assert.equal(number.show().screen.question, 'How many?')
    const two = number.submit({ f0: ['2'] }).screen.list
    assert.deepEqual([two?.shown, two?.entries.length, two?.addLabel], [2, 2, null])
    assert.equal(number.submit(sent('a,1|b,2')).screen.question, 'a 1; b 2')
  })

  it('[QUE1] `is final: False` asks whether there is another; `enable` turns it off for later', () => {
    const visit = fruit({
      collect: `
  enable: not fruit.has_been_gathered()
  is final: False
  add another label: Add more`,
    })
    assert.equal(visit.show().screen.list?.addLabel, 'Add more')
    assert.equal(visit.submit(sent('fig,1|plum,2')).screen.question, 'Any more?')
    assert.deepEqual(shape(visit.submit({})), [
      ['1.', 'fig', '1'],
      ['2.', 'plum', '2'],
      ['3.', null, null],
    ])
    const rows = 'fig,1|plum,2|removed'
    assert.equal(visit.submit(sent(rows)).screen.question, 'Any more?')
    assert.equal(visit.submit({ press: ['no'] }).screen.question, 'fig 1; plum 2')
    const one = visit.action('fruit[1].name.text').screen
    assert.equal(one.list, null)
    assert.deepEqual(
      one.fields.map(({ key, value }) => [key, value]),
      [
        ['f0', 'plum'],
        ['f1', '2'],
      ],
    )
    assert.equal(visit.submit({ f0: ['prune'], f1: ['2'] }).screen.question, 'fig 1; prune 2')
  })

  it('[QUE1] `allow append` and `allow delete`', () => {
    const grown = (collect: string): Visit => {
      const visit = fruit({ collect })
      visit.show()
      visit.submit(sent('fig,1|plum,2'))
      return visit
    }
    const fixed = fruit({ collect: '\n  allow append: False' })
    const { list } = fixed.show().screen
    assert.deepEqual([list?.entries.length, list?.addLabel], [1, null])
    assert.equal(fixed.submit(sent('fig,1|plum,2')).refusals[''] === undefined, false)

    const kept = grown('\n  allow delete: False')
    const removable = kept.action('fruit[0].seeds').screen.list?.entries
    assert.deepEqual(
      removable?.slice(0, 4).map((entry) => entry.removable),
      [false, false, true, true],
      'what is added may be removed',
    )
    const reply = kept.submit({
      ...sent('fig,1|plum,2'),
      e1: ['shown', 'removed'],
    })
    assert.equal(reply.screen.question, 'fig 1; plum 2', 'a removal that is not offered is none')
  })

  it('[QUE7] one more entry is to be had without script, and nothing typed is checked or lost', () => {
    const visit = fruit()
    const { name } = visit.show().screen
    const typed = sent('fig,x|,')
    const more = visit.submit({ ...typed, press: ['add-entry'] })
    assert.deepEqual([more.accepted, more.refusals, more.screen.name], [false, {}, name])
    assert.equal(more.screen.list?.fresh, 'e2')
    assert.equal(more.screen.list?.entries.length, 13)
    assert.equal(visit.show().screen.list?.entries.length, 11, 'nothing was stored')

    const many = Array.from({ length: 40 }, (_, index) => `fruit ${index},1`)
    assert.equal(visit.submit(sent(many.join('|'))).screen.question.split('; ').length, 40)
  })

  it('[QUE5] more entries than anybody fills in, and fields that there are not, are refused', () => {
    const visit = fruit()
    visit.show()
    const full = visit.submit({
      ...sent(Array.from({ length: 100 }, () => ',').join('|')),
      press: ['add-entry'],
    })
    assert.deepEqual([full.screen.list?.entries.length, full.screen.list?.fresh], [100, null])
    assert.equal(full.screen.list?.addLabel, null)
    for (const key of ['e100', 'f100_0', 'f0_2', 'e', 'e00000', 'f0', '__proto__']) {
      const strange = Object.defineProperty({ ...sent('a,1') }, key, {
        value: ['shown'],
        enumerable: true,
      })
      const { accepted, refusals } = visit.submit(strange)
      assert.deepEqual([key, accepted, Object.keys(refusals)], [key, false, ['']])
    }
  })
})
