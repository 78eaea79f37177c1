import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { visitExample } from '../../test/support/reference-example.ts'
import { createVisit } from '../../test/support/visit.ts'
import { createEngine } from './engine.ts'
import type { Python } from './python.ts'

const FREEPIK = 'Icon made by [Freepik](http://www.flaticon.com/authors/freepik)'

let python: Python

before(async () => {
  python = await createPlainPython()
})

const start = (name: string) => visitExample(python, name)

function file(name: string): string {
  return `docassemble.base:data/static/${name}`
}

function problemsOf(yaml: string): readonly string[] {
  const source = { path: 'test.yml', hash: yaml, includes: {}, modules: {}, yaml }
  const loaded = createEngine(python).load(source)
  return loaded.type === 'broken' ? loaded.problems.map(({ message }) => message) : []
}

describe("the reference's examples with pictures, unchanged", () => {
  it('[LOG5] [QUE1] image-sets: beside the question and within a text, with whom to thank', () => {
    const { screen } = start('image-sets').show()
    assert.equal(screen.subquestion, 'And if you have a :baby: you will need\na lot of it.')
    assert.equal(screen.decoration, file('commerce.svg'))
    assert.deepEqual(screen.images, { baby: file('crawling.svg') })
    assert.deepEqual(screen.attributions, [
      'Icon made by\n[Freepik](http://www.flaticon.com/authors/freepik)',
    ])
  })

  it('[LOG5] images: without anybody to thank', () => {
    const { screen } = start('images').show()
    assert.equal(screen.decoration, file('bluediamond.svg'))
    assert.deepEqual(screen.images, { star: file('star.svg') })
    assert.deepEqual(screen.attributions, [])
  })

  it('[QUE1] decoration: only the screen that shows a picture names who made it', () => {
    const visit = start('decoration')
    const asked = visit.show().screen
    assert.equal(asked.decoration, file('children2.svg'))
    assert.deepEqual(asked.attributions, [FREEPIK])
    const end = visit.submit({ press: ['yes'] }).screen
    assert.equal(end.subquestion, 'You said you have children.')
    assert.equal(end.decoration, null)
    assert.deepEqual(end.attributions, [])
  })

  it('[QUE6] emoji-inline: within the labels of choices', () => {
    const visit = start('emoji-inline')
    const { screen } = visit.show()
    assert.deepEqual(
      screen.fields[0]?.choices.map(({ label }) => label),
      ['Male :male:', 'Female :female:', 'Other'],
    )
    assert.deepEqual(screen.images, { male: file('male244.svg'), female: file('female243.svg') })
    assert.match(visit.submit({ f0: ['female'] }).screen.question, /^Your gender is female\.$/)
  })

  it('[QUE2] buttons-icons-code: buttons that bear pictures', () => {
    const { screen } = start('buttons-icons-code').show()
    assert.deepEqual(
      screen.buttons.map(({ value, label, image }) => [value, label, image]),
      [
        ['when', 'When?', file('calendar146.svg')],
        ['where', 'Where?', file('map32.svg')],
      ],
    )
    assert.deepEqual(screen.attributions, [FREEPIK])
  })
})

describe('names for pictures', () => {
  it('[QUE1] a decoration that nobody has named shows nothing, and stops nothing', () => {
    const yaml =
      'mandatory: True\nquestion: Eligibility\ndecoration: portrait\nsubquestion: "A :bed:"\n'
    const { screen } = createVisit(python, { yaml }).show()
    assert.equal(screen.decoration, null)
    assert.deepEqual(screen.images, {})
    assert.equal(screen.subquestion, 'A :bed:')
  })

  it('[QUE1] code says which one; the last of two with one name is taken', () => {
    const yaml = `images:
  night: moon.svg
  day: one.svg
---
images:
  - day: docassemble.other:sun.png
---
code: time = 'day'
---
mandatory: True
question: Hello
decoration: |
  \${ time }
buttons:
  - Exit: exit
    image: night
`
    const { screen } = createVisit(python, { yaml }).show()
    assert.equal(screen.decoration, 'docassemble.other:data/static/sun.png')
    assert.equal(screen.buttons[0]?.image, 'moon.svg')
  })

  it('[LOG5] an included file means the pictures of its own package', () => {
    const yaml = 'include: other.yml\n---\nmandatory: True\nquestion: Hello\ndecoration: day\n'
    const visit = createVisit(python, {
      yaml,
      path: 'docassemble.foo:data/questions/test.yml',
      includes: { 'docassemble.foo:data/questions/other.yml': 'images:\n  day: sun.svg\n' },
    })
    assert.equal(visit.show().screen.decoration, 'docassemble.foo:data/static/sun.svg')
  })

  it('[QUE2] lists, which hold words only, leave the names of pictures out', () => {
    const yaml = `images:
  red: red.svg
---
question: Colour?
field: colour
dropdown:
  - "Red :red: or so": r
  - "At :10: or :blue:": b
---
mandatory: True
question: Thank you for \${ colour }
`
    const { screen } = createVisit(python, { yaml }).show()
    assert.deepEqual(
      screen.fields[0]?.choices.map(({ label }) => label),
      ['Red or so', 'At :10: or :blue:'],
    )
  })

  it('[LNG2] files that are no pictures of a package are refused', () => {
    const bad = ['https://example.com/a.svg', '../a.svg', '/etc/a.svg', 'a.html', '7']
    for (const given of bad) {
      const messages = problemsOf(`images:\n  star: ${given}\n---\nmandatory: True\nquestion: A\n`)
      assert.equal(messages.length, 1, given)
      assert.match(messages[0] ?? '', /^`images`, `star`: expected a picture of a package/)
    }
    assert.match(problemsOf('images: [a]\n---\nquestion: A\nmandatory: True\n')[0] ?? '', /lines$/)
    assert.match(
      problemsOf(
        'image sets:\n  a:\n    image:\n      b: c.svg\n---\nquestion: A\nmandatory: True\n',
      )[0] ?? '',
      /`images` is missing in `a`/,
    )
  })
})
