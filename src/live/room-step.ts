/**
 * The machine of a room: one command in, the next room and what else is to be written out of it.
 * A refusal is the same room and a `refuse` effect; an effect that asks the desk is carried out in
 * the same transaction, and its answer comes back through `answerRoom` (transaction.ts).
 *
 * A command says what it changes; `settle` finds what follows from it. The room's sequence number
 * is not counted here but where the events are made.
 */
import type { PageId, ParticipantId, ProcessId } from '../base/id.ts'
import { chatEndsAt, chatOn, CHAT_OFF, connect, ended, wantedConversations } from './chat.ts'
import type { DeskAnswer } from './chat.ts'
import type { CommandToRoom, ConversationOf, RoomCommand } from './command.ts'
import {
  answerTransfer,
  block,
  endByOperator,
  invitationEndsAt,
  offerHelp,
  takeChat,
  transfer,
  unblock,
  withdrawHelp,
} from './help-orders.ts'
import {
  controlEndsAt,
  controlPage,
  leavePage,
  passControl,
  prolongControl,
  releaseControl,
  renewControl,
  takeBack,
  takeControl,
} from './control.ts'
import { deleteSession, used } from './delete.ts'
import { forgetAccount } from './forget-account.ts'
import {
  endJoin,
  isOut,
  joinEndsAt,
  joinSession,
  leaveJoin,
  passJoin,
  withdrawJoin,
} from './joining.ts'
import { markRead, sendLine } from './line.ts'
import {
  answerAsk,
  asksEndAt,
  endOldAsks,
  endWatch,
  loseMonitors,
  observe,
  unobserve,
} from './observing.ts'
import { setAside, takenUp } from './own-list.ts'
import { attachAccount, createRoom, enter } from './people.ts'
import { askAboutCode, offerCall, tellCall } from './phone-orders.ts'
import { closePage, losePages, nextPresenceDeadline, openPage, passTime } from './presence.ts'
import {
  allowsChat,
  findParticipant,
  participantsOf,
  type MovedFrom,
  type Participant,
  type Room,
} from './room.ts'
import { put, quietly, refuse, type RoomStep } from './room-effect.ts'
import { exitInterview, saveScreen } from './save.ts'
import { settle } from './settle.ts'

export function stepRoom(room: Room | null, order: CommandToRoom, now: number): RoomStep {
  const { command } = order
  if (command.type === 'create') {
    return room === null ? createRoom(order, command, now) : refuse(room, 'exists')
  }
  if (room === null) return refuse(room, 'unknown-session')
  const step = settle(room, stepKnown(room, order, command, now), now)
  return { ...step, next: used(room, step.next, command, now) }
}

type Known = Exclude<RoomCommand, { type: 'create' }>

function stepKnown(room: Room, order: CommandToRoom, command: Known, now: number): RoomStep<Room> {
  switch (command.type) {
    case 'enter':
      return enter(room, command, now)
    case 'delete':
      return deleteSession(room, command)
    case 'tick':
      return quietly(everybody(room, (person) => pass(person, now)))
    case 'process-lost':
      return quietly(everybody(room, (person) => lose(person, command.process, now)))
    case 'chat-send':
      return sendLine(room, { id: order.id, command, now })
    case 'chat-read':
      return markRead(room, command)
    case 'end-chat':
      return endByOperator(room, command)
    case 'take-chat':
      return takeChat(room, command)
    case 'transfer':
    case 'cancel-transfer':
      return transfer(room, command)
    case 'answer-transfer':
      return answerTransfer(room, command)
    // Both are only a reason to ask the desk again: what it says then is true, what they say may be old.
    case 'operator-gone':
    case 'operator-found':
      return askAgain(room, command.participant)
    case 'offer-call':
      return offerCall(room, command, order.id)
    case 'forget-account':
      return quietly(forgetAccount(room, { id: command.account, name: command.name }))
    case 'attach-account':
    case 'page-opened':
    case 'page-closed':
    case 'page-leaves':
    case 'observe':
    case 'unobserve':
    case 'take-control':
    case 'renew-control':
    case 'release-control':
    case 'take-back':
    case 'answer-ask':
    case 'end-watch':
    case 'save':
    case 'exit':
    case 'chat-activate':
    case 'chat-off':
    case 'block':
    case 'unblock':
    case 'offer-help':
    case 'withdraw-help':
    case 'decline-help':
    case 'informed':
    case 'dismiss':
    case 'set-aside':
    case 'take-up':
    case 'join':
    case 'withdraw-join':
    case 'leave-join':
    case 'end-join':
    case 'withdraw-call':
    case 'renew-call':
    case 'call-told':
      return stepParticipant(room, command, now)
  }
}

