/** What operators who offer calls, and those who call, do, as short orders for `S`. */
import type { ParticipantId } from '../../base/id.ts'
import { must } from '../../base/must.ts'
import { participantView } from '../derive.ts'
import { monitorRows } from '../monitor-view.ts'
import { voiceAnswer, type VoiceAnswer } from '../phone-calls.ts'
import { MAX_PHONE_OFFERS, type CallFate } from '../phone.ts'
import type { Reply } from '../reply.ts'
import { findParticipant } from '../room.ts'
import { createMemoryDriver } from './memory-driver.ts'
import {
  account,
  ANN,
  begin,
  bobEnters,
  callId,
  card,
  e164,
  LINE,
  operatorReady,
  OPERATORS_NUMBER,
  S,
} from './samples.ts'

/** Olga and Omar, with numbers, and a session of Ann's and Bob's. */
export function callers() {
  const driver = createMemoryDriver()
  driver.toDesk({ type: 'set-phone-line', line: LINE })
  for (const [name, number] of [
    ['olga', OPERATORS_NUMBER],
    ['omar', e164('+12025550144')],
  ] as const) {
    operatorReady(driver, name)
    driver.toDesk({ type: 'set-phone', operator: account(name), number })
  }
  begin(driver)
  bobEnters(driver)
  const draws = Array.from({ length: MAX_PHONE_OFFERS }, (_, at) => at * 7919)
  const ask =
    (type: 'withdraw-call' | 'renew-call') =>
    (name = 'olga', who: ParticipantId = ANN): Reply =>
      driver.toRoom(S, { type, participant: who, operator: card(name) })
  /** A try of the call of that name, delivered once. */
  const dial = (
    digits: string,
    name = 'call',
    attempt = 1,
    caller: string | null = null,
  ): VoiceAnswer => {
    const call = callId(name)
    driver.toDesk({ type: 'try-code', call, attempt, caller, digits, draws })
    return voiceAnswer(driver.desk(), { call, attempt, repeated: false })
  }
  return {
    driver,
    offer: (name: string, draw: number, who: ParticipantId = ANN): Reply =>
      driver.toRoom(S, { type: 'offer-call', participant: who, operator: card(name), draw }),
    withdraw: ask('withdraw-call'),
    renew: ask('renew-call'),
    view: (who: ParticipantId = ANN) => participantView(driver.room(S), who, driver.desk()),
    row: (who: ParticipantId = ANN) =>
      must(
        monitorRows(driver.room(S), driver.desk()).find(({ participant }) => participant === who),
        'listed',
      ),
    dial,
    report: (fate: CallFate, name = 'call'): Reply =>
      driver.toDesk({ type: 'call-status', call: callId(name), fate }),
    fates: (who: ParticipantId = ANN) =>
      findParticipant(driver.room(S), who)?.calls.map(({ fate }) => fate) ?? [],
  }
}
