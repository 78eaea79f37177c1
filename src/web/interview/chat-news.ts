/** What has happened to a conversation, for whoever has the help area closed. Pure. */
import type { ParticipantView } from '../../live/views.ts'
import { text } from '../../texts/text.ts'
import { describeEnd } from './chat-status.ts'

/**
 * What must be said of the change from one view to the next (CHT14, CHT20, BLK1); null: nothing. The
 * first view after a load says nothing: the page opened knowing it.
 */
export function findNews(before: ParticipantView | null, after: ParticipantView): string | null {
  if (before === null || !after.enabled) return null
  if (after.chat === 'off') {
    return before.chat === 'on' && after.ended !== null ? describeEnd(after) : null
  }
  const { operatorName: name, movedFrom } = after
  if (name !== null && name !== before.operatorName) {
    if (movedFrom === null) {
      // Whoever has just pressed "Activate" sees it; who has waited is told.
      return before.chat === 'on' ? text('chat.connected', { name }) : null
    }
    const key = movedFrom.how === 'left' ? 'chat.movedOn' : 'chat.transferred'
    return text(key, { from: movedFrom.name, name })
  }
  const left = after.leftBehindBy
  if (name === null && left !== null && left !== before.leftBehindBy) {
    if (after.canAskAgain) return text('chat.endedAmongPeers', { name: left })
    return text('chat.left', { name: left })
  }
  return null
}
