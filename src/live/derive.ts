/**
 * What live help looks like to one participant, derived whole from the room and the desk.
 * Nothing here is ever stored, so that it cannot disagree with what it is derived from.
 */
import type { AccountId, ParticipantId } from '../base/id.ts'
import { must } from '../base/must.ts'
import { conversationOf } from './chat.ts'
import { presentControl } from './control.ts'
import { operatorsFor, queuePlaceOf } from './desk-queue.ts'
import { findOperator, isHere, seesScope, type Desk } from './desk.ts'
import { joinedIn } from './joining.ts'
import { callsOf, codesFor } from './phone-view.ts'
import { permissionsOf, stricter } from './permission.ts'
import {
  allowsChat,
  findParticipant,
  isEnabled,
  isPresent,
  participantsOf,
  type Carried,
  type ChatLine,
  type Participant,
  type Room,
} from './room.ts'
import type { OperatorView, ParticipantView, PersonName, Status } from './views.ts'

/** STA1-STA5: offline before off before on before standby before waiting. */
export function statusOf(room: Room, participant: ParticipantId, desk: Desk): Status {
  const person = known(room, participant)
  const { settings } = room
  if (!isPresent(person)) return 'offline'
  if (!allowsChat(settings)) return 'off'
  if (person.chat.state === 'on') return 'on'
  if (settings.mode !== 'help') return 'standby'
  return helpersOf(room, person, desk) > 0 ? 'standby' : 'waiting'
}

/** What the participant's page shows. `announce` does not know privileges: CHT16 spares operators and developers. */
export function participantView(
  room: Room,
  participant: ParticipantId,
  desk: Desk,
): ParticipantView {
  const person = known(room, participant)
  const { settings } = room
  const offersChat = allowsChat(settings)
  const peers = settings.mode === 'help' || !isEnabled(settings) ? 0 : peersOf(room, person).length
  const operators = helpersOf(room, person, desk)
  const invitation = standingInvitation(room, person, desk)
  const mayReach = settings.mode !== 'help' || operators > 0
  const mayChat = person.joined === null || settings.mode !== 'help'
  const isOff = offersChat && mayChat && person.chat.state === 'off'
  const canActivate = isOff && (mayReach || invitation !== null)
  const carried = carriedFor(room, person)
  const key = settings.mode === 'peerhelp' ? null : person.id
  return {
    enabled: isEnabled(settings),
    mode: settings.mode,
    icon: iconOf(room, person, canActivate),
    operators,
    peers,
    chat: person.chat.state,
    canActivate,
    canAskAgain: carried !== null && key === null && room.shared?.ended === true,
    operatorName: carried?.operator?.name ?? null,
    leftBehindBy: carried?.leftBehindBy ?? null,
    movedFrom: carried?.movedFrom ?? null,
    ended: person.ended,
    invitedBy: invitation?.operator.name ?? null,
    queuePlace:
      carried === null ? null : queuePlaceOf(desk, { session: room.id, participant: key }),
    announce: isOff && !person.informed && operators + peers > 0,
    readByOperatorsUpTo: readByOperators(room, person),
    readByPeersUpTo: Math.max(
      0,
      ...participantsOf(room)
        .filter((other) => other.id !== person.id)
        .map((other) => other.sharedReadUpTo),
    ),
    ownReadUpTo: person.readUpTo,
    answers: answersOf(room, person),
    watchedBy: watchedBy(room, person),
    joinedBy: joinedBy(room, person),
    joined: person.joined === null ? null : { over: person.joined.over },
    asks: person.asks.map(({ operator, what }) => ({ operator, what })),
    control: controlOf(person),
    phone: codesFor(room, person, desk),
    calls: callsOf(person),
  }
}

/** JOI3. */
function answersOf(room: Room, person: Participant): ParticipantView['answers'] {
  if (room.changed === null) return null
  const { version } = room.changed
  return { version, by: changerFor(room, person.id) ?? 'self' }
}

/** JOI3: who changed the answers last, for this participant; null: themselves, in whichever tab. */
export function changerFor(room: Room, participant: ParticipantId): PersonName | null {
  const who = room.changed === null ? null : findParticipant(room, room.changed.by)
  if (who === null || who.id === findParticipant(room, participant)?.id) return null
  return { name: who.account?.name ?? null, visitorNumber: who.visitorNumber }
}

/** OBS5, CON2: whom the participant is told of. */
function watchedBy(room: Room, person: Participant): readonly OperatorView[] {
  const told = Object.values(person.watchers).filter(
    ({ operator, floor }) =>
      stricter(room.settings.consent, floor) !== 'author' ||
      permissionsOf(person, operator.id).observe !== 'unasked',
  )
  return eachOnce(told.map(({ operator }) => operator))
}

