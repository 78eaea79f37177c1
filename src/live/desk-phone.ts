/** Telephone help at the desk (PHN): which command is whose, and what time does to it. */
import type { AccountId } from '../base/id.ts'
import type { Desk } from './desk.ts'
import { FORGOTTEN_NAME } from './forget-account.ts'
import { callEndsAt, callStatus, passCalls, tryCode, type Called } from './phone-calls.ts'
import type { DeskPhoneCommand } from './phone-command.ts'
import { guessingEndsAt, passGuessing } from './phone-guessing.ts'
import {
  issueCode,
  passNumbers,
  renewCode,
  scopeCodes,
  setLine,
  setPhone,
  withdrawCode,
  withdrawCodes,
  withPhone,
} from './phone-offers.ts'
import { DAY_MS } from './phone.ts'
import type { RefusalCode } from './reply.ts'

export function stepPhone(
  desk: Desk,
  command: DeskPhoneCommand,
  now: number,
): Called | RefusalCode {
  switch (command.type) {
    case 'set-phone':
      return quietly(setPhone(desk, command, now))
    case 'set-phone-line':
      return quietly(setLine(desk, command))
    case 'issue-code':
      return quietly(issueCode(desk, command, now))
    case 'withdraw-code':
      return quietly(withdrawCode(desk, command))
    case 'renew-code':
      return quietly(renewCode(desk, command, now))
    case 'withdraw-codes':
      return quietly(withdrawCodes(desk, command))
    case 'scope-codes':
      return quietly(scopeCodes(desk, command))
    case 'try-code':
      return tryCode(desk, command, now)
    case 'call-status':
      return callStatus(desk, command, now)
  }
}

/** Dead codes go with whatever changes. Same desk when nothing is over. */
export function passPhone(desk: Desk, now: number): Called {
  const guessing = passGuessing(desk.phone.guessing, now)
  const { offers } = desk.phone
  const isSame = guessing === desk.phone.guessing && offers.every(({ endsAt }) => endsAt > now)
  const passed = isSame ? desk : withPhone(desk, { ...desk.phone, guessing })
  return passCalls(passNumbers(passed, now), now)
}

export function nextPhoneDeadline(desk: Desk): number | null {
  const { offers, calls, guessing } = desk.phone
  const deadlines = [
    guessingEndsAt(guessing),
    ...offers.map(({ endsAt }) => endsAt),
    ...calls.map((call) => callEndsAt(desk, call)),
    ...Object.values(desk.operators).flatMap(({ phone, callsToday }) => [
      phone === null ? null : phone.keptUntil,
      callsToday === null ? null : (callsToday.day + 1) * DAY_MS,
    ]),
  ].filter((deadline) => deadline !== null)
  return deadlines.length === 0 ? null : Math.min(...deadlines)
}

/** SES3: the account may be deleted; what is still to be told of a call names nobody. */
export function withoutNameOf(desk: Desk, gone: AccountId): Desk {
  if (!desk.phone.calls.some(({ operator }) => operator.id === gone)) return desk
  const calls = desk.phone.calls.map((call) =>
    call.operator.id === gone ? { ...call, operator: { id: gone, name: FORGOTTEN_NAME } } : call,
  )
  return withPhone(desk, { ...desk.phone, calls })
}

function quietly(outcome: Desk | RefusalCode): Called | RefusalCode {
  return typeof outcome === 'string' ? outcome : { desk: outcome, told: [] }
}
