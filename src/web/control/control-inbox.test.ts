import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  ackOf,
  EMPTY_INBOX,
  endControl,
  hearControl,
  receiveControl,
  type Inbox,
} from './control-inbox.ts'

function deliver(inbox: Inbox, number: number, cseqs: readonly number[]) {
  const done: number[] = []
  let present = inbox
  for (const cseq of cseqs) {
    const step = receiveControl(present, { number, cseq })
    present = step.inbox
    if (step.verdict === 'do') done.push(cseq)
  }
  return { inbox: present, done }
}

describe('the inbox of a controlled page', () => {
  const fresh = hearControl(EMPTY_INBOX, 4, false)

  it('[CTL10] carries out each message once and in order', () => {
    const { inbox, done } = deliver(fresh, 4, [1, 2, 2, 1, 3])
    assert.deepEqual(done, [1, 2, 3])
    assert.deepEqual(ackOf(inbox), { number: 4, cseq: 3, gap: false })
  })

  it('[CTL10] asks once for what is missing, and again when it stays missing', () => {
    const first = deliver(fresh, 4, [2])
    assert.deepEqual(ackOf(first.inbox), { number: 4, cseq: 0, gap: true })
    assert.equal(ackOf(deliver(first.inbox, 4, [3]).inbox).gap, false)
    const later = deliver(first.inbox, 4, [3, 4, 5, 6, 7, 8, 9, 10])
    assert.equal(ackOf(later.inbox).gap, true)
    const healed = deliver(later.inbox, 4, [1, 2])
    assert.deepEqual(healed.done, [1, 2])
    assert.equal(ackOf(healed.inbox).gap, false)
  })

  it('[CTL6] refuses a former controller, and keeps what is of a control to come', () => {
    const present = hearControl(deliver(fresh, 4, [1, 2]).inbox, 5, false)
    assert.equal(receiveControl(present, { number: 4, cseq: 3 }).verdict, 'refuse')
    assert.equal(receiveControl(present, { number: 6, cseq: 1 }).verdict, 'keep')
    assert.deepEqual(deliver(present, 5, [1, 2]).done, [1, 2])
  })

  it('[CTL7] does nothing more of a control that the user has ended', () => {
    const taken = endControl(deliver(fresh, 4, [1]).inbox, 4)
    assert.equal(receiveControl(taken, { number: 4, cseq: 2 }).verdict, 'refuse')
    const again = hearControl(taken, 5, false)
    assert.equal(receiveControl(again, { number: 5, cseq: 1 }).verdict, 'do')
  })

  it('[CTL3] a page loaded under control goes on with the first message that comes', () => {
    const loaded = hearControl(EMPTY_INBOX, 4, true)
    assert.deepEqual(ackOf(loaded), { number: 4, cseq: 0, gap: false })
    assert.deepEqual(deliver(loaded, 4, [17, 18, 17, 19]).done, [17, 18, 19])
  })

  it('[CTL10] over a line that loses, repeats and reorders, go-back-N loses and doubles nothing', () => {
    const fate = fc.record({
      lost: fc.boolean(),
      twice: fc.boolean(),
      late: fc.nat({ max: 3 }),
      ackLost: fc.boolean(),
    })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.array(fate, { maxLength: 80 }),
        (count, fates) => {
          const all = Array.from({ length: count }, (_, index) => index + 1)
          const wire: { readonly cseq: number; readonly at: number }[] = []
          const done: number[] = []
          let inbox = fresh
          let acked = 0
          let clock = 0
          const flow = [...fates]

          function send(cseq: number): void {
            const luck = flow.pop()
            if (luck?.lost === true) return
            const at = clock + (luck?.late ?? 0)
            wire.push({ cseq, at })
            if (luck?.twice === true) wire.push({ cseq, at: at + 1 })
          }

          function receiveAll(): void {
            const due = wire.splice(0).toSorted((one, other) => one.at - other.at)
            for (const { cseq } of due) {
              const step = receiveControl(inbox, { number: 4, cseq })
              inbox = step.inbox
              if (step.verdict === 'do') done.push(cseq)
              const ack = ackOf(inbox)
              if (flow.pop()?.ackLost !== true) acked = Math.max(acked, ack.cseq)
            }
          }

          for (let round = 0; acked < count && round < 400; round++) {
            for (const cseq of all) {
              if (cseq <= acked) continue
              send(cseq)
              clock++
            }
            receiveAll()
          }
          assert.deepEqual(done, all)
          assert.equal(acked, count)
        },
      ),
    )
  })
})
