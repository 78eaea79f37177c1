import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { createVisit, type Visit } from '../../test/support/visit.ts'
import type { Python } from './python.ts'

let python: Python

before(async () => {
  python = await createPlainPython()
})

const FRUIT = `
objects:
  - fruit: DAList.using(object_type=Thing)
---
mandatory: True
scan for variables: False
code: |
  for name, seeds in (('Fig', 900), ('Plum', 1), ('Apple', 5)):
    made = fruit.appendObject()
    made.name.text = name
    made.seeds = seeds
  fruit.gathered = True
---
question: Name?
fields:
  - Name: fruit[i].name.text
---
question: Seeds of \${ fruit[i] }?
fields:
  - Seeds: fruit[i].seeds
    datatype: integer
---`

function fruit(table: string, start = FRUIT): Visit {
  return createVisit(python, {
    yaml: `${start}
table: fruit.table
rows: fruit
columns:
  - Fruit Name: row_item.name
  - Seeds: row_item.seeds
${table}
---
mandatory: True
question: All
subquestion: |
  \${ fruit.table }

  \${ fruit.add_action() }`,
  })
}

/** The rows of the table, without the addresses of buttons. */
function rows(visit: Visit): readonly string[] {
  const text = visit.show().screen.subquestion ?? ''
  const lines = text.split('\n').filter((line) => line.startsWith('|'))
  return lines.map((line) => line.replaceAll(/<a [^>]*>(.*?)<\/a>/g, '[$1]'))
}

interface Button {
  readonly action: string
  readonly arguments: Readonly<Record<string, unknown>>
}

/** What a button does, by its name. */
function button(visit: Visit, name: string): Button {
  const text = visit.show().screen.subquestion ?? ''
  const found = new RegExp(`<a href="[^"]*action=([\\w-]+)"[^>]*(?:aria-label="${name}"|>${name}<)`)
  const code = found.exec(text)?.[1]
  assert.ok(code !== undefined, `${name} in ${text}`)
  return JSON.parse(Buffer.from(code, 'base64url').toString()) as Button
}

function press(visit: Visit, name: string): ReturnType<Visit['show']> {
  const { action, arguments: values } = button(visit, name)
  return visit.action(action, values)
}

