/** Interviews that nobody should have written. */
import fc from 'fast-check'

const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
for (let n = 1; n < 12; n++) {
  const [before, now] = [String.fromCharCode(96 + n), String.fromCharCode(97 + n)]
  bomb.push(`${now}: &${now} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`)
}

/** Each of its own kind. */
export const evilYaml: readonly string[] = [
  '',
  '---\n---\n---\n',
  '\u0000\u0000',
  'mandatory: True\nquestion: [',
  bomb.join('\n'),
  '{'.repeat(20_000),
  '- '.repeat(5_000),
  '[' + '['.repeat(3_000) + ']'.repeat(3_000) + ']',
  'mandatory: True\ncode: !!python/object/apply:os.system ["id"]',
  'mandatory: True\nquestion: !!js/function "function () { return 1 }"',
  '__proto__:\n  mandatory: True\nconstructor: x\nquestion: y\n',
  'mandatory: True\nquestion: &q\n  <<: *q\n',
  'include:\n  - ../../../../etc/passwd\n---\nmandatory: True\nquestion: x',
  'include:\n  - evil-13.yml\n---\nmandatory: True\nquestion: x',
  'modules:\n  - os\n  - js\n---\nmandatory: True\nquestion: ${ os.system("id") }',
  'mandatory: True\nquestion: |\n  ${ (lambda f: f(f))(lambda f: f(f)) }',
  'mandatory: True\ncode: |\n  raise BaseException("no")',
  'mandatory: True\ncode: |\n  import sys\n  sys.exit(3)',
  `mandatory: True\nquestion: ${'x'.repeat(300_000)}`,
  'mandatory: True\nquestion: x\nfields:\n' + '  - a: a\n'.repeat(3_000),
]

const word = fc.constantFrom(
  'question',
  'mandatory: True',
  'code: |',
  'fields:',
  '  - a: b',
  '---',
  '  x = 1/0',
  'generic object: A',
  'id: ${ x }',
  'event: e',
  '\t',
  '"',
  '%',
  '&a',
  '*a',
  'yesno: ',
  'objects:\n  - y: DAList',
)

export const anyYaml: fc.Arbitrary<string> = fc.oneof(
  fc
    .array(fc.oneof(word, fc.string({ unit: 'binary' })), { maxLength: 12 })
    .map((parts) => parts.join('\n')),
  fc.string({ unit: 'binary', maxLength: 300 }),
)
