/**
 * Who takes which conversation, and who waits (CHT5).
 *
 * Whoever is away keeps turn and operator, and costs nobody who is there anything: passed over in
 * the queue, not counted in the place nor against a limit. Only an operator without a limit takes
 * them from the queue, after all who are there.
 */
import type { SessionId } from '../base/id.ts'
import type { AccountCard, ConversationOf } from './command.ts'
import type { DeskCommand } from './desk-command.ts'
import type { RefusalCode } from './reply.ts'
import type { DeskAnswer } from './chat.ts'
import {
  findOperator,
  isHere,
  putOperator,
  seesScope,
  type Conversation,
  type Desk,
  type Operator,
  type Waiting,
} from './desk.ts'
import { isSameScope, type Scope } from './scope.ts'

export interface About {
  readonly session: SessionId
  readonly participant: ConversationOf
}

/** Operators who may see it (ACC4) and count as available in one of the roles: also those at their limit. */
export function operatorsFor(
  desk: Desk,
  roles: readonly string[],
  scope: Scope,
): readonly Operator[] {
  return Object.values(desk.operators).filter(
    (operator) =>
      operator.available && sharesRole(operator.roles, roles) && seesScope(desk, operator, scope),
  )
}

/** Who carries the conversation; null when nobody does. */
export function carrierOf(desk: Desk, about: About): Operator | null {
  return (
    Object.values(desk.operators).find((operator) =>
      operator.conversations.some((conversation) => isAbout(conversation, about)),
    ) ?? null
  )
}

/** Place from 1 among those there who wait for one of the same roles; null when away or not waiting. */
export function queuePlaceOf(desk: Desk, about: About): number | null {
  const at = desk.queue.findIndex((waiting) => isAbout(waiting, about))
  const own = desk.queue[at]
  if (own === undefined || own.away) return null
  const before = desk.queue
    .slice(0, at)
    .filter((other) => !other.away && sharesRole(other.roles, own.roles))
  return before.length + 1
}

/** Makes sure of an operator or a place in the queue: asked again, it answers the same. */
export function assign(
  desk: Desk,
  command: Extract<DeskCommand, { type: 'assign' }>,
  now: number,
): { readonly desk: Desk; readonly answer: DeskAnswer } {
  const carrier = carrierOf(desk, command)
  if (carrier !== null && !seesScope(desk, carrier, command.scope)) {
    // ACC4: the interview no longer lets them.
    return assign(release(desk, command), { ...command, mayWait: true }, now)
  }
  if (carrier !== null) {
    const answer = { type: 'assigned', operator: carrier.card } as const
    const marked = markAway(desk, command, command.away)
    return { desk: withScope(marked, command, command.scope), answer }
  }
  const free = preferred(desk, command) ?? freest(desk, command)
  if (free !== null) {
    const taken = give(dequeue(desk, command), free, command, now)
    return { desk: taken, answer: { type: 'assigned', operator: free.card } }
  }
  const { session, participant, roles, scope, mayWait, away } = command
  const at = desk.queue.findIndex((waiting) => isAbout(waiting, command))
  const queued = desk.queue[at]
  if (queued !== undefined) {
    const isSame =
      JSON.stringify(queued.roles) === JSON.stringify(roles) &&
      queued.away === away &&
      isSameScope(queued.scope, scope)
    if (isSame) return { desk, answer: { type: 'queued' } }
    const queue = desk.queue.with(at, { ...queued, roles, scope, away })
    return { desk: { ...desk, queue }, answer: { type: 'queued' } }
  }
  // Where all are at their limit, somebody will be free: it queues in either case.
  if (!mayWait && operatorsFor(desk, roles, scope).length === 0) {
    return { desk, answer: { type: 'nobody' } }
  }
  const queue = [...desk.queue, { session, participant, roles, scope, since: now, away }]
  return { desk: { ...desk, queue }, answer: { type: 'queued' } }
}

/** Takes the conversation from its operator, or out of the queue. */
export function release(desk: Desk, about: About): Desk {
  const carrier = carrierOf(desk, about)
  return carrier === null ? dequeue(desk, about) : putOperator(desk, without(carrier, about))
}

/** CHT5: by hand, whatever the limit. Asked again, it answers the same. */
export function take(
  desk: Desk,
  command: Extract<DeskCommand, { type: 'take' }>,
  now: number,
): { readonly desk: Desk; readonly answer: DeskAnswer } | RefusalCode {
  const carrier = carrierOf(desk, command)
  if (carrier !== null && carrier.card.id !== command.operator) return 'not-your-conversation'
  const operator = findOperator(desk, command.operator)
  if (operator === null || !isHere(operator)) return 'unknown-operator'
  if (!seesScope(desk, operator, command.scope)) return 'unknown-session'
  const taken = carrier === null ? give(dequeue(desk, command), operator, command, now) : desk
  return { desk: taken, answer: { type: 'assigned', operator: operator.card } }
}

