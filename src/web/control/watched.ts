/**
 * The user's page while somebody sees it, asks for it or works on it; loaded when that begins.
 * Tells the user (CON2, CON3, CTL2), keeps the screen for the operator while it is controlled, does
 * what the operator does, and gives the screen back: at the user's word (CTL7), the server's, or when
 * nothing has been heard for too long (CTL6).
 */
import type { ParticipantView } from '../../live/views.ts'
import type { ControlAck, ControlMessage } from '../../protocol/mirror.ts'
import type { text as say } from '../../texts/text.ts'
import type { Draft } from '../connection/courier.ts'
import type { PageCommand } from '../interview/commands.ts'
import type { Mirror } from '../mirror/agent.ts'
import { createMasks } from '../mirror/masks.ts'
import { createControlKeeper, type KeeperEnd } from './control-keeper.ts'
import { createHiddenMarks } from './hidden-marks.ts'
import { startLock, type Lock } from './lock.ts'
import { createOperatorHand, type OperatorHand, type SignatureTools } from './operator-hand.ts'
import { createWatchBar } from './watch-bar.ts'
import {
  ASKS,
  joinedOf,
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

const ENDS = { over: 'watch.over', 'let-go': 'watch.letGo' } as const

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
  const keeper = createControlKeeper({
    pageKey: options.pageKey,
    pending: () => options.pending(),
    submit: (command) => options.submit(command),
    begunBefore: () => options.begunBefore(),
    began,
    ended: release,
    answer,
    changed: draw,
  })
  let lock: Lock | null = null
  let hand: OperatorHand | null = null
  let isActing = false
  let asked = new Set<string>()
  let deniedAt = -DENIED_MS
  let lastField: HTMLElement | null = null
  let seenBy: ReadonlySet<string> = new Set()
  let joinedBy: ReadonlyMap<string, string> = new Map()
  let overWords: string | null = null
  let overTimer: ReturnType<typeof setTimeout> | undefined

  masks.learn(parse(options.screen().pristine))
  root.addEventListener('focusin', (event) => {
    if (event.target instanceof HTMLElement) lastField = event.target
  })
  document.addEventListener('visibilitychange', () => keeper.look())
  // A way from anywhere in the screen to the bar, and back.
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented) return
    const { target } = event
    // Whoever has not been anywhere yet is on the body.
    const isThere = target === document.body || (target instanceof Node && root.contains(target))
    if (!isThere || !bar.focus()) return
    event.preventDefault()
  })

  function draw(): void {
    const known = keeper.known()
    if (known === null) return
    const present: WatchInput = { ...known, ended: overWords }
    const { view } = known
    const rows = watchRows(present, text)
    bar.show(rows)
    marks.show(rows.length > 0 && (view.watchedBy.length > 0 || lastingControl(known) !== null))
    announceWatchers(present)
    announceJoined(present)
    announceAsks(view)
  }

  function began(control: Control, before: Control | null): void {
    const { name } = control.by
    if (before?.by.name !== name) {
      bar.say(`${text('watch.controlled', { name })} ${text('watch.takeAtTop')}`)
    }
    if (lock === null) take()
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
  function release(control: Control, why: KeeperEnd): void {
    const { name } = control.by
    const words = why === 'taken-back' ? text('watch.takenBack') : text(ENDS[why], { name })
    hand?.leave()
    lock?.release()
    hand = null
    lock = null
    tellEnd(words)
    bar.say(words)
  }

  /** CTL4: in the bar for a while, then no more. */
  function tellEnd(words: string | null): void {
    clearTimeout(overTimer)
    overWords = words
    if (words === null) return
    overTimer = setTimeout(() => {
      overWords = null
      draw()
    }, OVER_MS)
  }

  /** What it changes and that it is done travel in one message. */
  function answer(message: ControlMessage | null): void {
    const work = (): void => {
      if (message !== null) carryOut(message)
    }
    const mirror = options.mirror()
    if (mirror === null) work()
    else mirror.together(work)
  }

  /** CTL6: only in the screen that it was meant for. */
  function carryOut({ screen, ops }: ControlMessage): void {
    if (screen !== options.screen().version) return
    isActing = true
    try {
      hand?.apply(ops)
    } finally {
      isActing = false
    }
  }

  /** A button of the bar; null: what was told is read. */
  function obey(command: Draft<PageCommand> | null): void {
    if (command === null) tellEnd(null)
    else keeper.obey(command)
    draw()
  }

  /** CON2: who cannot see the bar hears of those who come, and that the last one has gone. */
  function announceWatchers(present: WatchInput): void {
    const words = watchNews(seenBy, present, text)
    seenBy = new Set(watchersOf(present).map(({ id }) => id))
    if (words !== null) bar.say(words)
  }

  /** CON3: who has come into the session, and who has left it. */
  function announceJoined(present: WatchInput): void {
    const now = joinedOf(present)
    for (const { id, name } of now) if (!joinedBy.has(id)) bar.say(text('watch.joined', { name }))
    for (const [id, name] of joinedBy) {
      if (now.every((one) => one.id !== id)) bar.say(text('watch.unjoined', { name }))
    }
    joinedBy = new Map(now.map(({ id, name }) => [id, name]))
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
    const words = text(ASKS[first.what], { name })
    bar.say(`${words} ${text('watch.answerAtTop')}`)
  }

  /** Not at each key: that would drown everything else that is read out. */
  function tellDenied(): void {
    const control = keeper.control()
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
      keeper.update(next)
      draw()
    },
    control: (message) => keeper.receive(message),
    alive: (number) => keeper.alive(number),
    screenChanged() {
      masks.reset()
      masks.learn(parse(options.screen().pristine))
      lock?.screenChanged()
      marks.refresh()
    },
    ack: () => keeper.ack(),
    submitting: () => (isActing ? (keeper.control()?.number ?? null) : null),
  }
}

function parse(html: string): Element {
  return new DOMParser().parseFromString(html, 'text/html').body
}
