/** What a Monitor's durable messages ask of the desk or of a room. */
import {
  parseAccountId,
  parseParticipantId,
  parseSessionId,
  type ParticipantId,
  type SessionId,
} from '../base/id.ts'
import { must } from '../base/must.ts'
import { unreachable } from '../base/unreachable.ts'
import type { E164 } from '../base/e164.ts'
import type { AccountCard, ConversationOf, RoomCommand, TransferTarget } from '../live/command.ts'
import type { DeskCommand } from '../live/desk-command.ts'
import type { MonitorUp } from '../protocol/monitor.ts'

/** About what is observed: `observations` carries them out. */
export type ScreenOrder = Extract<MonitorUp, { type: 'take-control' | 'release-control' }>
export type MonitorOrder = Exclude<Extract<MonitorUp, { readonly id: string }>, ScreenOrder>
type ToRoom = Extract<MonitorOrder, { readonly session: string }>
type ToDesk = Exclude<MonitorOrder, ToRoom>

export function isToRoom(message: MonitorOrder): message is ToRoom {
  return 'session' in message
}

/** `number`: what a `set-phone` came to; null erases it. */
export function deskCommand(
  message: ToDesk,
  operator: AccountCard,
  number: E164 | null,
): DeskCommand {
  switch (message.type) {
    case 'set-available':
      return { type: 'set-available', operator: operator.id, available: message.available }
    case 'set-roles':
      return { type: 'set-roles', operator: operator.id, roles: message.roles }
    case 'set-limit':
      return { type: 'set-limit', operator: operator.id, limit: message.limit }
    case 'set-phone':
      return { type: 'set-phone', operator: operator.id, number }
    default:
      return unreachable(message)
  }
}

/** `seal`: of the text of a `chat-send`, under the session's key. `draw`: as of `offer-call`. */
export function roomCommand(
  message: ToRoom,
  operator: AccountCard,
  { seal, draw }: { readonly seal: (text: string) => string; readonly draw: () => number },
): RoomCommand {
  const reader = { kind: 'operator', account: operator } as const
  switch (message.type) {
    case 'chat-send': {
      const sealed = seal(message.text)
      return { type: 'chat-send', from: reader, conversation: whose(message), sealed }
    }
    case 'chat-read':
      return { type: 'chat-read', reader, conversation: whose(message), upTo: message.upTo }
    case 'dismiss':
      return { type: 'dismiss', participant: entryOf(message), operator: operator.id }
    case 'block':
    case 'unblock':
    case 'offer-help':
    case 'withdraw-help':
    case 'withdraw-call':
    case 'renew-call':
      return { type: message.type, participant: entryOf(message), operator }
    case 'offer-call':
      return { type: 'offer-call', participant: entryOf(message), operator, draw: draw() }
    case 'take-chat':
    case 'end-chat':
    case 'cancel-transfer':
      return { type: message.type, conversation: whose(message), operator }
    case 'transfer':
      return { type: 'transfer', conversation: whose(message), operator, to: target(message.to) }
    case 'answer-transfer': {
      const { accepts } = message
      return { type: 'answer-transfer', conversation: whose(message), operator, accepts }
    }
    default:
      return unreachable(message)
  }
}

/** Their form has been seen to by the schema of the message. */
export function sessionOf(message: { readonly session: string }): SessionId {
  return must(parseSessionId(message.session), 'a checked session id')
}

export function entryOf(message: { readonly participant: string }): ParticipantId {
  return must(parseParticipantId(message.participant), 'a checked participant id')
}

export function whose(message: { readonly participant: string | null }): ConversationOf {
  const { participant } = message
  return participant === null ? null : entryOf({ participant })
}

function target(to: Extract<ToRoom, { type: 'transfer' }>['to']): TransferTarget {
  if (to.kind === 'role') return to
  return { kind: 'operator', id: must(parseAccountId(to.id), 'a checked account id') }
}
