import type { SessionId } from '../base/id.ts'
import type { AccountCard, ConversationOf, DeskCommand } from './command.ts'
import type { DeskAnswer } from './chat.ts'
import type { Desk, Operator, Waiting } from './desk.ts'

interface About {
  readonly session: SessionId
  readonly participant: ConversationOf
}

/** Operators who could take a conversation for one of the roles. */
export function operatorsFor(desk: Desk, roles: readonly string[]): readonly Operator[] {
  return Object.values(desk.operators).filter(
    (operator) => operator.available && operator.roles.some((role) => roles.includes(role)),
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

/** Place in the queue from 1; null when not in it. */
export function queuePlaceOf(desk: Desk, about: About): number | null {
  const at = desk.queue.findIndex((waiting) => isAbout(waiting, about))
  return at < 0 ? null : at + 1
}

/** Makes sure of an operator or a place in the queue: asked again, it answers the same. */
export function assign(
  desk: Desk,
  command: Extract<DeskCommand, { type: 'assign' }>,
  now: number,
): { readonly desk: Desk; readonly answer: DeskAnswer } {
  const carrier = carrierOf(desk, command)
  if (carrier !== null) return { desk, answer: { type: 'assigned', operator: carrier.card } }
  const free = freest(desk, command.roles)
  if (free !== null) {
    const queue = desk.queue.filter((waiting) => !isAbout(waiting, command))
    const taken = give({ ...desk, queue }, free, command, now)
    return { desk: taken, answer: { type: 'assigned', operator: free.card } }
  }
  const place = queuePlaceOf(desk, command)
  if (place !== null) {
    const queue = desk.queue.map((waiting, at) =>
      at === place - 1 ? { ...waiting, roles: command.roles } : waiting,
    )
    const isSame = JSON.stringify(queue) === JSON.stringify(desk.queue)
    return { desk: isSame ? desk : { ...desk, queue }, answer: { type: 'queued' } }
  }
  if (!command.mayWait) return { desk, answer: { type: 'nobody' } }
  const { session, participant, roles } = command
  const queue = [...desk.queue, { session, participant, roles, since: now }]
  return { desk: { ...desk, queue }, answer: { type: 'queued' } }
}

/** Takes the conversation from its operator, or out of the queue. */
export function release(desk: Desk, about: About): Desk {
  const carrier = carrierOf(desk, about)
  if (carrier !== null) {
    const conversations = carrier.conversations.filter((one) => !isAbout(one, about))
    const operators = { ...desk.operators, [carrier.card.id]: { ...carrier, conversations } }
    return { ...desk, operators }
  }
  if (queuePlaceOf(desk, about) === null) return desk
  return { ...desk, queue: desk.queue.filter((waiting) => !isAbout(waiting, about)) }
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
    const queue = served.queue.filter((other) => other !== waiting)
    served = give({ ...served, queue }, free, waiting, now)
    found.push({ waiting, operator: free.card })
  }
  return { desk: served, found }
}

/** CHT5: fewest open conversations; among equals who has waited longest, then the first by id. */
function freest(desk: Desk, roles: readonly string[]): Operator | null {
  const byFreedom = (a: Operator, b: Operator): number =>
    a.conversations.length - b.conversations.length ||
    a.idleSince - b.idleSince ||
    (a.card.id < b.card.id ? -1 : 1)
  return operatorsFor(desk, roles).toSorted(byFreedom)[0] ?? null
}

function give(desk: Desk, operator: Operator, about: About, now: number): Desk {
  const { session, participant } = about
  const conversations = [
    ...operator.conversations,
    { session, participant, since: now, offer: null },
  ]
  const busier = { ...operator, conversations, idleSince: now }
  return { ...desk, operators: { ...desk.operators, [operator.card.id]: busier } }
}

function isAbout(one: About, other: About): boolean {
  return one.session === other.session && one.participant === other.participant
}
