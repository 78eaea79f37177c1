/**
 * Whether a page's line may do something, or go on at all: asked with the room and the account as they
 * were read last (ACC3). An operator who joined goes when they may not stay (JOI): the room is told,
 * the page hears from it why, and then the line ends.
 */
import type { ParticipantId } from '../base/id.ts'
import { isJoined } from '../live/joining.ts'
import { findParticipant, type Room } from '../live/room.ts'
import type { OperatorLimits } from '../live/scope.ts'
import { CLOSE } from '../protocol/close-codes.ts'
import type { PageDown } from '../protocol/page.ts'
import type { Account } from '../store/account-store.ts'
import { access, type Verb } from './access.ts'
import type { Connection } from './connection.ts'
import { participantResource } from './door.ts'
import type { RoomShell } from './room-shell.ts'
import { actorOf } from './visitor.ts'

export interface Stay {
  may(verb: Verb): boolean
  /** After the page was told what the room has come to. */
  orGo(): Promise<void>
}

export function createStay(
  world: { readonly shell: RoomShell; readonly limits: OperatorLimits },
  own: {
    room(): Room
    me(): ParticipantId
    account(): Account | null
    readonly line: Connection<PageDown>
  },
): Stay {
  const { shell, limits } = world
  const { line } = own

  function may(verb: Verb): boolean {
    const room = own.room()
    const resource = participantResource(room, findParticipant(room, own.me()), limits)
    return access(actorOf(own.account()), verb, resource) === 'allowed'
  }

  return {
    may,
    async orGo() {
      if (may('connect')) return
      const person = findParticipant(own.room(), own.me())
      if (person === null || !isJoined(person)) return line.close(CLOSE.notAllowed)
      const command = { type: 'leave-join', participant: person.id, why: 'not-allowed' } as const
      const aggregate = { kind: 'room', id: own.room().id } as const
      const order = { aggregate, id: shell.freshId(), digest: '', command }
      await shell.insist(order, () => line.isOpen())
    },
  }
}
