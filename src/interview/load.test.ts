import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { createEngine } from './engine.ts'
import { readBlocks } from './yaml.ts'
import type { Python } from './python.ts'
import type { LoadProblem } from './request.ts'

let python: Python

before(async () => {
  python = await createPlainPython()
})

function problems(yaml: string): readonly LoadProblem[] {
  const source = { path: 'test.yml', hash: yaml, yaml, includes: {}, modules: {} }
  const reply = createEngine(python).load(source)
  return reply.type === 'broken' ? reply.problems : []
}

const WRONG: readonly (readonly [string, string, number, RegExp])[] = [
  ['an unknown key', 'mandatory: True\nquestoin: Hello', 2, /`questoin` is not known.*`question`/],
  [
    'an unknown modifier',
    'question: A\nfields:\n  - B: b\n    datatyp: text',
    2,
    /`datatyp`.*`datatype`/,
  ],
  [
    'an unknown datatype',
    'question: A\nfields:\n  - B: b\n    datatype: curency',
    2,
    /did you mean `currency`/,
  ],
  ['bad Python', 'code: |\n  a = 1\n  b = (', 3, /not Python/],
  ['a bad template', 'question: A\nsubquestion: |\n  % if x:\n  yes', 3, /`% if` is not closed/],
  ['an unclosed expression', 'question: Hello ${ name', 1, /not closed/],
  ['broken YAML', 'question: "Hello', 1, /not YAML/],
  ['a bad variable', 'question: A\nfields:\n  - B: 8th thing', 2, /not the name of a variable/],
  ['a list as a block', '- question', 1, /expected `key: value`/],
  ['a missing file', 'include:\n  - nowhere.yml', 1, /`nowhere.yml` is not there/],
  [
    'a missing module',
    'modules:\n  - no_such_module\n---\nquestion: A',
    0,
    /`no_such_module` cannot be imported/,
  ],
]

describe('loading', () => {
  for (const [name, yaml, line, message] of WRONG) {
    it(`[LNG1] [LNG2] ${name} is told with its place`, () => {
      const [first] = problems(yaml)
      assert.equal(first?.file, 'test.yml')
      assert.equal(first.line ?? 0, line)
      assert.equal(first.kind, 'error')
      assert.match(first.message, message)
    })
  }

  it('[LNG1] all errors are told at once, each with its block', () => {
    const found = problems('question: A\nfeilds: []\n---\ncode: (\n---\nid: last\nquestion: ${ (')
    assert.deepEqual(
      found.map(({ line, block }) => [line, block]),
      [
        [2, 'Question_0'],
        [4, 'Question_1'],
        [7, 'last'],
      ],
    )
  })

  it('[LNG2] what docassemble knows and we do not says that it is not supported yet', () => {
    const [first] = problems('question: A\nattachment:\n  name: letter')
    assert.equal(first?.kind, 'unsupported')
    assert.equal(first.feature, 'attachment')
    assert.equal(first.message, '`attachment` is not supported yet')
  })

  it('[LNG1] words are read as Python reads them: no letters, dates or times are turned into values', () => {
    const { blocks } = readBlocks('a: [yes, No, on, off, y, N, 13:43:23, 2026-01-15, 1_000]', 'f')
    const read = [true, false, true, false, 'y', 'N', '13:43:23', '2026-01-15', 1000]
    assert.deepEqual(blocks[0]?.value['a'], read)
  })

  it('an alias bomb is refused', () => {
    const rows = ['a0: &a0 [x, x]']
    for (let n = 1; n < 12; n++) rows.push(`a${n}: &a${n} [*a${n - 1}, *a${n - 1}, *a${n - 1}]`)
    assert.match(problems(rows.join('\n'))[0]?.message ?? '', /too many aliases/)
  })

  it('a hash that was never loaded is asked for', () => {
    const engine = createEngine(python)
    const context = {
      now: 0,
      seed: '',
      timezone: 'UTC',
      language: 'en',
      person: { visitorNumber: 1, account: null },
      sessionId: '',
      urlRoot: '',
      root: '/',
      shareKey: '',
      urlArgs: {},
    }
    const input = { type: 'show' } as const
    const request = { interviewHash: 'none', answers: null, input, context, facts: {} }
    assert.deepEqual(engine.evaluate(request), { type: 'source-missing' })
  })
})
