/** What the chat says in words; pure, so that every state can be looked at. */
import type { ParticipantView } from '../../live/views.ts'
import type { LineView, PersonView } from '../../protocol/chat.ts'
import { text } from '../../texts/text.ts'

/** The line over the chat: who is there, or why nobody is (CHT3, CHT5, CHT14, CHT20). */
export function describeChat(view: ParticipantView, connected: boolean): string {
  if (!connected) return text('chat.noLine')
  if (view.chat === 'on') return describeConversation(view)
  return join(describeEnd(view), describePartners(view))
}

/** CHT3. */
function describePartners(view: ParticipantView): string {
  const operators =
    view.operators === 0 ? text('chat.nobody') : text('chat.operators', { count: view.operators })
  switch (view.mode) {
    case 'help':
      return operators
    case 'peer':
      return describePeers(view)
    case 'peerhelp':
      return join(operators, describePeers(view))
  }
}

function describePeers(view: ParticipantView): string {
  return view.peers === 0 ? text('chat.noPeers') : text('chat.peers', { count: view.peers })
}

function describeConversation(view: ParticipantView): string {
  if (view.mode === 'peer') return describePeers(view)
  const operator = describeOperator(view)
  return view.mode === 'help' ? operator : join(operator, describePeers(view))
}

function describeOperator(view: ParticipantView): string {
  const { operatorName: name, movedFrom } = view
  if (name !== null) {
    if (movedFrom === null) return text('chat.with', { name })
    const key = movedFrom.how === 'left' ? 'chat.movedOn' : 'chat.transferred'
    return text(key, { from: movedFrom.name, name })
  }
  if (view.queuePlace !== null && view.leftBehindBy === null) {
    return text('chat.queue', { place: view.queuePlace })
  }
  if (view.leftBehindBy !== null) {
    if (view.canAskAgain) return text('chat.endedAmongPeers', { name: view.leftBehindBy })
    const left = text('chat.left', { name: view.leftBehindBy })
    return view.queuePlace === null
      ? left
      : join(left, text('chat.queuePlace', { place: view.queuePlace }))
  }
  // Among peers nobody waits: without an operator there is only less to say.
  return view.mode === 'help' ? text('chat.waiting') : text('chat.noOperator')
}

/** Why chat is off, where that was not the user's own doing; empty when it was. */
export function describeEnd(view: ParticipantView): string {
  if (view.ended === null || view.chat === 'on') return ''
  const { why, by } = view.ended
  switch (why) {
    case 'operator':
      return by === null ? text('chat.ended') : text('chat.endedBy', { name: by })
    case 'blocked':
    case 'interview':
      return text('chat.ended')
    case 'offline':
      return text('chat.endedOffline')
  }
}

/** Under the box: why nothing can be written, or who will read it (CHT3, CHT8). */
export function describeBox(view: ParticipantView): string {
  if (view.chat === 'off' && view.invitedBy !== null) return text('chat.toAnswer')
  if (view.chat === 'off') return text(view.canActivate ? 'chat.toWrite' : 'chat.cannotWrite')
  switch (view.mode) {
    case 'help':
      return text('chat.readersHelp')
    case 'peer':
      return text('chat.readersPeer')
    case 'peerhelp':
      return text('chat.readersPeerhelp')
  }
}

/** CHT9: for whom a line was written; empty where all lines of the log are for the same. */
export function describeAudience(line: Pick<LineView, 'audience'>): string {
  return text(line.audience === 'private' ? 'chat.private' : 'chat.everyone')
}

/** The text equivalent of the icon (CHT1). */
export function describeIcon(view: ParticipantView, unread: number): string {
  return join(describeIconState(view), unread === 0 ? '' : text('chat.unread', { count: unread }))
}

function describeIconState(view: ParticipantView): string {
  if (view.icon === 'green') {
    const name = view.chat === 'on' ? view.operatorName : null
    return name === null ? text('chat.iconGreen') : text('chat.iconWith', { name })
  }
  return text(view.chat === 'on' ? 'chat.iconWaiting' : 'chat.iconGrey')
}

export function nameOf(person: {
  readonly name: string | null
  readonly visitorNumber: number | null
}): string {
  return person.name ?? text('common.visitor', { number: person.visitorNumber ?? '' })
}

/** CHT15; empty when nobody types. */
export function describeTyping(who: readonly PersonView[]): string {
  const [first] = who
  if (first === undefined) return ''
  if (who.length === 1) return text('chat.typing', { name: nameOf(first) })
  return text('chat.typingMany', { count: who.length })
}

function join(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ')
}
