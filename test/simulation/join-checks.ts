/**
 * Operators in a session: who may come in, who has to go, and that nothing reaches them afterwards.
 * With rules of its own, looked at after each commit of a room and at each message to their pages.
 */
import type { AccountId, ParticipantId, SessionId } from '../../src/base/id.ts'
import type { Command, RoomCommand } from '../../src/live/command.ts'
import type { Participant, Room } from '../../src/live/room.ts'
import type { Checker, Reader } from './checker.ts'
import { peopleOf, type ConsentMemory } from './consent-memory.ts'
import { resolve } from './line-checks.ts'

export interface JoinChecks {
  committed(before: Room | null, after: Room, order: Command): void
  /** The server has told a page something of its session. */
  told(reader: Reader): void
  /** Whether this operator's part in it was over once. */
  wasOut(session: SessionId, operator: AccountId): boolean
}

/** What of somebody who is out may still change something: the end of their page, and their name. */
const EVEN_WHEN_OUT: ReadonlySet<RoomCommand['type']> = new Set([
  'page-closed',
  'page-leaves',
  'leave-join',
  'attach-account',
  'enter',
])

export function createJoinChecks(
  of: Pick<Checker, 'violate' | 'count'> & {
    readonly consent: ConsentMemory
    /** ms within which what has come to an end must be known to who tells this page. */
    boundOf(reader: Reader): number | null
    wasEver(session: SessionId, age: number, test: (room: Room) => boolean): boolean
  },
): JoinChecks {
  const { violate, count, consent } = of
  const outs = new Set<string>()

  function checkJoined(was: Participant | undefined, now: Participant, room: Room, order: Command) {
    const { joined, account } = now
    if (joined === null) {
      const isKnown = was !== undefined && was.joined !== null
      const isLink = order.command.type === 'enter' || order.command.type === 'attach-account'
      if (isKnown && !isLink) violate('JOI1', 'somebody who had joined is one like others')
      return
    }
    if (joined.over !== null) return checkOut(was, now, room.id)
    const who = account?.name ?? 'nobody'
    const { settings, multiUser } = room
    const isOpen = settings.called && settings.availability !== 'unavailable'
    if (!isOpen && !multiUser) violate('AUT8', `${who} stays in though it is unavailable`)
    if (account === null) return violate('JOI1', 'somebody without an account has joined')
    const through = resolve(room, joined.through)
    if (isOpen && !consent.mayUnasked(room, through, account.id, 'join')) {
      violate('CON3', `${who} is in without having been allowed to`)
    }
    if (now.offlineAt !== null && now.listed) violate('JOI1', `${who} is gone, and still in`)
    const isNew = was?.joined?.over !== null || was.joined.since !== joined.since
    if (!isNew) return
    count(`joined under ${settings.consent}`)
    if (order.command.type !== 'join') violate('JOI1', `${who} came in by ${order.command.type}`)
  }

  function checkOut(was: Participant | undefined, out: Participant, session: SessionId): void {
    const { joined, account, ...now } = out
    const over = joined?.over ?? null
    if (account !== null) outs.add(`${session} ${account.id}`)
    if (was?.joined?.over === null) count(`join over: ${over}`)
    const who = `${account?.name ?? 'nobody'}, who is out (${over}),`
    if (Object.keys(now.pages).length > 0) violate('JOI1', `${who} has a page`)
    if (now.chat.state === 'on') violate('JOI1', `${who} has chat on`)
    if (now.graceEndsAt !== null || now.listed) violate('JOI1', `${who} counts as present`)
  }

  /** Nothing that they still send counts. */
  function checkSender(before: Room, { command }: Command): void {
    const id = senderOf(command as RoomCommand)
    if (id === null) return
    const sender = before.participants[resolve(before, id)]
    if ((sender?.joined?.over ?? null) === null || EVEN_WHEN_OUT.has(command.type as never)) return
    violate('JOI1', `${command.type} counts though ${sender?.account?.name} is out`)
  }

  return {
    committed(before, after, order) {
      if (before !== null) checkSender(before, order)
      for (const person of peopleOf(after)) {
        const was = before?.participants[person.id]
        if (was !== person) checkJoined(was, person, after, order)
      }
    },
    wasOut: (session, operator) => outs.has(`${session} ${operator}`),
    told(reader) {
      const bound = of.boundOf(reader)
      const account = reader.operator()
      if (bound === null || account === null) return
      count('joined page told')
      const session = reader.path.replace('/live/session/', '') as SessionId
      const isIn = (room: Room): boolean =>
        peopleOf(room).some(
          (one) =>
            one.account?.id === account &&
            one.joined?.over !== undefined &&
            one.joined.over === null,
        )
      if (!of.wasEver(session, bound, isIn)) {
        violate('JOI1', `${reader.tab} is told something though its operator is out`)
      }
    },
  }
}

/** What people of the session say for themselves. */
const OWN_WORDS: ReadonlySet<RoomCommand['type']> = new Set([
  'save',
  'exit',
  'page-opened',
  'page-closed',
  'page-leaves',
  'leave-join',
  'end-join',
  'answer-ask',
  'end-watch',
  'take-back',
  'chat-activate',
  'chat-off',
  'informed',
  'decline-help',
  'attach-account',
])

/** Whose word it is; null: nobody's of the session. */
function senderOf(command: RoomCommand): ParticipantId | null {
  if (command.type === 'chat-send' || command.type === 'chat-read') {
    const sender = command.type === 'chat-send' ? command.from : command.reader
    return sender.kind === 'participant' ? sender.participant : null
  }
  return OWN_WORDS.has(command.type) && 'participant' in command ? command.participant : null
}
