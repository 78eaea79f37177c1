/** What every implementation promises (phone.ts); run on Twilio, signed and not, and on the stand-in. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import * as fc from 'fast-check'
import type { CallNews, CallStep, Fields, PhoneLine, VoiceRequest } from './phone.ts'

/** A line and its company, which may ask and reads what it is answered. */
export interface Company {
  readonly line: PhoneLine
  /** A request of its own with this news. */
  ask(news: CallNews): VoiceRequest
  /** A call's id as this company makes them. */
  readonly call: string
  /** The steps of a script as the company understands them. Throws when it does not. */
  stepsOf(body: string): readonly CallStep[]
}

export const DIAL: Extract<CallStep, { type: 'dial' }> = {
  type: 'dial',
  number: '+4915112345678',
  callerId: '+12762410114',
  timeLimitS: 3600,
  timeoutS: 30,
  action: 'https://help.example.org/voice/over',
  status: 'https://help.example.org/voice/status',
}

export function phoneLineContract(make: () => Company): void {
  const news = (company: Company, changes: Partial<CallNews> = {}): CallNews => ({
    call: company.call,
    caller: '+442079460123',
    digits: '',
    fate: null,
    ...changes,
  })

  it('[PHN8] it takes what its company sends, and reads it as it was told', () => {
    const company = make()
    const told: readonly Partial<CallNews>[] = [
      {},
      { caller: null },
      { digits: '1234' },
      { digits: '*#123456' },
      { fate: 'ringing' },
      { fate: 'answered' },
      { fate: 'ended' },
      { fate: 'busy' },
      { fate: 'no-answer' },
      { fate: 'failed' },
    ]
    for (const changes of told) {
      const request = company.ask(news(company, changes))
      assert.equal(company.line.verify(request), true)
      const read = company.line.read(request.fields)
      const caller = changes.fate === undefined ? news(company, changes).caller : read?.caller
      assert.deepEqual(read, { ...news(company, changes), caller })
    }
  })

  it('[PHN8] it believes nobody else, and never throws', () => {
    const company = make()
    const request = company.ask(news(company))
    const strangers: readonly Partial<VoiceRequest>[] = [
      { fields: {}, signature: null },
      { fields: {}, signature: '' },
      { fields: {}, signature: 'x'.repeat(10_000) },
      { url: null, fields: {}, signature: null },
    ]
    for (const changes of strangers) {
      assert.equal(company.line.verify({ ...request, ...changes }), false)
    }
    const words = fc.dictionary(fc.string(), fc.string({ unit: 'binary' }), { maxKeys: 6 })
    fc.assert(
      fc.property(words, fc.option(fc.string({ unit: 'binary' })), (fields, signature) => {
        assert.equal(company.line.verify({ ...request, fields, signature }), false)
      }),
    )
  })

  it('[PHN8] it reads what is no news of a call as nothing, and never throws', () => {
    const company = make()
    const { fields } = company.ask(news(company))
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(fields)),
        fc.string({ unit: 'binary' }),
        (name, value) => {
          const read = company.line.read({ ...fields, [name]: value })
          if (read === null) return
          assert.ok(read.caller === null || /^\+[1-9]\d{3,14}$/.test(read.caller))
          assert.match(read.digits, /^[\d*#]{0,10}$/)
          assert.equal(read.call, company.call)
        },
      ),
    )
    for (const name of ['__proto__', 'constructor', 'toString']) {
      const odd: Fields = { CallSid: name, call: name, CallStatus: name, DialCallStatus: name }
      assert.equal(company.line.read(odd), null)
    }
  })

  it('[PHN5] its company understands the steps, and rings the operator in one of them only', () => {
    const company = make()
    const steps: readonly CallStep[] = [
      { type: 'say', text: 'Wait & <see>.', language: 'en-US' },
      {
        type: 'gather',
        text: 'Marque el código',
        language: 'es-MX',
        digits: 6,
        timeoutS: 10,
        action: 'https://help.example.org/voice/digits?try=2',
      },
      DIAL,
      { type: 'hang-up' },
    ]
    for (const some of [steps, ...steps.map((step) => [step]), []]) {
      const { body } = company.line.script(some)
      assert.deepEqual(company.stepsOf(body), some)
      assert.equal(body.split(DIAL.number).length - 1, some.includes(DIAL) ? 1 : 0)
    }
  })

  it('[PHN5] what is said is said as it is written', () => {
    const company = make()
    const words = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => text.trim() !== '' && /^[\P{C}]+$/u.test(text))
    fc.assert(
      fc.property(words, (text) => {
        const steps: readonly CallStep[] = [{ type: 'say', text, language: 'en-US' }]
        assert.deepEqual(company.stepsOf(company.line.script(steps).body), steps)
      }),
    )
    const evil = '</Say><Dial>+19005551234</Dial><Say>'
    const steps: readonly CallStep[] = [{ type: 'say', text: evil, language: 'en-US' }]
    assert.deepEqual(company.stepsOf(company.line.script(steps).body), steps)
  })
}