/** CON3: those of whom the participant is told. Operators among themselves see it on the Monitor. */
export function joinedBy(room: Room, person: Participant): readonly OperatorView[] {
  if (person.joined !== null) return []
  const told = joinedIn(room).filter(({ operator, joined: { through, floor } }) => {
    const said = findParticipant(room, through) ?? person
    const isTold = stricter(room.settings.consent, floor) !== 'author'
    return isTold || permissionsOf(said, operator.id).join !== 'unasked'
  })
  return eachOnce(told.map(({ operator }) => operator))
}

/** Each operator once, by name. */
export function eachOnce(operators: readonly OperatorView[]): readonly OperatorView[] {
  const byId = new Map(operators.map(({ id, name }) => [id, { id, name }]))
  return [...byId.values()].toSorted((a, b) => (a.name === b.name ? 0 : a.name < b.name ? -1 : 1))
}

function controlOf(person: Participant): ParticipantView['control'] {
  const control = presentControl(person)
  if (control === null) return null
  const { number, operator, page } = control
  return { number, by: { id: operator.id, name: operator.name }, page }
}

/** CHT21: null where there is none, or where who invited has no Monitor open any more. */
export function standingInvitation(
  room: Room,
  person: Participant,
  desk: Desk,
): Participant['invitation'] {
  if (person.invitation === null) return null
  const operator = findOperator(desk, person.invitation.operator.id)
  const stands = operator !== null && isHere(operator) && seesScope(desk, operator, room)
  return stands ? person.invitation : null
}

/**
 * The conversation with operators that the participant takes part in: their own, or the session's.
 * Null where there is none, or chat is off.
 */
export function carriedFor(room: Room, person: Participant): Carried | null {
  if (person.chat.state === 'off') return null
  if (room.settings.mode === 'help') return conversationOf(room, person.id)
  return person.block === null ? conversationOf(room, null) : null
}

/** CHT3: operators who could answer this participant. */
function helpersOf(room: Room, person: Participant, desk: Desk): number {
  if (!allowsChat(room.settings) || room.settings.mode === 'peer' || person.block !== null) return 0
  return operatorsFor(desk, room.settings.partnerRoles, room).length
}

/** CHT1. */
function iconOf(room: Room, person: Participant, canActivate: boolean): ParticipantView['icon'] {
  const { settings } = room
  if (!isEnabled(settings)) return 'none'
  if (allowsChat(settings)) {
    if (settings.mode !== 'help' || canActivate) return 'green'
    if (person.chat.state === 'on') return person.chat.operator === null ? 'grey' : 'green'
  }
  const mayReadShared = settings.mode !== 'help' && room.lastShared > 0
  return person.lastLine > 0 || mayReadShared ? 'grey' : 'none'
}

/** One mark for private lines and those of the session: never further than what is true of both. */
function readByOperators(room: Room, person: Participant): number {
  const { readByOperatorUpTo, lastPrivate } = person
  if (readByOperatorUpTo < lastPrivate) return readByOperatorUpTo
  return Math.max(readByOperatorUpTo, room.sharedReadByOperatorUpTo)
}

/**
 * AUT9-AUT11: what `chat_partners_available` answers. `room` is null before the session's first
 * screen is saved: then nobody is in it yet.
 */
export function chatPartners(
  room: Room | null,
  participant: ParticipantId,
  desk: Desk,
  asked: {
    readonly roles: readonly string[]
    readonly mode: 'help' | 'peer' | 'peerhelp'
    /** ACC4: as the interview says now; the room knows it once a screen is saved. */
    readonly operators?: readonly string[] | null
  },
): { readonly help: number; readonly peer: number } {
  const person = room === null ? null : findParticipant(room, participant)
  const peer =
    room === null || person === null || asked.mode === 'help' ? 0 : peersOf(room, person).length
  if (asked.roles.length === 0 || asked.mode === 'peer' || person?.block) return { help: 0, peer }
  const scope = {
    interview: room?.interview ?? '',
    operators: asked.operators === undefined ? (room?.operators ?? null) : asked.operators,
  }
  const helpers = new Set<AccountId>(
    operatorsFor(desk, asked.roles, scope).map((operator) => operator.card.id),
  )
  const carrier = room === null || person === null ? null : carriedFor(room, person)?.operator
  if (carrier) helpers.add(carrier.id)
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
      if (line.audience === 'private' || room.settings.mode === 'help') return false
      return line.sender.kind === 'participant' || hears(person, line.seq)
    }
  }
}

/** Whether an operator's line was sent while the participant was not blocked. */
function hears(person: Participant, seq: number): boolean {
  if (person.block !== null && seq > person.block.afterSeq) return false
  return person.unheard.every(({ from, to }) => seq < from || seq > to)
}

function peersOf(room: Room, person: Participant): readonly Participant[] {
  return participantsOf(room).filter((other) => other.id !== person.id && isPresent(other))
}

function known(room: Room, participant: ParticipantId): Participant {
  return must(findParticipant(room, participant), 'only participants of the room are looked at')
}
