/**
 * CHT20: a conversation is offered to another operator, or to whoever has ticked a role.
 *
 *     carried ──offer──► offered ──accepted──► carried by the other
 *        ▲                  │
 *        └── withdrawn, declined by all, nobody left to accept, TRANSFER_MS passed
 *
 * It stays with who carries it until somebody accepts, so that the user is never without.
 */
import type { DeskAnswer } from './chat.ts'
import type { DeskCommand } from './desk-command.ts'
import type { RefusalCode } from './reply.ts'
import { carrierOf, conversationAt, moveTo, type About } from './desk-queue.ts'
import {
  findOperator,
  isHere,
  putOperator,
  seesScope,
  TRANSFER_MS,
  type Conversation,
  type Desk,
  type Offer,
  type Operator,
} from './desk.ts'
import type { Scope } from './scope.ts'

type Order<T extends DeskCommand['type']> = Extract<DeskCommand, { type: T }>

export function offerTransfer(
  desk: Desk,
  command: Order<'offer-transfer'>,
  now: number,
): Desk | RefusalCode {
  const carrier = carrierOf(desk, command)
  const scope = carrier === null ? null : (conversationAt(carrier, command)?.scope ?? null)
  if (carrier?.card.id !== command.from || scope === null) return 'not-your-conversation'
  const offer: Offer = { to: command.to, until: now + TRANSFER_MS, declinedBy: [] }
  if (candidatesOf(desk, carrier, offer, scope).length === 0) return 'nobody-there'
  return withOffer(desk, carrier, command, offer)
}

/** Nothing happens where it is no longer offered, or no longer this operator's. */
export function cancelTransfer(desk: Desk, command: Order<'cancel-transfer'>): Desk {
  const carrier = carrierOf(desk, command)
  return carrier?.card.id === command.from ? withOffer(desk, carrier, command, null) : desk
}

/** Null: not offered to this operator, or no longer. */
export function answerTransfer(
  desk: Desk,
  command: Order<'answer-transfer'>,
  now: number,
): { readonly desk: Desk; readonly answer: DeskAnswer | null } | null {
  const carrier = carrierOf(desk, command)
  const carried = carrier === null ? null : conversationAt(carrier, command)
  const offer = carried?.offer ?? null
  if (carrier === null || carried === null || offer === null || offer.until <= now) return null
  const operator = candidatesOf(desk, carrier, offer, carried.scope).find(
    ({ card }) => card.id === command.operator,
  )
  if (operator === undefined) return null
  if (command.accepts) {
    const answer = { type: 'assigned', operator: operator.card } as const
    return { desk: moveTo(desk, operator, carried, now), answer }
  }
  // Whether others are left who may accept is looked at after every change.
  const declinedBy = [...offer.declinedBy, operator.card.id]
  return { desk: withOffer(desk, carrier, command, { ...offer, declinedBy }), answer: null }
}

/** Takes back what has run out, or what nobody is left to accept. Same desk when there is none. */
export function withoutDeadOffers(desk: Desk, now: number): Desk {
  let sound = desk
  for (const carrier of Object.values(desk.operators)) {
    for (const { offer, ...about } of carrier.conversations) {
      if (offer === null) continue
      if (offer.until > now && candidatesOf(desk, carrier, offer, about.scope).length > 0) continue
      const holder = findOperator(sound, carrier.card.id)
      if (holder !== null) sound = withOffer(sound, holder, about, null)
    }
  }
  return sound
}

/** Conversations that are offered to the operator, with who offers each. */
export function offersTo(
  desk: Desk,
  operator: Operator,
): readonly {
  readonly from: Operator
  readonly conversation: Conversation
  readonly offer: Offer
}[] {
  return Object.values(desk.operators).flatMap((from) =>
    from.conversations.flatMap((conversation) => {
      const { offer, scope } = conversation
      if (offer === null || !candidatesOf(desk, from, offer, scope).includes(operator)) return []
      return [{ from, conversation, offer }]
    }),
  )
}

function candidatesOf(
  desk: Desk,
  carrier: Operator,
  offer: Offer,
  scope: Scope,
): readonly Operator[] {
  const { to, declinedBy } = offer
  return Object.values(desk.operators).filter((operator) => {
    const { id } = operator.card
    if (id === carrier.card.id || declinedBy.includes(id)) return false
    if (!seesScope(desk, operator, scope)) return false
    switch (to.kind) {
      case 'operator':
        return id === to.id && isHere(operator)
      case 'role':
        return operator.available && operator.roles.includes(to.role)
    }
  })
}

function withOffer(desk: Desk, carrier: Operator, about: About, offer: Offer | null): Desk {
  const now = conversationAt(carrier, about)
  if (now === null || (now.offer === null && offer === null)) return desk
  const conversations = carrier.conversations.map((one) => (one === now ? { ...one, offer } : one))
  return putOperator(desk, { ...carrier, conversations })
}
