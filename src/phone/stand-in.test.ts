import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseE164 } from '../base/e164.ts'
import { must } from '../base/must.ts'
import { phoneLineContract, type Company } from './contract.ts'
import { createStandIn } from './stand-in.ts'
import { openTelephony, type TelephonyOptions } from './telephony.ts'
import { spokenPhrases } from '../texts/spoken.ts'

function company(): Company {
  const { line, standIn } = createStandIn('by chance')
  return {
    line,
    call: 'A'.repeat(22),
    ask: (news) => ({
      url: null,
      signature: standIn.signature,
      fields: standIn.fieldsOf(news),
    }),
    stepsOf: (body) => standIn.stepsOf(body),
  }
}

describe('the stand-in of development', () => phoneLineContract(company))

describe('telephony', () => {
  const options: TelephonyOptions = {
    number: must(parseE164('+12762410114'), 'a number'),
    ...spokenPhrases('en', {}, null),
    account: null,
    countries: ['US'],
    secret: 'by chance',
  }

  it('[PHN1] without an account the stand-in takes the calls', async () => {
    const { telephony, display } = await openTelephony(options)
    assert.equal(telephony.standIn?.signature, 'by chance')
    assert.equal(display, '+1 276 241 0114')
  })

  it('[PHN13] with one Twilio does, and numbers are bound by the configuration', async () => {
    const account = { sid: `AC${'0'.repeat(32)}`, token: 'a token' }
    const open = await openTelephony({ ...options, account })
    const { telephony } = open
    assert.equal(telephony.standIn, null)
    assert.equal(telephony.line.isSigned, true)
    assert.deepEqual(open.parse('+44 20 7946 0123'), { fault: 'phone-country' })
    assert.deepEqual(open.parse('212 555 0123'), { number: '+12125550123' })
  })
})
