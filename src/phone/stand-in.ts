/**
 * In place of a telephone company, for development: a page of the server calls its number, and shows
 * what would be said and dialled. Only the stand-in itself is believed.
 */
import type { CallNews, CallStep, DialFate, Fields, PhoneLine, StandIn } from './phone.ts'
import { isSameSecret } from './same-secret.ts'

/** `secret`: of this process, by chance; whoever knows it is the stand-in. */
export function createStandIn(secret: string): {
  readonly line: PhoneLine
  readonly standIn: StandIn
} {
  return {
    line: {
      isSigned: true,
      verify: ({ signature }) => isSameSecret(signature ?? '', secret),
      read: readFields,
      script: (steps) => ({ body: JSON.stringify(steps), type: 'application/json' }),
    },
    standIn: {
      signature: secret,
      fieldsOf: ({ call, caller, digits, fate }) => ({
        call,
        caller: caller ?? '',
        digits,
        fate: fate ?? '',
      }),
      // Only what `script` made is ever given to it.
      stepsOf: (body) => JSON.parse(body) as readonly CallStep[],
    },
  }
}

const FATES: readonly (DialFate | '')[] = [
  '',
  'ringing',
  'answered',
  'ended',
  'busy',
  'no-answer',
  'failed',
]

function readFields(fields: Fields): CallNews | null {
  const { call = '', caller = '', digits = '' } = fields
  const fate = FATES.find((known) => known === fields['fate'])
  if (!/^[\w-]{22}$/.test(call) || !/^[\d*#]{0,10}$/.test(digits) || fate === undefined) return null
  const isNumber = /^\+[1-9]\d{3,14}$/.test(caller)
  return { call, caller: isNumber ? caller : null, digits, fate: fate === '' ? null : fate }
}
