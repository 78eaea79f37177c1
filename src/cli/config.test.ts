import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ConfigError, readConfig } from './config.ts'

function read(text: string, env: Record<string, string> = {}) {
  return readConfig({ file: { path: 'config.yml', text }, env })
}

function problemsOf(text: string, env: Record<string, string> = {}): readonly string[] {
  try {
    read(text, env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('configuration', () => {
  it('works without any', () => {
    const config = readConfig({ file: null, env: {} })
    assert.equal(config.port, 8080)
    assert.equal(config.database, null)
    assert.equal(config.interviewsFolder, 'examples')
  })

  it('takes the file, and the environment over it', () => {
    const config = read('port: 9000\nurl root: https://help.example.org\n', { PORT: '9001' })
    assert.equal(config.port, 9001)
    assert.equal(config.urlRoot, 'https://help.example.org')
  })

  it("[SCA3] takes the reference's names from the environment", () => {
    const config = readConfig({
      file: null,
      env: { DAHOSTNAME: 'help.example.org', BEHINDHTTPSLOADBALANCER: 'true' },
    })
    assert.equal(config.urlRoot, 'https://help.example.org')
    assert.equal(config.behindHttpsLoadBalancer, true)
  })

  it('[REL7] names file, key, value and what was expected, all problems together', () => {
    const problems = problemsOf('port: eighty\nurl rot: https://x.org\nroot: help\n')
    assert.equal(problems.length, 3)
    assert.match(problems[0] ?? '', /config\.yml: `port`: "eighty" is not right: expected a number/)
    assert.match(problems[1] ?? '', /`url rot` is not known \(did you mean `url root`\?\)/)
    assert.match(problems[2] ?? '', /`root`: "help"/)
  })

  it('[REL7] refuses what is not YAML, and what is not a mapping', () => {
    assert.match(problemsOf('port: [1').join(), /not YAML/)
    assert.match(problemsOf('- a\n- b\n').join(), /expected keys and values/)
    assert.match(problemsOf('', { ALONGSIDE_PROT: '1' }).join(), /ALONGSIDE_PROT/)
  })

  it('never prints a secret', () => {
    const [problem = ''] = problemsOf('secretkey: 12345\n')
    assert.match(problem, /secretkey/)
    assert.doesNotMatch(problem, /12345/)
  })

  for (const text of ['url root: help', 'url root: ftp://x.org', 'url root: https://x.org/path']) {
    it(`[SCA3] ${text === 'url root: help' ? 'takes a bare name' : `refuses ${text}`}`, () => {
      assert.equal(problemsOf(text).length, text === 'url root: help' ? 0 : 1)
    })
  }
})
