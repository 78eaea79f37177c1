/** The people of a conversation as others see them: who takes part, and who types (CHT15). */
import type { AccountId, ParticipantId } from '../base/id.ts'
import type { ConversationOf } from '../live/command.ts'
import { findParticipant, participantsOf, type Participant, type Room } from '../live/room.ts'
import type { PersonView } from '../protocol/chat.ts'
import type { TypingMark } from './typing-hub.ts'

/** The participant's own mark: what they write goes to whom the mode says. */
export function markOfParticipant(room: Room, participant: ParticipantId): TypingMark | null {
  const person = findParticipant(room, participant)
  if (person === null || person.chat.state === 'off') return null
  const typist = { kind: 'participant', id: person.id } as const
  switch (room.settings.mode) {
    case 'help':
      return { session: room.id, typist, audience: 'private', conversation: person.id }
    case 'peer':
      return { session: room.id, typist, audience: 'peers', conversation: null }
    case 'peerhelp':
      return { session: room.id, typist, audience: 'session', conversation: null }
  }
}

export function markOfOperator(
  room: Room,
  id: AccountId,
  conversation: ConversationOf,
): TypingMark {
  const audience = conversation === null ? 'session' : 'private'
  return { session: room.id, typist: { kind: 'operator', id }, audience, conversation }
}

/** Everybody else who types, as far as this participant may know. */
export function typingForParticipant(
  room: Room,
  participant: ParticipantId,
  marks: readonly TypingMark[],
): readonly PersonView[] {
  const me = findParticipant(room, participant)
  if (me === null) return []
  return marks.flatMap((mark) => {
    if (mark.audience === 'private') {
      if (mark.conversation === null) return []
      if (findParticipant(room, mark.conversation)?.id !== me.id) return []
    } else if (room.settings.mode === 'help') return []
    // CHT8: nothing of operators reaches whom they are kept from.
    if (mark.typist.kind === 'operator' && me.block !== null) return []
    if (isParticipant(room, mark, me.id)) return []
    return viewTypist(room, mark)
  })
}

/** Everybody else who types in a conversation that an operator sees. */
export function typingForOperator(
  room: Room,
  seen: { readonly conversation: ConversationOf; readonly operator: AccountId },
  marks: readonly TypingMark[],
): readonly PersonView[] {
  return marks.flatMap((mark) => {
    if (mark.audience !== (seen.conversation === null ? 'session' : 'private')) return []
    if (mark.conversation !== seen.conversation) return []
    if (mark.typist.kind === 'operator' && mark.typist.id === seen.operator) return []
    return viewTypist(room, mark)
  })
}

/** Who takes part, but for the operator who asks. */
export function membersOf(
  room: Room,
  conversation: ConversationOf,
  asks: AccountId,
): readonly PersonView[] {
  const people =
    conversation === null
      ? participantsOf(room).filter((person) => person.chat.state === 'on')
      : [findParticipant(room, conversation)].filter((person) => person !== null)
  const operator = operatorOf(room, conversation)
  return [
    ...people.map(viewParticipant),
    ...(operator === null || operator.id === asks ? [] : [viewOperator(operator.name)]),
  ]
}

function viewTypist(room: Room, mark: TypingMark): readonly PersonView[] {
  const { typist, conversation } = mark
  if (typist.kind === 'operator') {
    // Who has not got the conversation any more does not type in it either.
    const operator = operatorOf(room, conversation)
    return operator?.id === typist.id ? [viewOperator(operator.name)] : []
  }
  const person = findParticipant(room, typist.id)
  return person === null || person.chat.state === 'off' ? [] : [viewParticipant(person)]
}

function operatorOf(room: Room, conversation: ConversationOf) {
  if (conversation === null) return room.shared?.operator ?? null
  const chat = findParticipant(room, conversation)?.chat
  return chat?.state === 'on' ? chat.operator : null
}

function isParticipant(room: Room, mark: TypingMark, id: ParticipantId): boolean {
  return mark.typist.kind === 'participant' && findParticipant(room, mark.typist.id)?.id === id
}

function viewParticipant(person: Participant): PersonView {
  const { visitorNumber } = person
  return { name: person.account?.name ?? null, visitorNumber, kind: 'participant' }
}

function viewOperator(name: string): PersonView {
  return { name, visitorNumber: null, kind: 'operator' }
}
