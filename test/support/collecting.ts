/** A `list collect` question about fruit, for tests, and what a form with its entries sends. */
import { createVisit, type ScreenReply, type Visit } from './visit.ts'
import type { Python } from '../../src/interview/python.ts'

export interface Parts {
  readonly list?: string
  readonly collect?: string
  readonly fields?: string
  readonly more?: string
  readonly end?: string
}

const FIELDS = `
  - Fruit name: fruit[i].name.text
  - Number of seeds: fruit[i].seeds
    datatype: number`

export function collecting(python: Python, parts: Parts = {}): Visit {
  const list = parts.list ?? 'DAList.using(object_type=Thing, there_are_any=True)'
  return createVisit(python, {
    yaml: `
objects:
  fruit: ${list}
---
question: Tell me about the fruit.
fields:${parts.fields ?? FIELDS}
list collect: ${parts.collect ?? 'True'}
---
question: Any more?
yesno: fruit.there_is_another
${parts.more ?? ''}
---
mandatory: True
question: ${parts.end ?? "${ '; '.join(f'{item} {item.seeds:g}' for item in fruit) }"}`,
  })
}

/** Entries with the values of their fields, `a,1|b,2`; `-`: the form does not have the entry. */
export function sent(rows: string): Record<string, readonly string[]> {
  const values: Record<string, readonly string[]> = {}
  for (const [index, row] of rows.split('|').entries()) {
    if (row === '-') continue
    values[`e${index}`] = row === 'removed' ? ['shown', 'removed'] : ['shown']
    if (row === 'removed') continue
    for (const [field, value] of row.split(',').entries()) values[`f${index}_${field}`] = [value]
  }
  return values
}

/** Of the entries that are shown: label and values. */
export function shape({ screen }: ScreenReply): unknown {
  const { list } = screen
  if (list === null) return screen.question
  const seen = list.entries.slice(0, list.shown)
  return seen.map(({ label, fields }) => [
    label,
    ...fields.map((key) => screen.fields.find((field) => field.key === key)?.value),
  ])
}
