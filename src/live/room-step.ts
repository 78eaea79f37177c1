/**
 * The machine of a room: one command in, the next room and what else is to be written out of it.
 * A refusal is the same room and a `refuse` effect; an effect that asks the desk is carried out in
 * the same transaction, and its answer comes back through `answerRoom` (transaction.ts).
 *
 * The room's sequence number is not counted here but where the events are made.
 */
import type { ParticipantId } from '../base/id.ts'
import type { AccountCard, CommandToRoom, ConversationOf, RoomCommand } from './command.ts'
import { activate, CHAT_OFF, chatEndsAt, connect, type DeskAnswer } from './chat.ts'
import { sendLine } from './line.ts'
import { closePage, losePages, nextPresenceDeadline, openPage, passTime } from './presence.ts'
import { allowsChat, findParticipant, participantsOf, type Participant, type Room } from './room.ts'
import { put, quietly, refuse, type RoomEffect, type RoomStep } from './room-effect.ts'
import { saveScreen } from './save.ts'

export function stepRoom(room: Room | null, order: CommandToRoom, now: number): RoomStep {
  const { command } = order
  if (command.type === 'create') {
    return room === null ? createRoom(order, command, now) : refuse(room, 'exists')
  }
  if (room === null) return refuse(room, 'unknown-session')
  if (command.type === 'enter') return enter(room, command, now)
  if (command.type === 'tick') return tick(room, now)
  if (command.type === 'process-lost') {
    return quietly(everybody(room, (person) => losePages(person, command.process, now)))
  }
  return stepParticipant(room, order, command, now)
}

type OfParticipant = Exclude<RoomCommand, { type: 'create' | 'enter' | 'process-lost' | 'tick' }>

function stepParticipant(
  room: Room,
  order: CommandToRoom,
  command: OfParticipant,
  now: number,
): RoomStep {
  const about = participantOf(command)
  const person = about === null ? null : findParticipant(room, about)
  if (person === null) return refuse(room, 'unknown-participant')
  switch (command.type) {
    case 'attach-account':
      return attachAccount(room, person, command.account)
    case 'page-opened':
      return quietly(put(room, person, openPage(person, command.page, command.process)))
    case 'page-closed':
      return quietly(put(room, person, closePage(person, command, now)))
    case 'save': {
      const follows = command.position >= 0 && command.position <= room.position + 1
      if (command.expects !== room.version || !follows) return refuse(room, 'stale')
      return saveScreen(room, command, now)
    }
    case 'chat-activate':
      return activateChat(room, person, now)
    case 'chat-off':
      return endChat(room, person)
    case 'chat-send':
      return sendLine(room, person, { id: order.id, command, now })
    case 'chat-read':
      return markRead(room, person, command)
    case 'block':
    case 'unblock':
    case 'end-chat':
    case 'transfer':
    case 'cancel-transfer':
    case 'answer-transfer':
    case 'offer-help':
    case 'withdraw-help':
    case 'decline-help':
    case 'exit':
      return refuse(room, 'chat-unavailable')
    case 'informed':
      return quietly(person.informed ? room : put(room, person, { ...person, informed: true }))
    case 'dismiss': {
      if (person.offlineAt === null || person.dismissedBy.includes(command.operator)) {
        return quietly(room)
      }
      const dismissedBy = [...person.dismissedBy, command.operator]
      return quietly(put(room, person, { ...person, dismissedBy }))
    }
    // Both are only a reason to ask the desk again: what it says then is true, what they say may be old.
    case 'operator-gone':
    case 'operator-found':
      return {
        next: room,
        effects: [
          person.chat.state === 'on'
            ? { type: 'assign', participant: person.id, mayWait: true }
            : { type: 'release', participant: person.id },
        ],
      }
  }
}

/** Takes in what the desk came to. Same transaction, same rules: same reference when nothing changed. */
export function answerRoom(room: Room, about: ConversationOf, answer: DeskAnswer): RoomStep {
  if (answer.type === 'nobody') return refuse(room, 'chat-unavailable')
  const person = about === null ? null : findParticipant(room, about)
  if (person === null) return refuse(room, 'unknown-participant')
  const chat = connect(person.chat, answer)
  return quietly(chat === person.chat ? room : put(room, person, { ...person, chat }))
}

/** When the room next wants a `tick`; null for never. */
export function nextRoomDeadline(room: Room): number | null {
  const deadlines = participantsOf(room)
    .flatMap((person) => [nextPresenceDeadline(person), chatEndsAt(person)])
    .filter((deadline) => deadline !== null)
  return deadlines.length === 0 ? null : Math.min(...deadlines)
}

