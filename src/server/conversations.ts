/** The conversations that one operator carries, as one Monitor knows them: kept in step with desk and rooms. */
import type { ParticipantId, SessionId } from '../base/id.ts'
import type { AccountCard } from '../live/command.ts'
import { mayRead } from '../live/derive.ts'
import type { Desk } from '../live/desk.ts'
import { conversationsOf } from '../live/monitor-view.ts'
import { findParticipant, type Room } from '../live/room.ts'
import type { LineView } from '../protocol/chat.ts'
import type { ConversationView, MonitorDown } from '../protocol/monitor.ts'
import type { Store } from '../store/store.ts'
import { readAllLines, viewLine } from './chat-lines.ts'
import type { Keyring } from './seal.ts'
import type { SessionKeys } from './session-keys.ts'

export interface Conversations {
  /** What the desk says now; the views of those that began, and what to tell of those that ended. */
  follow(desk: Desk): Promise<{
    readonly began: readonly ConversationView[]
    readonly over: readonly { readonly session: SessionId; readonly participant: ParticipantId }[]
  }>
  /** News of the conversations of one room since the last look. */
  look(session: SessionId): Promise<readonly Extract<MonitorDown, { type: 'lines' }>[]>
  carries(session: SessionId): boolean
}

interface Known {
  readonly session: SessionId
  readonly participant: ParticipantId
  cursor: number
  readUpTo: number
  ownReadUpTo: number
}

export function createConversations(
  world: { readonly store: Store; readonly keys: SessionKeys; readonly keyring: Keyring },
  operator: AccountCard,
): Conversations {
  const { store, keys, keyring } = world
  const known = new Map<string, Known>()

  async function readLines(
    room: Room,
    participant: ParticipantId,
    after: number,
  ): Promise<readonly LineView[]> {
    const key = await keys.find(room.id)
    if (key === null) return []
    const { lines } = await readAllLines(
      store,
      room,
      after,
      (line) =>
        mayRead(room, line, { kind: 'operator' }) &&
        findParticipant(room, line.conversation)?.id === participant,
    )
    const reader = { kind: 'operator', account: operator } as const
    return lines.map((line) => viewLine({ keyring, key }, room, reader, line))
  }

  async function begin(
    session: SessionId,
    participant: ParticipantId,
  ): Promise<ConversationView | null> {
    const room = await store.readRoom(session)
    const person = room === null ? null : findParticipant(room, participant)
    if (room === null || person === null) return null
    const lines = await readLines(room, person.id, 0)
    const marks = { readUpTo: person.readUpTo, ownReadUpTo: person.readByOperatorUpTo }
    known.set(`${session} ${participant}`, { session, participant, cursor: room.seq, ...marks })
    return { session, participant, cursor: room.seq, lines, ...marks }
  }

  return {
    carries: (session) => [...known.values()].some((one) => one.session === session),
    async follow(desk) {
      const carried = conversationsOf(desk, operator.id)
      const names = new Set(carried.map((one) => `${one.session} ${one.participant}`))
      const over = [...known.values()].filter(
        (one) => !names.has(`${one.session} ${one.participant}`),
      )
      for (const one of over) known.delete(`${one.session} ${one.participant}`)
      const began: ConversationView[] = []
      for (const { session, participant } of carried) {
        if (known.has(`${session} ${participant}`)) continue
        const view = await begin(session, participant)
        if (view !== null) began.push(view)
      }
      return { began, over }
    },
    async look(session) {
      const mine = [...known.values()].filter((one) => one.session === session)
      const room = mine.length === 0 ? null : await store.readRoom(session)
      if (room === null) return []
      const news: Extract<MonitorDown, { type: 'lines' }>[] = []
      for (const one of mine) {
        const person = findParticipant(room, one.participant)
        if (person === null || room.seq <= one.cursor) continue
        const from = one.cursor
        const lines = await readLines(room, person.id, from)
        one.cursor = room.seq
        one.readUpTo = person.readUpTo
        one.ownReadUpTo = person.readByOperatorUpTo
        const { participant, readUpTo, ownReadUpTo } = one
        news.push({
          type: 'lines',
          session,
          participant,
          from,
          to: room.seq,
          lines,
          readUpTo,
          ownReadUpTo,
        })
      }
      return news
    },
  }
}
