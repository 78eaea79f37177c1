import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Python } from '../../src/interview/python.ts'
import { createVisit, type Visit } from './visit.ts'

const FOLDER = fileURLToPath(
  new URL('../../examples/docassemble/base/data/questions/examples/', import.meta.url),
)

/** Begins one of the reference's own examples, unchanged. `name`: of its file, without `.yml`. */
export function visitExample(python: Python, name: string): Visit {
  return createVisit(python, {
    yaml: readFileSync(`${FOLDER}${name}.yml`, 'utf8'),
    path: `docassemble.base:data/questions/examples/${name}.yml`,
  })
}
