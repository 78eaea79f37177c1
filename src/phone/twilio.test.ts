import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DIAL, phoneLineContract, type Company } from './contract.ts'
import type { CallNews, CallStep, Fields, VoiceRequest } from './phone.ts'
import {
  ACCOUNT_SID,
  AUTH_TOKEN,
  callFields,
  callSid,
  sign,
  statusFields,
} from './testing/twilio-company.ts'
import { parseTwiml, said, textOf, type Verb } from './testing/twiml.ts'
import { createTwilioLine } from './twilio.ts'

const URL_OF_VOICE = 'https://help.example.org/voice'

function company(authToken: string | null): Company {
  const call = callSid()
  return {
    line: createTwilioLine({ accountSid: ACCOUNT_SID, authToken }),
    call,
    ask(news) {
      const fields = fieldsOf(news)
      return { url: URL_OF_VOICE, signature: sign(URL_OF_VOICE, fields), fields }
    },
    stepsOf: (body) => parseTwiml(body).map(stepOf),
  }
}

function fieldsOf({ call, caller, digits, fate }: CallNews): Fields {
  if (fate !== null) return statusFields(call, fate)
  return callFields(call, { from: caller ?? 'anonymous', ...(digits === '' ? {} : { digits }) })
}

function stepOf(verb: Verb): CallStep {
  const { attributes, children } = verb
  const [text = ''] = said([verb])
  switch (verb.name) {
    case 'Say':
      return { type: 'say', text, language: attributes['language'] ?? '' }
    case 'Gather': {
      const [inner] = children
      const spoken = typeof inner === 'string' ? undefined : inner
      return {
        type: 'gather',
        text,
        language: spoken?.attributes['language'] ?? '',
        digits: Number(attributes['numDigits']),
        timeoutS: Number(attributes['timeout']),
        action: attributes['action'] ?? '',
      }
    }
    case 'Dial': {
      const [inner] = children
      assert.ok(inner !== undefined && typeof inner !== 'string')
      return {
        type: 'dial',
        number: textOf(inner),
        callerId: attributes['callerId'] ?? '',
        timeLimitS: Number(attributes['timeLimit']),
        timeoutS: Number(attributes['timeout']),
        action: attributes['action'] ?? '',
        status: inner.attributes['statusCallback'] ?? '',
      }
    }
    default:
      return { type: 'hang-up' }
  }
}

describe('calls by Twilio, signed', () => phoneLineContract(() => company(AUTH_TOKEN)))
describe('calls by Twilio, known by the account only', () => phoneLineContract(() => company(null)))

describe('signatures', () => {
  const line = createTwilioLine({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN })
  const url = 'https://help.example.org/voice/digits?try=1'
  const fields = callFields(callSid(), { digits: '1234' })
  const asked: VoiceRequest = { url, fields, signature: sign(url, fields) }
  const tampered = (changes: Fields): Partial<VoiceRequest> => ({
    fields: { ...fields, ...changes },
  })
  const { To: _, ...fewer } = fields

  const cases: readonly (readonly [string, Partial<VoiceRequest>, boolean])[] = [
    ['as it was sent', {}, true],
    ['with the port that https has anyway', { url: url.replace('.org', '.org:443') }, true],
    ['other digits', tampered({ Digits: '1235' }), false],
    ['another caller', tampered({ From: '+442079460999' }), false],
    ['one field more', tampered({ Extra: '' }), false],
    ['one field less', { fields: fewer }, false],
    ['http in place of https', { url: url.replace('https', 'http') }, false],
    ['another host', { url: url.replace('help', 'evil') }, false],
    ['whatever port: Twilio leaves it out', { url: url.replace('.org', '.org:8443') }, true],
    ['another path', { url: url.replace('digits', 'status') }, false],
    ['another try', { url: url.replace('try=1', 'try=2') }, false],
    ['no signature', { signature: null }, false],
    ['an empty signature', { signature: '' }, false],
    ['cut short', { signature: asked.signature?.slice(0, -1) ?? '' }, false],
    ['signed with another token', { signature: sign(url, fields, 'f'.repeat(32)) }, false],
    ['signed with no token', { signature: sign(url, fields, '') }, false],
    ['without a public address', { url: null }, false],
  ]
  for (const [name, changes, expected] of cases) {
    it(`[PHN8] ${name}: ${expected ? 'taken' : 'not taken'}`, () => {
      assert.equal(line.verify({ ...asked, ...changes }), expected)
    })
  }

  it('[PHN8] signed well, but of another account', () => {
    const other = { ...fields, AccountSid: `AC${'0'.repeat(32)}` }
    assert.equal(line.verify({ url, fields: other, signature: sign(url, other) }), false)
  })
})

describe('what Twilio tells', () => {
  const line = createTwilioLine({ accountSid: ACCOUNT_SID, authToken: null })
  const call = callSid()

  for (const from of ['anonymous', '', 'Restricted', '+266696687', '+7378742833', '+8566696']) {
    it(`[PHN9] ${from === '' ? 'nothing' : from} is a withheld number`, () => {
      assert.equal(line.read(callFields(call, { from }))?.caller, null)
    })
  }

  const statuses: readonly (readonly [string, string | null])[] = [
    ['queued', 'ringing'],
    ['initiated', 'ringing'],
    ['ringing', 'ringing'],
    ['in-progress', 'answered'],
    ['completed', 'ended'],
    ['busy', 'busy'],
    ['no-answer', 'no-answer'],
    ['canceled', 'no-answer'],
    ['failed', 'failed'],
    ['exploded', null],
  ]
  for (const [status, fate] of statuses) {
    it(`[PHN10] a call to the operator that is ${status}: ${fate ?? 'not known'}`, () => {
      const told = { ...statusFields(call, 'ringing'), CallStatus: status }
      assert.equal(line.read(told)?.fate ?? null, fate)
      assert.equal(line.read(told)?.call ?? null, fate === null ? null : call)
    })
  }

  it('[PHN10] of the caller’s own call it tells nothing of the operator’s', () => {
    assert.equal(line.read(callFields(call))?.fate, null)
  })
})

describe('TwiML', () => {
  const line = createTwilioLine({ accountSid: ACCOUNT_SID, authToken: null })

  it('[PHN5] the call to the operator has its limit, the server’s number, and no recording', () => {
    const [dial] = parseTwiml(line.script([DIAL]).body)
    assert.equal(dial?.name, 'Dial')
    assert.equal(dial?.attributes['callerId'], DIAL.callerId)
    assert.equal(dial?.attributes['timeLimit'], '3600')
    assert.equal(dial?.attributes['record'], undefined)
  })

  const broken: readonly (readonly [string, string])[] = [
    ['no declaration', '<Response/>'],
    ['an unknown verb', '<Response><Redial/></Response>'],
    ['an unknown attribute', '<Response><Hangup now="1"/></Response>'],
    ['a verb in the wrong place', '<Response><Number>+12125550123</Number></Response>'],
    ['text between verbs', '<Response>Hello</Response>'],
    ['a bare &', '<Response><Say>a & b</Say></Response>'],
    ['not closed', '<Response><Say>a</Response>'],
    ['silence', '<Response><Say> </Say></Response>'],
    ['a limit beyond Twilio’s', '<Response><Dial timeLimit="99999"/></Response>'],
  ]
  for (const [name, body] of broken) {
    it(`[PHN5] the check of these tests finds: ${name}`, () => {
      const declared = '<?xml version="1.0" encoding="UTF-8"?>'
      assert.throws(() => parseTwiml(name === 'no declaration' ? body : declared + body))
    })
  }
})
