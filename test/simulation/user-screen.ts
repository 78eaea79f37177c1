/**
 * What an interview page shows besides live help: one field, which others see and may work in. It
 * keeps the screen as `src/web/control/watched.ts` does, and tells of it as `src/web/mirror/agent.ts`,
 * without a document: what is decided is decided by the product's own parts.
 */
import type { ParticipantView } from '../../src/live/views.ts'
import { CONTROL_SILENCE_MS } from '../../src/protocol/limits.ts'
import type { ControlMessage, MirrorOp } from '../../src/protocol/mirror.ts'
import type { PageDown, PageUp } from '../../src/protocol/page.ts'
import type { Draft } from '../../src/web/connection/courier.ts'
import {
  ackOf,
  EMPTY_INBOX,
  endControl,
  hearControl,
  receiveControl,
  type Inbox,
} from '../../src/web/control/control-inbox.ts'
import {
  controlHere,
  lastingControl,
  type Control,
  type WatchInput,
} from '../../src/web/control/watch-rows.ts'
import type { PageCommand } from '../../src/web/interview/commands.ts'
import type { LiveState } from '../../src/web/interview/live-state.ts'
import type { Handle } from './tabs.ts'

export const FIELD = 'f0'

/** One thing that a page did at an operator's word. */
export interface Done {
  readonly tab: string
  readonly page: string
  readonly number: number
  readonly text: string
}

export interface UserScreen {
  heard(message: PageDown, state: LiveState): void
  /** What the field holds. */
  text(): string
  control(): Control | null
  /** The user types; while an operator controls the screen nothing comes of it. */
  type(text: string): void
  /** CTL7, CON2, CON3: holds here at once. */
  obey(command: Draft<PageCommand>): void
}

export function createUserScreen(
  tab: Handle<PageUp, PageCommand>,
  told: { done(what: Done): void; gaveBack(page: string, number: number): void },
): UserScreen {
  let view: ParticipantView | null = null
  let inbox: Inbox = EMPTY_INBOX
  let control: Control | null = null
  let kept: ControlMessage[] = []
  let said: PageCommand[] = []
  let begunBefore = 0
  let heardAt = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let field = ''
  let version = -1
  let epoch: string | null = null

  function input(present: ParticipantView): WatchInput {
    const pending = [...tab.pending(), ...said]
    return { view: present, pageKey: tab.key, over: inbox.over, ended: null, pending }
  }

  function tell(isWhole: boolean, ops: readonly MirrorOp[]): void {
    if (epoch === null) return
    const whole = isWhole ? { snapshot: { epoch, screen: version } } : {}
    const ack = control === null ? {} : { ack: ackOf(inbox) }
    tab.say({ type: 'mirror', ...whole, ops: [...ops], ...ack })
  }

  function show(): MirrorOp {
    return ['v', FIELD, field, field.length, field.length]
  }

  function observe(observers: number, under: string): void {
    const isKnown = epoch === under
    epoch = observers === 0 ? null : under
    if (epoch !== null && !isKnown) tell(true, [show()])
  }

  function settle(): void {
    if (view === null) return
    const now = controlHere(input(view))
    if (now === null) {
      if (control !== null) release()
      return
    }
    const isNew = control?.number !== now.number
    inbox = hearControl(inbox, now.number, now.number <= begunBefore)
    control = now
    if (isNew) heard()
    const early = kept.filter(({ number }) => number === now.number)
    kept = []
    for (const message of early) receive(message)
  }

  function release(): void {
    clearTimeout(timer)
    control = null
  }

  function receive(message: ControlMessage): void {
    if (message.number === inbox.number && control?.number !== message.number) return
    const step = receiveControl(inbox, message)
    inbox = step.inbox
    if (step.verdict === 'refuse') return
    if (step.verdict === 'keep') return void kept.push(message)
    heard()
    tell(false, step.verdict === 'do' ? carryOut(message) : [])
  }

  function carryOut({ number, screen, ops }: ControlMessage): readonly MirrorOp[] {
    if (control?.number !== number || screen !== version) return []
    for (const op of ops) {
      if (op[0] !== 'v') continue
      field = op[2]
      told.done({ tab: tab.name, page: tab.key, number, text: field })
    }
    return [show()]
  }

  function heard(): void {
    heardAt = performance.now()
    listen()
  }

  function listen(): void {
    clearTimeout(timer)
    if (control === null) return
    const left = heardAt + CONTROL_SILENCE_MS - performance.now()
    if (left > 0) {
      timer = setTimeout(listen, left)
      return
    }
    const { number } = control
    inbox = endControl(inbox, number)
    release()
    tab.submit({ type: 'take-back', number, silent: true })
  }

  function update(next: ParticipantView): void {
    if (next.control !== null && (view === null || next.control.page !== tab.key)) {
      begunBefore = Math.max(begunBefore, next.control.number)
    }
    if (next !== view) {
      const waiting = new Set(tab.pending().map(({ id }) => id))
      said = said.filter(({ id }) => waiting.has(id))
    }
    view = next
    settle()
  }

  return {
    heard(message, state) {
      const { type } = message
      if (type === 'observe') return observe(message.observers, message.epoch)
      if (type === 'mirror-again') return tell(true, [show()])
      if (type === 'control') return receive(message)
      if (type === 'control-alive') {
        if (control?.number === message.number) heard()
        return
      }
      // The agent begins anew with each line.
      if (type === 'welcome') epoch = null
      const isOther = version !== state.answersVersion
      version = state.answersVersion
      if (isOther) field = ''
      if (state.view !== null) update(state.view)
      if (isOther) tell(true, [show()])
    },
    text: () => field,
    control: () => control,
    type(text) {
      if (control !== null) return
      field = text
      tell(false, [show()])
    },
    obey(command) {
      const lasting = view === null ? null : lastingControl(input(view))
      const isEnd =
        command.type === 'take-back' ||
        (command.type === 'end-watch' && command.operator === lasting?.by.id)
      if (isEnd && lasting !== null) {
        inbox = endControl(inbox, lasting.number)
        told.gaveBack(tab.key, lasting.number)
        if (control !== null) release()
      }
      const id = tab.submit(command)
      said.push({ ...command, id })
      settle()
    },
  }
}
