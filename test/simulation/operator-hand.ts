/**
 * What an operator observes and works in: the Monitor's own entries, control and outbox, and as much
 * of a picture's frame as numbers what the operator does.
 */
import { signal } from '@preact/signals'
import type { ControlView, MirrorDown } from '../../src/protocol/mirror.ts'
import type { MonitorDown, MonitorUp } from '../../src/protocol/monitor.ts'
import type { MonitorCommand } from '../../src/web/monitor/commands.ts'
import { createEntries } from '../../src/web/monitor/entries.ts'
import type { MonitorState } from '../../src/web/monitor/monitor-state.ts'
import type { Handle } from './tabs.ts'
import { FIELD } from './user-screen.ts'

/** One participant whom this Monitor observes, as its operator sees it. */
export interface Observed {
  readonly key: string
  readonly session: string
  readonly participant: string
  /** `asked`: the server has not said yet. */
  status: 'asked' | 'asking' | 'wait' | 'picture' | 'gone'
  /** By the clock of the page. */
  askedAt: number
  /** What the field holds in the picture. */
  text: string
  screen: number
  next: number
}

export interface OperatorHand {
  heard(message: MonitorDown, state: MonitorState): void
  observed(): readonly Observed[]
  view(one: Observed): ControlView
  observe(session: string, participant: string): void
  unobserve(one: Observed): void
  take(one: Observed, takeOver: boolean): void
  release(one: Observed): void
  /** Null: this Monitor does not control it. */
  type(one: Observed, text: string): { readonly number: number } | null
}

export function createOperatorHand(
  tab: Handle<MonitorUp, MonitorCommand>,
  repeats: boolean,
): OperatorHand {
  /** The `cseq` sent last, by number. */
  const sent = new Map<number, number>()
  const rows = signal<MonitorState['rows']>(new Map())
  const all = new Map<string, Observed>()
  const keyOf = (session: string, participant: string): string => `${session}/${participant}`
  const entries = createEntries('', rows, {
    send(message) {
      if (message.type === 'observe') asked(message.session, message.participant)
      if (message.type === 'control' && !repeats) {
        if (message.cseq <= (sent.get(message.number) ?? 0)) return
        sent.set(message.number, message.cseq)
      }
      tab.say(message)
    },
    submit: (command) => tab.submit(command),
  })

  function asked(session: string, participant: string): void {
    const one = all.get(keyOf(session, participant))
    if (one === undefined) return
    one.status = 'asked'
    one.askedAt = performance.now()
  }

  function show(one: Observed, message: MirrorDown): void {
    switch (message.kind) {
      case 'snapshot':
        one.screen = message.screen
        one.text = ''
        one.status = 'picture'
        return read(one, message.ops)
      case 'delta':
        return read(one, message.ops)
      case 'wait':
      case 'asking':
      case 'gone':
        one.status = message.kind
        return
      case 'control':
        return
    }
  }

  function read(one: Observed, ops: Extract<MirrorDown, { kind: 'delta' }>['ops']): void {
    for (const op of ops) if (op[0] === 'v' && op[1] === FIELD) one.text = op[2]
  }

  return {
    heard(message, state) {
      if (state.rows !== rows.peek() && state.arriving === null) {
        rows.value = state.rows
        entries.update()
        for (const key of all.keys()) if (!state.rows.has(key)) all.delete(key)
      }
      if (message.type === 'welcome') entries.askAgain()
      if (message.type === 'ping') entries.beat()
      if (message.type === 'ack') entries.controlAnswered(message.id, null)
      if (message.type === 'refused') entries.controlAnswered(message.id, message.code)
      if (message.type !== 'mirror') return
      const key = keyOf(message.session, message.participant)
      const one = all.get(key)
      if (one !== undefined) show(one, message.message)
      entries.showPicture(key, message.message)
    },
    observed: () => [...all.values()],
    view: ({ key }) => entries.get(key)?.control.view.peek() ?? { state: 'free', why: null },
    observe(session, participant) {
      const key = keyOf(session, participant)
      const entry = entries.get(key)
      if (entry === null) return
      const known = all.get(key)
      const one: Observed = known ?? {
        key,
        session,
        participant,
        status: 'asked',
        askedAt: 0,
        text: '',
        screen: 0,
        next: 1,
      }
      all.set(key, one)
      entries.onPicture(key, (told) => {
        if (told.kind === 'control') one.next = told.next
      })
      entries.observe(entry)
    },
    unobserve(one) {
      all.delete(one.key)
      const entry = entries.get(one.key)
      if (entry !== null) entries.stopObserving(entry)
    },
    take: (one, takeOver) => entries.get(one.key)?.control.take(takeOver),
    release: (one) => entries.get(one.key)?.control.release(),
    type(one, text) {
      // Its frame is gone; observing again makes another.
      if (all.get(one.key) !== one) return null
      const control = entries.get(one.key)?.control
      const view = control?.view.peek()
      if (control === undefined || view?.state !== 'yours') return null
      const { number } = view
      const cseq = one.next++
      const ops: [['v', string, string, number, number]] = [
        ['v', FIELD, text, text.length, text.length],
      ]
      control.operate({ number, cseq, screen: one.screen, ops })
      return { number }
    },
  }
}
