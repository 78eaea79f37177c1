/**
 * The user's page while somebody sees it, asks for it or works on it; loaded when that begins.
 * Tells the user (CON2, CON3, CTL2), keeps the screen for the operator while it is controlled, does
 * what the operator does, and gives the screen back: at the user's word (CTL7), the server's, or when
 * nothing has been heard for too long (CTL6).
 */
import type { ParticipantView } from '../../live/views.ts'
import { CONTROL_SILENCE_MS } from '../../protocol/limits.ts'
import type { ControlAck, ControlMessage } from '../../protocol/mirror.ts'
import type { text as say } from '../../texts/text.ts'
import type { Draft } from '../connection/courier.ts'
import type { PageCommand } from '../interview/commands.ts'
import type { Mirror } from '../mirror/agent.ts'
import { createMasks } from '../mirror/masks.ts'
import {
  ackOf,
  EMPTY_INBOX,
  endControl,
  hearControl,
  receiveControl,
  type Inbox,
} from './control-inbox.ts'
import { createHiddenMarks } from './hidden-marks.ts'
import { startLock, type Lock } from './lock.ts'
import { createOperatorHand, type OperatorHand, type SignatureTools } from './operator-hand.ts'
import { createWatchBar } from './watch-bar.ts'
import {
  controlHere,
  lastingControl,
  watchersOf,
  watchNews,
  watchRows,
  type Control,
  type WatchInput,
} from './watch-rows.ts'

/** CTL4: how long the user is told that it is over. */
const OVER_MS = 7_000
/** Between two words about changes that are not taken. */
const DENIED_MS = 8_000
/** Of messages that come before the view that allows them. */
const MAX_KEPT = 200

export interface WatchedOptions {
  readonly root: HTMLElement
  readonly pageKey: string
  readonly text: typeof say
  /** The screen as served; its version is the answers'. */
  screen(): { readonly pristine: string; readonly version: number }
  /** Of the links that ask for another screen. */
  readonly actionPath: string
  readonly sessionPath: string
  /** Commands that the server has not answered yet. */
  pending(): readonly PageCommand[]
  /** Returns the command's id. */
  submit(command: Draft<PageCommand>): string
  mirror(): Mirror | null
  /** Up to this number control had begun before this page knew of it. */
  begunBefore(): number
  signature(): SignatureTools | null
}

export interface Watched {
  update(view: ParticipantView): void
  control(message: ControlMessage): void
  /** The operator is still there. */
  alive(number: number): void
  /** Right after another screen was put into the root, in the same task. */
  screenChanged(): void
  /** With what the mirror sends; null where the page is not controlled. */
  ack(): ControlAck | null
  /** CTL8: under which control the form is being sent now; null: by the user. */
  submitting(): number | null
}

