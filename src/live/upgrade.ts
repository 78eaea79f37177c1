/**
 * What an earlier version stored, in the form of this one: a running install survives an update,
 * and a backup opens. Every form that was ever released must still be taken here.
 *
 *     first form   conversations of mode `help` only: no blocks, invitations, limits, transfers
 *     second form  the desk did not know who is away: whoever was, counts as there until they come
 *                  or their conversation ends (CHT19: 30 minutes at most)
 *     third form   nobody knew who observes or controls, and consent was the author's
 *     fourth form  nobody had joined, and nobody knew who changed answers, nor when a session was used
 *                  last: it counts as used when its question came
 *     fifth form   every operator saw every session: what was carried or waited has no limits of its own
 *     sixth form   nobody could be called
 *     seventh form nobody could take a session off their list
 */
import type { LiveHelpSettings } from '../interview/request.ts'
import type { Conversation, Desk, Operator, Waiting } from './desk.ts'
import type { ChatState, Participant, Room } from './room.ts'
import { NO_PHONE } from './phone.ts'
import { NO_LIMITS, type Scope } from './scope.ts'

const ANY_SCOPE: Scope = { interview: '', operators: null }

/** A stored aggregate may lack what its form did not know yet. */
type Stored<T, Later extends keyof T> = Omit<T, Later> & Partial<Pick<T, Later>>

type StoredChat = { readonly state: 'off' } | Stored<ChatOn, LaterOfChat>
type ChatOn = Extract<ChatState, { state: 'on' }>
type LaterOfChat = 'movedFrom' | 'connectedSeq' | 'unansweredSince'

type StoredParticipant = Stored<
  Omit<Participant, 'chat'>,
  | 'lastPrivate'
  | 'sharedReadUpTo'
  | 'block'
  | 'unheard'
  | 'invitation'
  | 'ended'
  | 'watchers'
  | 'permissions'
  | 'asks'
  | 'control'
  | 'joined'
  | 'calls'
  | 'mayHaveOffers'
  | 'setAside'
> & { readonly chat: StoredChat }

export type StoredRoom = Stored<
  Omit<Room, 'participants' | 'settings'>,
  'usedAt' | 'shared' | 'lastShared' | 'sharedReadByOperatorUpTo' | 'changed' | 'operators'
> & {
  readonly settings: Stored<LiveHelpSettings, 'consent'>
  readonly participants: Readonly<Record<string, StoredParticipant>>
}

type StoredOperator = Stored<
  Omit<Operator, 'conversations'>,
  'limit' | 'privileges' | 'phone' | 'callsToday'
> & {
  readonly conversations: readonly Stored<Conversation, 'offer' | 'away' | 'scope'>[]
}

export type StoredDesk = Stored<Omit<Desk, 'operators' | 'queue'>, 'limits' | 'phone'> & {
  readonly queue: readonly Stored<Waiting, 'away' | 'scope'>[]
  readonly operators: Readonly<Record<string, StoredOperator>>
}

/** Not a copy where there is nothing to add. */
export function upgradeRoom(stored: Room | StoredRoom): Room {
  if (isPresentForm(stored)) return stored
  return {
    shared: null,
    operators: null,
    lastShared: 0,
    sharedReadByOperatorUpTo: 0,
    changed: null,
    usedAt: stored.questionSince,
    ...stored,
    settings: { consent: 'author', ...stored.settings },
    participants: Object.fromEntries(
      Object.entries(stored.participants).map(([id, person]) => [id, upgradeParticipant(person)]),
    ),
  }
}

export function upgradeDesk(stored: Desk | StoredDesk): Desk {
  return {
    limits: NO_LIMITS,
    phone: NO_PHONE,
    ...stored,
    queue: stored.queue.map((one) => ({ away: false, scope: ANY_SCOPE, ...one })),
    operators: Object.fromEntries(
      Object.entries(stored.operators).map(([id, operator]) => [id, upgradeOperator(operator)]),
    ),
  }
}

function isPresentForm(stored: Room | StoredRoom): stored is Room {
  const { shared, settings, changed, usedAt, operators } = stored
  return (
    shared !== undefined &&
    settings.consent !== undefined &&
    changed !== undefined &&
    usedAt !== undefined &&
    operators !== undefined &&
    Object.values(stored.participants).every(
      ({ calls, setAside }) => calls !== undefined && setAside !== undefined,
    )
  )
}

function upgradeParticipant(person: StoredParticipant): Participant {
  return {
    // All lines were private.
    lastPrivate: person.lastLine,
    sharedReadUpTo: 0,
    block: null,
    unheard: [],
    invitation: null,
    ended: null,
    watchers: {},
    permissions: {},
    asks: [],
    control: null,
    joined: null,
    calls: [],
    mayHaveOffers: false,
    setAside: false,
    ...person,
    chat:
      person.chat.state === 'off'
        ? person.chat
        : {
            operatorSince: null,
            movedFrom: null,
            connectedSeq: 0,
            unansweredSince: null,
            ...person.chat,
          },
  }
}

function upgradeOperator(operator: StoredOperator): Operator {
  return {
    limit: null,
    privileges: [],
    phone: null,
    callsToday: null,
    ...operator,
    conversations: operator.conversations.map((one) => ({
      offer: null,
      away: false,
      scope: ANY_SCOPE,
      ...one,
    })),
  }
}
