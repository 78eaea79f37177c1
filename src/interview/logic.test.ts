import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { account, createVisit, type Visit } from '../../test/support/visit.ts'
import type { Python } from './python.ts'
import type { EvaluationError } from './request.ts'

let python: Python

before(async () => {
  python = await createPlainPython()
})

function visit(yaml: string): Visit {
  return createVisit(python, { yaml })
}

function failure(yaml: string): EvaluationError {
  const reply = visit(yaml).evaluate({ type: 'show' })
  assert.equal(reply.type, 'failed', JSON.stringify(reply))
  if (reply.type !== 'failed') throw new Error('no failure')
  return reply.error
}

const END = `
---
mandatory: True
question: The end
subquestion: |
`

describe('interview logic', () => {
  it('[LOG1] the last block that can define a name wins, an earlier one helps when it does not deliver', () => {
    const winner = visit(`
code: a = 1
---
code: a = 2
${END}  \${ a }`)
    assert.equal(winner.show().screen.subquestion, '2')
    const helper = visit(`
code: a = 1
---
code: |
  if False:
    a = 2
---
if: 1 == 2
code: a = 3
${END}  \${ a }`)
    assert.equal(helper.show().screen.subquestion, '1')
  })

  it('[LOG1] a block for the very name is preferred to one for any index or any object', () => {
    const { screen } = visit(`
objects:
  - people: DAList.using(object_type=Individual, there_are_any=True)
---
code: people[1].age = 7
---
code: people[i].age = 20 + i
---
generic object: Individual
code: x.age = 50
---
objects:
  - boss: Individual
${END}  \${ people[0].age } \${ people[1].age } \${ boss.age }`).show()
    assert.equal(screen.subquestion, '20 7 50')
  })

  it('[LOG2] a block that lacks a name is stopped, and run again from its start', () => {
    const { screen } = visit(`
mandatory: True
code: |
  count = []
---
mandatory: True
code: |
  count.append(1)
  total = first + second
---
code: first = 1
---
code: second = 2
${END}  \${ len(count) } \${ total }`).show()
    assert.equal(screen.subquestion, '3 3')
  })

  it('[LOG2] a loop is told with the chain of variables', () => {
    const error = failure(`
code: a = b
---
code: b = c
---
code: c = a
${END}  \${ a }`)
    assert.equal(error.code, 'loop')
    assert.deepEqual(error.chain, ['a', 'b', 'c', 'a'])
  })

  it('[LOG2] a name that nobody defines is told with the way that led to it', () => {
    const error = failure(`
code: a = b.c
---
objects:
  - b: DAObject
${END}  \${ a }`)
    assert.equal(error.code, 'undefined')
    assert.match(error.message, /`b\.c` is not defined/)
    assert.deepEqual(error.chain, ['a', 'b.c'])
  })

  it('[PYT4] a documented name that is not there yet says so', () => {
    for (const source of ['send_sms()', 'DAFileCollection("x")']) {
      const error = failure(`mandatory: True\ncode: ${source}`)
      assert.equal(error.code, 'unsupported')
      assert.match(error.message, /is not supported yet/)
    }
  })

  it('an error in Python names the block and the line', () => {
    const error = failure(`
id: broken
mandatory: True
code: |
  a = 1
  b = a / 0`)
    assert.equal(error.code, 'python')
    assert.match(error.message, /ZeroDivisionError/)
    assert.match(error.detail, /broken, code.*line 2: b = a \/ 0/)
  })

  it('[LOG1] initial code runs each time, mandatory code once', () => {
    const session = visit(`
initial: True
code: |
  runs = globals().get('runs', 0) + 1
---
mandatory: True
code: once = runs
${END}  \${ once } \${ runs }`)
    assert.equal(session.show().screen.subquestion, '1 1')
    assert.equal(session.show().screen.subquestion, '1 2')
  })

  it('what belongs to one run is not kept: i, x, modules, functions', () => {
    const session = visit(`
imports:
  - math
---
mandatory: True
code: |
  i = 5
  import json
  def double(n):
    return 2 * n
  kept = double(i)
---
mandatory: True
question: Go on
continue button field: went_on
${END}  \${ kept } \${ defined('i') } \${ defined('double') } \${ math.floor(2.5) }`)
    session.show()
    assert.equal(session.submit({}).screen.subquestion, '10 False False 2')
  })

  it('a value that cannot be kept is dropped with a warning that does not tell it', () => {
    const session = visit(`
mandatory: True
code: |
  secret = (n for n in ['hush'])
---
mandatory: True
question: Go on
continue button field: went_on`)
    const reply = session.show()
    assert.equal(reply.warnings.length, 1)
    assert.match(reply.warnings[0]?.message ?? '', /`secret` holds a `generator`/)
    assert.doesNotMatch(reply.warnings[0]?.message ?? '', /hush/)
  })

  it('an answer is dropped when another screen is due', () => {
    const session = visit(`
mandatory: True
question: One
fields:
  - A: a
---
mandatory: True
question: Two
fields:
  - B: b
${END}  \${ a } \${ b }`)
    session.show()
    session.submit({ f0: ['first'] })
    const stale = session.evaluate({
      type: 'submit',
      screen: 'Question_0',
      values: { f0: ['late'], press: ['continue'] },
    })
    assert.ok(stale.type === 'screen')
    assert.equal(stale.accepted, false)
    assert.equal(stale.screen.question, 'Two')
    assert.equal(session.submit({ f0: ['second'] }).screen.subquestion, 'first second')
  })

  it('the same question for two objects is two screens', () => {
    const session = visit(`
objects:
  - a: Individual
  - b: Individual
---
generic object: Individual
question: Name of \${ x.object_name() }?
fields:
  - Name: x.name.first
${END}  \${ a.name.first } \${ b.name.first }`)
    const first = session.show().screen
    const second = session.submit({ f0: ['Ann'] }).screen
    assert.equal(first.question, 'Name of a?')
    assert.equal(second.question, 'Name of b?')
    assert.notEqual(first.name, second.name)
    assert.equal(session.submit({ f0: ['Bob'] }).screen.subquestion, 'Ann Bob')
  })

  it('[QUE7] a list is gathered item by item', () => {
    const session = visit(`
objects:
  - fruit: DAList
---
question: Any fruit?
yesno: fruit.there_are_any
---
question: Which \${ ordinal(i) } fruit?
fields:
  - Fruit: fruit[i]
---
question: Besides \${ fruit }, another?
yesno: fruit.there_is_another
${END}  \${ fruit }`)
    assert.equal(session.show().screen.question, 'Any fruit?')
    assert.equal(session.submit({}).screen.question, 'Which first fruit?')
    assert.equal(session.submit({ f0: ['figs'] }).screen.question, 'Besides figs, another?')
    assert.equal(session.submit({}).screen.question, 'Which second fruit?')
    assert.equal(
      session.submit({ f0: ['pears'] }).screen.question,
      'Besides figs and pears, another?',
    )
    assert.equal(session.submit({ press: ['no'] }).screen.subquestion, 'figs and pears')
  })

  it('[LOG3] code behind an event runs once; a variable is asked again though it is known', () => {
    const session = visit(`
event: count
code: total += action_argument('by')
---
mandatory: True
code: total = 0
---
question: Color?
fields:
  - Color: color
${END}  \${ total } \${ color }`)
    session.show()
    session.submit({ f0: ['red'] })
    assert.equal(session.action('count', { by: 2 }).screen.subquestion, '2 red')
    assert.equal(session.show().screen.subquestion, '2 red')
    assert.equal(session.action('color').screen.question, 'Color?')
    assert.equal(session.show().screen.question, 'Color?', 'pending until it is answered')
    assert.equal(session.submit({ f0: ['blue'] }).screen.subquestion, '2 blue')
  })

  it('[LOG3] an action that does not exist fails and leaves the session as it was', () => {
    const session = visit(`mandatory: True\nquestion: Hello`)
    session.show()
    const reply = session.evaluate({ type: 'action', name: 'no_such', arguments: {} })
    assert.ok(reply.type === 'failed')
    assert.equal(reply.error.code, 'undefined')
    assert.equal(session.show().screen.question, 'Hello')
  })

  it('[PYT3] functions know the person, and nothing of others', () => {
    const yaml = `
mandatory: True
question: |
  \${ user_logged_in() } \${ user_info().email } \${ user_has_privilege(['admin', 'advocate']) }`
    assert.equal(visit(yaml).show().screen.question, 'False None False')
    const operator = visit(yaml).as(account({ privileges: ['advocate'] }))
    assert.equal(operator.show().screen.question, 'True op@example.com True')
  })

  it('[LOG1] `reconsider: True` computes anew for each screen, and leaves the rest alone', () => {
    const session = visit(`
reconsider: True
code: |
  total = first + second
---
code: second = 10
---
question: First?
fields:
  - no label: first
    datatype: integer
---
question: |
  Is it \${ total }?
yesno: right
---
mandatory: True
scan for variables: False
code: |
  right
  first = 5
---
mandatory: True
question: |
  \${ total } \${ second }`)
    session.show()
    assert.equal(session.submit({ f0: ['1'] }).screen.question, 'Is it 11?')
    assert.equal(session.submit({ press: ['yes'] }).screen.question, '15 10')
  })

  it('[LOG5] include, modules of the package, and screen parts', () => {
    const session = createVisit(python, {
      path: 'docassemble.shop:data/questions/main.yml',
      yaml: `
include:
  - more.yml
---
modules:
  - .prices
---
default screen parts:
  under: Prices in \${ CURRENCY }
${END}  \${ price_of('tea') } \${ tax }`,
      includes: { 'docassemble.shop:data/questions/more.yml': 'code: tax = 3' },
      modules: {
        'docassemble.shop.prices': "CURRENCY = 'EUR'\ndef price_of(what):\n    return len(what)\n",
      },
    })
    const { screen } = session.show()
    assert.equal(screen.subquestion, '3 3')
    assert.equal(screen.under, 'Prices in EUR')
  })
})
