/** The interview page's script: everything here only betters a page that works without it. */
import type { ParticipantView } from '../../live/views.ts'
import type { PageDown, PageUp } from '../../protocol/page.ts'
import { CLOSE } from '../../protocol/close-codes.ts'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import { text } from '../../texts/text.ts'
import { createConnection, type ConnectionState } from '../connection/connection.ts'
import { whyRefused } from '../connection/why-refused.ts'
import { createCourier } from '../connection/courier.ts'
import { createPageKey } from '../connection/page-key.ts'
import { clearPageStorage, openPageStorage } from '../connection/page-storage.ts'
import { createChat, type Chat } from './chat.ts'
import { isPageCommand, type PageCommand } from './commands.ts'
import { listenToEntries } from './entries.ts'
import { listenToFields } from './field-behaviour.ts'
import { applyFieldRules } from './field-rules.ts'
import { createHelpArea } from './help-area.ts'
import { leaveDeleted, leaveWhenOut } from './joined.ts'
import { receive, UNKNOWN, type LiveState } from './live-state.ts'
import { watchLeaving } from './leaving.ts'
import { listenToMenu } from './menu.ts'
import { createMirroring } from './mirroring.ts'
import { listenToNavigation } from './navigation.ts'
import { createNotices } from './notices.ts'
import { createPhone, type Phone } from './phone.ts'
import { createScreenView } from './screen-view.ts'
import { createSigning } from './signing.ts'
import { keepTypedAnswers } from './typed-answers.ts'
import { createWaiting } from './waiting.ts'
import { createWatching } from './watching.ts'

/** Failures in a row after which a page that was never connected says so (REL8). */
const UNREACHABLE_AFTER = 4
/** How long a command that nobody sees refused waits for its next try. */
const AGAIN_MS = 5_000
/** What the page says by itself, or has done already: it is sent again until it is taken. */
const UNSEEN: ReadonlySet<PageCommand['type']> = new Set([
  'chat-read',
  'informed',
  'answer-ask',
  'end-watch',
  'end-join',
  'take-back',
])

const { session = '', participant = '', socket = '' } = document.body.dataset
const pageKey = createPageKey()
// What one person wrote is not there for the next who uses this tab.
const storage = openPageStorage(`${session}-${participant}-`)
const notices = createNotices()
let live: LiveState = UNKNOWN
let unread = 0
/** The page has shown the last that it shows: who joined is out, or the session is deleted. */
let isOut = false
/** By how much the server's clock is before this machine's, ms. */
let skew = 0
/** JOI3: the change of answers that the person was told of. */
let toldOf = 0
// Made last: what is made before may already speak to it.
let chat: Chat | null = null
let phone: Phone | null = null

document.documentElement.classList.add('al-js')
const view = createScreenView((what) => {
  // Before anything looks at the new screen.
  applyFieldRules(view.root)
  // Then the lock: what it changes is no change of the screen.
  watching.screenChanged()
  mirroring.screenChanged(view.version)
  signing.screenChanged()
  waiting.screenChanged()
  // Behind a failure the screen still waits, for whoever loads it again.
  if (what === 'screen') typedAnswers.forget()
  showTitle()
})
const signing = createSigning(view.root)
const mirroring = createMirroring({
  view: () => view,
  buffered: () => connection.bufferedAmount,
  send: (message) => connection.send(message),
  ack: () => watching.ack(),
  signature: () => signing.tools,
})
const navigation = listenToNavigation({
  view,
  notices,
  underControl: () => watching.submitting(),
  onLeave: () => typedAnswers.forget(),
  onSettled() {
    tellOfNewerAnswers()
    tellUnreachable()
  },
  isOver: () => isOut,
})
const waiting = createWaiting({
  view: () => view,
  root: view.root,
  isElsewhere() {
    const { activeElement: active } = document
    return active !== null && active !== document.body && !view.root.contains(active)
  },
  notices,
  look: () => navigation.look(),
})
waiting.screenChanged()
listenToFields(view.root)
listenToEntries(view.root)
applyFieldRules(view.root)
// After what keeps fields in step with each other: what is put back counts as typed.
const typedAnswers = keepTypedAnswers(view, storage)
listenToMenu()

const help = createHelpArea(storage, () => {
  chat?.looked()
  phone?.looked()
})
const courier = createCourier<PageCommand>({
  pageKey,
  storage,
  storageKey: 'outbox',
  isCommand: isPageCommand,
  isWritten: (command) => command.type === 'chat-send',
  transmit: (command) => connection.send(command),
  onChange: () => draw(),
})
chat = createChat({
  courier,
  help,
  notices,
  storage,
  tellTyping: (is) => connection.send({ type: 'typing', is }),
  onUnread(count) {
    unread = count
    showTitle()
  },
})
phone = createPhone({
  help,
  notices,
  storage,
  now: () => Date.now() + skew,
  showCalls: (calls) => chat?.showCalls(calls),
})
const sessionPath = `${document.body.dataset['root'] ?? '/'}s/${session}`
const watching = createWatching({
  root: view.root,
  pageKey,
  text,
  screen: () => view,
  sessionPath,
  actionPath: `${sessionPath}/action`,
  pending: () => courier.outbox.map(({ command }) => command),
  submit: (command) => courier.submit(command),
  mirror: () => mirroring.mirror,
  signature: () => signing.tools,
})
const connection = createConnection<PageUp, PageDown>({
  url: socket,
  hello: () => ({
    type: 'hello',
    version: PROTOCOL_VERSION,
    page: pageKey,
    cursor: live.cursor,
    ...(live.reach === null ? {} : { reach: live.reach }),
  }),
  onMessage: hear,
  onState: showLine,
})

