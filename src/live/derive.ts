/**
 * What live help looks like to one participant, derived whole from the room and the desk.
 * Nothing here is ever stored, so that it cannot disagree with what it is derived from.
 */
import type { AccountId, ParticipantId } from '../base/id.ts'
import { must } from '../base/must.ts'
import { carrierOf, operatorsFor, queuePlaceOf } from './desk-queue.ts'
import type { Desk } from './desk.ts'
import {
  allowsChat,
  findParticipant,
  isEnabled,
  isPresent,
  participantsOf,
  type ChatLine,
  type Participant,
  type Room,
} from './room.ts'
import type { ParticipantView, Status } from './views.ts'

/** STA1-STA5: offline before off before on before standby before waiting. */
export function statusOf(room: Room, participant: ParticipantId, desk: Desk): Status {
  const person = known(room, participant)
  const { settings } = room
  if (!isPresent(person)) return 'offline'
  if (!settings.called || settings.availability !== 'available') return 'off'
  if (person.chat.state === 'on') return 'on'
  if (settings.mode !== 'help') return 'standby'
  return operatorsFor(desk, settings.partnerRoles).length > 0 ? 'standby' : 'waiting'
}

/** What the participant's page shows. `announce` does not know privileges: CHT16 spares operators and developers. */
export function participantView(
  room: Room,
  participant: ParticipantId,
  desk: Desk,
): ParticipantView {
  const person = known(room, participant)
  const { settings } = room
  const { chat } = person
  const offersChat = allowsChat(settings)
  const peers = settings.mode === 'help' || !isEnabled(settings) ? 0 : peersOf(room, person).length
  const operators =
    settings.availability === 'available' && settings.called && settings.mode !== 'peer'
      ? operatorsFor(desk, settings.partnerRoles).length
      : 0
  const canActivate = offersChat && chat.state === 'off' && operators > 0
  const isOn = chat.state === 'on'
  return {
    enabled: isEnabled(settings),
    mode: settings.mode,
    icon: iconOf(room, person, canActivate),
    operators,
    peers,
    chat: chat.state,
    canActivate,
    operatorName: isOn ? (chat.operator?.name ?? null) : null,
    leftBehindBy: isOn ? chat.leftBehindBy : null,
    movedFrom: isOn ? chat.movedFrom : null,
    ended: person.ended,
    invitedBy: person.invitation?.operator.name ?? null,
    queuePlace: isOn ? queuePlaceOf(desk, { session: room.id, participant: person.id }) : null,
    announce: canActivate && !person.informed,
    readByOperatorsUpTo: person.readByOperatorUpTo,
    readByPeersUpTo: 0,
    ownReadUpTo: person.readUpTo,
  }
}

/** CHT1, as far as the modes are supported: green only where somebody answers or could. */
function iconOf(room: Room, person: Participant, canActivate: boolean): ParticipantView['icon'] {
  if (!isEnabled(room.settings)) return 'none'
  if (canActivate || (person.chat.state === 'on' && person.chat.operator !== null)) return 'green'
  return person.chat.state === 'on' || person.lastLine > 0 ? 'grey' : 'none'
}

/**
 * AUT9-AUT11: what `chat_partners_available` answers. `room` is null before the session's first
 * screen is saved: then nobody is in it yet.
 */
export function chatPartners(
  room: Room | null,
  participant: ParticipantId,
  desk: Desk,
  asked: { readonly roles: readonly string[]; readonly mode: 'help' | 'peer' | 'peerhelp' },
): { readonly help: number; readonly peer: number } {
  const person = room === null ? null : findParticipant(room, participant)
  const peer =
    room === null || person === null || asked.mode === 'help' ? 0 : peersOf(room, person).length
  if (asked.roles.length === 0 || asked.mode === 'peer') return { help: 0, peer }
  const helpers = new Set<AccountId>(
    operatorsFor(desk, asked.roles).map((operator) => operator.card.id),
  )
  if (room !== null && person !== null) {
    const carrier = carrierOf(desk, { session: room.id, participant: person.id })
    if (carrier !== null) helpers.add(carrier.card.id)
  }
  return { help: helpers.size, peer }
}

export type Reader =
  | { readonly kind: 'participant'; readonly participant: ParticipantId }
  /** An operator who may help in this session (ACC4): that is for the caller to know. */
  | { readonly kind: 'operator' }

/** CHT8-CHT10. */
export function mayRead(room: Room, line: ChatLine, reader: Reader): boolean {
  switch (reader.kind) {
    case 'operator':
      return line.audience !== 'peers'
    case 'participant': {
      const person = findParticipant(room, reader.participant)
      if (person === null) return false
      if (findParticipant(room, line.conversation)?.id === person.id) return true
      return line.audience !== 'private' && room.settings.mode !== 'help'
    }
  }
}

function peersOf(room: Room, person: Participant): readonly Participant[] {
  return participantsOf(room).filter((other) => other.id !== person.id && isPresent(other))
}

function known(room: Room, participant: ParticipantId): Participant {
  return must(findParticipant(room, participant), 'only participants of the room are looked at')
}
