/** What a page's durable messages ask of its room. */
import { parseAccountId, type AccountId, type CommandId, type ParticipantId } from '../base/id.ts'
import { must } from '../base/must.ts'
import { unreachable } from '../base/unreachable.ts'
import type { RoomCommand } from '../live/command.ts'
import type { PageUp } from '../protocol/page.ts'
import { sealText } from './chat-lines.ts'
import type { SessionKey } from './seal.ts'

export type PageOrder = Extract<PageUp, { readonly id: string }>

export function pageCommand(
  message: PageOrder,
  from: {
    readonly participant: ParticipantId
    readonly id: CommandId
    readonly key: SessionKey
  },
): RoomCommand {
  const { participant } = from
  const reader = { kind: 'participant', participant } as const
  switch (message.type) {
    case 'chat-activate':
      return { type: 'chat-activate', participant, invited: message.invited }
    case 'chat-off':
    case 'informed':
    case 'decline-help':
      return { type: message.type, participant }
    case 'chat-send': {
      const sealed = sealText(from.key, from.id, message.text)
      const { mode } = message
      const meant = mode === undefined ? {} : { mode }
      return { type: 'chat-send', from: reader, conversation: participant, sealed, ...meant }
    }
    case 'chat-read':
      return { type: 'chat-read', reader, conversation: participant, upTo: message.upTo }
    case 'answer-ask': {
      const { what, accepts } = message
      return { type: 'answer-ask', participant, operator: operatorOf(message), what, accepts }
    }
    case 'end-watch':
    case 'end-join':
      return { type: message.type, participant, operator: operatorOf(message) }
    case 'take-back': {
      const { number, silent } = message
      return { type: 'take-back', participant, number, silent }
    }
    default:
      return unreachable(message)
  }
}

/** Its form has been seen to by the schema of the message. */
function operatorOf(message: { readonly operator: string }): AccountId {
  return must(parseAccountId(message.operator), 'a checked account id')
}
