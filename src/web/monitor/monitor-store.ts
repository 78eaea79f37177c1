/** The Monitor's state as signals, and what the operator can do. */
import { batch, computed, signal } from '@preact/signals'
import type { MonitorRow } from '../../live/views.ts'
import type { MirrorDown } from '../../protocol/mirror.ts'
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
import { expectCommand, expectDesk, isMonitorCommand, type MonitorCommand } from './commands.ts'
import { EVERYTHING, findHosts, listEntries, type ListView } from './entry-order.ts'
import {
  EMPTY_STATE,
  entryKey,
  hasRow,
  reduceMonitor,
  seenUpTo,
  type EntryKey,
  type MonitorState,
} from './monitor-state.ts'
import type { Entry, MonitorStore } from './monitor-model.ts'
import { awaitedLines } from './shown-lines.ts'
import { createTalk, sharedSessions, type Talk } from './talk.ts'

/** Failures in a row after which a Monitor that was never connected asks why. */
const REFUSED_AFTER = 2

export interface MonitorStoreOptions {
  /** Address of the start page. */
  readonly root: string
  readonly ownId: string
  readonly sort: ListView['sort']
  onAlerts(alerts: readonly Alert[]): void
}

export function createMonitorStore(options: MonitorStoreOptions): MonitorStore {
  const { root, ownId } = options
  const pageKey = createPageKey()
  const storage = openPageStorage(`${ownId}-`)
  const entries = new Map<EntryKey, Entry>()
  const talks = new Map<EntryKey, Talk>()
  const pictures = new Map<EntryKey, (message: MirrorDown) => void>()
  /** The desk as it stood when a command about it was made. */
  const deskBefore = new Map<string, DeskView | null>()
  let state = EMPTY_STATE
  let alertsDue: Alert[] = []
  let acknowledged: Outbox<MonitorCommand> = []
  let skew = 0

  const line = signal<ConnectionState>({ state: 'connecting', failures: 0 })
  const refusal = signal('')
  const ready = signal(false)
  const serverDesk = signal<DeskView | null>(null)
  const rows = signal<ReadonlyMap<EntryKey, MonitorRow>>(EMPTY_STATE.rows)
  const shownTalks = signal<readonly Talk[]>([])
  const hosts = signal<ReadonlyMap<string, EntryKey>>(new Map())
  const held = signal<ReadonlyMap<EntryKey, MonitorRow>>(new Map())
  const view = signal<ListView>({ ...EVERYTHING, sort: options.sort })
  const unanswered = signal(0)
  const notice = signal('')
  const now = signal(Date.now())
  const outbox = signal<Outbox<MonitorCommand>>([])
  const observedCount = signal(0)

  let keysBefore: readonly EntryKey[] = []
  const keys = computed(() => {
    const context = { ownId, held: held.value, hosts: hosts.value }
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
    transmit: (command) => connection.send(command),
    onChange: () => showOutbox(),
  })
  showOutbox()
  const connection = createConnection<MonitorUp, MonitorDown>({
    url: `${root}live/monitor`,
    hello: () => ({ type: 'hello', version: PROTOCOL_VERSION, page: pageKey }),
    onMessage: receive,
    onState: (next) => {
      line.value = next
      if (next.state !== 'open') for (const talk of talks.values()) talk.hearTyping([])
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
      if (message.type === 'welcome') greet(message.now)
      if (state !== before) show(before)
      switch (message.type) {
        case 'welcome':
          courier.opened()
          break
        case 'typing':
          talks.get(entryKey(message))?.hearTyping(message.who)
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
    ready.value = true
    for (const entry of entries.values()) if (entry.observed.value) askToObserve(entry)
    for (const { key, session, participant, followed } of talks.values()) {
      if (followed.value && !state.conversations.has(key)) {
        connection.send({ type: 'follow', session, participant })
      }
    }
  }

  /** From the state to the signals: only what changed is touched. */
  function show(before: MonitorState): void {
    serverDesk.value = state.desk
    if (state.conversations !== before.conversations) {
      showTalks()
      if (acknowledged.length > 0) showOutbox()
    }
    if (state.rows !== before.rows || state.conversations !== before.conversations) {
      const found = findHosts(state.rows, sharedSessions(talks.values()), hosts.value)
      if (found.size > 0 || hosts.value.size > 0) hosts.value = found
      unanswered.value = countUnanswered(state)
    }
    if (state.rows === before.rows) return
    rows.value = state.rows
    for (const entry of entries.values()) showRow(entry)
  }

  function showRow(entry: Entry): void {
    const row = state.rows.get(entry.key)
    if (row === undefined) {
      if (entry.observed.value) setObserved(entry, false)
      entries.delete(entry.key)
      return
    }
    const before = entry.row.value
    entry.row.value = row
    const isBack = before.status === 'offline' && row.status !== 'offline'
    // The server ended the picture when they left.
    if (entry.observed.value && (isBack || (!before.canObserve && row.canObserve))) {
      askToObserve(entry)
    }
  }

  function showTalks(): void {
    for (const [key, conversation] of state.conversations) {
      const talk = talks.get(key)
      if (talk === undefined) talks.set(key, createTalk(key, conversation, conversation))
      else if (talk.conversation.value !== conversation) talk.become(conversation)
    }
    for (const [key, talk] of talks) {
      if (state.conversations.has(key)) continue
      if (talk.conversation.value !== null) talk.become(null)
    }
    shownTalks.value = [...talks.values()]
  }

  function showOutbox(): void {
    acknowledged = awaitedLines(acknowledged, state.conversations)
    outbox.value = [...acknowledged, ...courier.outbox]
  }

  function entry(key: EntryKey): Entry | null {
    const known = entries.get(key)
    if (known !== undefined) return known
    const row = state.rows.get(key)
    if (row === undefined) return null
    const { session, participant } = row
    const made = { key, session, participant, row: signal(row), observed: signal(false) }
    entries.set(key, made)
    return made
  }

  function hostOf({ key, session, participant }: Talk): EntryKey | null {
    if (participant !== null) return rows.value.has(key) ? key : null
    return hosts.value.get(session) ?? null
  }

  function acknowledge(id: string): void {
    const item = courier.outbox.find(({ command }) => command.id === id)
    // The answer may come before the desk that it changed: no flicker back to the old one.
    if (item !== undefined && state.desk !== null && deskBefore.get(id) === state.desk) {
      state = { ...state, desk: expectCommand(state.desk, item.command) }
      serverDesk.value = state.desk
    }
    deskBefore.delete(id)
    if (item !== undefined) acknowledged = [...acknowledged, item]
    courier.acknowledged(id)
  }

  function refuse(id: string, why: string): void {
    const item = courier.outbox.find(({ command }) => command.id === id)
    if (item === undefined) return
    deskBefore.delete(id)
    if (item.command.type === 'chat-send') return courier.refused(id, why)
    courier.acknowledged(id)
    if (item.command.type !== 'chat-read') notice.value = text('monitor.refused', { reason: why })
  }

  function changeDesk(id: string): void {
    deskBefore.set(id, state.desk)
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

  function tellTyping(talk: Talk, is: boolean): void {
    const { session, participant } = talk
    if (talk.noteTyping(is, Date.now())) {
      connection.send({ type: 'typing', session, participant, is })
    }
  }

  function askToObserve({ session, participant }: Entry): void {
    connection.send({ type: 'observe', session, participant })
  }

  function setObserved(entry: Entry, observed: boolean): void {
    entry.observed.value = observed
    observedCount.value++
  }

  function idsOf({ session, participant }: Talk) {
    notice.value = ''
    return { session, participant }
  }

  return {
    ownId,
    line,
    whyRefused: refusal,
    ready,
    rows,
    view,
    keys,
    pinned: computed(() => {
      void observedCount.value
      return [...entries.values()].filter((it) => it.observed.value).map((it) => it.key)
    }),
    news: computed(() =>
      shownTalks.value.flatMap((talk) => {
        const [news, key] = [talk.news.value, hostOf(talk)]
        return news === null || key === null ? [] : [{ key, talk, news }]
      }),
    ),
    unanswered,
    outbox,
    notice,
    now,
    desk: computed(() => serverDesk.value && expectDesk(serverDesk.value, outbox.value)),
    entry,
    talk(key) {
      void shownTalks.value
      return talks.get(key) ?? null
    },
    talksOf({ key, session }) {
      return shownTalks.value.filter(
        (talk) => talk.session === session && hostOf(talk) === key && talk.shown.value !== null,
      )
    },
    hostOf,
    hold(key) {
      const row = key === null ? undefined : state.rows.get(key)
      if (key === null || row === undefined) held.value = new Map()
      else if (!held.value.has(key)) held.value = new Map([[key, row]])
    },
    setAvailable: (available) => changeDesk(courier.submit({ type: 'set-available', available })),
    setRoles: (roles) => changeDesk(courier.submit({ type: 'set-roles', roles: [...roles] })),
    setLimit: (limit) => changeDesk(courier.submit({ type: 'set-limit', limit })),
    about({ session, participant }, type) {
      notice.value = ''
      courier.submit({ type, session, participant })
    },
    endChat: (talk) => void courier.submit({ type: 'end-chat', ...idsOf(talk) }),
    transfer: (talk, to) => void courier.submit({ type: 'transfer', ...idsOf(talk), to }),
    cancelTransfer: (talk) => void courier.submit({ type: 'cancel-transfer', ...idsOf(talk) }),
    answerTransfer({ session, participant }, accepts) {
      notice.value = ''
      courier.submit({ type: 'answer-transfer', session, participant, accepts })
    },
    follow({ session, participant }) {
      const key = entryKey({ session, participant })
      const talk = talks.get(key) ?? createTalk(key, { session, participant }, null)
      talks.set(key, talk)
      talk.followed.value = true
      shownTalks.value = [...talks.values()]
      connection.send({ type: 'follow', session, participant })
    },
    unfollow(talk) {
      const { session, participant } = talk
      talk.followed.value = false
      connection.send({ type: 'unfollow', session, participant })
      if (talk.conversation.value?.state.carried === true) return
      state = reduceMonitor(state, { type: 'conversation-over', session, participant })
      showTalks()
      talk.past.value = null
    },
    send(talk, message) {
      const { session, participant } = talk
      attend(talk)
      tellTyping(talk, false)
      courier.submit({ type: 'chat-send', session, participant, text: message })
      talk.draft.value = ''
    },
    sendAgain: (id) => courier.retry(id),
    discard: (id) => courier.discard(id),
    attend,
    typing: tellTyping,
    observe(entry) {
      setObserved(entry, true)
      askToObserve(entry)
    },
    stopObserving(entry) {
      const { session, participant } = entry
      setObserved(entry, false)
      connection.send({ type: 'unobserve', session, participant })
    },
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
