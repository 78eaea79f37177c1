/**
 * The machine of the desk: one command in, the next desk, the commands that it leaves for rooms,
 * and, to what asks for an operator, an answer. A refusal is the same desk and a code.
 *
 *     operator:  away ──Monitor opened──► here ──last Monitor closed──► grace ──GRACE_MS──► away
 *                                           ▲────────Monitor opened────────┘
 *     On leaving, availability is lost (MON2) and each conversation goes to another (CHT14).
 *
 * Every command for a room only says "ask me again about this participant", so that it does no harm
 * however late or often it arrives.
 */
import type { CommandToRoom } from './command.ts'
import type { DeskCommand } from './desk-command.ts'
import type { RefusalCode } from './reply.ts'
import type { DeskAnswer } from './chat.ts'
import { assign, markAway, release, serveQueue, take } from './desk-queue.ts'
import { knowRoles, nextRoleExpiry, withoutOldRoles } from './desk-roles.ts'
import { deriveCommandId } from './derived-id.ts'
import { nextPhoneDeadline, passPhone, stepPhone, withoutNameOf } from './desk-phone.ts'
import {
  answerTransfer,
  cancelTransfer,
  offerTransfer,
  withoutDeadOffers,
} from './desk-transfer.ts'
import {
  findOperator,
  putOperator,
  seesScope,
  type Conversation,
  type Desk,
  type Operator,
} from './desk.ts'
import { kept, withoutDeadCodes } from './phone-offers.ts'
import { GRACE_MS } from './room.ts'

export interface DeskStep {
  readonly next: Desk
  readonly refused: RefusalCode | null
  /** To `assign`, `take` and `answer-transfer` only. */
  readonly answer: DeskAnswer | null
  readonly outbox: readonly CommandToRoom[]
}

export function stepDesk(desk: Desk, command: DeskCommand, now: number): DeskStep {
  switch (command.type) {
    case 'assign': {
      const assigned = assign(desk, command, now)
      return finish(desk, assigned.desk, now, { answer: assigned.answer })
    }
    case 'release':
      return finish(desk, release(desk, command), now)
    case 'away':
      return finish(desk, markAway(desk, command, command.away), now)
    case 'take': {
      const taken = take(desk, command, now)
      if (typeof taken === 'string') return refuse(desk, taken)
      return finish(desk, taken.desk, now, { answer: taken.answer })
    }
    case 'roles-named':
      return finish(desk, knowRoles(desk, command.roles, now), now)
    case 'monitor-opened': {
      const known = findOperator(desk, command.operator.id)
      const operator = known ?? newOperator(command.operator, now)
      const { privileges } = command
      const isSame =
        known?.pages[command.page] === command.process &&
        known.card.name === command.operator.name &&
        isSameList(known.privileges, privileges)
      if (isSame) return finish(desk, desk, now)
      const pages = { ...operator.pages, [command.page]: command.process }
      const card = command.operator
      const phone = kept(operator.phone, now)
      const opened = { ...operator, card, privileges, pages, graceEndsAt: null, phone }
      return finishSeen(desk, putOperator(desk, opened), now)
    }
    case 'monitor-closed': {
      const operator = findOperator(desk, command.operator)
      if (operator === null) return refuse(desk, 'unknown-operator')
      const closed = withoutPages(operator, now, (page, holder) => {
        return page === command.page && holder === command.process
      })
      return finish(desk, putOperator(desk, closed), now)
    }
    case 'process-lost': {
      const lose = (operator: Operator): Operator =>
        withoutPages(operator, now, (_, holder) => holder === command.process)
      return finish(desk, Object.values(desk.operators).map(lose).reduce(putOperator, desk), now)
    }
    case 'set-available': {
      const operator = findOperator(desk, command.operator)
      if (operator === null) return refuse(desk, 'unknown-operator')
      if (operator.available === command.available) return finish(desk, desk, now)
      // A Monitor whose page was counted as lost may still be heard: it has the grace time to come back.
      const isHere = Object.keys(operator.pages).length > 0
      const graceEndsAt = isHere ? null : (operator.graceEndsAt ?? now + GRACE_MS)
      const { available } = command
      return finish(
        desk,
        putOperator(desk, { ...operator, available, graceEndsAt, idleSince: now }),
        now,
      )
    }
    case 'set-roles': {
      const operator = findOperator(desk, command.operator)
      if (operator === null) return refuse(desk, 'unknown-operator')
      const roles = [...new Set(command.roles)]
      if (JSON.stringify(roles) === JSON.stringify(operator.roles)) return finish(desk, desk, now)
      const known = knowRoles(desk, roles, now)
      return finish(desk, putOperator(known, { ...operator, roles }), now)
    }
    case 'set-limit': {
      const operator = findOperator(desk, command.operator)
      if (operator === null) return refuse(desk, 'unknown-operator')
      if (operator.limit === command.limit) return finish(desk, desk, now)
      return finish(desk, putOperator(desk, { ...operator, limit: command.limit }), now)
    }
    case 'offer-transfer': {
      const offered = offerTransfer(desk, command, now)
      return typeof offered === 'string' ? refuse(desk, offered) : finish(desk, offered, now)
    }
    case 'cancel-transfer':
      return finish(desk, cancelTransfer(desk, command), now)
    case 'answer-transfer': {
      const answered = answerTransfer(desk, command, now)
      if (answered === null) return refuse(desk, 'no-transfer')
      return finish(desk, answered.desk, now, { answer: answered.answer })
    }
    case 'operator-privileges': {
      const operator = findOperator(desk, command.operator)
      const { privileges } = command
      if (operator === null || isSameList(operator.privileges, privileges)) {
        return finish(desk, desk, now)
      }
      return finishSeen(desk, putOperator(desk, { ...operator, privileges }), now)
    }
    case 'limit-operators': {
      const { limits } = command
      if (JSON.stringify(limits) === JSON.stringify(desk.limits)) return finish(desk, desk, now)
      return finishSeen(desk, { ...desk, limits }, now)
    }
    case 'operator-removed': {
      const operator = findOperator(desk, command.operator)
      if (operator === null) return finish(desk, desk, now)
      const { [command.operator]: _, ...operators } = desk.operators
      const without = withoutNameOf({ ...desk, operators }, command.operator)
      return finish(desk, without, now, { left: [operator] })
    }
    case 'set-phone':
    case 'set-phone-line':
    case 'issue-code':
    case 'withdraw-code':
    case 'renew-code':
    case 'withdraw-codes':
    case 'scope-codes':
    case 'try-code':
    case 'call-status': {
      const called = stepPhone(desk, command, now)
      if (typeof called === 'string') return refuse(desk, called)
      return finish(desk, called.desk, now, { told: called.told })
    }
    case 'tick': {
      const late = Object.values(desk.operators).filter(
        (operator) => operator.graceEndsAt !== null && operator.graceEndsAt <= now,
      )
      const away = late.map((operator): Operator => ({
        ...operator,
        available: false,
        graceEndsAt: null,
        conversations: [],
      }))
      const passed = away.reduce(putOperator, withoutDeadOffers(withoutOldRoles(desk, now), now))
      const called = passPhone(passed, now)
      return finish(desk, called.desk, now, { left: late, told: called.told })
    }
  }
}

