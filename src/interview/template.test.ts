import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { createVisit } from '../../test/support/visit.ts'
import { createEngine } from './engine.ts'
import type { Python } from './python.ts'

let python: Python

before(async () => {
  python = await createPlainPython()
})

describe('[LOG5] templates', () => {
  it('are made when they are used, of what is known then', () => {
    const visit = createVisit(python, {
      yaml: `
template: notice
subject: About \${ company }
content: |
  We are *\${ company }*.

  Your answer: \${ answer if defined('answer') else 'none' }
---
code: company = 'ABC'
---
question: First
subquestion: |
  ### \${ notice.subject }

  \${ notice }
fields:
  - no label: answer
---
mandatory: True
question: |
  \${ answer }
subquestion: |
  \${ notice.content }
`,
    })
    const first = visit.show()
    assert.equal(first.screen.name, 'Question_2')
    assert.equal(first.screen.subquestion, '### About ABC\n\nWe are *ABC*.\n\nYour answer: none')
    const end = visit.submit({ f0: ['${ 6 * 7 } {x}'] })
    assert.equal(end.screen.subquestion, 'We are *ABC*.\n\nYour answer: ${ 6 * 7 } {x}')
  })

  it('ask for what they lack, and know the object that they belong to', () => {
    const visit = createVisit(python, {
      yaml: `
objects:
  - people: DAList.using(object_type=Thing, there_are_any=True, there_is_another=False)
---
generic object: Thing
template: x.line
content: |
  \${ x.name.text }: \${ x.age }
---
generic object: Thing
question: Who?
fields:
  - no label: x.name.text
---
generic object: Thing
question: |
  How old is \${ x.name.text }?
fields:
  - no label: x.age
    datatype: integer
---
template: all_lines
content: |
  % for one in people:
  * \${ one.line }
  % endfor
---
mandatory: True
question: Done
subquestion: \${ all_lines }
`,
    })
    assert.equal(visit.show().screen.question, 'Who?')
    assert.equal(visit.submit({ f0: ['Ann'] }).screen.question, 'How old is Ann?')
    assert.equal(visit.submit({ f0: ['7'] }).screen.subquestion, '* Ann: 7')
    assert.equal(visit.show().screen.subquestion, '* Ann: 7')
  })

  it('follow a change of the file in sessions that have begun', () => {
    const engine = createEngine(python)
    const yaml = (words: string) => `
objects:
  - one: DAObject
---
generic object: DAObject
template: x.words
content: |
  ${words}
---
mandatory: True
code: |
  if True:
    seen = str(one.words)
---
mandatory: True
question: |
  \${ one.words }
`
    const { context } = createVisit(python, { yaml: yaml('Old') })
    let answers: string | null = null
    for (const [hash, words] of [
      ['template-old', 'Old ${ 1 }'],
      ['template-new', 'New ${ 2 }'],
    ] as const) {
      const source = { path: 'test.yml', hash, yaml: yaml(words), includes: {}, modules: {} }
      assert.equal(engine.load(source).type, 'loaded')
      const request = {
        interviewHash: hash,
        answers,
        input: { type: 'show' },
        context,
        facts: {},
      } as const
      const reply = engine.evaluate(request)
      assert.ok(reply.type === 'screen', JSON.stringify(reply))
      assert.equal(reply.screen.question, words.replace(/\$\{ (\d) \}/, '$1'))
      answers = reply.answers
    }
  })

  it('[LNG1] without content they are a mistake', () => {
    const engine = createEngine(python)
    const yaml = 'template: notice\nsubject: x\n---\nmandatory: True\nquestion: x'
    const loaded = engine.load({
      path: 't.yml',
      hash: 'no-content',
      yaml,
      includes: {},
      modules: {},
    })
    assert.ok(loaded.type === 'broken')
    assert.match(loaded.problems[0]?.message ?? '', /`content` is missing/)
  })
})
