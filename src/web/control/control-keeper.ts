/**
 * How control stands for one page: by the server's views, by what the user said since, and by how long
 * nothing has been heard (CTL6, CTL7). Knows no document: whoever makes it locks the screen and does
 * what the operator does.
 *
 *   free ──began──► controlled ──ended: over, taken back, let go──► free
 *                       └── carryOut: each message once, in its order
 */
import type { ParticipantView } from '../../live/views.ts'
import { CONTROL_SILENCE_MS } from '../../protocol/limits.ts'
import type { ControlAck, ControlMessage } from '../../protocol/mirror.ts'
import type { Draft } from '../connection/courier.ts'
import type { PageCommand } from '../interview/commands.ts'
import {
  ackOf,
  EMPTY_INBOX,
  endControl,
  hearControl,
  receiveControl,
  type Inbox,
} from './control-inbox.ts'
import { controlHere, lastingControl, type Control, type KnownControl } from './watch-rows.ts'

/** Of messages that come before the view that allows them. */
const MAX_KEPT = 200

interface Said {
  readonly command: PageCommand
  /** From whom the screen was taken back with it. */
  readonly from: string | null
}

/** `over`: by the server's word; `let-go`: nothing was heard for 12 s. */
export type KeeperEnd = 'over' | 'taken-back' | 'let-go'

export interface ControlKeeperOptions {
  readonly pageKey: string
  /** Commands that the server has not answered yet. */
  pending(): readonly PageCommand[]
  /** Returns the command's id. */
  submit(command: Draft<PageCommand>): string
  /** Up to this number control had begun before this page knew of it. */
  begunBefore(): number
  /** `before`: who had it until now, without an end between the two. */
  began(control: Control, before: Control | null): void
  ended(control: Control, why: KeeperEnd): void
  /** Null: it was done before, or comes too early; how far the page is must be told all the same. */
  answer(message: ControlMessage | null): void
  /** The page let go by itself. */
  changed(): void
}

export interface ControlKeeper {
  /** What the page goes by; null before the first view. */
  known(): KnownControl | null
  /** Of this very page. */
  control(): Control | null
  update(view: ParticipantView): void
  receive(message: ControlMessage): void
  /** The operator is still there. */
  alive(number: number): void
  /** What the user says holds here at once, whatever becomes of the line. */
  obey(command: Draft<PageCommand>): void
  /** Looks at the clock again: timers of a hidden tab may have slept. */
  look(): void
  /** With what the mirror sends; null where the page is not controlled. */
  ack(): ControlAck | null
}

export function createControlKeeper(options: ControlKeeperOptions): ControlKeeper {
  let view: ParticipantView | null = null
  let inbox: Inbox = EMPTY_INBOX
  let control: Control | null = null
  let kept: ControlMessage[] = []
  /** What the user has said here, until a view has come after the server's word on it. */
  let said: Said[] = []
  let heardAt = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function known(): KnownControl | null {
    if (view === null) return null
    return {
      view,
      pageKey: options.pageKey,
      over: inbox.over,
      pending: [...options.pending(), ...said.map(({ command }) => command)],
      takenFrom: said.flatMap(({ from }) => from ?? []),
    }
  }

  function settle(): void {
    const input = known()
    if (input === null) return
    const now = controlHere(input)
    if (now === null) return end('over')
    const before = control
    const isNew = before?.number !== now.number
    inbox = hearControl(inbox, now.number, now.number <= options.begunBefore())
    control = now
    if (isNew) {
      options.began(now, before)
      heard()
    }
    const early = kept.filter(({ number }) => number === now.number)
    kept = []
    for (const message of early) receive(message)
  }

  function end(why: KeeperEnd): void {
    if (control === null) return
    clearTimeout(timer)
    options.ended(control, why)
    control = null
  }

  function receive(message: ControlMessage): void {
    // Over already, though nobody else has come after.
    if (message.number === inbox.number && control?.number !== message.number) return
    const step = receiveControl(inbox, message)
    inbox = step.inbox
    switch (step.verdict) {
      case 'refuse':
        return
      case 'keep':
        if (kept.length < MAX_KEPT) kept.push(message)
        return
      case 'answer':
        heard()
        return options.answer(null)
      case 'do':
        heard()
        return options.answer(message)
    }
  }

  function heard(): void {
    heardAt = performance.now()
    look()
  }

  function look(): void {
    clearTimeout(timer)
    if (control === null) return
    const left = heardAt + CONTROL_SILENCE_MS - performance.now()
    if (left > 0) {
      timer = setTimeout(look, left)
      return
    }
    const { number } = control
    inbox = endControl(inbox, number)
    end('let-go')
    options.submit({ type: 'take-back', number, silent: true })
    settle()
    options.changed()
  }

  /** From whom the screen is taken back; null: that is not what was said, or nobody has it. */
  function endHere(command: Draft<PageCommand>): string | null {
    const input = known()
    const lasting = input === null ? null : lastingControl(input)
    if (lasting === null) return null
    const isEnd =
      command.type === 'take-back' ||
      (command.type === 'end-watch' && command.operator === lasting.by.id)
    if (!isEnd) return null
    inbox = endControl(inbox, lasting.number)
    end('taken-back')
    return lasting.by.id
  }

  return {
    known,
    control: () => control,
    update(next) {
      if (next !== view) {
        const waiting = new Set(options.pending().map(({ id }) => id))
        said = said.filter(({ command }) => waiting.has(command.id))
      }
      view = next
      settle()
    },
    receive,
    alive(number) {
      if (control?.number === number) heard()
    },
    obey(command) {
      const from = endHere(command)
      const id = options.submit(command)
      said.push({ command: { ...command, id }, from })
      settle()
    },
    look,
    ack: () => (control === null ? null : ackOf(inbox)),
  }
}
