/**
 * What an interview page shows besides live help: one field, which others see and may work in. It
 * keeps the screen as `src/web/control/watched.ts` does, and tells of it as `src/web/mirror/agent.ts`,
 * without a document: what is decided is decided by the product's own parts.
 */
import type { ControlMessage, MirrorOp } from '../../src/protocol/mirror.ts'
import type { PageDown, PageUp } from '../../src/protocol/page.ts'
import type { Draft } from '../../src/web/connection/courier.ts'
import { createControlKeeper } from '../../src/web/control/control-keeper.ts'
import { lastingControl, type Control } from '../../src/web/control/watch-rows.ts'
import type { ParticipantView } from '../../src/live/views.ts'
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
  const keeper = createControlKeeper({
    pageKey: tab.key,
    pending: () => tab.pending(),
    submit: (command) => tab.submit(command),
    begunBefore: () => begunBefore,
    began() {},
    ended() {},
    answer: (message) => tell(false, message === null ? [] : carryOut(message)),
    changed() {},
  })
  let hasView = false
  let begunBefore = 0
  let field = ''
  let version = -1
  let epoch: string | null = null

  function tell(isWhole: boolean, ops: readonly MirrorOp[]): void {
    if (epoch === null) return
    const whole = isWhole ? { snapshot: { epoch, screen: version } } : {}
    const ack = keeper.ack()
    tab.say({ type: 'mirror', ...whole, ops: [...ops], ...(ack === null ? {} : { ack }) })
  }

  function show(): MirrorOp {
    return ['v', FIELD, field, field.length, field.length]
  }

  function observe(observers: number, under: string): void {
    const isKnown = epoch === under
    epoch = observers === 0 ? null : under
    if (epoch !== null && !isKnown) tell(true, [show()])
  }

  function carryOut({ number, screen, ops }: ControlMessage): readonly MirrorOp[] {
    if (screen !== version) return []
    for (const op of ops) {
      if (op[0] !== 'v') continue
      field = op[2]
      told.done({ tab: tab.name, page: tab.key, number, text: field })
    }
    return [show()]
  }

  /** As `src/web/interview/watching.ts`: control that was elsewhere, or before this page, is joined midway. */
  function update(next: ParticipantView): void {
    if (next.control !== null && (!hasView || next.control.page !== tab.key)) {
      begunBefore = Math.max(begunBefore, next.control.number)
    }
    hasView = true
    keeper.update(next)
  }

  return {
    heard(message, state) {
      const { type } = message
      if (type === 'observe') return observe(message.observers, message.epoch)
      if (type === 'mirror-again') return tell(true, [show()])
      if (type === 'control') return keeper.receive(message)
      if (type === 'control-alive') return keeper.alive(message.number)
      // The agent begins anew with each line.
      if (type === 'welcome') epoch = null
      const isOther = version !== state.answersVersion
      version = state.answersVersion
      if (isOther) field = ''
      if (state.view !== null) update(state.view)
      if (isOther) tell(true, [show()])
    },
    text: () => field,
    control: () => keeper.control(),
    type(text) {
      if (keeper.control() !== null) return
      field = text
      tell(false, [show()])
    },
    obey(command) {
      const before = keeper.known()
      const lasting = before === null ? null : lastingControl(before)
      keeper.obey(command)
      if (lasting === null || lasting.number > (keeper.known()?.over ?? 0)) return
      told.gaveBack(tab.key, lasting.number)
    },
  }
}
