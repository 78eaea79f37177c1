import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readConfig } from './config.ts'
import { openPhone, phoneLines, type OpenPhone } from './open-phone.ts'

const SID = `AC${'0'.repeat(32)}`
const ADDRESS = 'https://help.example.org/'

function open(env: Readonly<Record<string, string>>): Promise<OpenPhone | null> {
  const number = { ALONGSIDE_TWILIO_VOICE: 'True', ALONGSIDE_TWILIO_NUMBER: '+12762410114' }
  return openPhone(readConfig({ file: null, env: { ...number, ...env } }))
}

describe('telephone help at the start', () => {
  it('[PHN1] there is none unless it is set up', async () => {
    assert.equal(await open({ ALONGSIDE_TWILIO_VOICE: 'False' }), null)
    assert.deepEqual(phoneLines(null, ADDRESS), [])
  })

  it('[PHN8] the start tells which address has to be asked, and warns without `auth token`', async () => {
    const signed = { ALONGSIDE_TWILIO_AUTH_TOKEN: 'hush', ALONGSIDE_URL_ROOT: ADDRESS }
    const [asked = '', ...more] = phoneLines(
      await open({ ALONGSIDE_TWILIO_ACCOUNT_SID: SID, ...signed }),
      ADDRESS,
    )
    assert.match(asked, /\+1 276 241 0114 is called.* https:\/\/help\.example\.org\/voice \(POST\)/)
    assert.deepEqual(more, [])
    const unsigned = phoneLines(await open({ ALONGSIDE_TWILIO_ACCOUNT_SID: SID }), ADDRESS)
    assert.deepEqual([unsigned.length, unsigned[0]], [2, asked])
    assert.match(unsigned[1] ?? '', /^Warning: without `twilio: auth token`/)
  })

  it('[PHN1] in development it tells where calls can be tried', async () => {
    const phone = await open({ ALONGSIDE_DEVELOPMENT: 'True' })
    assert.match(phoneLines(phone, ADDRESS).join(), /at https:\/\/help\.example\.org\/phone$/)
  })

  it('[PHN13] [I18N1] limits, countries, phrases and voice come from the configuration', async () => {
    const phone = await open({
      ALONGSIDE_TWILIO_ACCOUNT_SID: SID,
      ALONGSIDE_TWILIO_CALLS_PER_DAY: '3',
      ALONGSIDE_TWILIO_CALL_TIME_LIMIT: '10',
      ALONGSIDE_TWILIO_ALLOWED_COUNTRIES: 'US',
      ALONGSIDE_TWILIO_PROMPTS: '{"goodbye": "Chau."}',
      ALONGSIDE_LANGUAGE: 'es',
    })
    assert.ok(phone !== null)
    const { callsPerDay, timeLimitS } = phone.settings.line
    assert.deepEqual([callsPerDay, timeLimitS], [3, 600])
    assert.deepEqual(phone.settings.parse('+44 20 7946 0123'), { fault: 'phone-country' })
    const { phrases, spokenIn } = phone.telephony
    assert.deepEqual([phrases.goodbye, spokenIn], ['Chau.', 'es-MX'])
    assert.match(phrases.enter, /^Hola/)
  })
})
