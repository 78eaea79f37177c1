import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it, mock } from 'node:test'
import { parseAccountId, parsePageId } from '../../base/id.ts'
import { must } from '../../base/must.ts'
import type { ParticipantView } from '../../live/views.ts'
import { CONTROL_SILENCE_MS } from '../../protocol/limits.ts'
import type { ControlMessage } from '../../protocol/mirror.ts'
import type { PageCommand } from '../interview/commands.ts'
import { view } from '../interview/testing/samples.ts'
import { createControlKeeper, type ControlKeeper } from './control-keeper.ts'

const PAGE = must(parsePageId('p'.repeat(22)), 'a page id')
const OTHER = must(parsePageId('q'.repeat(22)), 'a page id')
const olivia = { id: must(parseAccountId('o'.repeat(22)), 'an account id'), name: 'Olivia' }
const otto = { id: must(parseAccountId('t'.repeat(22)), 'an account id'), name: 'Otto' }

const held = (number: number, by = olivia, page = PAGE): ParticipantView =>
  view({ control: { number, by, page } })
const message = (number: number, cseq: number): ControlMessage => {
  return { number, cseq, screen: 1, ops: [['p', `m${cseq}`]] }
}

describe('how control of a page stands', () => {
  let keeper: ControlKeeper
  let told: string[]
  let pending: PageCommand[]
  let begunBefore: number

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] })
    let now = 0
    mock.method(performance, 'now', () => now)
    tick = (ms) => {
      now += ms
      mock.timers.tick(ms)
    }
    told = []
    pending = []
    begunBefore = 0
    keeper = createControlKeeper({
      pageKey: PAGE,
      pending: () => pending,
      submit(command) {
        const id = `c${pending.length + 1}`
        pending.push({ ...command, id })
        return id
      },
      begunBefore: () => begunBefore,
      began: ({ number, by }) => void told.push(`${number} of ${by.name} begins`),
      ended: ({ number }, why) => void told.push(`${number} ends: ${why}`),
      answer: (done) => void told.push(done === null ? 'answers' : `does ${done.cseq}`),
      changed: () => void told.push('changed'),
    })
  })
  afterEach(() => mock.reset())
  let tick: (ms: number) => void

  it('[CTL6] [CTL10] does each message once, in order, while it is controlled by whoever sends it', () => {
    keeper.update(held(1))
    for (const cseq of [1, 2, 2, 4]) keeper.receive(message(1, cseq))
    keeper.update(held(2, otto))
    keeper.receive(message(1, 3))
    keeper.receive(message(2, 1))
    keeper.update(view({}))
    keeper.receive(message(2, 2))
    assert.deepEqual(told, [
      '1 of Olivia begins',
      'does 1',
      'does 2',
      'answers',
      'answers',
      '2 of Otto begins',
      'does 1',
      '2 ends: over',
    ])
    assert.equal(keeper.ack(), null)
  })

  it('[CTL10] what comes before the view that allows it waits for that', () => {
    keeper.receive(message(1, 1))
    assert.deepEqual(told, [])
    keeper.update(held(1))
    assert.deepEqual(told, ['1 of Olivia begins', 'does 1'])
  })

  it('[CTL3] joined midway, it begins with whichever comes first', () => {
    begunBefore = 1
    keeper.update(held(1))
    keeper.receive(message(1, 7))
    assert.deepEqual(told, ['1 of Olivia begins', 'does 7'])
    assert.deepEqual(keeper.ack(), { number: 1, cseq: 7, gap: false })
  })

  it('[CTL6] lets go when nothing was heard for 12 s, and not before; each word counts', () => {
    keeper.update(held(1))
    tick(CONTROL_SILENCE_MS - 1)
    keeper.alive(1)
    tick(CONTROL_SILENCE_MS - 1)
    keeper.alive(2)
    assert.deepEqual(told, ['1 of Olivia begins'])
    tick(1)
    assert.deepEqual(told.slice(1), ['1 ends: let-go', 'changed'])
    assert.partialDeepStrictEqual(pending, [{ type: 'take-back', number: 1, silent: true }])
    keeper.update(held(1))
    keeper.receive(message(1, 1))
    assert.equal(told.length, 3)
  })

  it('[CTL7] taken back, it is over here at once, by any number that the same operator gets meanwhile', () => {
    keeper.update(held(1))
    keeper.obey({ type: 'take-back', number: 1, silent: false })
    keeper.update(held(1))
    keeper.update(held(2))
    keeper.receive(message(2, 1))
    assert.deepEqual(told.slice(1), ['1 ends: taken-back'])
    keeper.update(held(3, otto))
    assert.deepEqual(told.slice(2), ['3 of Otto begins'])
  })

  it('[CTL7] once the server has heard of it, what the user then allows counts', () => {
    keeper.update(held(1))
    keeper.obey({ type: 'take-back', number: 1, silent: false })
    pending = []
    keeper.update(view({}))
    keeper.update(held(2))
    assert.deepEqual(told.slice(1), ['1 ends: taken-back', '2 of Olivia begins'])
  })

  it('[CON3] “Stop” for the one who controls ends it, for another it does not', () => {
    keeper.update(held(1))
    keeper.obey({ type: 'end-watch', operator: otto.id })
    assert.equal(keeper.control()?.number, 1)
    keeper.obey({ type: 'end-watch', operator: olivia.id })
    assert.equal(keeper.control(), null)
  })

  it('[CTL7] what goes on in another tab can be taken back from here', () => {
    keeper.update(held(1, olivia, OTHER))
    keeper.obey({ type: 'take-back', number: 1, silent: false })
    keeper.update(held(1))
    assert.deepEqual(told, [])
  })
})
