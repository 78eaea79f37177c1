import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { ControlMessage } from '../../protocol/mirror.ts'
import {
  acknowledge,
  beginControl,
  isWaiting,
  lookAtControl,
  MAX_KEPT,
  pictureCame,
  pushControl,
  RESEND_MS,
  WAITS_AFTER_MS,
  type ControlOutbox,
} from './control-outbox.ts'
import { runSlowControl, type Key, type Normalise } from './testing/slow-control.ts'

const message = (cseq: number, number = 7): ControlMessage => {
  return { number, cseq, screen: 1, ops: [['c', 'm1', 1]] }
}
const ack = (cseq: number, gap = false, number = 7) => ({ number, cseq, gap })
const cseqs = (messages: readonly ControlMessage[]): readonly number[] =>
  messages.map(({ cseq }) => cseq)

/** Control 7 whose page has acknowledged the first message, and to which `count` more were sent. */
function underWay(count: number): ControlOutbox {
  const first = pushControl(beginControl(7, 'a', 0), message(1), 0)
  assert.ok(first)
  let { outbox } = acknowledge(first.outbox, ack(1), 0)
  for (let i = 0; i < count; i++) {
    const step = pushControl(outbox, message(outbox.next), 0)
    assert.ok(step)
    outbox = step.outbox
  }
  return outbox
}

describe('control outbox', () => {
  it('[CTL10] sends each message once while all is well', () => {
    let outbox = underWay(0)
    for (let cseq = 2; cseq <= 5; cseq++) {
      const step = pushControl(outbox, message(cseq), 10)
      assert.ok(step)
      assert.deepEqual(cseqs(step.send), [cseq])
      outbox = acknowledge(step.outbox, ack(cseq), 20).outbox
      assert.deepEqual(outbox.kept, [])
    }
    assert.deepEqual(lookAtControl(outbox, 100_000).send, [])
  })

  it('[CTL10] sends one alone until the page has answered, and then what waits', () => {
    const one = pushControl(beginControl(7, 'a', 0), message(1), 0)
    const two = pushControl(one?.outbox ?? assert.fail(), message(2), 0)
    const three = pushControl(two?.outbox ?? assert.fail(), message(3), 0)
    assert.ok(three)
    assert.deepEqual([cseqs(two?.send ?? []), cseqs(three.send)], [[], []])
    assert.deepEqual(cseqs(acknowledge(three.outbox, ack(0), 5).send), [])
    assert.deepEqual(cseqs(acknowledge(three.outbox, ack(1), 5).send), [2, 3])
  })

  it('[CTL10] [MON9] knows when something waits longer than the way there and back', () => {
    assert.equal(isWaiting(null, 100_000), false)
    const idle = underWay(0)
    assert.equal(isWaiting(idle, 100_000), false)
    const first = pushControl(idle, message(2), 100_000)?.outbox ?? assert.fail()
    const both = pushControl(first, message(3), 101_000)?.outbox ?? assert.fail()
    assert.equal(isWaiting(both, 100_000 + WAITS_AFTER_MS - 1), false)
    assert.equal(isWaiting(both, 100_000 + WAITS_AFTER_MS), true)
    // What is sent again waits all the same; what moves does not.
    const again = lookAtControl(both, 100_000 + RESEND_MS).outbox
    assert.equal(isWaiting(again, 100_000 + RESEND_MS), true)
    const moved = acknowledge(again, ack(2), 103_000).outbox
    assert.equal(isWaiting(moved, 103_000), false)
    assert.equal(isWaiting(moved, 103_000 + WAITS_AFTER_MS), true)
  })

  it('[CTL10] goes back at a gap, once for each', () => {
    const outbox = underWay(4)
    const first = acknowledge(outbox, ack(2, true), 10)
    assert.deepEqual(cseqs(first.send), [3, 4, 5])
    const second = acknowledge(first.outbox, ack(2, true), 11)
    assert.deepEqual(second.send, [])
    const moved = acknowledge(second.outbox, ack(3), 12)
    assert.deepEqual(cseqs(acknowledge(moved.outbox, ack(3, true), 13).send), [4, 5])
  })

  it('[CTL10] sends all again that nobody spoke of for a while', () => {
    const outbox = underWay(3)
    assert.deepEqual(lookAtControl(outbox, RESEND_MS - 1).send, [])
    const again = lookAtControl(outbox, RESEND_MS)
    assert.deepEqual(cseqs(again.send), [2, 3, 4])
    assert.deepEqual(lookAtControl(again.outbox, RESEND_MS + 1).send, [])
    assert.deepEqual(cseqs(lookAtControl(again.outbox, 2 * RESEND_MS).send), [2, 3, 4])
  })

  it('[CTL10] sends again when the picture comes anew, from where the page is', () => {
    const again = pictureCame(underWay(3), { epoch: 'b', ack: ack(2) }, 5)
    assert.equal(again.dropped, false)
    assert.deepEqual(cseqs(again.send), [3, 4])
  })

  it('[CTL3] gives up what a page that was loaded anew does not know, and goes on counting', () => {
    const fresh = pictureCame(underWay(3), { epoch: 'b', ack: ack(0) }, 5)
    assert.deepEqual([fresh.dropped, fresh.send, fresh.outbox.kept], [true, [], []])
    const next = pushControl(fresh.outbox, message(5), 6)
    assert.deepEqual(cseqs(next?.send ?? []), [5])
    // The same page that has done nothing yet is no other page.
    const begun = pushControl(beginControl(7, 'a', 0), message(1), 0)
    const same = pictureCame(begun?.outbox ?? assert.fail(), { epoch: 'a', ack: ack(0) }, 5)
    assert.deepEqual([same.dropped, cseqs(same.send)], [false, [1]])
  })

  it('[CTL6] takes and hears nothing of another control', () => {
    const outbox = underWay(2)
    assert.equal(pushControl(outbox, message(4, 6), 0), null)
    assert.equal(pushControl(outbox, message(9), 0), null)
    assert.equal(acknowledge(outbox, ack(3, false, 6), 1).outbox, outbox)
  })

  it('[CTL10] keeps a bounded number', () => {
    let outbox = beginControl(7, 'a', 0)
    for (let cseq = 1; cseq <= MAX_KEPT; cseq++) {
      const step = pushControl(outbox, message(cseq), 0)
      assert.ok(step)
      outbox = step.outbox
    }
    assert.equal(pushControl(outbox, message(MAX_KEPT + 1), 0), null)
  })
})

