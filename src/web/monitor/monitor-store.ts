/** The Monitor's state as signals, one set for each entry, and what the operator can do. */
import { batch, computed, signal, type ReadonlySignal, type Signal } from '@preact/signals'
import type { MonitorRow } from '../../live/views.ts'
import type { MirrorDown } from '../../protocol/mirror.ts'
import type { ConversationView, DeskView, MonitorDown, MonitorUp } from '../../protocol/monitor.ts'
import { text } from '../../texts/text.ts'
import { createConnection, type ConnectionState } from '../connection/connection.ts'
import { whyRefused } from '../connection/why-refused.ts'
import { createCourier } from '../connection/courier.ts'
import type { Outbox } from '../connection/outbox.ts'
import { createPageKey } from '../connection/page-key.ts'
import { openPageStorage } from '../connection/page-storage.ts'
import { expectCommand, expectDesk, isMonitorCommand, type MonitorCommand } from './commands.ts'
import {
  EMPTY_STATE,
  entryKey,
  findNews,
  orderEntries,
  reduceMonitor,
  type EntryKey,
  type News,
} from './monitor-state.ts'

const PROTOCOL_VERSION = 2

/** One entry: each part changes by itself and redraws only what shows it. */
export interface Entry {
  readonly key: EntryKey
  readonly session: string
  readonly participant: string
  readonly row: Signal<MonitorRow>
  readonly conversation: Signal<ConversationView | null>
  /** The last one, kept on this page after its end until the operator closes it. */
  readonly pastConversation: Signal<ConversationView | null>
  readonly draft: Signal<string>
  readonly observed: Signal<boolean>
  readonly news: ReadonlySignal<News>
  /** Beginning of the conversation into whose box the operator has clicked. */
  readonly attendedSince: Signal<number | null>
}

/** Failures in a row after which a Monitor that was never connected asks why. */
const REFUSED_AFTER = 2

export interface MonitorStore {
  /** The operator's account. */
  readonly ownId: string
  readonly line: ReadonlySignal<ConnectionState>
  /** SCA3: why the server refuses the line; empty when it does not say. */
  readonly whyRefused: ReadonlySignal<string>
  /** False until the first welcome. */
  readonly ready: ReadonlySignal<boolean>
  readonly desk: ReadonlySignal<DeskView | null>
  readonly entries: ReadonlySignal<readonly Entry[]>
  readonly unanswered: ReadonlySignal<number>
  readonly outbox: ReadonlySignal<Outbox<MonitorCommand>>
  /** A refusal of something that is not a message. */
  readonly notice: Signal<string>
  /** The server's clock, once a second. */
  readonly now: ReadonlySignal<number>
  setAvailable(available: boolean): void
  setRoles(roles: readonly string[]): void
  dismiss(entry: Entry): void
  send(entry: Entry, message: string): void
  sendAgain(id: string): void
  discard(id: string): void
  /** The operator has clicked into the entry's message box (MON5). */
  attend(entry: Entry): void
  observe(entry: Entry): void
  stopObserving(entry: Entry): void
  /** Pictures for an observed entry; returns how to stop listening. */
  onPicture(key: EntryKey, listener: (message: MirrorDown) => void): () => void
  askPictureAgain(entry: Entry, all: boolean): void
}

