/**
 * CTL: control of one participant's screen by this Monitor. How control stands is the server's word; what
 * the operator does goes through the outbox of the lease, which decides what is sent when.
 */
import { signal, type ReadonlySignal } from '@preact/signals'
import { CONTROL_RENEW_MS } from '../../protocol/limits.ts'
import type { ControlMessage, ControlView, MirrorDown } from '../../protocol/mirror.ts'
import type { MonitorUp } from '../../protocol/monitor.ts'
import type { Draft } from '../connection/courier.ts'
import type { ToFrame } from '../mirror/frame-messages.ts'
import type { MonitorCommand } from './commands.ts'
import {
  acknowledge,
  beginControl,
  isWaiting,
  lookAtControl,
  pictureCame,
  pushControl,
  type ControlOutbox,
  type OutboxStep,
} from './control-outbox.ts'

const LOOK_MS = 500
const FREE: ControlView = { state: 'free', why: null }

export interface Control {
  readonly view: ReadonlySignal<ControlView>
  /** Asked of the server, and not answered. */
  readonly wanted: ReadonlySignal<boolean>
  /** CTL10: what the operator did has not reached the user's page for a while; it is kept. */
  readonly waiting: ReadonlySignal<boolean>
  /** Why the server refused; empty where it did not. */
  readonly refused: ReadonlySignal<string>
  /** What the server says of the picture, as the frame is told it. */
  hear(message: MirrorDown): ToFrame
  operate(message: ControlMessage): void
  /** CTL5: `takeOver` where somebody else has it. */
  take(takeOver: boolean): void
  /** CTL4; also takes back the question. */
  release(): void
  /** The entry is observed no more. */
  end(): void
  /** The server's answer to a command; `why` null: done. False: it was not from here. */
  answered(id: string, why: string | null): boolean
  /** CTL6: renews the lease where that is due. Timers of a hidden tab may sleep: the server's pings wake it. */
  beat(): void
  /** The frame was made anew and asks how things stand. */
  present(): ToFrame
}

export function createControl(
  ids: { readonly session: string; readonly participant: string },
  line: {
    send(message: MonitorUp): void
    submit(command: Draft<MonitorCommand>): string
  },
): Control {
  const { session, participant } = ids
  const view = signal<ControlView>(FREE)
  const wanted = signal(false)
  const waiting = signal(false)
  const refused = signal('')
  let command = ''
  let outbox: ControlOutbox | null = null
  /** Of control that was out of sight for a while: under the same number the page goes on counting. */
  let parked: ControlOutbox | null = null
  let epoch: string | null = null
  let renewedAt = 0
  let timer: ReturnType<typeof setInterval> | undefined

  function carry({ outbox: next, send, dropped }: OutboxStep): boolean {
    outbox = next
    waiting.value = isWaiting(outbox, performance.now())
    for (const { number, cseq, screen, ops } of send) {
      line.send({ type: 'control', session, participant, number, cseq, screen, ops: [...ops] })
    }
    return dropped
  }

  function become(next: ControlView): void {
    view.value = next
    wanted.value = false
    if (next.state !== 'yours') {
      parked = outbox ?? parked
      outbox = null
      waiting.value = false
      clearInterval(timer)
      timer = undefined
      return
    }
    refused.value = ''
    if (outbox?.number !== next.number) {
      outbox =
        parked?.number === next.number
          ? parked
          : beginControl(next.number, epoch, performance.now())
      renewedAt = performance.now()
    }
    timer ??= setInterval(() => {
      if (outbox !== null) carry(lookAtControl(outbox, performance.now()))
      beat()
    }, LOOK_MS)
  }

  function beat(): void {
    const now = performance.now()
    if (outbox === null || now - renewedAt < CONTROL_RENEW_MS) return
    renewedAt = now
    line.send({ type: 'renew-control', session, participant, number: outbox.number })
  }

  function present(): ToFrame {
    return { kind: 'control', control: view.peek(), next: outbox?.next ?? 1 }
  }

  return {
    view,
    wanted,
    waiting,
    refused,
    hear(message) {
      switch (message.kind) {
        case 'control':
          become(message.control)
          return present()
        case 'snapshot': {
          const now = performance.now()
          epoch = message.epoch
          const { ack } = message
          const dropped = outbox !== null && carry(pictureCame(outbox, { epoch, ack }, now))
          // A page that knows nothing of it: the frame learns from this that all is done that will be.
          if (!dropped || outbox === null) return message
          const { number, next } = outbox
          return { ...message, ack: { number, cseq: next - 1, gap: false } }
        }
        case 'delta':
          if (outbox !== null && message.ack !== undefined) {
            carry(acknowledge(outbox, message.ack, performance.now()))
          }
          return message
        case 'gone':
          if (view.peek().state !== 'free') become(FREE)
          return message
        case 'wait':
        case 'asking':
          return message
      }
    },
    operate(message) {
      const step = outbox === null ? null : pushControl(outbox, message, performance.now())
      if (step !== null) carry(step)
    },
    take(takeOver) {
      refused.value = ''
      wanted.value = true
      command = line.submit({ type: 'take-control', session, participant, takeOver })
    },
    release() {
      wanted.value = false
      const number = outbox?.number ?? 0
      line.submit({ type: 'release-control', session, participant, number })
    },
    end() {
      refused.value = ''
      become(FREE)
    },
    answered(id, why) {
      if (id !== command) return false
      wanted.value = false
      refused.value = why ?? ''
      return true
    },
    beat,
    present,
  }
}
