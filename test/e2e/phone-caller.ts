/** Somebody who calls the server's number: does what Twilio does with a call, signed by its own library. */
import { expect } from '@playwright/test'
import { must } from '../../src/base/must.ts'
import type { DialFate, Fields } from '../../src/phone/phone.ts'
import { callFields, callSid, sign, statusFields } from '../../src/phone/testing/twilio-company.ts'
import { parseTwiml, said, textOf, type Verb } from '../../src/phone/testing/twiml.ts'
import type { TestServer } from './server.ts'

export interface Caller {
  /** What was said to whoever called, so far. */
  readonly heard: readonly string[]
  /** Who is dialled; null: nobody. */
  readonly dialled: string | null
  press(digits: string): Promise<void>
  /** What the call to the operator comes to, as the provider tells it while it goes on. */
  status(fate: DialFate): Promise<void>
  /** The provider asks what comes after the call. */
  over(fate: DialFate): Promise<void>
}

/** Calls the server's number; `from`: of whoever calls. */
export async function dial({ url }: TestServer, from = '+442079460123'): Promise<Caller> {
  const call = callSid()
  const heard: string[] = []
  let next: Verb | null = null
  let dialled: Verb | null = null
  let sequence = 0

  async function ask(address: string, fields: Fields): Promise<string> {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'x-twilio-signature': sign(address, fields) },
      body: new URLSearchParams(fields),
    })
    expect(response.status, `${address}: ${response.status}`).toBeLessThan(300)
    return response.text()
  }

  async function follow(address: string, fields: Fields): Promise<void> {
    const verbs = parseTwiml(await ask(address, fields))
    heard.push(...said(verbs))
    next = verbs.find(({ name }) => name === 'Gather') ?? null
    dialled = verbs.find(({ name }) => name === 'Dial') ?? dialled
  }

  function numberOf(verb: Verb): Verb {
    const number = verb.children.find((child) => typeof child !== 'string')
    return must(number, 'a number in <Dial>')
  }

  await follow(`${url}/voice`, callFields(call, { from }))
  return {
    heard,
    get dialled() {
      return dialled === null ? null : textOf(numberOf(dialled))
    },
    async press(digits) {
      const { action = '' } = must(next, 'nobody asks for a code').attributes
      await follow(action, callFields(call, { from, digits }))
    },
    async status(fate) {
      const { statusCallback = '' } = numberOf(must(dialled, 'nobody is dialled')).attributes
      await ask(statusCallback, statusFields(call, fate, sequence++))
    },
    async over(fate) {
      const { action = '' } = must(dialled, 'nobody is dialled').attributes
      const { CallStatus = '' } = statusFields(call, fate)
      const DialCallStatus = fate === 'ended' ? 'completed' : CallStatus
      await follow(action, { ...callFields(call, { from }), DialCallStatus })
    },
  }
}
