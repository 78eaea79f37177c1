import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { createVisit } from '../../test/support/visit.ts'
import { createEngine } from './engine.ts'
import type { Python } from './python.ts'
import type { Screen } from './screen.ts'

let python: Python

before(async () => {
  python = await createPlainPython()
})

function screenOf(yaml: string, language = 'en'): Screen {
  return createVisit(python, { yaml, context: { language } }).show().screen
}

function problemsOf(yaml: string): readonly string[] {
  const source = { path: 'test.yml', hash: yaml, yaml, includes: {}, modules: {} }
  const reply = createEngine(python).load(source)
  return reply.type === 'broken' ? reply.problems.map(({ message }) => message) : []
}

describe('help texts', () => {
  it('[HLP1] a text is help with nothing else', () => {
    const screen = screenOf('mandatory: True\nquestion: A\nhelp: |\n  Ask *us*.\n')
    assert.deepEqual(screen.help, { heading: null, label: null, content: 'Ask *us*.', media: [] })
  })

  it('[HLP1] [HLP2] a mapping gives heading, label, content and recordings, with Mako in each', () => {
    const screen = screenOf(`
code: |
  name = 'turnips'
---
mandatory: True
question: A
help:
  heading: About \${ name }
  label: More on \${ name }
  content: |
    \${ capitalize(name) } are *healthy*.
  audio: \${ name }.mp3
  video:
    - \${ name }.mp4
    - \${ name }.webm
`)
    assert.deepEqual(screen.help, {
      heading: 'About turnips',
      label: 'More on turnips',
      content: 'Turnips are *healthy*.',
      media: [
        { kind: 'audio', files: ['turnips.mp3'], captions: null, transcript: null },
        { kind: 'video', files: ['turnips.mp4', 'turnips.webm'], captions: null, transcript: null },
      ],
    })
  })

  it('[HLP1] help of the interview stands on each screen, several texts in their order', () => {
    const screen = screenOf(`
interview help: First.
---
interview help:
  content: Second.
---
mandatory: True
question: A
`)
    assert.deepEqual(
      screen.interviewHelp.map(({ content }) => content),
      ['First.', 'Second.'],
    )
    assert.equal(screen.help, null)
  })

  it('[HLP1] help for one language is shown in that language only', () => {
    const yaml = `
language: es
interview help: Ayuda.
---
interview help: Always.
---
mandatory: True
question: A
`
    const shown = (language: string): string[] =>
      screenOf(yaml, language).interviewHelp.map(({ content }) => content)
    assert.deepEqual(shown('en'), ['Always.'])
    assert.deepEqual(shown('es'), ['Ayuda.', 'Always.'])
  })

  it('[HLP2] a question has players, with captions and transcript where given', () => {
    const screen = screenOf(`
mandatory: True
question: A
audio: https://media.example/a.mp3
video:
  file: tour.mp4
  captions: tour.vtt
  transcript: |
    A **tour** of the court.
`)
    assert.deepEqual(screen.media, [
      {
        kind: 'audio',
        files: ['https://media.example/a.mp3'],
        captions: null,
        transcript: null,
      },
      {
        kind: 'video',
        files: ['tour.mp4'],
        captions: 'tour.vtt',
        transcript: 'A **tour** of the court.',
      },
    ])
  })

  it('[HLP2] a file that an expression does not give is no player', () => {
    const screen = screenOf("mandatory: True\nquestion: A\naudio: ${ '' }\nvideo: ${ None }\n")
    assert.deepEqual(screen.media, [])
  })

  it('[HLP1] [HLP2] [LNG1] what is written wrong is told', () => {
    assert.deepEqual(problemsOf('question: A\nhelp:\n  heading: B\n'), [
      '`help`: `content` is missing',
    ])
    assert.match(problemsOf('question: A\nhelp:\n  contents: B\n').join(), /did you mean `content`/)
    assert.deepEqual(problemsOf('question: A\naudio: []\n'), [
      '`audio`: expected the name of a file, or a list of them',
    ])
    assert.match(
      problemsOf('question: A\nvideo:\n  file: a.mp4\n  caption: a.vtt\n').join(),
      /did you mean `captions`/,
    )
  })

  it("[HLP3] url_of('help') is the address of the help area", () => {
    const screen = screenOf(
      "mandatory: True\nquestion: A\nsubquestion: |\n  [Help](${ url_of('help') })\n",
    )
    assert.equal(screen.subquestion, '[Help](#help)')
  })
})
