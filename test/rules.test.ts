/** Every rule of live help that is built has a test whose name opens with its id. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'

/** Families of the specifications whose rules are all held, with how many there are. */
const FAMILIES = {
  ACC: 5,
  AUT: 14,
  STA: 7,
  CHT: 22,
  BLK: 5,
  MON: 11,
  OBS: 9,
  CTL: 10,
  CON: 4,
  JOI: 4,
  PHN: 13,
  ROL: 3,
  HLP: 3,
  REL: 9,
  SES: 5,
} as const

/** The quick exit. */
const NOT_YET = ['HLP4']

const RULES = Object.entries(FAMILIES).flatMap(([family, count]) =>
  Array.from({ length: count }, (_, index) => `${family}${index + 1}`),
)

/** The ids that a test's name opens with: `it('[CHT5] [CHT6] ...'`. A skipped test counts for nothing. */
function citedIn(source: string): readonly string[] {
  const names = source.matchAll(/(?:^|[\s;(])(?:it|test)\(\s*(['"`])((?:\[[A-Z]{2,4}\d+\]\s*)+)/g)
  return [...names].flatMap(([, , ids = '']) => [...ids.matchAll(/[A-Z]+\d+/g)].map(String))
}

describe('the rules of live help', () => {
  it('each have a test that bears their id', () => {
    const files = globSync(['src/**/*.test.ts', 'test/**/*.{test,e2e}.ts'], {
      exclude: ['test/rules.test.ts'],
    })
    const cited = new Set(files.flatMap((path) => citedIn(readFileSync(path, 'utf8'))))
    assert.deepEqual(
      RULES.filter((rule) => !cited.has(rule)),
      [],
    )
  })

  it('are those of the specification', () => {
    const spec = ['src/live/SPEC.md', 'src/interview/SPEC.md']
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n')
    const listed = new Set([...spec.matchAll(/^- \**([A-Z]{2,4}\d+)\b/gm)].map(([, id = '']) => id))
    assert.deepEqual(
      RULES.filter((rule) => !listed.has(rule)),
      [],
    )
    const beyond = Object.entries(FAMILIES).map(([family, count]) => `${family}${count + 1}`)
    assert.deepEqual(
      beyond.filter((rule) => listed.has(rule)),
      NOT_YET,
    )
  })

  it('are found only where a test begins with them', () => {
    const lines = ["it('[CHT1] [CHT2] says')", 'test(\n  `[MON7] says`)', 'it("[REL1] x")']
    assert.deepEqual(lines.flatMap(citedIn), ['CHT1', 'CHT2', 'MON7', 'REL1'])
    const others = ["it('says [CHT1]')", '// [CHT2]', "it.skip('[CHT3] says')", "emit('[CHT4] x')"]
    assert.deepEqual(others.flatMap(citedIn), [])
  })
})
