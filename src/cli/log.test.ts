import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createLog } from './log.ts'

function written(readable: boolean): string[] {
  const lines: string[] = []
  const log = createLog({ write: (line) => lines.push(line), now: () => 0, readable })
  log('evaluator-ended', { reason: 'two\nlines', tries: 2 })
  log('stopped')
  return lines
}

describe('the log', () => {
  it('is a line of JSON for each event', () => {
    const lines = written(false)
    assert.ok(lines.every((line) => line.indexOf('\n') === line.length - 1))
    assert.deepEqual(
      lines.map((line): unknown => JSON.parse(line)),
      [
        {
          at: '1970-01-01T00:00:00.000Z',
          event: 'evaluator-ended',
          reason: 'two\nlines',
          tries: 2,
        },
        { at: '1970-01-01T00:00:00.000Z', event: 'stopped' },
      ],
    )
  })

  it('can be read at a terminal', () => {
    assert.deepEqual(written(true), [
      '00:00:00  evaluator-ended  reason=two lines  tries=2\n',
      '00:00:00  stopped\n',
    ])
  })
})
