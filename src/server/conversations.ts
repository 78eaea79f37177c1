/**
 * The conversations that one Monitor shows: those that its operator carries, and those that it
 * follows (CHT10). Kept in step with desk and rooms; every change is a message for the Monitor.
 */
import type { SessionId } from '../base/id.ts'
import type { AccountCard, ConversationOf } from '../live/command.ts'
import { mayRead } from '../live/derive.ts'
import type { Conversation, Desk } from '../live/desk.ts'
import { conversationsOf } from '../live/monitor-view.ts'
import {
  findParticipant,
  participantsOf,
  type ChatLine,
  type Participant,
  type Room,
} from '../live/room.ts'
import type { LineView, PersonView } from '../protocol/chat.ts'
import type { ConversationState, ConversationView, MonitorDown } from '../protocol/monitor.ts'
import type { Store } from '../store/store.ts'
import { mergedInto, readAllLines, shownAs, viewLine } from './chat-lines.ts'
import { membersOf } from './people.ts'
import type { Keyring } from './seal.ts'
import type { SessionKeys } from './session-keys.ts'

/** So many that nobody carries or somebody else does, at once. */
const MAX_FOLLOWED = 24

type News = Extract<MonitorDown, { type: 'conversation' | 'conversation-over' | 'lines' }>

export interface Conversations {
  /** What the desk says now. */
  takeDesk(desk: Desk): Promise<readonly News[]>
  /** Shows it whole, again where it is shown already. */
  follow(session: SessionId, participant: ConversationOf): Promise<readonly News[]>
  unfollow(session: SessionId, participant: ConversationOf): Promise<readonly News[]>
  /** News of the conversations of one room since the last look. */
  look(session: SessionId): Promise<readonly News[]>
  /** With a conversation that is shown. */
  sessions(): readonly SessionId[]
  /** Those of one room, with the room as it was seen last. */
  of(session: SessionId): readonly Shown[]
  /** Shown, and not carried by this operator. */
  read(): readonly Shown[]
  /** The room, where its conversation is carried by this operator. */
  carried(session: SessionId, participant: ConversationOf): Room | null
}

export interface Shown {
  readonly session: SessionId
  readonly participant: ConversationOf
  readonly room: Room
  /** Who types, as it was told last. */
  typing: readonly PersonView[]
}

interface Known extends Shown {
  room: Room
  carried: Conversation | null
  followed: boolean
  /** Whose lines belong to it, and their names: where they differ it is to be shown whole again. */
  reach: string
  stateText: string
}

