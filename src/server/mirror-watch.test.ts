import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { MirrorDown, MirrorOp } from '../protocol/mirror.ts'
import { createShadow } from './mirror-shadow.ts'
import { createMirrorWatch } from './mirror-watch.ts'

const type = (text: string): MirrorOp => ['v', 'f0', text, 0, 0]

function snapshot(number: number, ...ops: readonly MirrorOp[]): MirrorDown {
  return {
    kind: 'snapshot',
    epoch: 'e',
    number,
    screen: 1,
    html: '<p>screen</p>',
    css: [],
    ops: [...ops],
  }
}

function delta(number: number, ...ops: readonly MirrorOp[]): MirrorDown {
  return { kind: 'delta', epoch: 'e', number, ops: [...ops] }
}

function observer() {
  const heard: MirrorDown[] = []
  const self = {
    heard,
    waiting: 0,
    send: (message: MirrorDown) => void heard.push(message),
    buffered: () => self.waiting,
  }
  return self
}

function watch() {
  let asked = 0
  const made = createMirrorWatch({ ask: () => void asked++ })
  return { ...made, asked: () => asked }
}

describe('the picture for observers', () => {
  it('[OBS1] before there is one, observers wait; then they have the same', () => {
    const picture = watch()
    const [one, two] = [observer(), observer()]
    picture.add(one)
    picture.take(snapshot(1, type('a')))
    picture.take(delta(2, type('ab')))
    picture.add(two)
    assert.deepEqual(one.heard, [{ kind: 'wait' }, snapshot(1, type('a')), delta(2, type('ab'))])
    assert.deepEqual(two.heard, [snapshot(2, type('ab'))])
  })

  it('[OBS1] [SCA2] after a gap nothing wrong is shown: the whole is asked for', () => {
    const picture = watch()
    const one = observer()
    picture.take(snapshot(1, type('a')))
    picture.add(one)
    picture.take(delta(1, type('old')))
    picture.take(delta(3, type('abc')))
    picture.take(delta(4, type('abcd')))
    assert.equal(picture.asked(), 1)
    assert.equal(one.heard.length, 1)
    picture.take(snapshot(5, type('abcde')))
    // Its markup is known: the same screen is not sent twice.
    assert.deepEqual(one.heard.at(-1), { ...snapshot(5, type('abcde')), html: null })
  })

  it('[REL9] an observer who cannot keep up is left out, and then gets one fresh snapshot', () => {
    const picture = watch()
    const [slow, quick] = [observer(), observer()]
    picture.take(snapshot(1))
    picture.add(slow)
    picture.add(quick)
    slow.waiting = 300 * 1024
    for (let number = 2; number < 100; number++) picture.take(delta(number, type(String(number))))
    slow.waiting = 100 * 1024
    picture.look()
    assert.equal(slow.heard.length, 1)
    slow.waiting = 0
    picture.look()
    picture.look()
    assert.equal(slow.heard.length, 2)
    assert.deepEqual(slow.heard[1], { ...snapshot(99, type('99')), html: null })
    assert.equal(quick.heard.length, 99)
  })

  it('[OBS1] splices, however many, end in the text that was typed', () => {
    const edit = fc.record({
      at: fc.nat(40),
      deleted: fc.nat(5),
      inserted: fc.string({ maxLength: 5 }),
    })
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.array(edit), (start, edits) => {
        const shadow = createShadow()
        shadow.apply([type(start)])
        let text = start
        for (const { at, deleted, inserted } of edits) {
          const from = Math.min(at, text.length)
          text = text.slice(0, from) + inserted + text.slice(from + deleted)
          shadow.apply([['t', 'f0', from, deleted, inserted, 0, 0]])
        }
        assert.deepEqual(
          shadow.ops(),
          edits.length === 0 ? [type(text)] : [['v', 'f0', text, 0, 0]],
        )
      }),
    )
  })

  it('[OBS1] markup comes before what was changed in it later', () => {
    const shadow = createShadow()
    shadow.apply([['a', 'm1', 'hidden', '']])
    shadow.apply([['h', 'm0', '<p data-m="m1"></p>']])
    shadow.apply([type('after')])
    assert.deepEqual(
      shadow.ops().map((op) => op[0]),
      ['a', 'h', 'v'],
    )
    shadow.apply([['a', 'm1', 'hidden', null]])
    assert.deepEqual(
      shadow.ops().map((op) => op[0]),
      ['h', 'v', 'a'],
    )
  })
})
