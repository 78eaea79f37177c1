/** What Twilio tells of a call, in its own words (its reference: "TwiML Voice", request parameters). */
import type { CallNews, DialFate, Fields } from './phone.ts'

const CALL = /^CA[0-9a-f]{32}$/
const E164 = /^\+[1-9]\d{3,14}$/
const DIGITS = /^[\d*#]{0,10}$/

/** Numbers that stand for a withheld one. */
const WITHHELD: ReadonlySet<string> = new Set([
  '+7378742833',
  '+2562533',
  '+8566696',
  '+266696687',
  '+86282452253',
])

const FATES: Readonly<Record<string, DialFate>> = {
  queued: 'ringing',
  initiated: 'ringing',
  ringing: 'ringing',
  'in-progress': 'answered',
  answered: 'ended',
  completed: 'ended',
  busy: 'busy',
  'no-answer': 'no-answer',
  // Whoever called gave up before anybody answered.
  canceled: 'no-answer',
  failed: 'failed',
}

/** Null: not of a call, or told in a way that Twilio does not. */
export function readTwilioFields(fields: Fields): CallNews | null {
  const { ParentCallSid: parent, CallSid: own, From: from = '', Digits: digits = '' } = fields
  const call = parent ?? own
  if (call === undefined || !CALL.test(call) || !DIGITS.test(digits)) return null
  // Of the call to the operator tells either that call itself, or what asks what comes after it.
  const told = fields['DialCallStatus'] ?? (parent === undefined ? undefined : fields['CallStatus'])
  const fate = told === undefined ? null : fateOf(told)
  if (fate === undefined) return null
  return { call, caller: isKnown(from) ? from : null, digits, fate }
}

function fateOf(status: string): DialFate | undefined {
  return Object.hasOwn(FATES, status) ? FATES[status] : undefined
}

function isKnown(from: string): boolean {
  return E164.test(from) && !WITHHELD.has(from)
}
