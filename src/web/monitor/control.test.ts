import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ControlMessage, ControlView } from '../../protocol/mirror.ts'
import type { MonitorUp } from '../../protocol/monitor.ts'
import { createControl } from './control.ts'

const yours = (number: number): ControlView => ({ state: 'yours', number, here: true })
const words = (number: number, cseq: number): ControlMessage => ({
  type: 'control',
  number,
  cseq,
  screen: 1,
  ops: [['v', 'f0', String(cseq), 1, 1]],
})

function stage() {
  const said: MonitorUp[] = []
  const ids = { session: 's', participant: 'p' }
  const control = createControl(ids, { send: (one) => said.push(one), submit: () => 'c1' })
  const nextAt = (view: ControlView): number => {
    const told = control.hear({ kind: 'control', control: view })
    return told.kind === 'control' ? told.next : 0
  }
  const sent = (): readonly number[] =>
    said.flatMap((one) => (one.type === 'control' ? [one.cseq] : []))
  const show = (number: number, cseq: number): void => {
    const ack = { number, cseq, gap: false }
    const picture = { epoch: 'e1', number: 1, screen: 1, tab: 1, html: null, css: [], ops: [] }
    control.hear({ kind: 'snapshot', ...picture, ack })
  }
  return { control, nextAt, sent, show, end: () => control.end() }
}

describe('control of one screen', () => {
  it('[CTL10] goes on counting where the picture was gone for a while and control was not', () => {
    const { control, nextAt, sent, show, end } = stage()
    assert.equal(nextAt(yours(1)), 1)
    control.operate(words(1, 1))
    show(1, 1)
    control.operate(words(1, 2))
    control.hear({ kind: 'gone', why: 'unavailable' })
    assert.equal(control.view.peek().state, 'free')
    control.operate(words(1, 3))
    assert.equal(nextAt(yours(1)), 3)
    show(1, 1)
    control.operate(words(1, 3))
    assert.deepEqual(sent(), [1, 2, 2, 3])
    end()
  })

  it('[CTL6] begins anew under another number', () => {
    const { control, nextAt, sent, end } = stage()
    nextAt(yours(1))
    control.operate(words(1, 1))
    nextAt({ state: 'free', why: 'taken-back' })
    assert.equal(nextAt(yours(2)), 1)
    control.operate(words(1, 2))
    control.operate(words(2, 1))
    assert.deepEqual(sent(), [1, 1])
    end()
  })
})
