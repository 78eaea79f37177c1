/** Offers of calls, with their codes and the operators' numbers: the desk's part (PHN2, PHN3, PHN7). */
import type { E164 } from '../base/e164.ts'
import { findOperator, isHere, putOperator, seesScope, type Desk, type Operator } from './desk.ts'
import type { DeskPhoneCommand, OfferKey } from './phone-command.ts'
import { codeLength } from './phone-guessing.ts'
import {
  callsLeft,
  CODE_MS,
  dayOf,
  MAX_PHONE_OFFERS,
  MAX_RENEWALS,
  PHONE_KEPT_MS,
  type OwnNumber,
  type PhoneDesk,
  type PhoneOffer,
} from './phone.ts'
import type { RefusalCode } from './reply.ts'
import { isSameScope } from './scope.ts'

type Order<T extends DeskPhoneCommand['type']> = Extract<DeskPhoneCommand, { type: T }>

export function setPhone(desk: Desk, command: Order<'set-phone'>, now: number): Desk | RefusalCode {
  const operator = findOperator(desk, command.operator)
  if (operator === null) return 'unknown-operator'
  const { number } = command
  if (number === null) {
    return operator.phone === null ? desk : putOperator(desk, { ...operator, phone: null })
  }
  if (desk.phone.line === null) return 'no-phone'
  // Who calls a code is put through to the number that was offered with it, or to nobody.
  const isOther = operator.phone?.number !== number
  const kept = isOther ? withoutOffers(desk, ({ operator: id }) => id === operator.card.id) : desk
  return putOperator(kept, { ...operator, phone: { number, keptUntil: now + PHONE_KEPT_MS } })
}

export function setLine(desk: Desk, { line, barred = [] }: Order<'set-phone-line'>): Desk {
  const kept = withoutNumbers(desk, barred)
  if (JSON.stringify(line) === JSON.stringify(desk.phone.line)) return kept
  const isOther = line?.number !== desk.phone.line?.number
  const offers = isOther ? [] : desk.phone.offers
  return withPhone(kept, { ...desk.phone, line, offers })
}

function withoutNumbers(desk: Desk, barred: readonly E164[]): Desk {
  return Object.values(desk.operators)
    .filter(({ phone }) => phone !== null && barred.includes(phone.number))
    .map((operator): Operator => ({ ...operator, phone: null }))
    .reduce(putOperator, desk)
}

export function issueCode(
  desk: Desk,
  command: Order<'issue-code'>,
  now: number,
): Desk | RefusalCode {
  const { id, session, participant, whom, scope, draw } = command
  const { line, offers, guessing } = desk.phone
  const operator = findOperator(desk, command.operator)
  if (operator === null || !isHere(operator)) return 'unknown-operator'
  if (!seesScope(desk, operator, scope)) return 'unknown-session'
  if (line === null || operator.phone === null) return 'no-phone'
  if (findOffer(desk, command, now) !== null) return desk
  if (callsLeft(line, today(operator, now)) === 0) return 'call-limit'
  if (offers.length >= MAX_PHONE_OFFERS) return 'too-many-offers'
  const length = codeLength(guessing, now)
  const code = freeCode(
    offers.map((offer) => offer.code),
    length,
    draw,
  )
  const offer: PhoneOffer = {
    id,
    operator: operator.card.id,
    session,
    participant,
    whom,
    scope,
    code,
    madeAt: now,
    endsAt: now + CODE_MS,
    renewals: 0,
  }
  return withPhone(desk, { ...desk.phone, offers: [...offers, offer] })
}

/** Nothing happens where there is none any more. */
export function withdrawCode(desk: Desk, key: OfferKey): Desk {
  return withoutOffers(desk, (offer) => isOf(offer, key))
}

export function renewCode(desk: Desk, key: OfferKey, now: number): Desk | RefusalCode {
  const offer = findOffer(desk, key, now)
  if (offer === null) return 'no-offer'
  if (offer.renewals >= MAX_RENEWALS) return 'renewed-out'
  const renewed = { ...offer, endsAt: offer.endsAt + CODE_MS, renewals: offer.renewals + 1 }
  return changeOffers(desk, (one) => (one === offer ? renewed : one))
}

