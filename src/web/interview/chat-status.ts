import type { ParticipantView } from '../../live/views.ts'
import { text } from '../../texts/text.ts'

/** The line over the chat: who is there, or why nobody is (CHT3, CHT5, CHT14). */
export function describeChat(view: ParticipantView, connected: boolean): string {
  if (!connected) return text('chat.noLine')
  if (view.chat === 'on') return describeConversation(view)
  const operators =
    view.operators === 0 ? text('chat.nobody') : text('chat.operators', { count: view.operators })
  if (view.mode === 'help') return operators
  const peers = text('chat.peers', { count: view.peers })
  return view.mode === 'peer' ? peers : `${operators} ${peers}`
}

function describeConversation(view: ParticipantView): string {
  if (view.operatorName !== null) return text('chat.with', { name: view.operatorName })
  if (view.queuePlace !== null) return text('chat.queue', { place: view.queuePlace })
  if (view.leftBehindBy !== null) return text('chat.left', { name: view.leftBehindBy })
  return view.mode === 'help' ? text('chat.waiting') : text('chat.peers', { count: view.peers })
}

/** The text equivalent of the icon (CHT1). */
export function describeIcon(view: ParticipantView, unread: number): string {
  const state = view.icon === 'green' ? text('chat.iconGreen') : text('chat.iconGrey')
  return unread === 0 ? state : `${state} ${text('chat.unread', { count: unread })}`
}