export function startWatched(options: WatchedOptions): Watched {
  const { root, text } = options
  const masks = createMasks()
  const bar = createWatchBar({ label: text('watch.region'), press: obey, refuge })
  const marks = createHiddenMarks({
    root,
    words: text('watch.hidden'),
    isMasked: (field) => masks.has(field),
  })
  let view: ParticipantView | null = null
  let inbox: Inbox = EMPTY_INBOX
  let control: Control | null = null
  let lock: Lock | null = null
  let hand: OperatorHand | null = null
  let isActing = false
  let kept: ControlMessage[] = []
  /** What the user has said here, until a view has come after the server's word on it. */
  let said: PageCommand[] = []
  let asked = new Set<string>()
  let heardAt = 0
  let silenceTimer: ReturnType<typeof setTimeout> | undefined
  let deniedAt = -DENIED_MS
  let lastField: HTMLElement | null = null
  let seenBy: ReadonlySet<string> = new Set()
  let ended: string | null = null
  let endedTimer: ReturnType<typeof setTimeout> | undefined

  masks.learn(parse(options.screen().pristine))
  root.addEventListener('focusin', (event) => {
    if (event.target instanceof HTMLElement) lastField = event.target
  })
  document.addEventListener('visibilitychange', listen)
  // A way from anywhere in the screen to the bar, and back.
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented) return
    const { target } = event
    if (!(target instanceof Node) || !root.contains(target) || !bar.focus()) return
    event.preventDefault()
  })

  function input(present: ParticipantView): WatchInput {
    const { pageKey } = options
    const pending = [...options.pending(), ...said]
    return { view: present, pageKey, over: inbox.over, ended, pending }
  }

  function draw(): void {
    if (view === null) return
    const known = input(view)
    settleControl(controlHere(known))
    // Settling may have ended it for this page.
    const present = input(view)
    const rows = watchRows(present, text)
    bar.show(rows)
    marks.show(rows.length > 0 && (view.watchedBy.length > 0 || lastingControl(present) !== null))
    announceWatchers(present)
    announceAsks(view)
  }

  function settleControl(now: Control | null): void {
    if (now === null) {
      if (control !== null) release(text('watch.over', { name: control.by.name }))
      return
    }
    const isNew = control?.number !== now.number
    inbox = hearControl(inbox, now.number, now.number <= options.begunBefore())
    if (control?.by.name !== now.by.name) {
      bar.say(`${text('watch.controlled', { name: now.by.name })} ${text('watch.takeAtTop')}`)
    }
    control = now
    if (isNew) heard()
    if (lock === null) take()
    const early = kept.filter(({ number }) => number === now.number)
    kept = []
    for (const message of early) receive(message)
  }

  function take(): void {
    lock = startLock({
      root,
      isMasked: (field) => masks.has(field),
      leadsAway: (link) => link.origin === location.origin && link.pathname === options.actionPath,
      onDenied: tellDenied,
    })
    hand = createOperatorHand({
      root,
      lock,
      isMasked: (element) => masks.has(element),
      isOwnLink,
      retell: (target) => options.mirror()?.retell(target),
      signature: () => options.signature(),
    })
    tellEnd(null)
  }

  /** The screen is the user's again; what was typed stays. */
  function release(words: string): void {
    clearTimeout(silenceTimer)
    hand?.leave()
    lock?.release()
    hand = null
    lock = null
    control = null
    tellEnd(words)
    bar.say(words)
  }

  /** CTL4: in the bar for a while, then no more. */
  function tellEnd(words: string | null): void {
    clearTimeout(endedTimer)
    ended = words
    if (words === null) return
    endedTimer = setTimeout(() => {
      ended = null
      draw()
    }, OVER_MS)
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
        return answer(() => {})
      case 'do':
        heard()
        return answer(() => carryOut(message))
    }
  }

  /** CTL6: only while the view says so, and only in the screen that it was meant for. */
  function carryOut({ number, screen, ops }: ControlMessage): void {
    if (control?.number !== number || screen !== options.screen().version) return
    isActing = true
    try {
      hand?.apply(ops)
    } finally {
      isActing = false
    }
  }

  /** What it changes and that it is done travel in one message. */
  function answer(work: () => void): void {
    const mirror = options.mirror()
    if (mirror === null) work()
    else mirror.together(work)
  }

  function heard(): void {
    heardAt = performance.now()
    listen()
  }

  function listen(): void {
    clearTimeout(silenceTimer)
    if (control === null) return
    const left = heardAt + CONTROL_SILENCE_MS - performance.now()
    if (left > 0) {
      silenceTimer = setTimeout(listen, left)
      return
    }
    const { number, by } = control
    inbox = endControl(inbox, number)
    release(text('watch.letGo', { name: by.name }))
    options.submit({ type: 'take-back', number, silent: true })
    draw()
  }

  /** A button of the bar. What the user says holds here at once, whatever becomes of the line. */
  function obey(command: Draft<PageCommand> | null): void {
    if (command === null) {
      tellEnd(null)
      return draw()
    }
    const isEnd = command.type === 'take-back' || command.type === 'end-watch'
    if (isEnd) endHere(command)
    const id = options.submit(command)
    said.push({ ...command, id })
    draw()
  }

  function endHere(command: Draft<PageCommand>): void {
    const lasting = view === null ? null : lastingControl(input(view))
    if (lasting === null) return
    if (command.type === 'end-watch' && command.operator !== lasting.by.id) return
    inbox = endControl(inbox, lasting.number)
    if (control !== null) release(text('watch.takenBack'))
  }

  /** CON2: who cannot see the bar hears of those who come, and that the last one has gone. */
  function announceWatchers(present: WatchInput): void {
    const words = watchNews(seenBy, present, text)
    seenBy = new Set(watchersOf(present).map(({ id }) => id))
    if (words !== null) bar.say(words)
  }

  function announceAsks(present: ParticipantView): void {
    const now = present.asks.map(({ operator, what }) => ({
      key: `${what} ${operator.id}`,
      what,
      operator,
    }))
    const fresh = now.filter(({ key }) => !asked.has(key))
    asked = new Set(now.map(({ key }) => key))
    const [first] = fresh
    if (first === undefined) return
    const { name } = first.operator
    const words = text(first.what === 'observe' ? 'watch.asksToSee' : 'watch.asksToWork', { name })
    bar.say(`${words} ${text('watch.answerAtTop')}`)
  }

  /** Not at each key: that would drown everything else that is read out. */
  function tellDenied(): void {
    if (control === null || performance.now() - deniedAt < DENIED_MS) return
    deniedAt = performance.now()
    const { name } = control.by
    bar.hint('control', text('watch.denied'))
    bar.say(`${text('watch.controlled', { name })} ${text('watch.denied')}`)
  }

  function isOwnLink(link: HTMLAnchorElement): boolean {
    if (link.origin !== location.origin || link.target === '_blank') return false
    const { pathname } = link
    const isHere =
      pathname === options.sessionPath || pathname.startsWith(`${options.sessionPath}/`)
    return isHere || (pathname === location.pathname && link.hash !== '')
  }

  function refuge(): HTMLElement | null {
    if (lastField?.isConnected === true && root.contains(lastField)) return lastField
    return root.querySelector<HTMLElement>('h1')
  }

  return {
    update(next) {
      if (next !== view) {
        const waiting = new Set(options.pending().map(({ id }) => id))
        said = said.filter(({ id }) => waiting.has(id))
      }
      view = next
      draw()
    },
    control: receive,
    alive(number) {
      if (control?.number === number) heard()
    },
    screenChanged() {
      masks.reset()
      masks.learn(parse(options.screen().pristine))
      lock?.screenChanged()
      marks.refresh()
    },
    ack: () => (control === null ? null : ackOf(inbox)),
    submitting: () => (isActing && control !== null ? control.number : null),
  }
}

function parse(html: string): Element {
  return new DOMParser().parseFromString(html, 'text/html').body
}