type OfParticipant = Exclude<
  Extract<RoomCommand, { readonly participant: ParticipantId }>,
  { type: 'create' | 'enter' | 'offer-call' }
>

/** JOI: of an operator who had joined; that a page of theirs is gone, and what they are called. */
const EVEN_WHEN_OUT: ReadonlySet<OfParticipant['type']> = new Set([
  'page-closed',
  'page-leaves',
  'leave-join',
  'attach-account',
])

function stepParticipant(room: Room, command: OfParticipant, now: number): RoomStep<Room> {
  const person = findParticipant(room, command.participant)
  if (person === null) return refuse(room, 'unknown-participant')
  if (isOut(person) && !EVEN_WHEN_OUT.has(command.type)) return refuse(room, 'join-over')
  switch (command.type) {
    case 'join':
      return joinSession(room, person, command, now)
    case 'withdraw-join':
      return withdrawJoin(room, person, command)
    case 'leave-join':
      return leaveJoin(room, person, command, now)
    case 'end-join':
      return endJoin(room, person, command, now)
    case 'attach-account':
      return attachAccount(room, person, command.account)
    case 'page-opened':
      return quietly(put(room, person, open(person, command)))
    case 'page-closed':
      return quietly(put(room, person, close(person, command, now)))
    case 'page-leaves':
      return quietly(put(room, person, leavePage(person, command.page)))
    case 'observe':
      return observe(room, person, command, now)
    case 'unobserve':
      return unobserve(room, person, command)
    case 'take-control':
      return takeControl(room, person, command, now)
    case 'renew-control':
      return renewControl(room, person, command, now)
    case 'release-control':
      return releaseControl(room, person, command)
    case 'take-back':
      return takeBack(room, person, command)
    case 'answer-ask':
      return answerAsk(room, person, command, now)
    case 'end-watch':
      return endWatch(room, person, command)
    case 'save': {
      const follows = command.position >= 0 && command.position <= room.position + 1
      if (command.expects !== room.version || !follows) return refuse(room, 'stale')
      return saveScreen(takenUp(room, person), { ...command, participant: person.id }, now)
    }
    case 'exit':
      return exitInterview(room, person.id, command.mails)
    case 'chat-activate':
      return activateChat(room, person, { invited: command.invited, now })
    case 'chat-off':
      if (person.chat.state === 'off') return quietly(room)
      return quietly(put(room, person, { ...person, chat: CHAT_OFF, ended: null }))
    case 'block':
      return block(room, person, command.operator, now)
    case 'unblock':
      return unblock(room, person)
    case 'offer-help':
      return offerHelp(room, person, command.operator, now)
    case 'withdraw-help':
      return withdrawHelp(room, person, command.operator)
    case 'decline-help':
      return withdrawHelp(room, person, null)
    case 'withdraw-call':
    case 'renew-call':
      return askAboutCode(room, person, command)
    case 'call-told':
      return quietly(put(room, person, tellCall(person, command.call)))
    case 'informed':
      // Of two tabs that would tell of it at the same moment, the first is told to (CHT16).
      if (person.informed) return refuse(room, 'exists')
      return quietly(put(room, person, { ...person, informed: true }))
    case 'set-aside':
      return setAside(room, person)
    case 'take-up':
      return quietly(takenUp(room, person))
    case 'dismiss': {
      if (person.offlineAt === null || person.dismissedBy.includes(command.operator)) {
        return quietly(room)
      }
      const dismissedBy = [...person.dismissedBy, command.operator]
      return quietly(put(room, person, { ...person, dismissedBy }))
    }
  }
}

/** Takes in what the desk came to. Same transaction, same rules: same reference when nothing changed. */
export function answerRoom(
  room: Room,
  about: ConversationOf,
  answer: DeskAnswer,
  { how, now }: { readonly how: MovedFrom['how']; readonly now: number },
): RoomStep<Room> {
  if (answer.type === 'nobody') return refuse(room, 'chat-unavailable')
  const at = { seq: room.seq + 1, how, now }
  if (about === null) {
    if (room.shared === null) return quietly(room)
    const shared = connect(room.shared, answer, at)
    return quietly(shared === room.shared ? room : { ...room, shared })
  }
  const person = findParticipant(room, about)
  if (person === null) return refuse(room, 'unknown-participant')
  if (person.chat.state === 'off') return quietly(room)
  const chat = connect(person.chat, answer, at)
  return quietly(chat === person.chat ? room : put(room, person, { ...person, chat }))
}

