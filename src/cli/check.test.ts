import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { LoadProblem, LoadReply } from '../interview/request.ts'
import { check } from './check.ts'

function unsupported(feature: string): LoadProblem {
  const message = `\`${feature}\` is not supported yet`
  return { file: 'x.yml', line: 3, block: 'block 2', kind: 'unsupported', message, feature }
}

const REPLIES: Readonly<Record<string, LoadReply>> = {
  'table.yml': { type: 'broken', problems: [unsupported('table'), unsupported('attachment')] },
  'typo.yml': {
    type: 'broken',
    problems: [
      unsupported('table'),
      {
        file: 'typo.yml',
        line: 1,
        block: null,
        kind: 'error',
        message: '`qestion` is not known',
        feature: null,
      },
    ],
  },
}
const evaluators = {
  load: (source: { readonly path: string }) =>
    Promise.resolve(
      REPLIES[source.path] ?? ({ type: 'loaded', title: '', shortTitle: '' } as const),
    ),
}

describe('check', () => {
  let folder: string

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'alongside-check-'))
    for (const name of ['fine.yml', 'table.yml', 'typo.yml']) {
      await writeFile(join(folder, name), 'question: Hi\n')
    }
    const questions = join(folder, 'docassemble/forms/data/questions')
    await mkdir(questions, { recursive: true })
    await writeFile(join(questions, 'deep.yml'), 'question: Hi\n')
  })
  after(() => rm(folder, { recursive: true }))

  it('[LNG3] tells for each file what is wrong, then what is missing, most frequent first', async () => {
    assert.deepEqual(await check(folder, evaluators), {
      ok: false,
      lines: [
        'ok      fine.yml',
        'not ok  table.yml',
        '  x.yml:3 (block 2): `table` is not supported yet',
        '  x.yml:3 (block 2): `attachment` is not supported yet',
        'not ok  typo.yml',
        '  x.yml:3 (block 2): `table` is not supported yet',
        '  typo.yml:1: `qestion` is not known',
        'ok      docassemble.forms:data/questions/deep.yml',
        '',
        'Not supported yet, and how often it is used:',
        '  2  table',
        '  1  attachment',
      ],
    })
  })

  it('[LNG3] checks one file, in its package', async () => {
    const fine = await check(join(folder, 'fine.yml'), evaluators)
    assert.deepEqual(fine, { ok: true, lines: ['ok      fine.yml'] })
    const deep = join(folder, 'docassemble/forms/data/questions/deep.yml')
    assert.equal((await check(deep, evaluators)).ok, true)
  })

  it('[LNG3] a folder without interviews, and what is no interview, are not ok', async () => {
    const empty = join(folder, 'docassemble/forms')
    await writeFile(join(folder, 'notes.txt'), '')
    assert.equal((await check(join(folder, 'notes.txt'), evaluators)).ok, false)
    await mkdir(join(empty, 'none'))
    assert.equal((await check(join(empty, 'none'), evaluators)).ok, false)
  })
})
