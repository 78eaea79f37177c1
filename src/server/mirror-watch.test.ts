import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parsePageId, type PageId } from '../base/id.ts'
import type { ControlAck, MirrorDown, MirrorOp } from '../protocol/mirror.ts'
import type { MirrorFeed } from './mirror-feed.ts'
import { createShadow } from './mirror-shadow.ts'
import { createMirrorWatch } from './mirror-watch.ts'
import { manualTiming } from './testing/manual-timing.ts'

const ack = (cseq: number): ControlAck => ({ number: 1, cseq, gap: false })
const type = (text: string): MirrorOp => ['v', 'f0', text, 0, 0]

const PAGE = parsePageId('p'.repeat(22)) as PageId

function snapshot(number: number, ...ops: readonly MirrorOp[]): MirrorFeed & { kind: 'snapshot' } {
  return {
    kind: 'snapshot',
    epoch: 'e',
    number,
    page: PAGE,
    age: 0,
    screen: 1,
    html: '<p>screen</p>',
    css: [],
    ops: [...ops],
  }
}

/** The same for an observer, who is not told which page it is. */
function shown(number: number, ...ops: readonly MirrorOp[]): MirrorDown {
  const { page: _page, age: _age, ...told } = snapshot(number, ...ops)
  return { ...told, tab: 1 }
}

function delta(number: number, ...ops: readonly MirrorOp[]): MirrorFeed & { kind: 'delta' } {
  return { kind: 'delta', epoch: 'e', number, ops: [...ops] }
}

function observer() {
  const heard: MirrorDown[] = []
  const self = {
    heard,
    waiting: 0,
    moves: 0,
    send: (message: MirrorDown) => void heard.push(message),
    buffered: () => self.waiting,
    moved: () => void self.moves++,
  }
  return self
}

function watch() {
  let asked = 0
  const timing = manualTiming()
  const made = createMirrorWatch({ ask: () => void asked++, timing })
  return { ...made, asked: () => asked, timing }
}

describe('the picture for observers', () => {
  it('[OBS1] before there is one, observers wait; then they have the same', () => {
    const picture = watch()
    const [one, two] = [observer(), observer()]
    picture.add(one)
    picture.take(snapshot(1, type('a')))
    picture.take(delta(2, type('ab')))
    picture.add(two)
    assert.deepEqual(one.heard, [{ kind: 'wait' }, shown(1, type('a')), delta(2, type('ab'))])
    assert.deepEqual(two.heard, [shown(2, type('ab'))])
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
    assert.deepEqual(one.heard.at(-1), { ...shown(5, type('abcde')), html: null })
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
    assert.deepEqual(slow.heard[1], { ...shown(99, type('99')), html: null })
    assert.equal(quick.heard.length, 99)
  })

  it('[CTL10] what a page that is not shown acknowledges comes in order with what is shown', () => {
    const picture = watch()
    const [one, slow] = [observer(), observer()]
    picture.take(snapshot(1))
    picture.add(one)
    picture.add(slow)
    slow.waiting = 300 * 1024
    picture.take({ kind: 'ack', ack: ack(3) })
    picture.take(delta(2, type('a')))
    picture.take({ ...delta(3), ack: ack(4) })
    assert.deepEqual(one.heard.slice(1), [
      { ...delta(2), ack: ack(3) },
      delta(3, type('a')),
      { ...delta(4), ack: ack(4) },
    ])
    slow.waiting = 0
    picture.look()
    const { ops, ...rest } = shown(4, type('a')) as Extract<MirrorDown, { kind: 'snapshot' }>
    assert.deepEqual(slow.heard.at(-1), { ...rest, html: null, ops, ack: ack(4) })
    assert.equal(picture.asked(), 0)
  })

  it('[CTL10] that a page begins to know nothing is said once, not to who comes later', () => {
    const picture = watch()
    const [one, late] = [observer(), observer()]
    picture.add(one)
    picture.take({ ...snapshot(1), ack: ack(0) })
    assert.deepEqual(one.heard.at(-1), { ...shown(1), ack: ack(0) })
    picture.add(late)
    assert.deepEqual(late.heard, [shown(1)])
  })

  it('[OBS1] a page that takes the place of another is the same tab; another tab is told of', () => {
    const picture = watch()
    const one = observer()
    picture.add(one)
    const from = (page: string, age: number) =>
      picture.take({ ...snapshot(1), page: page.repeat(22) as PageId, epoch: page, age })
    const tabs = () =>
      one.heard.flatMap((message) => (message.kind === 'snapshot' ? [message.tab] : []))
    from('a', 0)
    picture.timing.pass(60_000)
    picture.take({ kind: 'wait', left: 'a'.repeat(22) as PageId })
    picture.timing.pass(5_000)
    // Loaded anew; then another tab is used, which was open all the time.
    from('b', 4_000)
    from('c', 50_000)
    // The tab shown is closed: back to the one before, which is old.
    picture.take({ kind: 'wait', left: 'c'.repeat(22) as PageId })
    from('b', 60_000)
    // Its line breaks, and comes back.
    picture.take({ kind: 'wait', left: 'b'.repeat(22) as PageId })
    from('b', 90_000)
    assert.deepEqual(tabs(), [1, 1, 2, 3, 3])
    assert.equal(picture.page(), 'b'.repeat(22))
  })

  it('[OBS1] observers are told when another page is shown, or none', () => {
    const picture = watch()
    const one = observer()
    picture.add(one)
    picture.take(snapshot(1))
    picture.take(snapshot(2))
    assert.equal(one.moves, 1)
    picture.away()
    picture.away()
    assert.deepEqual([one.moves, one.heard.at(-1)], [2, { kind: 'wait' }])
    assert.equal(picture.page(), null)
  })

  it('[REL9] a picture that grows without end is begun anew, and costs no more memory', () => {
    const picture = watch()
    const long = 'x'.repeat(300_000)
    picture.take(snapshot(1, type('')))
    for (let number = 2; number < 40; number++) {
      picture.take(delta(number, ['t', 'f0', 0, 0, long, 0, 0]))
    }
    assert.equal(picture.hasPicture(), false)
    assert.equal(picture.asked(), 1)
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
