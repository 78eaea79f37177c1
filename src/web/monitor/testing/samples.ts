/** What a server could tell a Monitor. */
import type { MonitorRow, OperatorView } from '../../../live/views.ts'
import type { LineView } from '../../../protocol/chat.ts'
import type { ConversationState, ConversationView, DeskView } from '../../../protocol/monitor.ts'

export const START_DESK: DeskView = {
  available: false,
  roles: [],
  knownRoles: ['law'],
  limit: null,
  open: 0,
  colleagues: [],
  offers: [],
  phone: null,
}

export function row(participant: string, more: Partial<MonitorRow> = {}): MonitorRow {
  return {
    session: 'session' as MonitorRow['session'],
    participant: participant as MonitorRow['participant'],
    status: 'standby',
    title: 'Rent',
    name: null,
    visitorNumber: 1,
    mode: 'help',
    roles: [],
    operator: null,
    queuePlace: null,
    canTake: false,
    hasTalk: false,
    chatSince: null,
    shared: false,
    unansweredSince: null,
    blocked: null,
    invited: null,
    canOfferHelp: true,
    progress: null,
    question: 'q',
    questionSince: 0,
    startedAt: 0,
    offlineAt: null,
    canObserve: true,
    watchedBy: [],
    joinedBy: [],
    controlledBy: null,
    phone: null,
    interview: 'rent.yml',
    ...more,
  }
}

export function line(seq: number, more: Partial<LineView> = {}): LineView {
  return {
    seq,
    id: `id-${seq}`,
    text: 'hello',
    name: null,
    visitorNumber: 1,
    from: 'participant',
    audience: 'private',
    own: false,
    sentAt: seq,
    ...more,
  }
}

export function conversation(
  participant: string,
  lines: readonly LineView[] = [],
  more: Partial<ConversationState> = {},
): ConversationView {
  const cursor = lines.at(-1)?.seq ?? 0
  const state: ConversationState = {
    carried: true,
    readUpTo: 0,
    ownReadUpTo: 0,
    beganSeq: 0,
    members: [],
    offered: null,
    ...more,
  }
  return { session: 'session', participant, cursor, lines, state }
}

/** Calls by these operators, of whom each can give more time. */
export function offered(operators: readonly string[]): NonNullable<MonitorRow['phone']> {
  const offers = operators.map((id) => ({
    operator: { id, name: id } as OperatorView,
    endsAt: 300_000,
    renewalsLeft: 3,
  }))
  return { offers, pausedUntil: null, calls: [] }
}