const same: Normalise = (text) => text
const upper: Normalise = (text) => text.toUpperCase()
const phone: Normalise = (text) => {
  const digits = text.replaceAll(/\D/g, '').slice(0, 10)
  if (digits.length < 3) return digits
  const area = `(${digits.slice(0, 3)}) ${digits.slice(3, 6)}`
  return digits.length < 7 ? area : `${area}-${digits.slice(6)}`
}
const digitsOf = (text: string): string => text.replaceAll(/\D/g, '')

const FIELDS = {
  name: { text: 'Ann', normalise: same },
  code: { text: '', normalise: upper },
  phone: { text: '', normalise: phone },
  story: { text: 'x'.repeat(300), normalise: same },
  shout: { text: 'Y'.repeat(255), normalise: upper },
}

const letters = fc.constantFrom('a', 'b', 'é', ' ', '7', '漢', '👍')
const acts = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant('insert' as const), text: letters }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('backspace' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('move' as const),
      to: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
)
const keys = fc.array(
  fc.record({
    pause: fc.integer({ min: 0, max: 400 }),
    field: fc.constantFrom('name', 'code', 'story', 'shout'),
    act: acts,
  }),
  { maxLength: 60 },
)
/** Never more digits than the mask holds: what it cuts off is not lost on the way. */
const dials = fc
  .array(
    fc.record({
      pause: fc.integer({ min: 0, max: 600 }),
      act: fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom('1', '5', '9').map(insert) },
        { weight: 1, arbitrary: fc.constant({ type: 'backspace' as const }) },
        {
          weight: 1,
          arbitrary: fc.double({ min: 0, max: 1, noNaN: true }).map((to) => {
            return { type: 'move' as const, to }
          }),
        },
      ),
    }),
    { maxLength: 14 },
  )
  .map((all): readonly Key[] => {
    let digits = 0
    return all
      .filter(({ act }) => act.type !== 'insert' || ++digits <= 10)
      .map((key) => ({ ...key, field: 'phone' }))
  })

function insert(text: string): Key['act'] {
  return { type: 'insert', text }
}

const lines = fc.record({
  seed: fc.integer(),
  loss: fc.constantFrom(0, 0, 0.1, 0.4),
  breaks: fc.integer({ min: 0, max: 3 }),
  maxDelay: fc.constantFrom(0, 20, 150, 500),
})

describe('typing over bad lines', () => {
  it('[CTL10] loses and reorders nothing, does nothing twice, and ends equal on both sides', () => {
    fc.assert(
      fc.property(keys, lines, (pressed, line) => {
        const { done, made, page, picture, typed } = runSlowControl({
          ...line,
          fields: FIELDS,
          keys: pressed,
          onChange(field, before, after) {
            // Letters may become capitals; no caret is moved and no letter taken by what comes back.
            assert.equal(after.caret, before.caret, field)
            assert.equal(after.text.toUpperCase(), before.text.toUpperCase(), field)
          },
        })
        assert.deepEqual(
          done,
          Array.from({ length: made }, (_one, i) => i + 1),
        )
        for (const [field, { normalise }] of Object.entries(FIELDS)) {
          assert.equal(picture.get(field)?.text, page.get(field), field)
          assert.equal(page.get(field), normalise(typed.get(field) ?? ''), field)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('[CTL10] keeps digits and caret where the page writes a number with a mask', () => {
    fc.assert(
      fc.property(dials, lines, (pressed, line) => {
        const { page, picture, typed } = runSlowControl({
          ...line,
          fields: FIELDS,
          keys: pressed,
          onChange(field, before, after) {
            assert.equal(digitsOf(after.text), digitsOf(before.text), field)
            const passed = ({ text, caret }: typeof before) => digitsOf(text.slice(0, caret))
            assert.equal(passed(after), passed(before), `${before.text} -> ${after.text}`)
          },
        })
        assert.equal(picture.get('phone')?.text, page.get('phone'))
        assert.equal(digitsOf(page.get('phone') ?? ''), digitsOf(typed.get('phone') ?? ''))
      }),
      { numRuns: 300 },
    )
  })

  it('[CTL10] a number typed fast stands masked on both sides, with the caret at its end', () => {
    const { page, picture } = runSlowControl({
      fields: FIELDS,
      keys: Array.from('5551234567', (digit) => ({
        pause: 60,
        field: 'phone',
        act: insert(digit),
      })),
      seed: 1,
      loss: 0,
      breaks: 0,
      maxDelay: 300,
    })
    assert.equal(page.get('phone'), '(555) 123-4567')
    assert.deepEqual(picture.get('phone'), { text: '(555) 123-4567', caret: 14 })
  })
})