function createRoom(
  order: CommandToRoom,
  command: Extract<RoomCommand, { type: 'create' }>,
  now: number,
): RoomStep {
  const empty: Room = {
    id: order.aggregate.id,
    interview: command.interview,
    seq: 0,
    createdAt: now,
    settings: { called: false, availability: 'unavailable', mode: 'help', partnerRoles: [] },
    multiUser: false,
    version: 0,
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

function enter(
  room: Room,
  command: Extract<RoomCommand, { type: 'enter' }>,
  now: number,
): RoomStep {
  if (findParticipant(room, command.participant) !== null) return quietly(room)
  const { account } = command
  // One account is one participant: whoever asks again finds them under their own id.
  if (account !== null && holderOf(room, account) !== undefined) return refuse(room, 'exists')
  return quietly(addParticipant(room, command.participant, account, now))
}

function addParticipant(
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
    readUpTo: 0,
    readByOperatorUpTo: 0,
    block: null,
    unheard: [],
    invitation: null,
    ended: null,
    informed: false,
    dismissedBy: [],
    mergedInto: null,
  }
  return {
    ...room,
    nextVisitor: room.nextVisitor + (account === null ? 1 : 0),
    participants: { ...room.participants, [id]: participant },
  }
}

/**
 * CHT18. Whoever was in the session under this account before becomes one with who signs in now:
 * the one in front of the page stays, with the pages and the conversation of both.
 */
function attachAccount(room: Room, person: Participant, account: AccountCard): RoomStep {
  if (person.account !== null && person.account.id !== account.id) return refuse(room, 'exists')
  const earlier = holderOf(room, account)
  if (earlier === undefined || earlier.id === person.id) {
    if (person.account?.name === account.name) return quietly(room)
    return quietly(put(room, person, { ...person, account }))
  }
  const takesChat = person.chat.state === 'off' && earlier.chat.state === 'on'
  const hasPage = Object.keys(person.pages).length + Object.keys(earlier.pages).length > 0
  const merged: Participant = {
    ...person,
    account,
    pages: { ...earlier.pages, ...person.pages },
    graceEndsAt: hasPage ? null : (person.graceEndsAt ?? earlier.graceEndsAt),
    offlineAt:
      hasPage || person.graceEndsAt !== null || earlier.graceEndsAt !== null
        ? null
        : person.offlineAt,
    listed: person.listed || earlier.listed,
    chat: takesChat ? { ...earlier.chat, operator: null } : person.chat,
    lastLine: Math.max(person.lastLine, earlier.lastLine),
    readUpTo: Math.max(person.readUpTo, earlier.readUpTo),
    readByOperatorUpTo: Math.max(person.readByOperatorUpTo, earlier.readByOperatorUpTo),
    informed: person.informed || earlier.informed,
  }
  const gone: Participant = {
    ...earlier,
    account: null,
    pages: {},
    graceEndsAt: null,
    listed: false,
    chat: CHAT_OFF,
    mergedInto: person.id,
  }
  return {
    next: put(put(room, earlier, gone), person, merged),
    effects: [
      ...(earlier.chat.state === 'on' ? [release(earlier)] : []),
      ...(takesChat ? [{ type: 'assign', participant: person.id, mayWait: true } as const] : []),
    ],
  }
}

function activateChat(room: Room, person: Participant, now: number): RoomStep {
  if (person.chat.state === 'on') return quietly(room)
  if (!allowsChat(room.settings) || room.settings.mode !== 'help') {
    return refuse(room, 'chat-unavailable')
  }
  return {
    next: put(room, person, { ...person, chat: activate(person.chat, now) }),
    effects: [{ type: 'assign', participant: person.id, mayWait: false }],
  }
}

function endChat(room: Room, person: Participant): RoomStep {
  if (person.chat.state === 'off') return quietly(room)
  return { next: put(room, person, { ...person, chat: CHAT_OFF }), effects: [release(person)] }
}

function markRead(
  room: Room,
  person: Participant,
  command: Extract<RoomCommand, { type: 'chat-read' }>,
): RoomStep {
  const { reader } = command
  const upTo = Math.min(command.upTo, person.lastLine)
  switch (reader.kind) {
    case 'participant':
      if (findParticipant(room, reader.participant)?.id !== person.id) {
        return refuse(room, 'not-your-conversation')
      }
      if (upTo <= person.readUpTo) return quietly(room)
      return quietly(put(room, person, { ...person, readUpTo: upTo }))
    case 'operator':
      if (person.chat.state === 'off' || person.chat.operator?.id !== reader.account.id) {
        return refuse(room, 'not-your-conversation')
      }
      if (upTo <= person.readByOperatorUpTo) return quietly(room)
      return quietly(put(room, person, { ...person, readByOperatorUpTo: upTo }))
  }
}

function tick(room: Room, now: number): RoomStep {
  const later = everybody(room, (person) => {
    const passed = passTime(person, now)
    const endsAt = chatEndsAt(passed)
    return endsAt === null || endsAt > now ? passed : { ...passed, chat: CHAT_OFF }
  })
  const ended = participantsOf(room).filter(
    (person) => person.chat.state === 'on' && later.participants[person.id]?.chat.state === 'off',
  )
  return { next: later, effects: ended.map(release) }
}

function participantOf(command: OfParticipant): ConversationOf {
  return 'participant' in command ? command.participant : command.conversation
}

function holderOf(room: Room, account: AccountCard): Participant | undefined {
  return participantsOf(room).find((person) => person.account?.id === account.id)
}

function release(person: Participant): RoomEffect {
  return { type: 'release', participant: person.id }
}

function everybody(room: Room, change: (person: Participant) => Participant): Room {
  return participantsOf(room).reduce((next, person) => put(next, person, change(person)), room)
}
