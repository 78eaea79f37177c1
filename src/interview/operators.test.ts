import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readInterview } from './read-interview.ts'

const QUESTION = '---\nquestion: Hello\nmandatory: True\n'

function read(yaml: string, includes: Readonly<Record<string, string>> = {}) {
  const source = { path: 'a.yml', hash: 'h', yaml: yaml + QUESTION, includes, modules: {} }
  const { operators, problems } = readInterview(source)
  return { operators, problems: problems.map(({ message }) => message) }
}

describe('metadata: live help operators', () => {
  it('[ACC4] is a privilege or a list of them; without it any operator may help', () => {
    const of = (value: string) => read(`metadata:\n  live help operators: ${value}\n`)
    assert.deepEqual(read('metadata:\n  title: A\n'), { operators: null, problems: [] })
    assert.deepEqual(of('housing'), { operators: ['housing'], problems: [] })
    assert.deepEqual(of('[housing, tenant union, housing]').operators, ['housing', 'tenant union'])
  })

  it('[ACC4] [LNG2] anything else is refused, and lets nobody in', () => {
    for (const wrong of ['', '[]', '[housing, 3]', '[""]', 'True', '{a: b}', '[[housing]]']) {
      const { problems } = read(`metadata:\n  live help operators: ${wrong}\n`)
      assert.equal(problems.length, 1, wrong)
      assert.match(problems[0] ?? '', /`metadata: live help operators`: expected a privilege/)
    }
  })

  it('[ACC4] [LNG2] a mistyped name is not passed over', () => {
    const { problems } = read('metadata:\n  live help operator: housing\n')
    assert.match(problems.join(), /did you mean `live help operators`/)
  })

  it('[ACC4] the last one that is read holds, as metadata does', () => {
    const first = 'metadata:\n  live help operators: housing\n---\n'
    assert.deepEqual(read(`${first}metadata:\n  live help operators: tax\n`).operators, ['tax'])
    assert.deepEqual(read(`${first}metadata:\n  title: A\n`).operators, ['housing'])
  })
})