export function createConversations(
  world: { readonly store: Store; readonly keys: SessionKeys; readonly keyring: Keyring },
  operator: AccountCard,
  may: { readonly carry: (room: Room) => boolean; readonly follow: (room: Room) => boolean },
): Conversations {
  const { store, keys, keyring } = world
  const known = new Map<string, Known>()
  /** As it was taken last: whom a conversation is offered to by name. */
  let desk: Desk | null = null

  async function readLines(
    room: Room,
    participant: ConversationOf,
    after: number,
  ): Promise<readonly LineView[]> {
    const key = await keys.find(room.id)
    if (key === null) return []
    const { lines } = await readAllLines(
      store,
      room,
      after,
      (line) => mayRead(room, line, { kind: 'operator' }) && belongs(room, line, participant),
    )
    const reader = { kind: 'operator', account: operator } as const
    return lines.map((line) => viewLine({ keyring, key }, room, reader, line))
  }

  function mayShow(room: Room, carried: Conversation | null): boolean {
    return carried === null ? may.follow(room) : may.carry(room)
  }

  function stateOf(room: Room, participant: ConversationOf, carried: Conversation | null) {
    const person = participant === null ? null : findParticipant(room, participant)
    const chat = person?.chat
    const state: ConversationState = {
      carried: carried !== null,
      readUpTo:
        person?.readUpTo ??
        participantsOf(room).reduce((most, one) => Math.max(most, heardUpTo(one)), 0),
      ownReadUpTo: person?.readByOperatorUpTo ?? room.sharedReadByOperatorUpTo,
      beganSeq:
        person === null
          ? (room.shared?.connectedSeq ?? 0)
          : chat?.state === 'on'
            ? chat.connectedSeq
            : 0,
      members: membersOf(room, participant, operator.id),
      offered: offeredTo(carried),
    }
    return state
  }

  function offeredTo(carried: Conversation | null): ConversationState['offered'] {
    const offer = carried?.offer ?? null
    if (offer === null) return null
    const { to, until } = offer
    if (to.kind === 'role') return { to: to.role, until }
    const name = desk?.operators[to.id]?.card.name ?? ''
    return { to: name, until }
  }

  /** Shows one whole; null where there is none to show. */
  async function begin(
    session: SessionId,
    participant: ConversationOf,
    as: { readonly carried: Conversation | null; readonly followed: boolean },
  ): Promise<News | null> {
    const room = await store.readRoom(session)
    if (room === null) return null
    if (participant !== null && findParticipant(room, participant) === null) return null
    if (!mayShow(room, as.carried)) return null
    const lines = await readLines(room, participant, 0)
    const state = stateOf(room, participant, as.carried)
    known.set(nameOf(session, participant), {
      session,
      participant,
      room,
      typing: [],
      ...as,
      reach: reachOf(room, participant),
      stateText: JSON.stringify(state),
    })
    const conversation: ConversationView = { session, participant, cursor: room.seq, lines, state }
    return { type: 'conversation', conversation }
  }

  function over(session: SessionId, participant: ConversationOf): News {
    known.delete(nameOf(session, participant))
    return { type: 'conversation-over', session, participant }
  }

  /** What differs by desk or room alone, with no line to go with it. */
  function restate(one: Known): readonly News[] {
    const state = stateOf(one.room, one.participant, one.carried)
    const text = JSON.stringify(state)
    if (text === one.stateText) return []
    one.stateText = text
    const { session, participant } = one
    const { seq } = one.room
    return [{ type: 'lines', session, participant, from: seq, to: seq, lines: [], state }]
  }

  async function lookAt(one: Known, room: Room): Promise<News | null> {
    const { session, participant } = one
    if (!mayShow(room, one.carried)) return over(session, participant)
    if (room.seq <= one.room.seq) return null
    if (reachOf(room, participant) !== one.reach) {
      return (await begin(session, participant, one)) ?? over(session, participant)
    }
    const from = one.room.seq
    const lines = await readLines(room, participant, from)
    const state = stateOf(room, participant, one.carried)
    one.room = room
    one.stateText = JSON.stringify(state)
    return { type: 'lines', session, participant, from, to: room.seq, lines, state }
  }

  function of(session: SessionId): readonly Known[] {
    return [...known.values()].filter((one) => one.session === session)
  }

  return {
    of,
    read: () => [...known.values()].filter((one) => one.carried === null),
    sessions: () => [...known.values()].map((one) => one.session),
    carried(session, participant) {
      const one = known.get(nameOf(session, participant))
      return one === undefined || one.carried === null ? null : one.room
    },
    async takeDesk(now) {
      desk = now
      const news: News[] = []
      const carried = new Map(
        conversationsOf(now, operator.id).map((one) => [nameOf(one.session, one.participant), one]),
      )
      for (const [name, one] of known) {
        one.carried = carried.get(name) ?? null
        const isWanted = one.carried !== null || one.followed
        if (isWanted && mayShow(one.room, one.carried)) news.push(...restate(one))
        else news.push(over(one.session, one.participant))
      }
      for (const [name, conversation] of carried) {
        if (known.has(name)) continue
        const { session, participant } = conversation
        const begun = await begin(session, participant, { carried: conversation, followed: false })
        if (begun !== null) news.push(begun)
      }
      return news
    },
    async follow(session, participant) {
      const one = known.get(nameOf(session, participant))
      const followed = [...known.values()].filter((other) => other.followed).length
      const isTooMany = one === undefined && followed >= MAX_FOLLOWED
      const as = { carried: one?.carried ?? null, followed: true }
      const begun = isTooMany ? null : await begin(session, participant, as)
      return [begun ?? over(session, participant)]
    },
    async unfollow(session, participant) {
      const one = known.get(nameOf(session, participant))
      if (one === undefined || !one.followed) return []
      one.followed = false
      return one.carried === null ? [over(session, participant)] : []
    },
    async look(session) {
      const mine = of(session)
      const room = mine.length === 0 ? null : await store.readRoom(session)
      // The session was deleted.
      if (room === null) return mine.map((one) => over(one.session, one.participant))
      const news: News[] = []
      for (const one of mine) {
        const found = await lookAt(one, room)
        if (found !== null) news.push(found)
      }
      return news
    },
  }
}

/** CHT8: who is blocked reads on among peers, and nothing of operators. */
function heardUpTo({ sharedReadUpTo, block }: Participant): number {
  return block === null ? sharedReadUpTo : Math.min(sharedReadUpTo, block.afterSeq)
}

/** The session's conversation is what all of it may read; a participant's own, what was theirs. */
function belongs(room: Room, line: ChatLine, participant: ConversationOf): boolean {
  if (participant === null) return line.audience === 'session'
  return findParticipant(room, line.conversation)?.id === findParticipant(room, participant)?.id
}

function reachOf(room: Room, participant: ConversationOf): string {
  const whose =
    participant === null
      ? Object.values(room.participants).map((one) => one.id)
      : mergedInto(room, participant)
  const shown = shownAs(room, whose)
  return JSON.stringify([participant === null ? [] : whose, shown, room.forgotten ?? []])
}

function nameOf(session: SessionId, participant: ConversationOf): string {
  return `${session} ${participant ?? ''}`
}
