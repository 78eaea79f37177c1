import type { CallView, CodeView, ParticipantView } from '../../../live/views.ts'
import type { PhoneView } from '../phone-words.ts'
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

/** Of a call by Olivia. */
export function offer(overrides: Partial<CodeView> = {}): CodeView {
  return { id: 'offer', by: 'Olivia', code: '4821', endsAt: 300_000, ...overrides }
}

export function phone(overrides: Partial<PhoneView> = {}): PhoneView {
  return {
    number: '+12762410114' as PhoneView['number'],
    display: '+1 276-241-0114',
    offers: [offer()],
    pausedUntil: null,
    ...overrides,
  }
}

/** To Olivia, who was reached at 5 s and spoke until 65 s. */
export function call(overrides: Partial<CallView>): CallView {
  return {
    id: 'offer',
    operator: { id: 'olivia' as CallView['operator']['id'], name: 'Olivia' },
    at: 1000,
    fate: 'ended',
    answeredAt: 5000,
    endedAt: 65_000,
    ...overrides,
  }
}
