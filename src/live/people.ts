/** Who is in a room: entering it, and becoming one with who was there before (CHT18). */
import type { ParticipantId } from '../base/id.ts'
import { CHAT_OFF, conversationOf } from './chat.ts'
import type { AccountCard, CommandToRoom, RoomCommand } from './command.ts'
import {
  findParticipant,
  participantsOf,
  START_SETTINGS,
  type Control,
  type Participant,
  type Room,
} from './room.ts'
import { mergedCalls, withdrawnFrom } from './phone-orders.ts'
import { mergedAsks, mergedPermissions } from './permission.ts'
import { put, quietly, refuse, type RoomStep } from './room-effect.ts'

export function createRoom(
  order: CommandToRoom,
  command: Extract<RoomCommand, { type: 'create' }>,
  now: number,
): RoomStep {
  const empty: Room = {
    id: order.aggregate.id,
    interview: command.interview,
    seq: 0,
    createdAt: now,
    usedAt: now,
    settings: START_SETTINGS,
    multiUser: false,
    operators: null,
    version: 0,
    changed: null,
    position: -1,
    title: '',
    question: '',
    questionSince: now,
    progress: null,
    participants: {},
    shared: null,
    lastShared: 0,
    sharedReadByOperatorUpTo: 0,
    nextVisitor: 1,
    rolesReported: {},
  }
  const next = addParticipant(empty, command.participant, command.account, now)
  return { next, effects: [{ type: 'key', wrappedKey: command.wrappedKey }] }
}

export function enter(
  room: Room,
  command: Extract<RoomCommand, { type: 'enter' }>,
  now: number,
): RoomStep<Room> {
  if (findParticipant(room, command.participant) !== null) return quietly(room)
  const { account } = command
  const holder = account === null ? undefined : holderOf(room, account)
  // An operator who had joined, and comes by the link like everybody else.
  if (holder?.joined) return quietly(put(room, holder, { ...holder, joined: null }))
  // One account is one participant: whoever asks again finds them under their own id.
  if (holder !== undefined) return refuse(room, 'exists')
  return quietly(addParticipant(room, command.participant, account, now))
}

/**
 * CHT18. Whoever was in the session under this account before becomes one with who signs in now:
 * the one in front of the page stays, with the pages and the conversation of both.
 */
export function attachAccount(
  room: Room,
  person: Participant,
  account: AccountCard,
): RoomStep<Room> {
  if (person.account !== null && person.account.id !== account.id) return refuse(room, 'exists')
  const earlier = holderOf(room, account)
  if (earlier === undefined || earlier.id === person.id) {
    if (person.account?.name === account.name) return quietly(room)
    return quietly(put(room, person, { ...person, account }))
  }
  const gone: Participant = {
    ...earlier,
    account: null,
    pages: {},
    graceEndsAt: null,
    listed: false,
    chat: CHAT_OFF,
    invitation: null,
    watchers: {},
    permissions: {},
    asks: [],
    control: null,
    joined: null,
    calls: [],
    mayHaveOffers: false,
    mergedInto: person.id,
  }
  const carrier = conversationOf(room, earlier.id)?.operator ?? null
  return {
    next: put(put(room, earlier, gone), person, { ...mergedOf(person, earlier), account }),
    effects: withdrawnFrom(room, earlier),
    seek: { mayWait: true, prefer: carrier?.id ?? null },
  }
}

function mergedOf(person: Participant, earlier: Participant): Participant {
  const takesChat = person.chat.state === 'off' && earlier.chat.state === 'on'
  const hasPage = Object.keys(person.pages).length + Object.keys(earlier.pages).length > 0
  const isInGrace = person.graceEndsAt !== null || earlier.graceEndsAt !== null
  return {
    ...person,
    pages: { ...earlier.pages, ...person.pages },
    graceEndsAt: hasPage ? null : (person.graceEndsAt ?? earlier.graceEndsAt),
    offlineAt: hasPage || isInGrace ? null : person.offlineAt,
    listed: person.listed || earlier.listed,
    chat: takesChat ? { ...earlier.chat, operator: null, connectedSeq: 0 } : person.chat,
    lastLine: Math.max(person.lastLine, earlier.lastLine),
    lastPrivate: Math.max(person.lastPrivate, earlier.lastPrivate),
    readUpTo: Math.max(person.readUpTo, earlier.readUpTo),
    sharedReadUpTo: Math.max(person.sharedReadUpTo, earlier.sharedReadUpTo),
    readByOperatorUpTo: Math.max(person.readByOperatorUpTo, earlier.readByOperatorUpTo),
    // Nobody gets rid of a block by signing in.
    block: person.block ?? earlier.block,
    unheard: [...earlier.unheard, ...person.unheard],
    invitation: person.invitation ?? earlier.invitation,
    ended: takesChat ? null : person.ended,
    informed: person.informed || earlier.informed,
    watchers: { ...earlier.watchers, ...person.watchers },
    permissions: mergedPermissions(earlier.permissions, person.permissions),
    asks: mergedAsks(earlier.asks, person.asks),
    control: mergedControl(person, earlier),
    calls: mergedCalls(person.calls, earlier.calls),
    // They have just come.
    setAside: false,
  }
}

/** Pages of either know the other's numbers not: control ends, and the next number is new to both. */
function mergedControl(person: Participant, earlier: Participant): Participant['control'] {
  const ends = (control: Control): Control => ({ ...control, over: control.over ?? 'merged' })
  const { control } = person
  if (earlier.control === null) return control
  if (control === null) return ends(earlier.control)
  // One number is never two grants.
  if (control.number === earlier.control.number) {
    return ends({ ...control, number: control.number + 1 })
  }
  return control.number > earlier.control.number ? ends(control) : ends(earlier.control)
}

export function addParticipant(
  room: Room,
  id: ParticipantId,
  account: AccountCard | null,
  now: number,
): Room {
  const participant: Participant = {
    id,
    account,
    visitorNumber: account === null ? room.nextVisitor : null,
    enteredAt: now,
    pages: {},
    graceEndsAt: null,
    offlineAt: now,
    listed: false,
    chat: CHAT_OFF,
    lastLine: 0,
    lastPrivate: 0,
    readUpTo: 0,
    sharedReadUpTo: 0,
    readByOperatorUpTo: 0,
    block: null,
    unheard: [],
    invitation: null,
    ended: null,
    informed: false,
    watchers: {},
    permissions: {},
    asks: [],
    control: null,
    joined: null,
    calls: [],
    mayHaveOffers: false,
    dismissedBy: [],
    setAside: false,
    mergedInto: null,
  }
  return {
    ...room,
    nextVisitor: room.nextVisitor + (account === null ? 1 : 0),
    participants: { ...room.participants, [id]: participant },
  }
}

export function holderOf(room: Room, account: AccountCard): Participant | undefined {
  return participantsOf(room).find((person) => person.account?.id === account.id)
}
