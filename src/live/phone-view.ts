/** What is shown of telephone help (PHN): codes to whom they are for, numbers to whose they are. */
import { findOperator, type Desk, type Operator } from './desk.ts'
import { callsLeft, MAX_RENEWALS, type PhoneOffer } from './phone.ts'
import { findParticipant, isEnabled, type Participant, type Room } from './room.ts'
import type { CallView, DeskView, MonitorRow, ParticipantView } from './views.ts'

/** PHN4. */
export function codesFor(room: Room, person: Participant, desk: Desk): ParticipantView['phone'] {
  const { line, guessing } = desk.phone
  const offers = offersTo(room, person, desk)
  if (line === null || offers.length === 0) return null
  return {
    number: line.number,
    display: line.display,
    offers: offers.map(({ id, operator, code, endsAt }) => ({
      id,
      by: nameOf(desk, operator),
      code,
      endsAt,
    })),
    pausedUntil: guessing.frozenUntil,
  }
}

/** PHN10. */
export function callsOf(person: Participant): readonly CallView[] {
  return person.calls.map(({ id, operator, at, fate, answeredAt, endedAt }) => ({
    id,
    operator: { id: operator.id, name: operator.name },
    at,
    fate,
    answeredAt,
    endedAt,
  }))
}

export function phoneOfRow(room: Room, person: Participant, desk: Desk): MonitorRow['phone'] {
  const { line, guessing } = desk.phone
  const calls = callsOf(person)
  if (line === null && calls.length === 0) return null
  const offers = offersTo(room, person, desk).map(({ operator: id, endsAt, renewals }) => ({
    operator: { id, name: nameOf(desk, id) },
    endsAt,
    renewalsLeft: MAX_RENEWALS - renewals,
  }))
  return { offers, pausedUntil: offers.length === 0 ? null : guessing.frozenUntil, calls }
}

/** PHN2, PHN13. `operator`: null for one whom the desk has not met. */
export function ownPhone(desk: Desk, operator: Operator | null): DeskView['phone'] {
  const { line } = desk.phone
  if (line === null) return null
  return {
    number: operator?.phone?.number ?? null,
    keptUntil: operator?.phone?.keptUntil ?? null,
    callsLeft: callsLeft(line, operator?.callsToday ?? null),
  }
}

/** Newest first. */
function offersTo(room: Room, person: Participant, desk: Desk): readonly PhoneOffer[] {
  if (desk.phone.offers.length === 0 || !isEnabled(room.settings)) return []
  return desk.phone.offers
    .filter(
      ({ session, participant }) =>
        session === room.id && findParticipant(room, participant)?.id === person.id,
    )
    .toReversed()
}

function nameOf(desk: Desk, id: PhoneOffer['operator']): string {
  return findOperator(desk, id)?.card.name ?? ''
}
