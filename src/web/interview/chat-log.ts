/** The conversation as a list: what is stored, then what is on its way. Each entry is made once. */
import type { LineView } from '../../protocol/chat.ts'
import { text } from '../../texts/text.ts'
import { chatNodes } from './chat-text.ts'
import { element, make, makeButton } from './element.ts'

export interface PendingLine {
  readonly id: string
  readonly text: string
  readonly at: number
  /** Null: on its way. */
  readonly refusal: string | null
}

export interface ChatLog {
  show(lines: readonly LineView[], pending: readonly PendingLine[], readUpTo: number): void
  scrollToEnd(): void
}

export function createChatLog(act: {
  sendAgain(id: string): void
  discard(id: string): void
}): ChatLog {
  const list = element('al-chat-log')
  const entries = new Map<string, HTMLElement>()

  function entry(
    id: string,
    of: { own: boolean; name: string; text: string; at: number },
  ): HTMLElement {
    const known = entries.get(id)
    if (known !== undefined) return known
    const side = of.own ? 'own' : 'other'
    const made = make(
      'div',
      `al-line al-line-${side}`,
      make('div', 'al-line-head', make('span', 'al-line-name', of.name), ' ', makeTime(of.at)),
      make('div', 'al-line-text', ...chatNodes(of.text)),
      make('div', 'al-line-state'),
    )
    entries.set(id, made)
    return made
  }

  return {
    show(lines, pending, readUpTo) {
      const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60
      const stored = new Set(lines.map((line) => line.id))
      const wanted: HTMLElement[] = []
      for (const line of lines) {
        const name = nameOf(line)
        const item = entry(line.id, { own: line.own, name, text: line.text, at: line.sentAt })
        if (line.own) tell(item, text(line.seq <= readUpTo ? 'chat.read' : 'chat.sent'))
        wanted.push(item)
      }
      for (const line of pending) {
        if (stored.has(line.id)) continue
        const item = entry(line.id, {
          own: true,
          name: text('chat.you'),
          text: line.text,
          at: line.at,
        })
        if (line.refusal === null) tell(item, text('chat.sending'))
        else tellRefusal(item, line, act)
        wanted.push(item)
      }
      place(list, wanted)
      for (const [id, item] of entries) if (!wanted.includes(item)) entries.delete(id)
      const own = pending.length > 0
      if (atEnd || own) list.scrollTop = list.scrollHeight
    },
    scrollToEnd() {
      list.scrollTop = list.scrollHeight
    },
  }
}

/** Moves only what stands wrong: a live region announces what is put in, once. */
function place(list: HTMLElement, wanted: readonly HTMLElement[]): void {
  for (const item of Array.from(list.children)) {
    if (item instanceof HTMLElement && !wanted.includes(item)) item.remove()
  }
  wanted.forEach((item, index) => {
    if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null)
  })
}

function tell(item: HTMLElement, state: string): void {
  const place = item.lastElementChild
  item.classList.remove('al-line-refused')
  if (place !== null && place.textContent !== state) place.textContent = state
}

function tellRefusal(
  item: HTMLElement,
  line: PendingLine,
  act: { sendAgain(id: string): void; discard(id: string): void },
): void {
  if (item.classList.contains('al-line-refused')) return
  item.classList.add('al-line-refused')
  item.lastElementChild?.replaceChildren(
    make('span', '', text('chat.notSent', { reason: line.refusal ?? '' })),
    makeButton('btn btn-sm btn-outline-danger', text('chat.sendAgain'), () =>
      act.sendAgain(line.id),
    ),
    makeButton('btn btn-sm btn-link', text('chat.discard'), () => act.discard(line.id)),
  )
}

function nameOf(line: LineView): string {
  if (line.own) return text('chat.you')
  return line.name ?? text('common.visitor', { number: line.visitorNumber ?? '' })
}

function makeTime(at: number): HTMLElement {
  const date = new Date(at)
  const today = new Date().toDateString() === date.toDateString()
  const { lang } = document.documentElement
  const time = document.createElement('time')
  time.dateTime = date.toISOString()
  const clock = date.toLocaleTimeString(lang, { hour: 'numeric', minute: '2-digit' })
  time.textContent = today
    ? clock
    : `${date.toLocaleDateString(lang, { day: 'numeric', month: 'short' })} ${clock}`
  return time
}
