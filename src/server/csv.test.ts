import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { csvLine } from './csv.ts'

/** As RFC 4180 reads one line. */
function cellsOf(line: string): readonly string[] {
  const cells: string[] = []
  const body = line.slice(0, -2)
  for (const [, quoted, plain] of body.matchAll(/(?<=^|,)(?:"((?:[^"]|"")*)"|([^",]*))(?=,|$)/g)) {
    cells.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'))
  }
  return cells
}

describe('tables for spreadsheets', () => {
  it('[ACC5] no cell is a formula', () => {
    const hostile = [
      '=1+1',
      '+1',
      '-1',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      ' =1',
      '"=1',
      '＝1',
      '|calc',
      '%0',
    ]
    for (const cell of hostile) {
      const [read = ''] = cellsOf(csvLine([cell, 'x']))
      assert.equal(read, `'${cell}`)
    }
    assert.equal(csvLine(['Ana - Bo', 'a=b', -3, null]), 'Ana - Bo,a=b,-3,\r\n')
  })

  it('what was put in is read again, whatever it holds', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (cells) => {
        const read = cellsOf(csvLine(cells))
        assert.deepEqual(
          read.map((cell) => cell.replace(/^'/, '')),
          cells.map((cell) => cell.replace(/^'/, '')),
        )
      }),
    )
  })
})
