/** The Monitor's state as signals, and what the operator can do. */
import { batch, computed, signal } from '@preact/signals'
import type { MonitorRow } from '../../live/views.ts'
import { CLOSE } from '../../protocol/close-codes.ts'
import type { DeskView, MonitorDown, MonitorUp } from '../../protocol/monitor.ts'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import { text } from '../../texts/text.ts'
import { createConnection, type ConnectionState } from '../connection/connection.ts'
import { whyRefused } from '../connection/why-refused.ts'
import { createCourier } from '../connection/courier.ts'
import type { Outbox } from '../connection/outbox.ts'
import { createPageKey } from '../connection/page-key.ts'
import { openPageStorage } from '../connection/page-storage.ts'
import { countUnanswered, findAlerts, type Alert } from './attention.ts'
import { AWAITED_MS, stillAwaited, type Acknowledged } from './awaited.ts'
import { expectCommand, expectDesk, isMonitorCommand, type MonitorCommand } from './commands.ts'
import { EVERYTHING, listEntries, type ListView } from './entry-order.ts'
import {
  EMPTY_STATE,
  entryKey,
  hasRow,
  reduceMonitor,
  seenUpTo,
  type EntryKey,
  type MonitorState,
} from './monitor-state.ts'
import { createEntries } from './entries.ts'
import type { MonitorStore } from './monitor-model.ts'
import type { Press } from './press.ts'
import type { Talk } from './talk.ts'
import { createTalks } from './talks.ts'

/** Failures in a row after which a Monitor that was never connected asks why. */
const REFUSED_AFTER = 2

export interface MonitorStoreOptions {
  /** Address of the start page. */
  readonly root: string
  readonly ownId: string
  readonly sort: ListView['sort']
  /** What the server says waits while something is pressed. */
  readonly press: Press
  onAlerts(alerts: readonly Alert[]): void
}

