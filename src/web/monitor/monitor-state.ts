/**
 * What a Monitor knows, as the sum of the server's messages: pure, so that it can be shown that
 * after any messages it equals what a fresh page is told (MON9).
 */
import type { MonitorRow } from '../../live/views.ts'
import type { ConversationView, DeskView, MonitorDown } from '../../protocol/monitor.ts'
import { mergeLines, placeSpan } from '../connection/cursor.ts'

export type EntryKey = string

export interface MonitorState {
  readonly me: { readonly id: string; readonly name: string } | null
  readonly desk: DeskView | null
  readonly rows: ReadonlyMap<EntryKey, MonitorRow>
  readonly conversations: ReadonlyMap<EntryKey, ConversationView>
  /** Lines are missing: only a fresh welcome can tell them. */
  readonly behind: boolean
}

export const EMPTY_STATE: MonitorState = {
  me: null,
  desk: null,
  rows: new Map(),
  conversations: new Map(),
  behind: false,
}

interface EntryIds {
  readonly session: string
  readonly participant: string
}

export function entryKey({ session, participant }: EntryIds): EntryKey {
  return `${session}/${participant}`
}

export function reduceMonitor(state: MonitorState, message: MonitorDown): MonitorState {
  switch (message.type) {
    case 'welcome':
      return {
        me: message.me,
        desk: message.desk,
        rows: new Map(message.rows.map((row) => keep(state.rows, row))),
        conversations: new Map(message.conversations.map((it) => keep(state.conversations, it))),
        behind: false,
      }
    case 'rows': {
      const rows = new Map(state.rows)
      for (const row of message.remove) rows.delete(entryKey(row))
      for (const row of message.upsert) rows.set(entryKey(row), row)
      return { ...state, rows }
    }
    case 'desk':
      return { ...state, desk: message.desk }
    case 'conversation':
      return withConversation(state, message.conversation)
    case 'conversation-over': {
      const conversations = new Map(state.conversations)
      conversations.delete(entryKey(message))
      return { ...state, conversations }
    }
    case 'lines':
      return addLines(state, message)
    case 'mirror':
    case 'ack':
    case 'refused':
    case 'ping':
      return state
  }
}

/** Unchanged entries stay the same objects, so that a reconnect redraws nothing needlessly. */
function keep<T extends EntryIds>(known: ReadonlyMap<EntryKey, T>, fresh: T): [EntryKey, T] {
  const key = entryKey(fresh)
  const old = known.get(key)
  return [key, old !== undefined && JSON.stringify(old) === JSON.stringify(fresh) ? old : fresh]
}

function withConversation(state: MonitorState, conversation: ConversationView): MonitorState {
  const conversations = new Map(state.conversations)
  conversations.set(entryKey(conversation), conversation)
  return { ...state, conversations }
}

function addLines(
  state: MonitorState,
  message: Extract<MonitorDown, { type: 'lines' }>,
): MonitorState {
  const conversation = state.conversations.get(entryKey(message))
  if (conversation === undefined) return state
  switch (placeSpan(conversation.cursor, message)) {
    case 'gap':
      return { ...state, behind: true }
    case 'known':
      return state
    case 'apply':
      return withConversation(state, {
        ...conversation,
        cursor: message.to,
        lines: mergeLines(conversation.lines, message.lines),
        readUpTo: Math.max(conversation.readUpTo, message.readUpTo),
        ownReadUpTo: Math.max(conversation.ownReadUpTo, message.ownReadUpTo),
      })
  }
}

/** Oldest session first: a place that no update changes, so nothing moves under a finger. */
export function orderEntries(rows: ReadonlyMap<EntryKey, MonitorRow>): EntryKey[] {
  return [...rows]
    .sort(([keyA, a], [keyB, b]) => a.startedAt - b.startedAt || (keyA < keyB ? -1 : 1))
    .map(([key]) => key)
}

export type News = 'message' | 'conversation' | null

/**
 * MON5: what waits for the operator's attention. `attendedSince`: the conversation (by its
 * beginning) into whose box this page's operator has clicked.
 */
export function findNews(
  conversation: ConversationView | null,
  row: MonitorRow,
  attendedSince: number | null,
): News {
  if (conversation === null) return null
  const last = conversation.lines.findLast((line) => !line.own)
  if (last !== undefined && last.seq > conversation.ownReadUpTo) return 'message'
  const since = row.chatSince
  if (since === null || attendedSince === since) return null
  // Another tab, or this one before a reload: who wrote or read here has seen that it began.
  const attended = conversation.lines.some(
    (line) => line.sentAt >= since && (line.own || line.seq <= conversation.ownReadUpTo),
  )
  return attended ? null : 'conversation'
}