/** When the desk next wants a `tick`; null for never. */
export function nextDeskDeadline(desk: Desk): number | null {
  const deadlines = Object.values(desk.operators)
    .flatMap((operator) => [
      operator.graceEndsAt,
      ...operator.conversations.map(({ offer }) => offer?.until ?? null),
    ])
    .concat(nextRoleExpiry(desk), nextPhoneDeadline(desk))
    .filter((deadline) => deadline !== null)
  return deadlines.length === 0 ? null : Math.min(...deadlines)
}

/** The same after a change of what operators may see: what they may not goes to others (CHT14). */
function finishSeen(before: Desk, changed: Desk, now: number): DeskStep {
  const sees = (operator: Operator) => (conversation: Conversation) =>
    seesScope(changed, operator, conversation.scope)
  const losers = Object.values(changed.operators).filter(
    (operator) => !operator.conversations.every(sees(operator)),
  )
  const keep = (operator: Operator): Operator => ({
    ...operator,
    conversations: operator.conversations.filter(sees(operator)),
  })
  const lose = (operator: Operator): Operator => ({
    ...operator,
    conversations: operator.conversations.filter((one) => !sees(operator)(one)),
  })
  const left = losers.map(lose)
  return finish(before, losers.map(keep).reduce(putOperator, changed), now, { left })
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** Serves the queue with whoever has become free, and turns what changed into commands for rooms. */
function finish(
  before: Desk,
  changed: Desk,
  now: number,
  extra: {
    readonly answer?: DeskAnswer | null
    readonly left?: readonly Operator[]
    readonly told?: readonly CommandToRoom[]
  } = {},
): DeskStep {
  const answer = extra.answer ?? null
  if (changed === before) return { next: before, refused: null, answer, outbox: [] }
  const served = serveQueue(withoutDeadCodes(withoutDeadOffers(changed, now), now), now)
  const seq = before.seq + 1
  const gone = (extra.left ?? []).flatMap((operator) =>
    operator.conversations.map((conversation) =>
      toRoom(conversation, seq, {
        type: 'operator-gone',
        participant: conversation.participant,
        operator: operator.card.id,
      }),
    ),
  )
  const found = served.found.map(({ waiting, operator }) =>
    toRoom(waiting, seq, { type: 'operator-found', participant: waiting.participant, operator }),
  )
  const outbox = [...gone, ...found, ...(extra.told ?? [])]
  return { next: { ...served.desk, seq }, refused: null, answer, outbox }
}

function toRoom(
  about: Pick<Conversation, 'session' | 'participant'>,
  seq: number,
  command: Extract<CommandToRoom['command'], { type: 'operator-gone' | 'operator-found' }>,
): CommandToRoom {
  const operator = command.type === 'operator-gone' ? command.operator : command.operator.id
  const id = deriveCommandId(command.type, about.session, about.participant ?? '', operator, seq)
  return { aggregate: { kind: 'room', id: about.session }, id, command, digest: id }
}

function refuse(desk: Desk, code: RefusalCode): DeskStep {
  return { next: desk, refused: code, answer: null, outbox: [] }
}

function newOperator(card: Operator['card'], now: number): Operator {
  return {
    card,
    privileges: [],
    available: false,
    roles: [],
    pages: {},
    graceEndsAt: null,
    conversations: [],
    limit: null,
    idleSince: now,
    phone: null,
    callsToday: null,
  }
}

function withoutPages(
  operator: Operator,
  now: number,
  isGone: (page: string, holder: string) => boolean,
): Operator {
  const all = Object.entries(operator.pages)
  const kept = all.filter(([page, holder]) => !isGone(page, holder))
  if (kept.length === all.length) return operator
  const graceEndsAt = kept.length === 0 ? now + GRACE_MS : null
  return { ...operator, pages: Object.fromEntries(kept), graceEndsAt }
}