export function withdrawCodes(desk: Desk, command: Order<'withdraw-codes'>): Desk {
  const { session, participant } = command
  return withoutOffers(
    desk,
    (offer) =>
      offer.session === session && (participant === null || offer.participant === participant),
  )
}

/** Whoever may not see it any more loses it where the dead ones go. */
export function scopeCodes(desk: Desk, { session, scope }: Order<'scope-codes'>): Desk {
  return changeOffers(desk, (offer) =>
    offer.session === session && !isSameScope(offer.scope, scope) ? { ...offer, scope } : offer,
  )
}

/** PHN7, PHN12, PHN13, ACC4: those that nobody could be put through by. Same desk when there is none. */
export function withoutDeadCodes(desk: Desk, now: number): Desk {
  return withoutOffers(desk, (offer) => !isLive(desk, offer, now))
}

/** Numbers that were kept long enough, and counts of days that are over. Same desk when there is none. */
export function passNumbers(desk: Desk, now: number): Desk {
  return Object.values(desk.operators)
    .map((operator): Operator => {
      const { phone, callsToday } = operator
      const isOver = phone !== null && phone.keptUntil <= now
      const isToday = callsToday === null || callsToday.day >= dayOf(now)
      if (!isOver && isToday) return operator
      return {
        ...operator,
        phone: !isOver ? phone : isHere(operator) ? kept(phone, now) : null,
        callsToday: isToday ? callsToday : null,
      }
    })
    .reduce(putOperator, desk)
}

/** PHN2: from now on as long as ever. */
export function kept(phone: OwnNumber | null, now: number): OwnNumber | null {
  return phone === null ? null : { ...phone, keptUntil: now + PHONE_KEPT_MS }
}

/** Calls of the day that it is. */
export function today({ callsToday }: Operator, now: number): Operator['callsToday'] {
  return callsToday?.day === dayOf(now) ? callsToday : null
}

/**
 * The (draw mod free)-th of the codes of this length that are not taken, each as likely as any other but
 * for less than 1 in 10^8: 2^48 is no multiple of how many are free.
 */
export function freeCode(taken: readonly string[], length: number, draw: number): string {
  const live = taken
    .filter((code) => code.length === length)
    .map(Number)
    .toSorted((a, b) => a - b)
  let code = draw % (10 ** length - live.length)
  for (const other of live) if (other <= code) code += 1
  return String(code).padStart(length, '0')
}

export function withPhone(desk: Desk, phone: PhoneDesk): Desk {
  return { ...desk, phone }
}

/** Same desk when none of them changes. */
export function changeOffers(desk: Desk, change: (offer: PhoneOffer) => PhoneOffer): Desk {
  const offers = desk.phone.offers.map(change)
  const isSame = offers.every((offer, at) => offer === desk.phone.offers[at])
  return isSame ? desk : withPhone(desk, { ...desk.phone, offers })
}

/** Same desk when there is none of them. */
export function withoutOffers(desk: Desk, isGone: (offer: PhoneOffer) => boolean): Desk {
  const offers = desk.phone.offers.filter((offer) => !isGone(offer))
  if (offers.length === desk.phone.offers.length) return desk
  return withPhone(desk, { ...desk.phone, offers })
}

function findOffer(desk: Desk, key: OfferKey, now: number): PhoneOffer | null {
  return desk.phone.offers.find((offer) => isOf(offer, key) && offer.endsAt > now) ?? null
}

function isOf(offer: PhoneOffer, { session, participant, operator }: OfferKey): boolean {
  return (
    offer.session === session && offer.participant === participant && offer.operator === operator
  )
}

function isLive(desk: Desk, offer: PhoneOffer, now: number): boolean {
  const operator = findOperator(desk, offer.operator)
  return (
    offer.endsAt > now &&
    operator !== null &&
    isHere(operator) &&
    operator.phone !== null &&
    callsLeft(desk.phone.line, today(operator, now)) > 0 &&
    seesScope(desk, operator, offer.scope)
  )
}
