import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  drawnIndices,
  findRange,
  heightOfAll,
  layOut,
  placeOf,
  shiftBetween,
} from './list-layout.ts'

const HEIGHTS: Readonly<Record<string, number>> = { a: 100, b: 300, c: 50, d: 100 }
const heightOf = (key: string): number => HEIGHTS[key] ?? 10
const all = layOut(['a', 'b', 'c', 'd'], heightOf)

describe('layout of the list', () => {
  it('[MON8] every entry has its place below the one before', () => {
    assert.deepEqual(placeOf(all, 'c'), { top: 400, bottom: 450 })
    assert.equal(placeOf(all, 'x'), null)
    assert.equal(heightOfAll(all), 550)
  })

  it('[MON8] draws exactly what reaches into sight', () => {
    assert.deepEqual(findRange(all, 0, 100), { start: 0, end: 1 })
    assert.deepEqual(findRange(all, 100, 401), { start: 1, end: 3 })
    assert.deepEqual(findRange(all, -500, 9999), { start: 0, end: 4 })
    assert.deepEqual(findRange(all, 9999, 99999), { start: 4, end: 4 })
    const heights = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 60 })
    fc.assert(
      fc.property(heights, fc.nat(5000), fc.nat(900), (list, from, length) => {
        const layout = layOut(list.map(String), () => 0)
        const sized = layOut(
          list.map((_height, i) => `${i}`),
          (key) => list[Number(key)] ?? 0,
        )
        assert.equal(heightOfAll(layout), 0)
        const { start, end } = findRange(sized, from, from + length)
        for (const [i, key] of sized.keys.entries()) {
          const place = placeOf(sized, key)
          const isSeen = place !== null && place.bottom > from && place.top < from + length
          assert.equal(i >= start && i < end, isSeen)
        }
      }),
    )
  })

  it('[MON8] with 5,000 entries draws a screenful, and what is pinned wherever it is', () => {
    const keys = Array.from({ length: 5000 }, (_one, i) => `${i}`)
    const layout = layOut(keys, () => 130)
    const drawn = drawnIndices(layout, findRange(layout, 130_000, 131_000), ['4999', '0', 'gone'])
    assert.equal(drawn[0], 0)
    assert.equal(drawn.at(-1), 4999)
    assert.ok(drawn.length < 15)
  })

  it('[MON8] what is in sight stays in its place when others come above', () => {
    const inSight = { from: 110, to: 420 }
    const with1 = layOut(['x', 'a', 'b', 'c', 'd'], heightOf)
    assert.equal(shiftBetween(all, with1, inSight, null), 10)
    // One of those in sight goes far away: the page does not follow it.
    const moved = layOut(['a', 'c', 'd', 'b'], heightOf)
    assert.equal(shiftBetween(all, moved, { from: 350, to: 550 }, null), -300)
    const gone = layOut(['b', 'c', 'd'], heightOf)
    assert.equal(shiftBetween(all, gone, inSight, null), -100)
  })

  it('[MON8] at the beginning the list shows what comes first', () => {
    const grown = layOut(['x', 'a', 'b', 'c', 'd'], heightOf)
    assert.equal(shiftBetween(all, grown, { from: -200, to: 300 }, null), 0)
  })

  it('[MON8] the entry with the focus stays under the operator’s eyes', () => {
    const grown = layOut(['x', 'b', 'a', 'c', 'd'], heightOf)
    assert.equal(shiftBetween(all, grown, { from: -200, to: 300 }, 'a'), 310)
    // Out of sight it pulls nothing.
    assert.equal(shiftBetween(all, grown, { from: -200, to: 300 }, 'd'), 0)
  })
})
