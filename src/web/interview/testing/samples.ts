import type { ParticipantView } from '../../../live/views.ts'
import type { LineView } from '../../../protocol/chat.ts'

/** Live help as a user sees it before anything was pressed, with one operator standing by. */
export function view(overrides: Partial<ParticipantView> = {}): ParticipantView {
  return {
    enabled: true,
    mode: 'help',
    icon: 'green',
    operators: 1,
    peers: 0,
    chat: 'off',
    canActivate: true,
    canAskAgain: false,
    operatorName: null,
    leftBehindBy: null,
    movedFrom: null,
    ended: null,
    invitedBy: null,
    queuePlace: null,
    announce: false,
    readByOperatorsUpTo: 0,
    readByPeersUpTo: 0,
    ownReadUpTo: 0,
    answers: null,
    watchedBy: [],
    joinedBy: [],
    joined: null,
    asks: [],
    control: null,
    phone: null,
    calls: [],
    ...overrides,
  }
}

/** From an operator, private. */
export function line(seq: number, overrides: Partial<LineView> = {}): LineView {
  return {
    seq,
    id: `l${seq}`,
    text: 'x',
    name: 'Olivia',
    visitorNumber: null,
    from: overrides.own === true ? 'participant' : 'operator',
    audience: 'private',
    own: false,
    sentAt: 0,
    ...overrides,
  }
}
