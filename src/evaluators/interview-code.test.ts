/** The attacks again, as an author would bring them: in the code block of a real interview, through the product's own engine. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'

import { ESCAPES } from './fixture/attacks.ts'
import { interviewSource, probeRequest } from './fixture/probe.ts'
import { createEvaluators } from './pool.ts'

import type { EvaluationReply } from '../interview/request.ts'
import type { Evaluators } from './evaluators.ts'

const folder = mkdtempSync(join(tmpdir(), 'interview-attacks-'))
const secretFile = join(folder, 'secret.txt')
let evaluators: Evaluators

before(async () => {
  writeFileSync(secretFile, 's3cr3t', { mode: 0o644 })
  process.env['SECRET'] = 's3cr3t'
  evaluators = await createEvaluators({ workers: 1 })
})
after(async () => {
  delete process.env['SECRET']
  await evaluators.close()
  rmSync(folder, { recursive: true })
})

/** What the user would be shown, or why there was nothing to show. */
async function shown(name: string, code: string): Promise<string> {
  const lines = code.split('\n').map((line) => `    ${line}`)
  const yaml = [
    'mandatory: True',
    'code: |',
    '  try:',
    ...lines,
    '  except Exception as error:',
    '    r = "refused: " + str(error)',
    '  evidence = str(r)[:300]',
    '---',
    'mandatory: True',
    'question: Evidence',
    'subquestion: |',
    '  ${ evidence }',
  ].join('\n')
  const source = interviewSource({ path: `${name}.yml`, hash: name, yaml })
  const reply: EvaluationReply = await evaluators.evaluate(
    { ...probeRequest('', source, {}), input: { type: 'show' } },
    source,
  )
  if (reply.type === 'screen') return reply.screen.subquestion ?? ''
  return reply.type === 'failed' ? `failed ${reply.error.code}` : reply.type
}

describe('interview code that wants out', () => {
  for (const [name, { source, won }] of Object.entries(ESCAPES)) {
    it(`[PYT1] ${name}`, async () => {
      const code = source
        .replaceAll('FILE', secretFile)
        .replaceAll('MARK', join(folder, 'mark'))
        .replaceAll('PORT', '9')
        .replaceAll('PARENT', String(process.pid))
      // The engine quotes nothing: what was won would stand there with a quote in front of it.
      assert.doesNotMatch(`"${await shown(name, code)}`, won)
      assert.equal(await shown('well', 'r="well"'), 'well')
    })
  }
})
