/**
 * The part of the audit log about conversations (ACC5): which operator carried whose, how it came to
 * them, why it ended; and to whom help was offered. Found as the rest is, by comparing.
 */
import { INVITATION_MS, type Carried, type Participant, type Room } from './room.ts'
import type {
  AuditDeed,
  AuditOperator,
  ConversationEnd,
  ConversationStart,
  HelpOfferEnd,
} from './audit-entry.ts'
import type { RoomCommand } from './command.ts'

/** An entry without the room and the participant. */
export interface Told {
  readonly operator: AuditOperator | null
  readonly deed: AuditDeed
  /** Where it was not now. */
  readonly at?: number
}

/** Of one participant: their own conversation, and the help that was offered to them. */
export function helpOf(
  had: readonly Participant[],
  person: Participant,
  command: RoomCommand,
  now: number,
): readonly Told[] {
  return [...offersOf(had, person, command, now), ...ownOf(had, person, command)]
}

/** Of the session's conversation (mode `peerhelp`). */
export function sharedOf(before: Room, after: Room, command: RoomCommand): readonly Told[] {
  if (before.shared === after.shared) return []
  return carriedOf(
    before.shared === null ? [] : [before.shared],
    after.shared,
    command,
    whySharedEnded(before, after, command),
  )
}

function ownOf(
  had: readonly Participant[],
  person: Participant,
  command: RoomCommand,
): readonly Told[] {
  const before = had.flatMap(({ chat }) => (chat.state === 'on' ? [chat] : []))
  const now = person.chat.state === 'on' ? person.chat : null
  return carriedOf(before, now, command, whyOwnEnded(person, command))
}

function carriedOf(
  before: readonly Carried[],
  now: Carried | null,
  command: RoomCommand,
  whyEnded: ConversationEnd,
): readonly Told[] {
  const earlier = before.filter(({ operator }) => operator !== null)
  const present = now?.operator ?? null
  const told: Told[] = []
  let goesOn = false
  for (const { operator, operatorSince = null } of earlier) {
    if (!goesOn && operator?.id === present?.id) {
      goesOn = true
      continue
    }
    const why = now === null || earlier.length > 1 ? whyEnded : whyMoved(command, whyEnded)
    told.push({ operator, deed: { type: 'conversation-ended', since: operatorSince, why } })
  }
  if (present === null || goesOn) return told
  const [from] = earlier
  const how = howBegan(command)
  told.push({
    operator: present,
    deed: { type: 'conversation-began', how, from: from?.operator ?? null },
  })
  return told
}

/** Chat stays on, and the operator does not carry it any more. */
function whyMoved(command: RoomCommand, whyEnded: ConversationEnd): ConversationEnd {
  return command.type === 'attach-account' ? whyEnded : (MOVED[command.type] ?? 'left')
}

const MOVED: Partial<Record<RoomCommand['type'], ConversationEnd>> = {
  'answer-transfer': 'transferred',
  'end-chat': 'operator',
  save: 'interview',
  exit: 'interview',
}

function whyOwnEnded({ ended }: Participant, command: RoomCommand): ConversationEnd {
  if (command.type === 'attach-account') return 'merged'
  return command.type === 'chat-off' ? 'participant' : (ended?.why ?? 'participant')
}

function whySharedEnded(before: Room, after: Room, command: RoomCommand): ConversationEnd {
  const isChanged = before.settings !== after.settings
  return SHARED_ENDED[command.type] ?? (isChanged ? 'interview' : 'participant')
}

const SHARED_ENDED: Partial<Record<RoomCommand['type'], ConversationEnd>> = {
  block: 'blocked',
  tick: 'offline',
  'attach-account': 'merged',
}

function howBegan(command: RoomCommand): ConversationStart {
  if (command.type === 'take-chat') return 'taken'
  if (command.type === 'answer-transfer') return 'transferred'
  return command.type === 'chat-activate' && command.invited ? 'invited' : 'assigned'
}

function offersOf(
  had: readonly Participant[],
  person: Participant,
  command: RoomCommand,
  now: number,
): readonly Told[] {
  const earlier = had.flatMap(({ invitation }) => (invitation === null ? [] : [invitation]))
  const { invitation } = person
  const told: Told[] = earlier
    .filter(({ operator, at }) => operator.id !== invitation?.operator.id || at !== invitation.at)
    .map(({ operator, at: since }) => {
      const why = since + INVITATION_MS <= now ? 'expired' : whyNoOffer(person, command)
      const at = why === 'expired' ? { at: since + INVITATION_MS } : {}
      return { operator, deed: { type: 'help-offer-ended', since, why }, ...at }
    })
  if (invitation !== null && earlier.length === 0) {
    told.push({ operator: invitation.operator, deed: { type: 'help-offered' } })
  }
  return told
}

function whyNoOffer({ chat }: Participant, command: RoomCommand): HelpOfferEnd {
  if (command.type === 'chat-activate') {
    return command.invited && chat.state === 'on' ? 'accepted' : 'other'
  }
  return OFFER_ENDED[command.type] ?? 'other'
}

const OFFER_ENDED: Partial<Record<RoomCommand['type'], HelpOfferEnd>> = {
  'decline-help': 'declined',
  'withdraw-help': 'withdrawn',
  block: 'blocked',
}
