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
  /** What has come of a list that comes in parts: it takes the place of `rows` when it is whole. */
  readonly arriving: ReadonlyMap<EntryKey, MonitorRow> | null
  readonly conversations: ReadonlyMap<EntryKey, ConversationView>
  /** Lines are missing: only a fresh welcome can tell them. */
  readonly behind: boolean
}

export const EMPTY_STATE: MonitorState = {
  me: null,
  desk: null,
  rows: new Map(),
  arriving: null,
  conversations: new Map(),
  behind: false,
}

interface EntryIds {
  readonly session: string
  /** Null: the session's conversation, which belongs to all its entries. */
  readonly participant: string | null
}

/** Of an entry, or of a conversation: a participant's own has the key of the entry. */
export function entryKey({ session, participant }: EntryIds): EntryKey {
  return `${session}/${participant ?? ''}`
}

/** Key of the conversation with operators that the entry's participant is in, or would be in. */
export function conversationKey(row: MonitorRow): EntryKey {
  return entryKey({ session: row.session, participant: row.shared ? null : row.participant })
}

/** Whether an entry is known that shows the conversation. */
export function hasRow(state: MonitorState, key: EntryKey): boolean {
  if (state.rows.has(key)) return true
  const session = key.endsWith('/') ? key.slice(0, -1) : null
  if (session === null) return false
  for (const row of state.rows.values()) if (row.shared && row.session === session) return true
  return false
}

export function reduceMonitor(state: MonitorState, message: MonitorDown): MonitorState {
  switch (message.type) {
    case 'welcome':
      return arrive(
        {
          me: message.me,
          desk: message.desk,
          rows: state.rows,
          arriving: new Map(),
          conversations: new Map(message.conversations.map((it) => keep(state.conversations, it))),
          behind: false,
        },
        message,
      )
    case 'more-rows':
      return arrive(state, message)
    case 'rows': {
      // Of a list that is not whole nothing is shown: what was there before it stays so long.
      const rows = new Map(state.arriving ?? state.rows)
      for (const row of message.remove) rows.delete(entryKey(row))
      for (const row of message.upsert) rows.set(entryKey(row), row)
      return state.arriving === null ? { ...state, rows } : { ...state, arriving: rows }
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
    case 'typing':
    case 'mirror':
    case 'ack':
    case 'refused':
    case 'ping':
      return state
  }
}

function arrive(
  state: MonitorState,
  part: { readonly rows: readonly MonitorRow[]; readonly more: boolean },
): MonitorState {
  const arriving = new Map(state.arriving)
  for (const row of part.rows) arriving.set(...keep(state.rows, row))
  return part.more ? { ...state, arriving } : { ...state, rows: arriving, arriving: null }
}

/** Unchanged entries stay the same objects, so that a reconnect redraws nothing needlessly. */
function keep<T extends EntryIds>(known: ReadonlyMap<EntryKey, T>, fresh: T): [EntryKey, T] {
  const key = entryKey(fresh)
  const old = known.get(key)
  return [key, old !== undefined && isSame(old, fresh) ? old : fresh]
}

/** Of values as JSON has them. Thousands of rows are compared in one go, so nothing is made for it. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) && Array.isArray(b) && a.length !== b.length) return false
  const fields = a as Readonly<Record<string, unknown>>
  const others = b as Readonly<Record<string, unknown>>
  let count = 0
  for (const name in fields) {
    count++
    if (!isSame(fields[name], others[name])) return false
  }
  for (const _name in others) count--
  return count === 0
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
    case 'apply': {
      const { state: told } = message
      return withConversation(state, {
        ...conversation,
        cursor: message.to,
        lines: mergeLines(conversation.lines, message.lines),
        state: {
          ...told,
          readUpTo: Math.max(conversation.state.readUpTo, told.readUpTo),
          ownReadUpTo: Math.max(conversation.state.ownReadUpTo, told.ownReadUpTo),
        },
      })
    }
  }
}

export type News = 'message' | 'conversation' | null

/** MON5: what waits for the operator's attention in a conversation that they carry. */
export function findNews(conversation: ConversationView | null): News {
  if (conversation === null || !conversation.state.carried) return null
  const { ownReadUpTo, beganSeq } = conversation.state
  const last = conversation.lines.findLast((line) => !line.own)
  if (last !== undefined && last.seq > ownReadUpTo && last.seq > beganSeq) return 'message'
  if (beganSeq > ownReadUpTo) return 'conversation'
  return last !== undefined && last.seq > ownReadUpTo ? 'message' : null
}

/** What the operator has seen who clicks into the box; null when the server knows of it. */
export function seenUpTo(conversation: ConversationView): number | null {
  if (findNews(conversation) === null) return null
  const last = conversation.lines.findLast((line) => !line.own)
  return Math.max(last?.seq ?? 0, conversation.state.beganSeq)
}
