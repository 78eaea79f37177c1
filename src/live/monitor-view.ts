/** What the Monitor shows, derived whole from rooms and desk. */
import type { AccountId, ParticipantId } from '../base/id.ts'
import { statusOf } from './derive.ts'
import { findOperator } from './desk-step.ts'
import type { Conversation, Desk } from './desk.ts'
import { findParticipant, isEnabled, participantsOf, type Room } from './room.ts'
import type { DeskView, MonitorRow } from './views.ts'

/** STA6, MON4: some Monitor may show an entry of this session. */
export function isMonitored(room: Room): boolean {
  return isEnabled(room.settings) && participantsOf(room).some((person) => person.listed)
}

/** The session's entries, in order of entering; the same for every operator but for `isDismissed`. */
export function monitorRows(room: Room, desk: Desk): readonly MonitorRow[] {
  if (!isEnabled(room.settings)) return []
  return participantsOf(room)
    .filter((person) => person.listed)
    .map((person): MonitorRow => {
      const status = statusOf(room, person.id, desk)
      const { chat } = person
      const isOn = chat.state === 'on'
      return {
        session: room.id,
        participant: person.id,
        status,
        title: room.title,
        name: person.account?.name ?? null,
        visitorNumber: person.visitorNumber,
        mode: room.settings.mode,
        roles: room.settings.partnerRoles,
        operator: isOn ? chat.operator : null,
        chatSince: isOn ? chat.since : null,
        shared: false,
        unansweredSince: isOn ? chat.unansweredSince : null,
        blocked: null,
        invited: null,
        canOfferHelp: false,
        progress: room.progress,
        question: room.question,
        questionSince: room.questionSince,
        startedAt: room.createdAt,
        offlineAt: person.offlineAt,
        canObserve: status !== 'offline',
        interview: room.interview,
      }
    })
}

/** STA1: this operator took the offline entry off their list. */
export function isDismissed(room: Room, participant: ParticipantId, operator: AccountId): boolean {
  return findParticipant(room, participant)?.dismissedBy.includes(operator) ?? false
}

/** MON2, MON3. An operator whom the desk has not met has the start values. */
export function deskView(desk: Desk, operator: AccountId): DeskView {
  const found = findOperator(desk, operator)
  const roles = found?.roles ?? []
  const knownRoles = [...new Set([...Object.keys(desk.roles), ...roles])]
  return {
    available: found?.available ?? false,
    roles,
    knownRoles: knownRoles.toSorted(),
    limit: found?.limit ?? null,
    colleagues: [],
    offers: [],
  }
}

/** Conversations that the operator carries, oldest first. */
export function conversationsOf(desk: Desk, operator: AccountId): readonly Conversation[] {
  return findOperator(desk, operator)?.conversations ?? []
}
