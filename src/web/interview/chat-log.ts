/** The conversation as a list: what is stored, then what is on its way. Each entry is made once. */
import type { LineView } from '../../protocol/chat.ts'
import { text } from '../../texts/text.ts'
import { describeAudience, nameOf } from './chat-status.ts'
import { chatNodes } from './chat-text.ts'
import { element, make, makeButton } from './element.ts'

/** Nearer to the end than this, the log follows new messages. */
const FOLLOW_WITHIN_PX = 60
/** What was there at the load is not announced as new. */
const QUIET_MS = 1000

export interface PendingLine {
  readonly id: string
  readonly text: string
  readonly at: number
  readonly refusal: string | null
  /** Acknowledged already; false: on its way, or refused. */
  readonly isStored: boolean
}

/** PHN10: what became of a call of the participant. */
export interface CallLine {
  readonly id: string
  /** When it began, ms since 1970. */
  readonly at: number
  readonly words: string
}

export interface ShownLog {
  readonly lines: readonly LineView[]
  /** Oldest first. */
  readonly calls: readonly CallLine[]
  readonly pending: readonly PendingLine[]
  readonly isRead: (line: LineView) => boolean
  /** Whether each line says for whom it was written (CHT9). */
  readonly showsAudience: boolean
}

export interface ChatLog {
  show(log: ShownLog): void
  scrollToEnd(): void
}

export function createChatLog(act: {
  sendAgain(id: string): void
  discard(id: string): void
}): ChatLog {
  const list = element('al-chat-log')
  saveInOwnZone(element('al-chat-save') as HTMLAnchorElement)
  const entries = new Map<string, Entry>()
  const toldCalls = new Map<string, CallEntry>()
  let isFirst = true

  function entry(id: string, own: boolean): Entry {
    const known = entries.get(id)
    if (known !== undefined) return known
    const made = makeEntry(own)
    entries.set(id, made)
    return made
  }

  /** One line for each call: it changes with what becomes of it. */
  function tellCall({ id, at, words }: CallLine): CallEntry {
    const told = toldCalls.get(id) ?? makeCallEntry(at)
    toldCalls.set(id, told)
    setData(told.words, words)
    return told
  }

  return {
    show({ lines, calls, pending, isRead, showsAudience }) {
      const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < FOLLOW_WITHIN_PX
      const stored = new Set(lines.map((line) => line.id))
      const wanted = new Map<string, { readonly root: HTMLElement }>()
      const due = [...calls]
      const tellCallsBefore = (at: number): void => {
        for (let [call] = due; call !== undefined && call.at < at; [call] = due) {
          wanted.set(`call ${call.id}`, tellCall(call))
          due.shift()
        }
      }
      let isNew = false
      for (const line of lines) {
        tellCallsBefore(line.sentAt)
        const item = entry(line.id, line.own)
        const name = line.own ? text('chat.you') : nameOf(line)
        item.fill({ name, text: line.text, at: line.sentAt })
        item.tellAudience(showsAudience ? describeAudience(line) : '')
        if (line.own) item.tellState(text(isRead(line) ? 'chat.read' : 'chat.sent'))
        wanted.set(line.id, item)
      }
      tellCallsBefore(Infinity)
      for (const line of pending) {
        if (stored.has(line.id)) continue
        isNew ||= !entries.has(line.id)
        const item = entry(line.id, true)
        item.fill({ name: text('chat.you'), text: line.text, at: line.at })
        if (line.refusal === null)
          item.tellState(text(line.isStored ? 'chat.sent' : 'chat.sending'))
        else item.tellRefusal(line.refusal, { ...act, id: line.id })
        wanted.set(line.id, item)
      }
      if (isFirst && wanted.size > 0) {
        isFirst = false
        list.setAttribute('aria-live', 'off')
        setTimeout(() => list.setAttribute('aria-live', 'polite'), QUIET_MS)
      }
      place(
        list,
        [...wanted.values()].map(({ root }) => root),
      )
      for (const id of entries.keys()) if (!wanted.has(id)) entries.delete(id)
      if (atEnd || isNew) list.scrollTop = list.scrollHeight
    },
    scrollToEnd() {
      list.scrollTop = list.scrollHeight
    },
  }
}