/** When the room next wants a `tick`; null for never. A tick at that time always changes something. */
export function nextRoomDeadline(room: Room): number | null {
  const deadlines = participantsOf(room)
    .flatMap((person) => [
      nextPresenceDeadline(person),
      chatEndsAt(person),
      invitationEndsAt(person),
      asksEndAt(person),
      controlEndsAt(person),
      joinEndsAt(person),
    ])
    .filter((deadline) => deadline !== null)
  return deadlines.length === 0 ? null : Math.min(...deadlines)
}

/** CHT4. In peer modes nobody needs to be there; in `help` an operator does (CHT5: or will be free). */
function activateChat(
  room: Room,
  person: Participant,
  { invited, now }: { readonly invited: boolean; readonly now: number },
): RoomStep<Room> {
  const { mode } = room.settings
  if (!allowsChat(room.settings)) return refuse(room, 'chat-unavailable')
  // CHT8: private with an operator, of whom there is one more already.
  if (mode === 'help' && person.joined !== null) return refuse(room, 'chat-unavailable')
  if (mode === 'help' && person.block !== null) return refuse(room, 'blocked')
  const prefer = invited ? (person.invitation?.operator.id ?? null) : null
  const isOn = person.chat.state === 'on'
  const chat = isOn ? person.chat : chatOn(now, mode === 'help' ? now : null)
  const active = isOn ? room : put(room, person, { ...person, chat, ended: null })
  const seek = { mayWait: mode !== 'help', prefer }
  const { shared } = active
  if (shared === null || person.block !== null) return { next: active, effects: [], seek }
  if (shared.ended) {
    // Somebody seeks an operator for all, after the last one ended it.
    const again = { ...shared, ended: false, leftBehindBy: null, unansweredSince: now }
    return { next: { ...active, shared: again }, effects: [], seek }
  }
  const isInvited = prefer !== null && shared.operator === null
  return {
    next: active,
    effects: isInvited ? [{ type: 'assign', participant: null, ...seek }] : [],
    seek,
  }
}

function askAgain(room: Room, about: ConversationOf): RoomStep<Room> {
  const person = about === null ? null : findParticipant(room, about)
  if (about !== null && person === null) return refuse(room, 'unknown-participant')
  const participant = person?.id ?? null
  const isWanted = wantedConversations(room).includes(participant)
  return {
    next: room,
    effects: [
      isWanted
        ? { type: 'assign', participant, mayWait: true, prefer: null }
        : { type: 'release', participant },
    ],
  }
}

function open(
  person: Participant,
  { page, process }: Extract<RoomCommand, { type: 'page-opened' }>,
): Participant {
  return controlPage(openPage(person, page, process), page)
}

function close(
  person: Participant,
  closed: Extract<RoomCommand, { type: 'page-closed' }>,
  now: number,
): Participant {
  const left = closePage(person, closed, now)
  if (left === person || !closed.goodbye) return left
  // It went for good, not to be loaded anew: another tab takes control on.
  return controlPage(leavePage(left, closed.page), Object.keys(left.pages).at(-1) as PageId)
}

/** The process may have held pages, or Monitors that observe. */
function lose(person: Participant, process: ProcessId, now: number): Participant {
  const prolonged = prolongControl(person, process, now)
  return loseMonitors(losePages(prolonged, process, now), process)
}

function pass(before: Participant, now: number): Participant {
  const person = passJoin(passControl(endOldAsks(before, now), now), now)
  const passed = passTime(person, now)
  const chatEnds = chatEndsAt(passed)
  const kept = chatEnds !== null && chatEnds <= now ? ended(passed, 'offline', null) : passed
  const invitationEnds = invitationEndsAt(kept)
  if (invitationEnds === null || invitationEnds > now) return kept
  return { ...kept, invitation: null }
}

function everybody(room: Room, change: (person: Participant) => Participant): Room {
  return participantsOf(room).reduce((next, person) => put(next, person, change(person)), room)
}
