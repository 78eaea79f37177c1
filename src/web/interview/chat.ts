/** The chat in the help area and its icon in the bar, drawn from what the page knows. */
import type { LineView } from '../../protocol/chat.ts'
import { text } from '../../texts/text.ts'
import type { Courier } from '../connection/courier.ts'
import type { PageStorage } from '../connection/page-storage.ts'
import { createChatLog } from './chat-log.ts'
import { describeChat, describeIcon } from './chat-status.ts'
import type { PageCommand } from './commands.ts'
import { element } from './element.ts'
import type { HelpArea } from './help-area.ts'
import { unreadLines, type LiveState } from './live-state.ts'
import type { Notices } from './notices.ts'

/** CHT7. */
const MAX_LENGTH = 10_000
const NOTICE_LENGTH = 140
const DRAFT_KEY = 'al-chat-draft'

export interface Chat {
  update(state: LiveState, connected: boolean): void
  /** The help area was opened or closed, or the page came into view. */
  looked(): void
  /** A command other than a message was refused. */
  refused(message: string): void
}

export function createChat(options: {
  readonly courier: Courier<PageCommand>
  readonly help: HelpArea
  readonly notices: Notices
  readonly storage: PageStorage
  /** With the number of unread messages; what the tab's title shows. */
  onUnread(count: number): void
}): Chat {
  const { courier, help, notices, storage } = options
  const section = element('al-chat')
  const icon = element('al-chat-button')
  const status = element('al-chat-status')
  const activate = element('al-chat-activate') as HTMLButtonElement
  const turnOff = element('al-chat-off') as HTMLButtonElement
  const list = element('al-chat-log')
  const input = element('al-chat-input') as HTMLTextAreaElement
  const send = element('al-chat-send') as HTMLButtonElement
  const refusal = element('al-chat-refusal')
  const log = createChatLog({
    sendAgain: (id) => courier.retry(id),
    discard: (id) => courier.discard(id),
  })
  let state: LiveState | null = null
  let wasOffered = false
  let seenUpTo = 0
  let announcedUpTo: number | null = null
  let informed = false
  let wantsFocus = false

  input.value = storage.read(DRAFT_KEY) ?? ''
  icon.addEventListener('click', () => {
    if (help.isOpen && section.contains(document.activeElement)) help.close()
    else openChat()
  })
  activate.addEventListener('click', () => {
    wantsFocus = true
    say('')
    courier.submit({ type: 'chat-activate' })
  })
  turnOff.addEventListener('click', () => {
    say('')
    courier.submit({ type: 'chat-off' })
    help.open(element('al-chat-heading'))
  })
  element('al-chat-form').addEventListener('submit', (event) => {
    event.preventDefault()
    submitMessage()
  })
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    submitMessage()
  })
  input.addEventListener('input', () => {
    say('')
    storage.write(DRAFT_KEY, input.value)
    fit()
  })
  document.addEventListener('visibilitychange', looked)

  function submitMessage(): void {
    const written = input.value
    if (written.trim() === '' || input.disabled) return
    if (written.length > MAX_LENGTH) {
      return say(text('chat.tooLong', { count: written.length }))
    }
    courier.submit({ type: 'chat-send', text: written })
    input.value = ''
    storage.remove(DRAFT_KEY)
    fit()
    log.scrollToEnd()
  }

  function update(next: LiveState, connected: boolean): void {
    state = next
    const { view } = next
    const offered = view !== null && view.enabled && (view.icon !== 'none' || view.chat === 'on')
    wasOffered = view?.enabled === true && (wasOffered || offered)
    section.hidden = !wasOffered
    icon.hidden = !offered
    if (view === null || !view.enabled) return options.onUnread(0)

    const on = view.chat === 'on'
    const pending = courier.outbox.map((item) => item.command.type)
    setText(status, describeChat(view, connected))
    status.classList.toggle('al-chat-quiet', !connected || (on && view.operatorName === null))
    activate.hidden = on
    activate.disabled = !view.canActivate || pending.includes('chat-activate')
    turnOff.hidden = !on
    turnOff.disabled = pending.includes('chat-off')
    input.disabled = !on
    send.disabled = !on
    if (on && wantsFocus) {
      wantsFocus = false
      if (help.isOpen) input.focus()
    }
    showLines(next)
    looked()
    announce(view.announce)
  }

  function showLines(next: LiveState): void {
    const pending = courier.outbox.flatMap(({ command, refusal: why, at }) =>
      command.type === 'chat-send'
        ? [{ id: command.id, text: command.text, at, refusal: why }]
        : [],
    )
    list.hidden = next.lines.length === 0 && pending.length === 0
    log.show(next.lines, pending, next.view?.readUpTo ?? 0)
  }

  /** Whatever is in view has been read; the rest is counted. */
  function looked(): void {
    if (state?.view?.enabled !== true) return
    const unread = unreadLines(state, seenUpTo)
    const last = unread[unread.length - 1]
    const inView = help.isOpen && !section.hidden && document.visibilityState === 'visible'
    if (inView && last !== undefined) {
      seenUpTo = last.seq
      courier.submit({ type: 'chat-read', upTo: last.seq })
    }
    if (help.isOpen) notices.hide('message')
    showUnread(inView ? 0 : unread.length)
    tellOfMessage(unread)
  }

  function showUnread(count: number): void {
    const badge = element('al-unread')
    badge.hidden = count === 0
    setText(badge, count > 99 ? '99+' : String(count))
    if (state?.view) {
      icon.dataset['state'] = state.view.icon
      setText(element('al-chat-label'), describeIcon(state.view, count))
    }
    options.onUnread(count)
  }

  /** CHT16: a message that nobody sees shows itself. */
  function tellOfMessage(unread: readonly LineView[]): void {
    const last = unread[unread.length - 1]
    const newest = last?.seq ?? announcedUpTo ?? 0
    const isNew = last !== undefined && newest > (announcedUpTo ?? 0)
    announcedUpTo = Math.max(announcedUpTo ?? 0, newest)
    if (last === undefined || !isNew || help.isOpen) return
    const name = last.name ?? text('common.visitor', { number: last.visitorNumber ?? '' })
    const shown =
      last.text.length > NOTICE_LENGTH ? `${last.text.slice(0, NOTICE_LENGTH)}…` : last.text
    notices.show('message', {
      kind: 'info',
      text: `${name}: ${shown}`,
      action: { label: text('chat.open'), run: openChat },
    })
  }

  function announce(due: boolean): void {
    if (!due || informed) return
    informed = true
    courier.submit({ type: 'informed' })
    if (help.isOpen) return
    notices.show('available', {
      kind: 'good',
      text: text('chat.available'),
      action: { label: text('chat.open'), run: openChat },
      lastsMs: 15_000,
    })
  }

  function openChat(): void {
    notices.hide('message')
    notices.hide('available')
    help.open(input.disabled ? (activate.hidden ? list : activate) : input)
    log.scrollToEnd()
  }

  /** As high as what is written, up to a third of the window. */
  function fit(): void {
    input.style.height = 'auto'
    input.style.height = `${Math.min(input.scrollHeight + 2, window.innerHeight / 3)}px`
  }

  function say(message: string): void {
    setText(refusal, message)
  }

  return { update, looked, refused: say }
}

/** Only when it differs: a live region would speak again. */
function setText(place: HTMLElement, content: string): void {
  if (place.textContent !== content) place.textContent = content
}