watchLeaving({
  // Gone from the interview: nobody has to wait whether the page comes back.
  left: () => connection.close({ type: 'goodbye' }),
  comesBack: () => connection.close({ type: 'goodbye', returns: true }),
  signsOut: clearPageStorage,
})

function hear(message: PageDown): void {
  const step = receive(live, message)
  live = step.state
  if (step.restart) return connection.restart()
  switch (message.type) {
    case 'welcome':
      skew = message.now - Date.now()
      draw()
      sendUnseenAgain()
      courier.opened()
      return tellOfNewerAnswers()
    case 'push':
      draw()
      return tellOfNewerAnswers()
    case 'ack':
      chat?.acknowledged(message.id, message.seq)
      return courier.acknowledged(message.id)
    case 'refused':
      return hearRefusal(message)
    case 'typing':
      return chat?.typing(message.who)
    case 'observe':
      return mirroring.observe(message.observers, message.epoch)
    case 'mirror-again':
      return mirroring.again()
    case 'control':
      return watching.control(message)
    case 'control-alive':
      return watching.alive(message.number)
    case 'ping':
  }
}

/** A message stays and can be sent again; anything else is simply not done, and why is said. */
function hearRefusal(answer: Extract<PageDown, { type: 'refused' }>): void {
  const { id, message: why, retry } = answer
  const refused = courier.outbox.find((item) => item.command.id === id)?.command
  if (refused?.type === 'chat-send') return courier.refused(id, why)
  if (retry && refused !== undefined && UNSEEN.has(refused.type)) {
    courier.refused(id, why)
    setTimeout(sendUnseenAgain, AGAIN_MS)
    return
  }
  courier.discard(id)
  if (refused?.type === 'chat-activate' || refused?.type === 'chat-off') chat?.refused(why)
}

/** What the page says by itself: nobody would see that it was refused for the moment. */
function sendUnseenAgain(): void {
  for (const { command, refusal } of courier.outbox) {
    if (refusal !== null && command.type !== 'chat-send') courier.retry(command.id)
  }
}

function draw(): void {
  if (isOut) return
  isOut = leaveWhenOut(live.view, view)
  if (isOut) return mirroring.stop()
  chat?.update(live, connection.state.state === 'open')
  phone?.update(live.view)
  watching.update(live.view)
}

function showLine(state: ConnectionState): void {
  if (state.state !== 'open') mirroring.stop()
  if (live.view !== null) draw()
  switch (state.state) {
    case 'open':
      return notices.hide('line')
    case 'connecting':
      // Said once, not at every further try.
      if (live.view?.enabled === true && state.failures === 1) {
        notices.show('line', { kind: 'problem', text: text('page.lineLost') })
      } else if (live.view === null && state.failures === UNREACHABLE_AFTER) {
        tellUnreachable()
        void tellWhyRefused()
      }
      return
    case 'ended':
      return showEnd(state.code)
  }
}

/** REL8: of a page that never had a line, at whichever screen there is live help. */
function tellUnreachable(): void {
  const { state } = connection
  const tried = state.state === 'connecting' && state.failures >= UNREACHABLE_AFTER
  if (live.view !== null || !tried || !view.hasLiveHelp || notices.has('line')) return
  notices.show('line', { kind: 'problem', text: text('page.noLine') })
}

async function tellWhyRefused(): Promise<void> {
  const why = await whyRefused(document.body.dataset['root'] ?? '/')
  if (why !== null && live.view === null) notices.show('line', { kind: 'problem', text: why })
}

function showEnd(code: number): void {
  if (isOut) return
  const reload = { label: text('page.reload'), run: () => location.reload() }
  if (code === CLOSE.version) {
    notices.show('line', { kind: 'problem', text: text('page.oldVersion'), actions: [reload] })
  } else if (code === CLOSE.deleted) {
    isOut = true
    leaveDeleted(view)
  } else if (code === CLOSE.notAllowed || code === CLOSE.unknownSession) {
    notices.show('line', { kind: 'problem', text: text('page.ended'), actions: [reload] })
  } else if (code === CLOSE.badMessage) {
    courier.unreadable(text('refused.bad-request'))
    notices.show('line', { kind: 'problem', text: text('page.noLine'), actions: [reload] })
  }
}

/** JOI3: somebody else, or another tab, has gone on with the same answers. Said once for each change. */
function tellOfNewerAnswers(): void {
  const answers = live.view?.answers ?? null
  if (navigation.isBusy || answers === null || isOut) return
  if (answers.version <= view.version) {
    toldOf = 0
    return notices.hide('newer')
  }
  if (waiting.hear(answers.version) || answers.version === toldOf) return
  toldOf = answers.version
  notices.show('newer', {
    kind: 'info',
    text: whoChanged(answers.by),
    actions: [{ label: text('page.showNewer'), run: () => navigation.refresh() }],
  })
}

function whoChanged(by: NonNullable<ParticipantView['answers']>['by']): string {
  if (by === 'self') return text('page.newer')
  const { name, visitorNumber } = by
  if (name !== null) return text('page.changedBy', { name })
  return text('page.changedByVisitor', { number: visitorNumber ?? '' })
}

function showTitle(): void {
  document.title =
    unread === 0 ? view.title : text('page.titleUnread', { count: unread, title: view.title })
}
