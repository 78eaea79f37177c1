/** What the Monitor shows, derived whole from rooms and desk. */
import type { AccountId, ParticipantId } from '../base/id.ts'
import { wantedConversations } from './chat.ts'
import { presentControl } from './control.ts'
import { carriedFor, eachOnce, standingInvitation, statusOf } from './derive.ts'
import { offersTo } from './desk-transfer.ts'
import { openOf, queuePlaceOf } from './desk-queue.ts'
import { joinedIn } from './joining.ts'
import { findOperator, isHere, type Conversation, type Desk, type Operator } from './desk.ts'
import { ownPhone, phoneOfRow } from './phone-view.ts'
import { findParticipant, isEnabled, participantsOf, type Participant, type Room } from './room.ts'
import type { DeskView, MonitorRow } from './views.ts'

/** STA6, MON4: some Monitor may show an entry of this session. */
export function isMonitored(room: Room): boolean {
  return isEnabled(room.settings) && participantsOf(room).some((person) => person.listed)
}

/** The session's entries, in order of entering; the same for every operator but for `isDismissed`. */
export function monitorRows(room: Room, desk: Desk): readonly MonitorRow[] {
  if (!isEnabled(room.settings)) return []
  const joinedBy = eachOnce(joinedIn(room).map(({ operator }) => operator))
  return participantsOf(room)
    .filter((person) => person.listed && person.joined === null)
    .map((person): MonitorRow => {
      const status = statusOf(room, person.id, desk)
      const { chat, block } = person
      const { mode, partnerRoles } = room.settings
      const carried = carriedFor(room, person)
      const key = mode === 'peerhelp' ? null : person.id
      const isSought = carried !== null && wantedConversations(room).includes(key)
      const isShared = mode === 'peerhelp' && block === null
      const lastLine = isShared ? room.lastShared : person.lastLine
      const invitation = standingInvitation(room, person, desk)
      return {
        session: room.id,
        participant: person.id,
        status,
        title: room.title,
        name: person.account?.name ?? null,
        visitorNumber: person.visitorNumber,
        mode,
        roles: partnerRoles,
        operator: carried?.operator ?? null,
        queuePlace: isSought ? queuePlaceOf(desk, { session: room.id, participant: key }) : null,
        canTake: isSought && carried.operator === null,
        hasTalk: carried !== null || lastLine > 0,
        chatSince: chat.state === 'on' ? chat.since : null,
        shared: isShared,
        unansweredSince: carried?.unansweredSince ?? null,
        blocked: block === null ? null : { by: block.by.name, at: block.at },
        invited: invitation === null ? null : invited(invitation),
        canOfferHelp:
          status === 'standby' && mode !== 'peer' && block === null && invitation === null,
        progress: room.progress,
        question: room.question,
        questionSince: room.questionSince,
        startedAt: room.createdAt,
        offlineAt: person.offlineAt,
        canObserve: status !== 'offline',
        watchedBy: eachOnce(Object.values(person.watchers).map(({ operator }) => operator)),
        joinedBy,
        controlledBy: presentControl(person)?.operator ?? null,
        interview: room.interview,
        phone: phoneOfRow(room, person, desk),
      }
    })
}

function invited({ operator, at }: NonNullable<Participant['invitation']>): MonitorRow['invited'] {
  return { id: operator.id, by: operator.name, at }
}

/** STA1: this operator took the offline entry off their list. */
export function isDismissed(room: Room, participant: ParticipantId, operator: AccountId): boolean {
  return findParticipant(room, participant)?.dismissedBy.includes(operator) ?? false
}

/** MON2, MON3, CHT5, CHT20. An operator whom the desk has not met has the start values. */
export function deskView(desk: Desk, operator: AccountId): DeskView {
  const found = findOperator(desk, operator)
  const roles = found?.roles ?? []
  const knownRoles = [...new Set([...Object.keys(desk.roles), ...roles])]
  return {
    available: found?.available ?? false,
    roles,
    knownRoles: knownRoles.toSorted(),
    limit: found?.limit ?? null,
    open: found === null ? 0 : openOf(found),
    colleagues: Object.values(desk.operators)
      .filter((other) => other.card.id !== operator && isHere(other))
      .toSorted(byName)
      .map((other) => ({
        id: other.card.id,
        name: other.card.name,
        available: other.available,
        roles: other.roles,
        open: other.conversations.length,
      })),
    offers: (found === null ? [] : offersTo(desk, found)).map(({ from, conversation, offer }) => ({
      session: conversation.session,
      participant: conversation.participant,
      from: from.card.name,
      until: offer.until,
    })),
    phone: ownPhone(desk, found),
  }
}

function byName(a: Operator, b: Operator): number {
  if (a.card.name !== b.card.name) return a.card.name < b.card.name ? -1 : 1
  return a.card.id < b.card.id ? -1 : 1
}

/** Conversations that the operator carries, oldest first. */
export function conversationsOf(desk: Desk, operator: AccountId): readonly Conversation[] {
  return findOperator(desk, operator)?.conversations ?? []
}