interface CallEntry {
  readonly root: HTMLElement
  readonly words: Text
}

function makeCallEntry(at: number): CallEntry {
  const words = document.createTextNode('')
  const time = makeTime()
  time.tell(at)
  return { root: make('div', 'al-line-call', words, ' ', time.root), words }
}

interface Entry {
  readonly root: HTMLElement
  /**
   * What was written does not change; the name of who wrote it may (CHT18), and the time, once the
   * server has said when it was: this machine's clock may be wrong.
   */
  fill(line: { readonly name: string; readonly text: string; readonly at: number }): void
  tellAudience(audience: string): void
  tellState(state: string): void
  tellRefusal(
    why: string,
    act: { readonly id: string; sendAgain(id: string): void; discard(id: string): void },
  ): void
}

function makeEntry(own: boolean): Entry {
  // The text nodes are made at once and changed in place: put in anew, a live region would read
  // "Sent" and "Read" out after each message.
  const state = document.createTextNode('')
  const audience = document.createTextNode('')
  const audienceTag = make('span', 'al-line-audience', audience)
  audienceTag.hidden = true
  const name = document.createTextNode('')
  const time = makeTime()
  const head = make('div', 'al-line-head')
  const words = make('div', 'al-line-text')
  const foot = make('div', 'al-line-state', state)
  const root = make('div', `al-line al-line-${own ? 'own' : 'other'}`, head, words, foot)
  let filled = false
  let refusal: string | null = null

  return {
    root,
    fill(line) {
      setData(name, line.name)
      time.tell(line.at)
      if (filled) return
      filled = true
      head.append(make('span', 'al-line-name', name), ' ', time.root, audienceTag)
      words.append(...chatNodes(line.text))
    },
    tellAudience(words) {
      audienceTag.hidden = words === ''
      setData(audience, words)
    },
    tellState(words) {
      if (refusal !== null) {
        refusal = null
        root.classList.remove('al-line-refused')
        foot.replaceChildren(state)
      }
      setData(state, words)
    },
    tellRefusal(why, act) {
      if (refusal === why) return
      refusal = why
      root.classList.add('al-line-refused')
      foot.replaceChildren(
        make('span', '', text('chat.notSent', { reason: why })),
        makeButton('btn btn-sm btn-outline-danger', text('chat.sendAgain'), () =>
          act.sendAgain(act.id),
        ),
        makeButton('btn btn-sm btn-link', text('chat.discard'), () => act.discard(act.id)),
      )
    },
  }
}

function setData(node: Text, words: string): void {
  if (node.data !== words) node.data = words
}

/** Moves only what stands wrong: a live region announces what is put in, once. */
function place(list: HTMLElement, wanted: readonly HTMLElement[]): void {
  const kept = new Set<Element>(wanted)
  for (const item of Array.from(list.children)) if (!kept.has(item)) item.remove()
  wanted.forEach((item, index) => {
    if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null)
  })
}

function makeTime(): { readonly root: HTMLElement; tell(at: number): void } {
  const words = document.createTextNode('')
  const time = document.createElement('time')
  let told = NaN
  time.append(words)
  return {
    root: time,
    tell(at) {
      if (at === told) return
      told = at
      time.dateTime = new Date(at).toISOString()
      setData(words, describeTime(at))
    },
  }
}

function describeTime(at: number): string {
  const date = new Date(at)
  const today = new Date().toDateString() === date.toDateString()
  const { lang } = document.documentElement
  const clock = date.toLocaleTimeString(lang, { hour: 'numeric', minute: '2-digit' })
  return today
    ? clock
    : `${date.toLocaleDateString(lang, { day: 'numeric', month: 'short' })} ${clock}`
}

/** CHT22: a saved log tells its times as the page does. */
function saveInOwnZone(link: HTMLAnchorElement): void {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  const url = new URL(link.href)
  url.searchParams.set('timezone', timeZone)
  link.href = url.href
}
