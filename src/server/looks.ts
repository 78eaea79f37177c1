/** Who looks at a session, and what a look at it shows and leaves. */
import type { ParticipantId } from '../base/id.ts'
import type { Person } from '../interview/request.ts'
import type { Visit } from './door.ts'
import { findParticipant } from '../live/room.ts'
import type { Evaluated } from './evaluation.ts'
import type { SavedScreen } from './saved-screen.ts'

/** The person in front of the screen, as interview code finds them. */
export function describePerson({ participant, visitor }: Visit): Person {
  const { account } = visitor
  if (account === null) return { visitorNumber: participant.visitorNumber, account: null }
  const { id, email, firstName, lastName, privileges, language, timezone } = account
  return {
    visitorNumber: null,
    account: { id, email, firstName, lastName, privileges, language, timezone },
  }
}

/** A screen that leads away or says `reload`, or was made for the same person as somebody else. */
export function isToBeMadeAnew(saved: SavedScreen, person: string): boolean {
  if (saved.departs === true || (saved.rendered.reload ?? null) !== null) return true
  return saved.person !== undefined && saved.person !== person
}

/**
 * "Check" and `reload` where several take part: whoever waits must not overtake whoever answers, so
 * what only shows the same screen again saves nothing.
 */
export function isOnlyALook(
  { multiUser, moved, restarted, departure, screen }: Extract<Evaluated, { type: 'screen' }>,
  shown: string | undefined,
): boolean {
  if (moved || restarted || departure !== null) return false
  return multiUser && screen.name === shown
}

export function takerOf(saved: SavedScreen | null): ParticipantId | null {
  return saved?.by ?? null
}

/** LOG4 where people take turns: nobody takes back what another has answered. */
export function mayUndo(
  { room, participant }: Pick<Visit, 'room' | 'participant'>,
  taker: ParticipantId | null,
): boolean {
  if (!room.multiUser || taker === null) return true
  // Who took it may have turned out to be this very person (CHT18).
  return findParticipant(room, taker)?.id === participant.id
}
