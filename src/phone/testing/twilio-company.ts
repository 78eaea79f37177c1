/** Requests as Twilio makes them, signed by the signature of its own library. */
import { randomBytes } from 'node:crypto'
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import type { DialFate, Fields } from '../phone.ts'

export const ACCOUNT_SID = 'AC0123456789abcdef0123456789abcdef'
export const AUTH_TOKEN = 'fedcba9876543210fedcba9876543210'

export function callSid(): string {
  return `CA${randomBytes(16).toString('hex')}`
}

export function sign(url: string, fields: Fields, token = AUTH_TOKEN): string {
  return getExpectedTwilioSignature(token, url, fields)
}

/** Of somebody's call to the server's number; `digits`: pressed at a `<Gather>`. */
export function callFields(
  call: string,
  parts: { readonly from?: string; readonly digits?: string } = {},
): Fields {
  return {
    AccountSid: ACCOUNT_SID,
    ApiVersion: '2010-04-01',
    CallSid: call,
    CallStatus: parts.digits === undefined ? 'ringing' : 'in-progress',
    Called: '+12762410114',
    CallerCountry: 'GB',
    Direction: 'inbound',
    From: parts.from ?? '+442079460123',
    To: '+12762410114',
    ...(parts.digits === undefined ? {} : { Digits: parts.digits, FinishedOnKey: '#' }),
  }
}

const STATUSES: Readonly<Record<DialFate, string>> = {
  ringing: 'ringing',
  answered: 'in-progress',
  ended: 'completed',
  busy: 'busy',
  'no-answer': 'no-answer',
  failed: 'failed',
}

/** Of the call to the operator, told by itself. */
export function statusFields(call: string, fate: DialFate, sequence = 0): Fields {
  return {
    AccountSid: ACCOUNT_SID,
    ApiVersion: '2010-04-01',
    CallSid: `CA${'f'.repeat(32)}`,
    ParentCallSid: call,
    CallStatus: STATUSES[fate],
    CallbackSource: 'call-progress-events',
    Direction: 'outbound-dial',
    From: '+12762410114',
    SequenceNumber: String(sequence),
    Timestamp: 'Sat, 21 Nov 2026 20:00:00 +0000',
    To: '+4915112345678',
  }
}
/** What asks what comes after the call to the operator. */
export function overFields(call: string, fate: Exclude<DialFate, 'ringing' | 'answered'>): Fields {
  return {
    ...callFields(call),
    CallStatus: 'in-progress',
    DialCallSid: `CA${'f'.repeat(32)}`,
    DialCallStatus: STATUSES[fate],
    DialCallDuration: '12',
  }
}
