/**
 * What the audit log says of operators who join a session (ACC5): told of the participant through whose
 * entry they came, found like everything else by comparing the room before and after a command.
 */
import type { ParticipantId } from '../base/id.ts'
import type { AuditDeed, AuditOperator } from './audit-entry.ts'
import type { RoomCommand } from './command.ts'
import { isJoined } from './joining.ts'
import { findParticipant, type Participant, type Room } from './room.ts'

export interface JoinTold {
  /** Whom it is about. */
  readonly person: Participant
  readonly operator: AuditOperator | null
  readonly deed: AuditDeed
}

export function joinsOf(before: Room, after: Room, command: RoomCommand): readonly JoinTold[] {
  const ids = Object.keys(after.participants) as ParticipantId[]
  return ids
    .flatMap((id): readonly JoinTold[] => {
      const [was, is] = [before.participants[id], after.participants[id]]
      if (is === undefined || was === is) return []
      const told: JoinTold[] = []
      const wasIn = was !== undefined && isJoined(was) ? was.joined : null
      const isIn = isJoined(is) ? is.joined : null
      if (wasIn !== null && wasIn.since !== isIn?.since) {
        const { since, through } = wasIn
        const why = is.joined?.over ?? (is.mergedInto === null ? 'entered' : 'merged')
        const person = findParticipant(after, through) ?? is
        told.push({
          person,
          operator: was?.account ?? null,
          deed: { type: 'join-ended', since, why },
        })
      }
      if (isIn !== null && wasIn?.since !== isIn.since) {
        const person = findParticipant(after, isIn.through) ?? is
        told.push({ person, operator: is.account, deed: { type: 'joined' } })
      }
      return told
    })
    .concat(savedBy(before, after, command))
}

/** JOI3: whose answers they are can be told from the user's own. */
function savedBy(before: Room, after: Room, command: RoomCommand): readonly JoinTold[] {
  if (command.type !== 'save' || !command.changes || after.version === before.version) return []
  const saver = findParticipant(after, command.participant)
  if (saver === null || saver.joined === null) return []
  const person = findParticipant(after, saver.joined.through) ?? saver
  const deed = { type: 'joined-saved', question: before.question } as const
  return [{ person, operator: saver.account, deed }]
}
