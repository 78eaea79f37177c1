/** The chat in the help area and its icon in the bar, drawn from what the page knows. */
import { MAX_CHAT_LENGTH } from '../../base/chat-length.ts'
import type { ParticipantView } from '../../live/views.ts'
import type { LineView, PersonView } from '../../protocol/chat.ts'
import { text } from '../../texts/text.ts'
import type { Courier } from '../connection/courier.ts'
import type { PageStorage } from '../connection/page-storage.ts'
import { createChatLog, type CallLine, type PendingLine } from './chat-log.ts'
import { findNews } from './chat-news.ts'
import {
  describeBox,
  describeChat,
  describeEnd,
  describeIcon,
  describeTyping,
  nameOf,
} from './chat-status.ts'
import type { PageCommand } from './commands.ts'
import { element, setText } from './element.ts'
import type { HelpArea } from './help-area.ts'
import { isRead, unreadLines, type LiveState } from './live-state.ts'
import type { Notices } from './notices.ts'
import { createOwnTyping } from './typing.ts'

const NOTICE_LENGTH = 140
const NEWS_MS = 12_000
const AVAILABLE_MS = 15_000
const DRAFT_KEY = 'draft'

export interface Chat {
  update(state: LiveState, connected: boolean): void
  /** The help area was opened or closed, or the page came into view. */
  looked(): void
  /** Before the courier forgets it: the command was carried out, as the room's event `seq`. */
  acknowledged(id: string, seq: number): void
  /** CHT15: who else types now. */
  typing(who: readonly PersonView[]): void
  /** PHN10. */
  showCalls(calls: readonly CallLine[]): void
  /** A command other than a message was refused. */
  refused(message: string): void
}