export function createMonitorStore(options: MonitorStoreOptions): MonitorStore {
  const { root, ownId, press } = options
  const pageKey = createPageKey()
  const storage = openPageStorage(`${ownId}-`)
  /** All as it stood when a command was made. */
  const stateBefore = new Map<string, MonitorState>()
  let state = EMPTY_STATE
  let alertsDue: Alert[] = []
  let acknowledged: readonly Acknowledged[] = []
  let skew = 0
  let connected: ConnectionState = { state: 'connecting', failures: 0 }

  const line = signal<ConnectionState>(connected)
  const refusal = signal('')
  const ready = signal(false)
  const serverDesk = signal<DeskView | null>(null)
  const rows = signal<ReadonlyMap<EntryKey, MonitorRow>>(EMPTY_STATE.rows)
  const held = signal<ReadonlyMap<EntryKey, MonitorRow>>(new Map())
  const view = signal<ListView>({ ...EVERYTHING, sort: options.sort })
  const unanswered = signal(0)
  const notice = signal('')
  const phoneRefusal = signal('')
  const now = signal(Date.now())
  const outbox = signal<Outbox<MonitorCommand>>([])
  const entries = createEntries(ownId, rows, { send, submit: (draft) => courier.submit(draft) })
  const talks = createTalks({ rows, storage, send })

  let keysBefore: readonly EntryKey[] = []
  const keys = computed(() => {
    const context = { ownId, held: held.value, hosts: talks.hosts.value }
    const listed = listEntries(rows.value, view.value, context)
    // The same list is the same object: nothing is laid out again.
    if (listed.length === keysBefore.length && listed.every((key, i) => key === keysBefore[i])) {
      return keysBefore
    }
    keysBefore = listed
    return listed
  })

  const courier = createCourier<MonitorCommand>({
    pageKey,
    storage,
    storageKey: 'monitor',
    isCommand: isMonitorCommand,
    isWritten: (command) => command.type === 'chat-send',
    transmit: (command) => connection.send(command),
    onChange: () => showOutbox(),
  })
  showOutbox()
  const connection = createConnection<MonitorUp, MonitorDown>({
    url: `${root}live/monitor`,
    hello: () => ({ type: 'hello', version: PROTOCOL_VERSION, page: pageKey }),
    onMessage(message) {
      if (message.type === 'ping') entries.beat()
      else press.after(() => receive(message))
    },
    onState: (next) => press.after(() => hearLine(next)),
  })
  setInterval(() => {
    if (!press.held.peek()) now.value = Date.now() + skew
  }, 1000)
  window.addEventListener('pagehide', () => connection.send({ type: 'goodbye' }))

  function send(message: MonitorUp): void {
    connection.send(message)
  }

  function hearLine(next: ConnectionState): void {
    connected = next
    // Open is what shows what is: showLine.
    if (next.state !== 'open') {
      line.value = next
      talks.hearTyping(null, [])
    }
    if (next.state === 'ended' && next.code === CLOSE.badMessage) {
      courier.unreadable(text('refused.bad-request'))
    }
    if (next.state === 'connecting' && next.failures === REFUSED_AFTER && !ready.peek()) {
      void whyRefused(root).then((why) => {
        refusal.value = why ?? ''
      })
    }
  }

  /** MON9: after a loss all is well again when the list is whole, and not before. */
  function showLine(): void {
    if (connected.state !== 'open' || state.arriving !== null) return
    line.value = connected
    ready.value = true
  }

  function receive(message: MonitorDown): void {
    batch(() => {
      const before = state
      state = reduceMonitor(state, message)
      if (message.type === 'welcome') greet(message.now)
      if (state !== before) show(before)
      showLine()
      switch (message.type) {
        case 'welcome':
          courier.opened()
          break
        case 'typing':
          talks.hearTyping(entryKey(message), message.who)
          break
        case 'mirror':
          entries.showPicture(entryKey(message), message.message)
          break
        case 'ack':
          acknowledge(message.id)
          break
        case 'refused':
          refuse(message.id, message.message)
          break
        case 'ping':
        case 'conversation-over':
        case 'conversation':
        case 'desk':
        case 'lines':
        case 'more-rows':
        case 'rows':
          break
      }
      if (state !== before) announce(before)
    })
    if (state.behind) {
      state = { ...state, behind: false }
      connection.restart()
    }
  }

  /** The conversation may come before the row that tells whose it is: nobody is announced nameless. */
  function announce(before: MonitorState): void {
    alertsDue.push(...findAlerts(before, state))
    const named = alertsDue.filter(({ key }) => hasRow(state, key))
    if (named.length === 0) return
    alertsDue = alertsDue.filter((alert) => !named.includes(alert))
    options.onAlerts(named)
  }

  /** A fresh line: what only this page asked for is asked for again. */
  function greet(serverNow: number): void {
    skew = serverNow - Date.now()
    now.value = serverNow
    entries.askAgain()
    talks.askAgain(state.conversations)
  }

  /** From the state to the signals: only what changed is touched. */
  function show(before: MonitorState): void {
    serverDesk.value = state.desk
    if (state.desk !== before.desk && acknowledged.length > 0) showOutbox()
    if (state.rows !== before.rows) {
      rows.value = state.rows
      entries.update()
      if (acknowledged.length > 0) showOutbox()
    }
    if (state.conversations !== before.conversations) {
      talks.update(state.conversations)
      if (acknowledged.length > 0) showOutbox()
    }
    if (state.rows !== before.rows || state.conversations !== before.conversations) {
      talks.updateHosts()
      unanswered.value = countUnanswered(state)
    }
  }

  function showOutbox(): void {
    acknowledged = stillAwaited(acknowledged, state, ownId, Date.now())
    outbox.value = [...acknowledged, ...courier.outbox]
  }

  function acknowledge(id: string): void {
    const item = courier.outbox.find(({ command }) => command.id === id)
    if (item !== undefined) {
      acknowledged = [...acknowledged, { ...item, ackAt: Date.now(), before: stateBefore.get(id) }]
      setTimeout(showOutbox, AWAITED_MS)
    }
    // The answer may come before the desk that it changed: no flicker back to the old one.
    if (item !== undefined && state.desk !== null && stateBefore.get(id)?.desk === state.desk) {
      state = { ...state, desk: expectCommand(state.desk, item.command) }
      serverDesk.value = state.desk
    }
    stateBefore.delete(id)
    courier.acknowledged(id)
    entries.controlAnswered(id, null)
  }

  function refuse(id: string, why: string): void {
    const item = courier.outbox.find(({ command }) => command.id === id)
    if (item === undefined) return
    stateBefore.delete(id)
    if (item.command.type === 'chat-send') return courier.refused(id, why)
    courier.acknowledged(id)
    if (entries.controlAnswered(id, why)) return
    if (item.command.type === 'set-phone') {
      phoneRefusal.value = why
      return
    }
    if (item.command.type !== 'chat-read') notice.value = text('monitor.refused', { reason: why })
  }

  /** Also tells no more of what was refused before. */
  function remember(id: string): void {
    stateBefore.set(id, state)
    notice.value = ''
  }

  function attend({ key, session, participant }: Talk): void {
    const conversation = state.conversations.get(key)
    const upTo = conversation === undefined ? null : seenUpTo(conversation)
    if (upTo === null) return
    const isTold = courier.outbox.some(
      ({ command }) =>
        command.type === 'chat-read' &&
        command.session === session &&
        command.participant === participant &&
        command.upTo >= upTo,
    )
    if (!isTold) courier.submit({ type: 'chat-read', session, participant, upTo })
  }

  function idsOf({ session, participant }: Talk) {
    notice.value = ''
    return { session, participant }
  }

  return {
    root,
    ownId,
    line,
    whyRefused: refusal,
    ready,
    rows,
    view,
    keys,
    pinned: entries.pinned,
    news: talks.news,
    unanswered,
    outbox,
    notice,
    phoneRefusal,
    now,
    desk: computed(() => serverDesk.value && expectDesk(serverDesk.value, outbox.value)),
    entry: (key) => entries.get(key),
    talk: (key) => talks.get(key),
    talksOf: (entry) => talks.shownIn(entry),
    hostOf: (talk) => talks.hostOf(talk),
    hold(kept) {
      const before = held.peek()
      const next = new Map<EntryKey, MonitorRow>()
      for (const key of kept) {
        const row = before.get(key) ?? state.rows.get(key)
        if (row !== undefined) next.set(key, row)
      }
      const isSame = next.size === before.size && [...next.keys()].every((key) => before.has(key))
      if (!isSame) held.value = next
    },
    setAvailable: (available) => remember(courier.submit({ type: 'set-available', available })),
    setRoles: (roles) => remember(courier.submit({ type: 'set-roles', roles: [...roles] })),
    setLimit: (limit) => remember(courier.submit({ type: 'set-limit', limit })),
    setPhone(number) {
      phoneRefusal.value = ''
      remember(courier.submit({ type: 'set-phone', number }))
    },
    about(entry, type) {
      const { session, participant } = entry
      if (type === 'withdraw-help') entries.withdraw(entry)
      remember(courier.submit({ type, session, participant }))
    },
    takeChat({ session, participant }) {
      notice.value = ''
      courier.submit({ type: 'take-chat', session, participant })
    },
    endChat: (talk) => void courier.submit({ type: 'end-chat', ...idsOf(talk) }),
    transfer: (talk, to) => void courier.submit({ type: 'transfer', ...idsOf(talk), to }),
    cancelTransfer(talk) {
      talk.recall()
      courier.submit({ type: 'cancel-transfer', ...idsOf(talk) })
    },
    answerTransfer({ session, participant }, accepts) {
      notice.value = ''
      courier.submit({ type: 'answer-transfer', session, participant, accepts })
    },
    follow: (ids) => talks.follow(ids),
    unfollow(talk) {
      const { session, participant } = talk
      talks.unfollow(talk)
      if (talk.conversation.value?.state.carried === true) return
      state = reduceMonitor(state, { type: 'conversation-over', session, participant })
      talks.update(state.conversations)
      talk.past.value = null
    },
    send(talk, message) {
      const { session, participant } = talk
      attend(talk)
      talks.typing(talk, false)
      courier.submit({ type: 'chat-send', session, participant, text: message })
      talk.write('')
    },
    sendAgain: (id) => courier.retry(id),
    discard: (id) => courier.discard(id),
    attend,
    typing: (talk, is) => talks.typing(talk, is),
    prepare: (entry, is) => entries.prepare(entry, is),
    observe: (entry) => entries.observe(entry),
    stopObserving: (entry) => entries.stopObserving(entry),
    onPicture: (key, listener) => entries.onPicture(key, listener),
    askPictureAgain: (entry) => entries.askPictureAgain(entry),
  }
}