export function createMonitorStore(root: string, ownId: string): MonitorStore {
  const pageKey = createPageKey()
  const storage = openPageStorage()
  const known = new Map<EntryKey, Entry>()
  const pictures = new Map<EntryKey, (message: MirrorDown) => void>()
  /** The desk as it stood when a command about it was made. */
  const deskBefore = new Map<string, DeskView | null>()
  let state = EMPTY_STATE
  let skew = 0

  const line = signal<ConnectionState>({ state: 'connecting', failures: 0 })
  const refusal = signal('')
  const ready = signal(false)
  const serverDesk = signal<DeskView | null>(null)
  const entries = signal<readonly Entry[]>([])
  const notice = signal('')
  const now = signal(Date.now())
  const outbox = signal<Outbox<MonitorCommand>>([])

  const courier = createCourier<MonitorCommand>({
    pageKey,
    storage,
    storageKey: 'monitor',
    isCommand: isMonitorCommand,
    transmit: (command) => connection.send(command),
    onChange: (next) => {
      outbox.value = next
    },
  })
  outbox.value = courier.outbox
  const connection = createConnection<MonitorUp, MonitorDown>({
    url: `${root}live/monitor`,
    hello: () => ({ type: 'hello', version: PROTOCOL_VERSION, page: pageKey }),
    onMessage: receive,
    onState: (next) => {
      line.value = next
      if (next.state === 'connecting' && next.failures === REFUSED_AFTER && !ready.peek()) {
        void whyRefused(root).then((why) => {
          refusal.value = why ?? ''
        })
      }
    },
  })
  setInterval(() => {
    now.value = Date.now() + skew
  }, 1000)
  window.addEventListener('pagehide', () => connection.send({ type: 'goodbye' }))

  function receive(message: MonitorDown): void {
    batch(() => {
      const before = state
      state = reduceMonitor(state, message)
      if (state !== before) show()
      switch (message.type) {
        case 'welcome':
          skew = message.now - Date.now()
          now.value = message.now
          ready.value = true
          for (const entry of entries.value) if (entry.observed.value) askToObserve(entry)
          courier.opened()
          break
        case 'mirror':
          pictures.get(entryKey(message))?.(message.message)
          break
        case 'ack':
          acknowledge(message.id)
          break
        case 'refused':
          refuse(message.id, message.message)
          break
        case 'conversation-over':
        case 'conversation':
        case 'desk':
        case 'lines':
        case 'ping':
        case 'rows':
          break
      }
    })
    if (state.behind) {
      state = { ...state, behind: false }
      connection.restart()
    }
  }

  /** From the state to the signals: only what changed is touched. */
  function show(): void {
    serverDesk.value = state.desk
    const keys = orderEntries(state.rows)
    for (const [key, row] of state.rows) showEntry(key, row)
    for (const [key, entry] of known) {
      if (state.rows.has(key)) continue
      entry.observed.value = false
      // What somebody has begun to write waits for the entry's return.
      if (entry.draft.value === '') known.delete(key)
    }
    const shown = entries.value
    if (keys.length === shown.length && keys.every((key, i) => key === shown[i]?.key)) return
    entries.value = keys.flatMap((key) => known.get(key) ?? [])
  }

  function showEntry(key: EntryKey, row: MonitorRow): void {
    const conversation = state.conversations.get(key) ?? null
    const entry = known.get(key)
    if (entry === undefined) {
      known.set(key, createEntry(key, row, conversation))
      return
    }
    const before = entry.row.value
    entry.row.value = row
    const isBack = before.status === 'offline' && row.status !== 'offline'
    // The server ended the picture when they left.
    if (entry.observed.value && (isBack || (!before.canObserve && row.canObserve))) {
      askToObserve(entry)
    }
    if (conversation !== null) entry.pastConversation.value = null
    else if (entry.conversation.value !== null) {
      entry.pastConversation.value = entry.conversation.value
    }
    entry.conversation.value = conversation
  }

  function acknowledge(id: string): void {
    const item = courier.outbox.find(({ command }) => command.id === id)
    // The answer may come before the desk that it changed: no flicker back to the old one.
    if (item !== undefined && state.desk !== null && deskBefore.get(id) === state.desk) {
      state = { ...state, desk: expectCommand(state.desk, item.command) }
      serverDesk.value = state.desk
    }
    deskBefore.delete(id)
    courier.acknowledged(id)
  }

  function refuse(id: string, why: string): void {
    const item = courier.outbox.find(({ command }) => command.id === id)
    if (item === undefined) return
    deskBefore.delete(id)
    if (item.command.type === 'chat-send') {
      courier.refused(id, why)
      return
    }
    courier.acknowledged(id)
    if (item.command.type !== 'chat-read') notice.value = text('monitor.refused', { reason: why })
  }

  function changeDesk(id: string): void {
    deskBefore.set(id, state.desk)
    notice.value = ''
  }

  function attend(entry: Entry): void {
    const { session, participant } = entry
    const conversation = entry.conversation.value
    if (conversation === null) return
    entry.attendedSince.value = entry.row.value.chatSince
    const last = conversation.lines.findLast((it) => !it.own)
    if (last === undefined || last.seq <= conversation.ownReadUpTo) return
    const isTold = courier.outbox.some(
      ({ command }) =>
        command.type === 'chat-read' &&
        command.session === session &&
        command.participant === participant &&
        command.upTo >= last.seq,
    )
    if (!isTold) courier.submit({ type: 'chat-read', session, participant, upTo: last.seq })
  }

  function askToObserve({ session, participant }: Entry): void {
    connection.send({ type: 'observe', session, participant })
  }

  function stopObserving(entry: Entry): void {
    const { session, participant } = entry
    entry.observed.value = false
    connection.send({ type: 'unobserve', session, participant })
  }

  return {
    ownId,
    line,
    whyRefused: refusal,
    ready,
    entries,
    outbox,
    notice,
    now,
    desk: computed(() => serverDesk.value && expectDesk(serverDesk.value, outbox.value)),
    unanswered: computed(() => entries.value.filter((entry) => entry.news.value !== null).length),
    setAvailable: (available) => changeDesk(courier.submit({ type: 'set-available', available })),
    setRoles: (roles) => changeDesk(courier.submit({ type: 'set-roles', roles: [...roles] })),
    dismiss({ session, participant }) {
      courier.submit({ type: 'dismiss', session, participant })
    },
    send(entry, message) {
      const { session, participant } = entry
      attend(entry)
      courier.submit({ type: 'chat-send', session, participant, text: message })
      entry.draft.value = ''
    },
    sendAgain: (id) => courier.retry(id),
    discard: (id) => courier.discard(id),
    attend,
    observe(entry) {
      entry.observed.value = true
      askToObserve(entry)
    },
    stopObserving,
    onPicture(key, listener) {
      pictures.set(key, listener)
      return () => {
        if (pictures.get(key) === listener) pictures.delete(key)
      }
    },
    askPictureAgain(entry, all) {
      const { session, participant } = entry
      if (all) connection.send({ type: 'unobserve', session, participant })
      askToObserve(entry)
    },
  }
}

function createEntry(
  key: EntryKey,
  firstRow: MonitorRow,
  firstConversation: ConversationView | null,
): Entry {
  const row = signal(firstRow)
  const conversation = signal(firstConversation)
  const attendedSince = signal<number | null>(null)
  return {
    key,
    session: firstRow.session,
    participant: firstRow.participant,
    row,
    conversation,
    pastConversation: signal<ConversationView | null>(null),
    draft: signal(''),
    observed: signal(false),
    attendedSince,
    news: computed(() => findNews(conversation.value, row.value, attendedSince.value)),
  }
}
