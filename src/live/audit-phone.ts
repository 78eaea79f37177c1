/**
 * What the audit log says of telephone help (ACC5, PHN): who offered whom a call, how that ended, what
 * became of the call, and that codes were guessed at. Found by comparing the desk before and after a
 * command, whichever it was. Never numbers nor codes.
 */
import type { AccountId } from '../base/id.ts'
import { NOWHERE } from './audit-account.ts'
import type {
  AuditEntry,
  AuditOperator,
  CallOfferEnd,
  NumberEraser,
  PhoneDeed,
} from './audit-entry.ts'
import type { RoomCommand } from './command.ts'
import type { DeskCommand } from './desk-command.ts'
import { findOperator, type Desk } from './desk.ts'
import { endOf } from './phone-calls.ts'
import { isFrozen, isLengthened } from './phone-guessing.ts'
import { callsLeft, type CallEnd, type PhoneCall, type PhoneOffer } from './phone.ts'

type Command = RoomCommand | DeskCommand

/** `command`: of a room, where it was the room that asked the desk. */
export function phoneAuditOf(
  before: Desk,
  after: Desk,
  command: Command,
  now: number,
): readonly AuditEntry[] {
  if (before === after) return []
  return [
    ...numbersOf(before, after, command, now),
    ...offersOf(before, after, command, now),
    ...callsOf(before, after, command, now),
    ...guessesOf(before, after, now),
  ]
}

function numbersOf(
  before: Desk,
  after: Desk,
  command: Command,
  now: number,
): readonly AuditEntry[] {
  const all = { ...before.operators, ...after.operators }
  return Object.values(all).flatMap(({ card }) => {
    const had = findOperator(before, card.id)?.phone?.number ?? null
    const has = findOperator(after, card.id)?.phone?.number ?? null
    if (had === has) return []
    if (has !== null) return [entry(now, card, { type: 'phone-number-set' })]
    return [entry(now, card, { type: 'phone-number-erased', by: eraserBy(command) })]
  })
}

function eraserBy({ type }: Command): NumberEraser {
  if (type === 'set-phone') return 'operator'
  if (type === 'set-phone-line') return 'configuration'
  return type === 'tick' ? 'time' : 'account'
}

function offersOf(before: Desk, after: Desk, command: Command, now: number): readonly AuditEntry[] {
  const [had, has] = [before.phone.offers, after.phone.offers]
  if (had === has) return []
  const made = has.filter(({ id }) => !had.some((one) => one.id === id))
  const gone = had.filter(({ id }) => !has.some((one) => one.id === id))
  return [
    ...gone.map((offer) => {
      const why = whyGone(offer, after, command, now)
      const deed = { type: 'call-offer-ended', since: offer.madeAt, why } as const
      // It ran out when it did, not when somebody noticed.
      const at = why === 'expired' ? offer.endsAt : now
      return { ...entry(at, operatorOf(offer, before), deed), ...aboutOffer(offer) }
    }),
    ...made.map((offer) => ({
      ...entry(now, operatorOf(offer, after), { type: 'call-offered' }),
      ...aboutOffer(offer),
    })),
  ]
}

function whyGone(offer: PhoneOffer, after: Desk, command: Command, now: number): CallOfferEnd {
  if (after.phone.calls.some((call) => call.offer === offer.id)) return 'used'
  if (offer.endsAt <= now) return 'expired'
  if (command.type === 'set-phone-line') return 'line'
  const operator = findOperator(after, offer.operator)
  if (
    command.type === 'try-code' &&
    callsLeft(after.phone.line, operator?.callsToday ?? null) === 0
  ) {
    return 'limit'
  }
  if (command.type === 'withdraw-call') return 'withdrawn'
  return INTERVIEWS.has(command.type) ? 'interview' : 'operator'
}

/** Commands of a room by which offers in it end. */
const INTERVIEWS: ReadonlySet<Command['type']> = new Set([
  'save',
  'exit',
  'delete',
  'attach-account',
])

function callsOf(before: Desk, after: Desk, command: Command, now: number): readonly AuditEntry[] {
  const [had, has] = [before.phone.calls, after.phone.calls]
  if (had === has) return []
  const made = has.filter(({ offer }) => !had.some((one) => one.offer === offer))
  const gone = had.filter(({ offer }) => !has.some((one) => one.offer === offer))
  return [
    ...gone.map((call) => {
      const fate = endOf(call, reportedBy(command))
      const deed = { type: 'call-ended', since: call.answeredAt ?? call.at, fate } as const
      return { ...entry(now, call.operator, deed), ...aboutCall(call) }
    }),
    ...made.map((call) => ({
      ...entry(now, call.operator, { type: 'call-connected' }),
      ...aboutCall(call),
    })),
  ]
}

/** Of a command by which a call ended. */
function reportedBy(command: Command): CallEnd {
  if (command.type !== 'call-status') return 'unknown'
  const { fate } = command
  return fate === 'ringing' || fate === 'answered' ? 'unknown' : fate
}

function guessesOf(before: Desk, after: Desk, now: number): readonly AuditEntry[] {
  const [was, is] = [before.phone.guessing, after.phone.guessing]
  if (was === is) return []
  const isNew = (holds: typeof isFrozen): boolean => holds(is, now) && !holds(was, now)
  return [
    ...(isNew(isFrozen) ? [entry(now, null, { type: 'codes-frozen' })] : []),
    ...(isNew(isLengthened) ? [entry(now, null, { type: 'codes-lengthened' })] : []),
  ]
}

function operatorOf({ operator: id }: { readonly operator: AccountId }, desk: Desk): AuditOperator {
  return { id, name: findOperator(desk, id)?.card.name ?? null }
}

function aboutOffer({ session, scope, participant, whom }: PhoneOffer): Partial<AuditEntry> {
  return { session, interview: scope.interview, participant, ...whom }
}

function aboutCall({ session, interview, participant, whom }: PhoneCall): Partial<AuditEntry> {
  return { session, interview, participant, ...whom }
}

function entry(at: number, operator: AuditOperator | null, deed: PhoneDeed): AuditEntry {
  return { ...NOWHERE, at, operator, deed }
}
