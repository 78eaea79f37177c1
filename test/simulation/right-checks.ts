/**
 * ACC3, ACC4: what an operator's word changes is theirs to change at that very moment, and what servers
 * tell operators they could see a moment ago.
 */
import type { AccountId, SessionId } from '../../src/base/id.ts'
import type { Command, RoomCommand } from '../../src/live/command.ts'
import { isEnabled, type Room } from '../../src/live/room.ts'
import { isOperatorBy, maySee, NO_LIMITS } from '../../src/live/scope.ts'
import type { Checker, Reader } from './checker.ts'
import type { Right } from './people.ts'

export interface RightChecks {
  committed(before: Room | null, order: Command): void
  /** To a Monitor. */
  sentToMonitor(text: string, reader: Reader): void
  /** To the page of an operator who joined. */
  told(reader: Reader): void
}

const WITH_SESSIONS = /^\{"type":"(welcome|more-rows|rows|conversation|lines|mirror)"/

export function createRightChecks(
  of: Pick<Checker, 'violate' | 'count'> & {
    /** Of whatever account, since it was made, oldest first. */
    rightsOf(account: AccountId): readonly Right[]
    boundOf(reader: Reader): number | null
    wasEver(session: SessionId, age: number, test: (room: Room) => boolean): boolean
    isDeleted(session: SessionId): boolean
    now(): number
  },
): RightChecks {
  const { violate, count } = of

  function privilegesNow(account: AccountId): readonly string[] {
    return of.rightsOf(account).at(-1)?.privileges ?? []
  }

  /** That were in force at some time in the last `age` ms. */
  function privilegesSince(account: AccountId, age: number): readonly (readonly string[])[] {
    const since = of.now() - age
    const all = of.rightsOf(account)
    return all
      .filter((_, at) => (all[at + 1]?.at ?? Infinity) >= since)
      .map((one) => one.privileges)
  }

  function couldEver(
    reader: Reader,
    session: SessionId,
    bound: number,
    test: (room: Room, privileges: readonly string[]) => boolean,
  ): boolean {
    const account = reader.operator()
    if (account === null) return true
    const lately = privilegesSince(account, bound)
    return of.wasEver(session, bound, (room) => lately.some((some) => test(room, some)))
  }

  return {
    committed(before, { command, aggregate }) {
      const account = aggregate.kind === 'room' ? operatorOf(command as RoomCommand) : null
      if (account === null || before === null) return
      const privileges = privilegesNow(account)
      count('an operator’s word looked at')
      if (!isOperatorBy(privileges))
        violate('ACC3', `${command.type} by one who is no operator now`)
      else if (!maySee(privileges, NO_LIMITS, before)) {
        violate('ACC4', `${command.type} by one who may not see that session now`)
      }
    },
    sentToMonitor(text, reader) {
      if (!WITH_SESSIONS.test(text)) return
      const bound = of.boundOf(reader)
      if (bound === null) return
      for (const session of shownIn(JSON.parse(text))) {
        if (of.isDeleted(session)) continue
        if (couldEver(reader, session, bound, (room, some) => maySee(some, NO_LIMITS, room)))
          continue
        violate('ACC4', `${reader.tab} is told of ${session.slice(0, 4)}, which it may not see`)
      }
    },
    told(reader) {
      const bound = of.boundOf(reader)
      const session = reader.path.replace('/live/session/', '') as SessionId
      if (bound === null || of.isDeleted(session)) return
      const maySeeIt = (room: Room, some: readonly string[]): boolean =>
        isOperatorBy(some) && maySee(some, NO_LIMITS, room)
      const isOpen = (room: Room): boolean => room.multiUser || isEnabled(room.settings)
      const told = `${reader.tab} is told something though its operator may not stay`
      if (!couldEver(reader, session, bound, maySeeIt)) violate('ACC3', told)
      if (!couldEver(reader, session, bound, isOpen)) violate('AUT8', told)
    },
  }
}

/** Sessions of which a Monitor's message tells more than that they are shown no longer. */
function shownIn(message: {
  readonly type: string
  readonly session?: SessionId
  readonly rows?: readonly { readonly session: SessionId }[]
  readonly upsert?: readonly { readonly session: SessionId }[]
  readonly conversation?: { readonly session: SessionId }
  readonly conversations?: readonly { readonly session: SessionId }[]
  readonly message?: { readonly kind: string }
}): ReadonlySet<SessionId> {
  const { session, rows = [], upsert = [], conversation, conversations = [] } = message
  const all = [...rows, ...upsert, ...conversations].map((one) => one.session)
  if (conversation !== undefined) all.push(conversation.session)
  if (message.type === 'lines' && session !== undefined) all.push(session)
  const kind = message.message?.kind
  if (session !== undefined && (kind === 'snapshot' || kind === 'delta')) all.push(session)
  return new Set(all)
}

const OPERATORS_WORDS: ReadonlySet<RoomCommand['type']> = new Set([
  'join',
  'observe',
  'take-control',
  'block',
  'unblock',
  'offer-help',
  'take-chat',
  'transfer',
  'answer-transfer',
  'end-chat',
])

/** Whose word it is, where it is an operator's own. */
function operatorOf(command: RoomCommand): AccountId | null {
  if (command.type === 'chat-send') {
    return command.from.kind === 'operator' ? command.from.account.id : null
  }
  if (!OPERATORS_WORDS.has(command.type) || !('operator' in command)) return null
  return typeof command.operator === 'string' ? command.operator : command.operator.id
}