/** Same desk when it is known. */
function withScope(desk: Desk, about: About, scope: Scope): Desk {
  const carrier = carrierOf(desk, about)
  const carried = carrier === null ? null : conversationAt(carrier, about)
  if (carrier === null || carried === null || isSameScope(carried.scope, scope)) return desk
  const conversations = carrier.conversations.map((one) =>
    one === carried ? { ...one, scope } : one,
  )
  return putOperator(desk, { ...carrier, conversations })
}

/** Whether anybody who takes part is there. Same desk when it is known, or not the desk's concern. */
export function markAway(desk: Desk, about: About, away: boolean): Desk {
  const at = desk.queue.findIndex((waiting) => isAbout(waiting, about))
  const queued = desk.queue[at]
  if (queued !== undefined) {
    if (queued.away === away) return desk
    return { ...desk, queue: desk.queue.with(at, { ...queued, away }) }
  }
  const carrier = carrierOf(desk, about)
  const carried = carrier === null ? null : conversationAt(carrier, about)
  if (carrier === null || carried === null || carried.away === away) return desk
  const conversations = carrier.conversations.map((one) =>
    one === carried ? { ...one, away } : one,
  )
  return putOperator(desk, { ...carrier, conversations })
}

/** CHT20: the one who carries it hands it on, whatever the other's limit. */
export function moveTo(desk: Desk, operator: Operator, about: Conversation, now: number): Desk {
  return give(release(desk, about), operator, about, now)
}

/** CHT5: who is there first, oldest first, each to the operator who then has the fewest conversations. */
export function serveQueue(
  desk: Desk,
  now: number,
): {
  readonly desk: Desk
  readonly found: readonly { readonly waiting: Waiting; readonly operator: AccountCard }[]
} {
  const found: { waiting: Waiting; operator: AccountCard }[] = []
  let served = desk
  const there = desk.queue.filter(({ away }) => !away)
  for (const waiting of [...there, ...desk.queue.filter(({ away }) => away)]) {
    const free = freest(served, waiting)
    if (free === null) continue
    served = give(dequeue(served, waiting), free, waiting, now)
    found.push({ waiting, operator: free.card })
  }
  return { desk: served, found }
}

export function conversationAt(operator: Operator, about: About): Conversation | null {
  return operator.conversations.find((one) => isAbout(one, about)) ?? null
}

/** CHT5: conversations that count against the limit: of people who are there. */
export function openOf({ conversations }: Operator): number {
  return conversations.filter(({ away }) => !away).length
}

/** CHT5: fewest open conversations; among equals who has waited longest, then the first by id. */
function freest(
  desk: Desk,
  { roles, scope, away }: Pick<Waiting, 'roles' | 'scope' | 'away'>,
): Operator | null {
  const byFreedom = (a: Operator, b: Operator): number =>
    openOf(a) - openOf(b) || a.idleSince - b.idleSince || (a.card.id < b.card.id ? -1 : 1)
  const free = operatorsFor(desk, roles, scope).filter(
    (operator) => operator.limit === null || (!away && openOf(operator) < operator.limit),
  )
  return free.toSorted(byFreedom)[0] ?? null
}

function preferred(desk: Desk, { prefer, scope }: Extract<DeskCommand, { type: 'assign' }>) {
  const operator = prefer === null ? null : findOperator(desk, prefer)
  const mayTake = operator !== null && isHere(operator) && seesScope(desk, operator, scope)
  return mayTake ? operator : null
}

function give(
  desk: Desk,
  operator: Operator,
  about: About & { readonly scope: Scope; readonly away: boolean },
  now: number,
): Desk {
  const { session, participant, scope, away } = about
  const conversation = { session, participant, scope, since: now, away, offer: null }
  const conversations = [...operator.conversations, conversation]
  return putOperator(desk, { ...operator, conversations, idleSince: now })
}

function without(operator: Operator, about: About): Operator {
  const conversations = operator.conversations.filter((one) => !isAbout(one, about))
  return { ...operator, conversations }
}

function dequeue(desk: Desk, about: About): Desk {
  const queue = desk.queue.filter((waiting) => !isAbout(waiting, about))
  return queue.length === desk.queue.length ? desk : { ...desk, queue }
}

function isAbout(one: About, other: About): boolean {
  return one.session === other.session && one.participant === other.participant
}

function sharesRole(some: readonly string[], others: readonly string[]): boolean {
  return some.some((role) => others.includes(role))
}