describe('`table`', () => {
  it('[LOG5] has a row for each item, and is made anew whenever it is used', () => {
    const visit = fruit('')
    assert.equal(
      visit.show().screen.subquestion?.split('\n\n')[0],
      '|Fruit Name|Seeds|\n|----------|-----|\n|Fig|900|\n|Plum|1|\n|Apple|5|',
    )
    assert.equal(visit.action('fruit[1].seeds').screen.question, 'Seeds of Plum?')
    visit.submit({ f0: ['2'] })
    assert.equal(rows(visit)[3], '|Plum|2|')
  })

  it('[LOG5] what a cell holds cannot begin another cell, nor another line', () => {
    const visit = fruit('')
    visit.show()
    visit.action('fruit[1].name.text')
    visit.submit({ f0: ['a | b'] })
    assert.equal(rows(visit)[3], '|a \\| b|1|')
  })

  it('[LOG5] `filter`, `sort key`, `sort reverse`', () => {
    const sorted = fruit(
      'sort key: |\n  lambda y: y.seeds\nsort reverse: True\nfilter: row_item.seeds > 1',
    )
    assert.deepEqual(rows(sorted).slice(2), ['|Fig|900|', '|Apple|5|'])
  })

  it('[LOG5] `show if empty`', () => {
    const none = FRUIT.replace("(('Fig', 900), ('Plum', 1), ('Apple', 5))", '()')
    assert.deepEqual(rows(fruit('', none)), ['|Fruit Name|Seeds|', '|----------|-----|'])
    assert.deepEqual(rows(fruit('show if empty: False', none)), [])
    const said = fruit('show if empty: |\n  No ${ "fruit" }.', none).show().screen.subquestion
    assert.match(said ?? '', /^No fruit\./)
    assert.match(said ?? '', />Add an item<\/a>$/)
  })

  it('[LOG5] what a cell lacks is sought, or not available', () => {
    const bare = FRUIT.replace('    made.seeds = seeds\n', '')
    assert.equal(fruit('', bare).show().screen.question, 'Seeds of Fig?')
    const known = fruit("require gathered: False\nnot available label: '-'", bare)
    assert.deepEqual(rows(known).slice(2), ['|Fig|-|', '|Plum|-|', '|Apple|-|'])
  })

  it('[LOG5] `edit` asks for the attributes again, one screen after the other', () => {
    const visit = fruit('edit:\n  - name.text\n  - seeds')
    assert.equal(rows(visit)[2], '|Fig|900|[Edit] [Delete]|')
    assert.equal(press(visit, 'Edit Plum').screen.question, 'Name?')
    assert.equal(visit.submit({ f0: ['Prune'] }).screen.question, 'Seeds of Prune?')
    assert.equal(visit.submit({ f0: ['3'] }).screen.question, 'All')
    assert.equal(rows(visit)[3], '|Prune|3|[Edit] [Delete]|')
  })

  it('[LOG5] an item is deleted, the others move up; a button that was pressed too late does nothing', () => {
    const visit = fruit('edit:\n  - seeds')
    const last = button(visit, 'Delete Apple')
    press(visit, 'Delete Fig')
    assert.deepEqual(rows(visit).slice(2), [
      '|Plum|1|[Edit] [Delete]|',
      '|Apple|5|[Edit] [Delete]|',
    ])
    assert.equal(visit.action(last.action, last.arguments).screen.question, 'All')
    assert.equal(rows(visit).length, 4)
    assert.equal(press(visit, 'Edit Apple').screen.question, 'Seeds of Apple?')
  })

  it('[LOG5] `add_action()` adds an item and asks for what belongs to it', () => {
    const visit = fruit('edit:\n  - seeds')
    visit.show()
    assert.equal(press(visit, 'Add another').screen.question, 'Name?')
    assert.equal(visit.submit({ f0: ['Pear'] }).screen.question, 'Seeds of Pear?')
    visit.submit({ f0: ['7'] })
    assert.equal(rows(visit).at(-1), '|Pear|7|[Edit] [Delete]|')
  })

  it('[LOG5] `delete buttons`, `minimum_number` and `read only` say who may do what', () => {
    assert.equal(rows(fruit('edit: True\ndelete buttons: False'))[2], '|Fig|900|[Edit] |')
    assert.equal(rows(fruit('delete buttons: True'))[2], '|Fig|900|[Delete]|')
    const least = fruit('edit: True', FRUIT.replace('=Thing', '=Thing, minimum_number=3'))
    assert.equal(rows(least)[2], '|Fig|900|[Edit] |')
    least.action('_da_list_remove', { list: 'fruit', item: 0 })
    assert.equal(rows(least).length, 5, 'not even by an address made by hand')
    const guarded = fruit(
      'edit: True\nread only: kept',
      `${FRUIT}
code: |
  fruit[i].kept = {'Fig': True, 'Plum': {'delete': False}}.get(str(fruit[i]), False)
---`,
    )
    assert.deepEqual(rows(guarded).slice(2), [
      '|Fig|900||',
      '|Plum|1|[Edit] |',
      '|Apple|5|[Edit] [Delete]|',
    ])
  })

  it('[LOG5] lists of texts and dictionaries are edited too', () => {
    const visit = createVisit(python, {
      yaml: `
objects:
  - term: DAList.using(there_are_any=True)
  - income: DADict.using(object_type=DAObject, keys=['work', 'rent'], complete_attribute='amount', there_is_another=False)
---
question: Word?
fields:
  - Word: term[i]
---
question: Another?
yesno: term.there_is_another
---
question: New income?
fields:
  - Name: income.new_item_name
---
question: How much from \${ i }?
fields:
  - Amount: income[i].amount
    datatype: integer
---
table: words
rows: term
columns:
  - "#": row_index + 1
  - Word: row_item
edit: True
---
table: incomes
rows: income
columns:
  - header: From
    cell: row_index
  - header: Amount
    cell: row_item.amount
edit:
  - amount
---
mandatory: True
question: All
subquestion: |
  \${ words }

  \${ term.add_action('More words') }

  \${ incomes }

  \${ income.add_action('More income') }`,
    })
    visit.show()
    visit.submit({ f0: ['one'] })
    visit.submit({ press: ['no'] })
    visit.submit({ f0: ['10'] })
    visit.submit({ f0: ['20'] })
    assert.deepEqual(
      rows(visit).filter((line) => line.includes('Edit')),
      ['|1|one|[Edit] [Delete]|', '|rent|10|[Edit] [Delete]|', '|work|20|[Edit] [Delete]|'],
    )
    assert.equal(press(visit, 'More words').screen.question, 'Word?')
    visit.submit({ f0: ['two'] })
    assert.equal(press(visit, 'More income').screen.question, 'New income?')
    assert.equal(visit.submit({ f0: ['a, b'] }).screen.question, 'How much from a, b?')
    visit.submit({ f0: ['30'] })
    assert.equal(press(visit, 'Delete one').screen.question, 'All')
    const [, ...amounts] = rows(visit).filter((line) => line.includes('Edit'))
    assert.deepEqual(amounts[0], '|a, b|30|[Edit] [Delete]|')
    assert.equal(
      visit.action('_da_list_edit', { list: 'income', item: 'a, b', attributes: ['amount'] }).screen
        .question,
      'How much from a, b?',
    )
  })

  it('[LOG3] an address made by hand runs nothing', () => {
    const visit = fruit('edit: True')
    const before = rows(visit)
    for (const name of [
      '_da_list_add',
      '_da_list_edit',
      '_da_list_remove',
      '_da_list_complete',
      '_da_list_more',
    ]) {
      for (const list of [
        "__import__('os')",
        'fruit.pop()',
        'fruit.__class__',
        'fruit[fruit.pop()]',
        'nobody',
        'nobody[0].list',
        'made',
        'DAList',
        7,
        null,
        ['fruit'],
      ]) {
        const reply = visit.evaluate({ type: 'action', name, arguments: { list, item: 0 } })
        assert.deepEqual([name, list, reply.type], [name, list, 'screen'])
      }
    }
    for (const item of [-1, 3, 1.5, true, '0', null, 'x', { a: 1 }])
      visit.action('_da_list_remove', { list: 'fruit', item })
    assert.deepEqual(rows(visit), before)
    const odd = ['__class__', 'pop()', 'x]', "a', fruit.pop(), '", 1]
    assert.equal(
      visit.evaluate({
        type: 'action',
        name: '_da_list_edit',
        arguments: { list: 'fruit', item: 0, attributes: odd },
      }).type,
      'failed',
      'nothing asks for the item as a whole',
    )
    assert.deepEqual(rows(visit), before)
  })

  it('[LNG1] [LNG2] tells what is wrong when the interview is loaded', () => {
    for (const [table, message] of [
      ['allow reordering: True', /`allow reordering` is not supported yet/],
      ['confrim: True', /not known here/],
      ['edit: 5', /`edit`: expected True/],
    ] as const) {
      assert.throws(() => fruit(table), message)
    }
    assert.throws(
      () => createVisit(python, { yaml: 'table: t\ncolumns:\n  - A: b\n    C: d' }),
      (error: Error) =>
        /`rows` is missing/.test(error.message) && /`columns`: expected/.test(error.message),
    )
  })
})
