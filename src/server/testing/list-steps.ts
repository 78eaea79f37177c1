/** Steps of the properties about lists of entries, as commands. */
import type { AccountId } from '../../base/id.ts'
import type { AccountCard, RoomCommand } from '../../live/command.ts'
import { newId, save } from '../../store/testing/scene.ts'
import type { Seat, toDesk } from '../../store/testing/scene.ts'

/** Of the operators' Monitors and of the users' pages. */
export const process = newId<'process'>()
const page = newId<'page'>()

/** What `step` asks of the room in which somebody sits. */
export function commandOf(
  step: {
    readonly do: string
    readonly operator?: AccountCard
    readonly mode?: 'help' | 'peer' | 'peerhelp'
    readonly on?: boolean
  },
  { participant }: Seat,
  version: { readonly expects: number; readonly position: number },
): RoomCommand {
  const operator = step.operator ?? { id: newId(), name: 'Nobody' }
  const settings = {
    called: true,
    availability: step.do === 'availability' && step.on === false ? 'unavailable' : 'available',
    mode: step.mode ?? 'help',
    partnerRoles: ['helper'],
    consent: 'author',
  } as const
  switch (step.do) {
    case 'activate':
      return { type: 'chat-activate', participant, invited: true }
    case 'off':
      return { type: 'chat-off', participant }
    case 'goodbye':
      return { type: 'page-closed', participant, page, process, goodbye: true }
    case 'open':
      return { type: 'page-opened', participant, page, process }
    case 'dismiss':
      return { type: 'dismiss', participant, operator: operator.id }
    case 'take':
      return { type: 'take-chat', conversation: participant, operator }
    case 'block':
    case 'unblock':
    case 'offer-help':
      return { type: step.do, participant, operator }
    default: {
      // ACC4: for a group that nobody is of.
      const operators = step.do === 'limits' && step.on === true ? ['housing'] : null
      return save({ participant, ...version, settings, operators, question: step.do })
    }
  }
}

/** An operator comes, leaves, has their hands full, or goes away for a while. */
export function deskCommandsOf(
  what: string,
  operator: AccountCard,
): readonly Parameters<typeof toDesk>[0][] {
  const id: AccountId = operator.id
  switch (what) {
    case 'come':
      return [
        { type: 'monitor-opened', operator, privileges: [], page, process },
        { type: 'set-roles', operator: id, roles: ['helper'] },
        { type: 'set-available', operator: id, available: true },
      ]
    case 'leave':
      return [{ type: 'monitor-closed', operator: id, page, process }]
    case 'full':
      return [{ type: 'set-limit', operator: id, limit: 1 }]
    default:
      return [{ type: 'set-available', operator: id, available: false }]
  }
}
