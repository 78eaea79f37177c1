/** Everything that can be asked about telephone help, as random events for the property test. */
import fc from 'fast-check'
import { CALLER_WINDOW_MS, FREEZE_MS } from '../phone-guessing.ts'
import { CODE_MS, DAY_MS, MAX_PHONE_OFFERS, PHONE_KEPT_MS, RINGING_MS } from '../phone.ts'
import { OPERATORS, SESSIONS, type Action } from './random-actions.ts'
import { account, ANN, BOB, callId, card, e164, LINE } from './samples.ts'

export const NUMBERS = ['+12025550141', '+12025550142', '+12025550143', '+12025550144'].map(e164)

const where = { id: fc.constantFrom(...SESSIONS), who: fc.constantFrom(ANN, BOB) }
const operator = fc.constantFrom(...OPERATORS)
const name = fc.constantFrom('c1', 'c2', 'c3', 'c4', 'c5', 'c6')
const fate = fc.constantFrom(
  'ringing',
  'answered',
  'answered',
  'ended',
  'busy',
  'no-answer',
  'failed' as const,
)
/** Few, so that codes are often the same as before. */
const draw = fc.nat(5)

export const callAction: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ ...where, by: operator, draw }).map(
      ({ id, who, by, draw: drawn }): Action =>
        (driver) =>
          void driver.toRoom(id, {
            type: 'offer-call',
            participant: who,
            operator: card(by),
            draw: drawn,
          }),
    ),
  },
  fc
    .record({
      ...where,
      by: operator,
      type: fc.constantFrom('withdraw-call', 'renew-call', 'renew-call'),
    })
    .map(
      ({ id, who, by, type }): Action =>
        (driver) =>
          void driver.toRoom(id, { type, participant: who, operator: card(by) }),
    ),
  fc.record({ by: operator, number: fc.option(fc.constantFrom(...NUMBERS), { freq: 6 }) }).map(
    ({ by, number }): Action =>
      (driver) =>
        void driver.toDesk({ type: 'set-phone', operator: account(by), number }),
  ),
  {
    weight: 4,
    arbitrary: fc
      .record({
        call: name,
        attempt: fc.integer({ min: 1, max: 4 }),
        caller: fc.constantFrom(null, 'x', 'y'),
        // Of whoever is offered a call, or of nobody in particular.
        at: fc.option(fc.nat(5), { freq: 5 }),
        digits: fc.constantFrom('0000', '0001', '9999', '000000', '999999'),
      })
      .map(({ call, attempt, caller, at, digits }): Action => (driver) => {
        const { offers } = driver.desk().phone
        const code = at === null ? undefined : offers[at % Math.max(1, offers.length)]?.code
        driver.toDesk({
          type: 'try-code',
          call: callId(call),
          attempt,
          caller,
          digits: code ?? digits,
          draws: Array.from({ length: MAX_PHONE_OFFERS }, (_, drawn) => drawn % 3),
        })
      }),
  },
  fc.record({ call: name, fate }).map(
    ({ call, fate: reported }): Action =>
      (driver) =>
        void driver.toDesk({ type: 'call-status', call: callId(call), fate: reported }),
  ),
  fc
    .record({ count: fc.constantFrom(3, 12, 30), from: fc.nat(1000) })
    .map(({ count, from }): Action => (driver) => {
      for (let at = 0; at < count; at++) {
        driver.toDesk({
          type: 'try-code',
          call: callId(`g${from}_${at}`),
          attempt: 1,
          caller: null,
          digits: '9998',
          draws: [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4],
        })
      }
    }),
  fc.constantFrom(LINE, LINE, ...[1, 2].map((callsPerDay) => ({ ...LINE, callsPerDay })), null).map(
    (line): Action =>
      (driver) =>
        void driver.toDesk({ type: 'set-phone-line', line }),
  ),
  fc
    .constantFrom(1000, CODE_MS, FREEZE_MS, RINGING_MS, CALLER_WINDOW_MS, DAY_MS, PHONE_KEPT_MS)
    .map((ms): Action => (driver) => {
      driver.advance(ms)
      driver.sweep()
    }),
)
