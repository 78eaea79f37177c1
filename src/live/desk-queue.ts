/** Who takes which conversation, and who waits (CHT5). */
import type { SessionId } from '../base/id.ts'
import type { AccountCard, ConversationOf, DeskCommand } from './command.ts'
import type { DeskAnswer } from './chat.ts'
import {
  findOperator,
  isHere,
  putOperator,
  type Conversation,
  type Desk,
  type Operator,
  type Waiting,
} from './desk.ts'

export interface About {
  readonly session: SessionId
  readonly participant: ConversationOf
}

/** Operators who count as available in one of the roles: also those at their limit. */
export function operatorsFor(desk: Desk, roles: readonly string[]): readonly Operator[] {
  return Object.values(desk.operators).filter(
    (operator) => operator.available && sharesRole(operator.roles, roles),
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

/** Place from 1 among those who wait for one of the same roles; null when not in the queue. */
export function queuePlaceOf(desk: Desk, about: About): number | null {
  const at = desk.queue.findIndex((waiting) => isAbout(waiting, about))
  const own = desk.queue[at]
  if (own === undefined) return null
  return desk.queue.slice(0, at).filter((other) => sharesRole(other.roles, own.roles)).length + 1
}

/** Makes sure of an operator or a place in the queue: asked again, it answers the same. */
export function assign(
  desk: Desk,
  command: Extract<DeskCommand, { type: 'assign' }>,
  now: number,
): { readonly desk: Desk; readonly answer: DeskAnswer } {
  const carrier = carrierOf(desk, command)
  if (carrier !== null) return { desk, answer: { type: 'assigned', operator: carrier.card } }
  const free = preferred(desk, command) ?? freest(desk, command.roles)
  if (free !== null) {
    const taken = give(dequeue(desk, command), free, command, now)
    return { desk: taken, answer: { type: 'assigned', operator: free.card } }
  }
  const { session, participant, roles, mayWait } = command
  const at = desk.queue.findIndex((waiting) => isAbout(waiting, command))
  const queued = desk.queue[at]
  if (queued !== undefined) {
    if (JSON.stringify(queued.roles) === JSON.stringify(roles)) {
      return { desk, answer: { type: 'queued' } }
    }
    const queue = desk.queue.with(at, { ...queued, roles })
    return { desk: { ...desk, queue }, answer: { type: 'queued' } }
  }
  // Where all are at their limit, somebody will be free: it queues in either case.
  if (!mayWait && operatorsFor(desk, roles).length === 0) {
    return { desk, answer: { type: 'nobody' } }
  }
  const queue = [...desk.queue, { session, participant, roles, since: now }]
  return { desk: { ...desk, queue }, answer: { type: 'queued' } }
}

/** Takes the conversation from its operator, or out of the queue. */
export function release(desk: Desk, about: About): Desk {
  const carrier = carrierOf(desk, about)
  return carrier === null ? dequeue(desk, about) : putOperator(desk, without(carrier, about))
}

/** CHT20: the one who carries it hands it on, whatever the other's limit. */
export function moveTo(desk: Desk, operator: Operator, about: About, now: number): Desk {
  return give(release(desk, about), operator, about, now)
}

/** CHT5: oldest first, each to the operator who then has the fewest conversations. */
export function serveQueue(
  desk: Desk,
  now: number,
): {
  readonly desk: Desk
  readonly found: readonly { readonly waiting: Waiting; readonly operator: AccountCard }[]
} {
  const found: { waiting: Waiting; operator: AccountCard }[] = []
  let served = desk
  for (const waiting of desk.queue) {
    const free = freest(served, waiting.roles)
    if (free === null) continue
    served = give(dequeue(served, waiting), free, waiting, now)
    found.push({ waiting, operator: free.card })
  }
  return { desk: served, found }
}

export function conversationAt(operator: Operator, about: About): Conversation | null {
  return operator.conversations.find((one) => isAbout(one, about)) ?? null
}

/** CHT5: fewest open conversations; among equals who has waited longest, then the first by id. */
function freest(desk: Desk, roles: readonly string[]): Operator | null {
  const byFreedom = (a: Operator, b: Operator): number =>
    a.conversations.length - b.conversations.length ||
    a.idleSince - b.idleSince ||
    (a.card.id < b.card.id ? -1 : 1)
  const free = operatorsFor(desk, roles).filter(
    ({ limit, conversations }) => limit === null || conversations.length < limit,
  )
  return free.toSorted(byFreedom)[0] ?? null
}

function preferred(desk: Desk, { prefer }: { readonly prefer: Operator['card']['id'] | null }) {
  const operator = prefer === null ? null : findOperator(desk, prefer)
  return operator !== null && isHere(operator) ? operator : null
}

function give(desk: Desk, operator: Operator, about: About, now: number): Desk {
  const { session, participant } = about
  const conversation = { session, participant, since: now, offer: null }
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