export function createChat(options: {
  readonly courier: Courier<PageCommand>
  readonly help: HelpArea
  readonly notices: Notices
  readonly storage: PageStorage
  /** Tells the others that this user types or has stopped; false: the line is down. */
  tellTyping(is: boolean): boolean
  /** With the number of unread messages; what the tab's title shows. */
  onUnread(count: number): void
}): Chat {
  const { courier, help, notices, storage } = options
  const section = element('al-chat')
  const icon = element('al-chat-button')
  const status = element('al-chat-status')
  const activate = element('al-chat-activate') as HTMLButtonElement
  const ask = element('al-chat-ask') as HTMLButtonElement
  const turnOff = element('al-chat-off') as HTMLButtonElement
  const invitation = element('al-chat-invitation')
  const accept = element('al-chat-accept') as HTMLButtonElement
  const decline = element('al-chat-decline') as HTMLButtonElement
  const list = element('al-chat-log')
  const input = element('al-chat-input') as HTMLTextAreaElement
  const send = element('al-chat-send') as HTMLButtonElement
  const refusal = element('al-chat-refusal')
  const log = createChatLog({
    sendAgain,
    discard: (id) => courier.discard(id),
  })
  const ownTyping = createOwnTyping((is) => options.tellTyping(is))
  /** Acknowledged messages whose lines are not here yet: they stay in sight meanwhile. */
  const stored = new Map<string, { readonly line: PendingLine; readonly seq: number }>()
  let state: LiveState | null = null
  let calls: readonly CallLine[] = []
  let wasOffered = false
  let invitedBy: string | null = null
  let seenUpTo = 0
  let announcedUpTo = 0
  let informed = false
  let wantsFocus = false

  input.value = storage.read(DRAFT_KEY) ?? ''
  icon.addEventListener('click', () => {
    if (help.isOpen && section.contains(document.activeElement)) help.close()
    else openChat()
  })
  activate.addEventListener('click', () => activateChat(false))
  ask.addEventListener('click', () => activateChat(false))
  accept.addEventListener('click', () => activateChat(true))
  decline.addEventListener('click', () => {
    courier.submit({ type: 'decline-help' })
    notices.hide('invitation')
    help.open(element('al-chat-heading'))
  })
  turnOff.addEventListener('click', () => {
    say('')
    ownTyping.stop()
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
    ownTyping.typed(input.value.trim() !== '')
    fit()
  })
  document.addEventListener('visibilitychange', () => {
    looked()
    announce()
  })

  function activateChat(invited: boolean): void {
    wantsFocus = true
    say('')
    notices.hide('invitation')
    courier.submit({ type: 'chat-activate', invited })
    if (!help.isOpen) openChat()
  }

  function submitMessage(): void {
    const written = input.value
    if (written.trim() === '' || input.disabled) return
    if (written.length > MAX_CHAT_LENGTH) {
      return say(text('chat.tooLong', { count: written.length, limit: MAX_CHAT_LENGTH }))
    }
    ownTyping.stop()
    courier.submit({ type: 'chat-send', text: written, mode: state?.view?.mode })
    input.value = ''
    storage.remove(DRAFT_KEY)
    fit()
    log.scrollToEnd()
  }

  /** In another mode it is another message: the line over it says who would read it (CHT9). */
  function sendAgain(id: string): void {
    const command = courier.outbox.find((item) => item.command.id === id)?.command
    const mode = state?.view?.mode
    if (command?.type !== 'chat-send' || command.mode === mode) return courier.retry(id)
    courier.discard(id)
    courier.submit({ type: 'chat-send', text: command.text, mode })
  }

  function update(next: LiveState, connected: boolean): void {
    const before = state
    state = next
    const { view } = next
    if (view === null) return
    if (!view.enabled) return leave(before)

    const on = view.chat === 'on'
    const pending = courier.outbox.map((item) => item.command.type)
    const offered = view.icon !== 'none' || on || view.invitedBy !== null
    icon.hidden = !offered
    wasOffered ||= offered || view.ended !== null
    section.hidden = !wasOffered
    setText(status, describeChat(view, connected))
    if (!connected) showTyping([])
    status.classList.toggle('al-chat-quiet', !connected || !isReached(view))
    activate.hidden = on || view.invitedBy !== null
    activate.disabled = !view.canActivate || pending.includes('chat-activate')
    ask.hidden = !view.canAskAgain
    ask.disabled = pending.includes('chat-activate')
    turnOff.hidden = !on
    turnOff.disabled = pending.includes('chat-off')
    showInvitation(view, pending)
    allowWriting(on)
    setText(element('al-chat-hint'), describeBox(view))
    showLines(next)
    looked()
    tellNews(before, view)
    announce()
  }

  /** AUT8, STA6: live help is no more; what was being written waits for its return. */
  function leave(before: LiveState | null): void {
    const wasHere = !section.hidden
    const held = section.contains(document.activeElement)
    ownTyping.stop()
    for (const key of ['message', 'available', 'invitation', 'news'] as const) notices.hide(key)
    wasOffered = false
    section.hidden = true
    icon.hidden = true
    allowWriting(false)
    options.onUnread(0)
    if (!wasHere) return
    if (help.isOpen && !help.hasTexts) help.close()
    else if (held) help.open()
    if (before?.view?.chat === 'on') {
      notices.show('news', { kind: 'info', text: text('chat.ended'), lastsMs: NEWS_MS })
    }
  }

  function allowWriting(may: boolean): void {
    const held = document.activeElement === input || document.activeElement === send
    input.disabled = !may
    send.disabled = !may
    if (!may) ownTyping.stop()
    // A disabled control drops the focus to nowhere.
    if (!may && held && help.isOpen && !section.hidden) element('al-chat-heading').focus()
    if (may && wantsFocus) {
      wantsFocus = false
      if (help.isOpen) input.focus()
    }
  }

  function showInvitation(view: ParticipantView, pending: readonly string[]): void {
    const name = view.chat === 'off' ? view.invitedBy : null
    const held = invitation.contains(document.activeElement)
    invitation.hidden = name === null
    accept.disabled = pending.includes('chat-activate')
    decline.disabled = pending.includes('decline-help')
    if (name === null) {
      invitedBy = null
      notices.hide('invitation')
      if (held && help.isOpen) element('al-chat-heading').focus()
      return
    }
    const words = text('chat.invitation', { name })
    setText(element('al-chat-invitation-text'), words)
    if (help.isOpen) notices.hide('invitation')
    else if (name !== invitedBy) {
      notices.hide('available')
      notices.show('invitation', {
        kind: 'good',
        text: words,
        actions: [
          { label: text('chat.accept'), run: () => activateChat(true) },
          { label: text('chat.open'), run: openChat },
        ],
      })
    }
    invitedBy = name
  }

  function showLines(next: LiveState): void {
    const { lines, view, cursor } = next
    for (const [id, { seq }] of stored) if (seq <= (cursor ?? 0)) stored.delete(id)
    const pending = [...[...stored.values()].map(({ line }) => line), ...pendingLines()]
    list.hidden = lines.length + pending.length + calls.length === 0
    element('al-chat-save').hidden = lines.length === 0
    log.show({
      lines,
      pending,
      calls,
      isRead: (line) => isRead(view, line),
      // Where all are for the same, the line under the box says for whom.
      showsAudience: lines.some(
        ({ audience }) => (audience === 'private') !== (view?.mode === 'help'),
      ),
    })
  }

  /** The server says when a mark ends; without a line nobody does. */
  function showTyping(who: readonly PersonView[]): void {
    setText(element('al-chat-typing'), describeTyping(who))
  }

  function pendingLines(): readonly PendingLine[] {
    return courier.outbox.flatMap(({ command, refusal: why, at }) =>
      command.type === 'chat-send'
        ? [{ id: command.id, text: command.text, at, refusal: why, isStored: false }]
        : [],
    )
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
    if (help.isOpen) for (const key of ['message', 'news'] as const) notices.hide(key)
    showUnread(state.view, inView ? 0 : unread.length)
    tellOfMessage(unread)
  }

  function showUnread(view: ParticipantView, count: number): void {
    const badge = element('al-unread')
    badge.hidden = count === 0
    setText(badge, count > 99 ? '99+' : String(count))
    icon.dataset['state'] = view.icon
    setText(element('al-chat-label'), describeIcon(view, count))
    options.onUnread(count)
  }

  /** CHT16: a message that nobody sees shows itself. */
  function tellOfMessage(unread: readonly LineView[]): void {
    const last = unread[unread.length - 1]
    if (last === undefined || last.seq <= announcedUpTo) return
    announcedUpTo = last.seq
    if (help.isOpen) return
    const shown =
      last.text.length > NOTICE_LENGTH ? `${last.text.slice(0, NOTICE_LENGTH)}…` : last.text
    notices.show('message', {
      kind: 'info',
      text: text('chat.message', { name: nameOf(last), message: shown }),
      actions: [{ label: text('chat.open'), run: openChat }],
    })
  }

  /** What happens to a conversation is said where it can be seen. */
  function tellNews(before: LiveState | null, view: ParticipantView): void {
    const news = findNews(before?.view ?? null, view)
    if (news === null || help.isOpen) return
    notices.show('news', {
      kind: 'info',
      text: news,
      actions: [{ label: text('chat.open'), run: openChat }],
      lastsMs: describeEnd(view) === '' ? NEWS_MS : undefined,
    })
  }

  /** CHT16: of several tabs, one in view is told by the server that the notice is its to show. */
  function announce(): void {
    if (state?.view?.announce !== true || informed) return
    if (document.visibilityState !== 'visible') return
    informed = true
    courier.submit({ type: 'informed' })
  }

  function tellAvailable(): void {
    if (help.isOpen || state?.view?.canActivate !== true) return
    notices.show('available', {
      kind: 'good',
      text: text('chat.available'),
      actions: [{ label: text('chat.open'), run: openChat }],
      lastsMs: AVAILABLE_MS,
    })
  }

  function openChat(): void {
    for (const key of ['message', 'available', 'invitation', 'news'] as const) notices.hide(key)
    section.hidden = false
    help.open(firstControl())
    log.scrollToEnd()
  }

  function firstControl(): HTMLElement {
    if (!input.disabled) return input
    if (!invitation.hidden) return accept
    if (!activate.hidden && !activate.disabled) return activate
    return list.hidden ? element('al-chat-heading') : list
  }

  /** As high as what is written, up to a third of the window. */
  function fit(): void {
    input.style.height = 'auto'
    input.style.height = `${Math.min(input.scrollHeight + 2, window.innerHeight / 3)}px`
  }

  function say(message: string): void {
    setText(refusal, message)
  }

  return {
    update,
    looked,
    acknowledged(id, seq) {
      if (courier.outbox.some(({ command }) => command.id === id && command.type === 'informed')) {
        return tellAvailable()
      }
      const line = pendingLines().find((pending) => pending.id === id)
      if (line !== undefined) stored.set(id, { line: { ...line, isStored: true }, seq })
    },
    typing: showTyping,
    showCalls(told) {
      calls = told
      if (state !== null) showLines(state)
    },
    refused: say,
  }
}

/** Whether somebody answers, or could: the status line has a full mark then. */
function isReached(view: ParticipantView): boolean {
  if (view.mode !== 'help') return view.peers > 0 || view.operatorName !== null
  return view.chat === 'on' ? view.operatorName !== null : view.operators > 0
}
