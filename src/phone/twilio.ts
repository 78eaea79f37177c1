/**
 * Calls by Twilio. Loaded only where telephony is set up: its library is heavy. Only what builds
 * TwiML and checks signatures is taken of it; nothing here asks Twilio for anything.
 */
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js'
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js'
import type { CallStep, PhoneLine } from './phone.ts'
import { isSameSecret } from './same-secret.ts'
import { readTwilioFields } from './twilio-fields.ts'

export interface TwilioAccount {
  readonly accountSid: string
  /** Null: whoever knows the account's SID is believed. */
  readonly authToken: string | null
}

type SayAttributes = NonNullable<Parameters<VoiceResponse['say']>[0]>

export function createTwilioLine({ accountSid, authToken }: TwilioAccount): PhoneLine {
  return {
    isSigned: authToken !== null,
    verify({ url, signature, fields }) {
      if (!isSameSecret(fields['AccountSid'] ?? '', accountSid)) return false
      if (authToken === null) return true
      if (url === null || signature === null) return false
      return validateRequest(authToken, signature, url, fields)
    },
    read: readTwilioFields,
    script(steps) {
      const response = new VoiceResponse()
      for (const step of steps) addStep(response, step)
      return { body: response.toString(), type: 'text/xml; charset=utf-8' }
    },
  }
}

function addStep(response: VoiceResponse, step: CallStep): void {
  switch (step.type) {
    case 'say':
      response.say({ language: asLanguage(step.language) }, step.text)
      return
    case 'gather': {
      const { action, digits, timeoutS } = step
      const gather = response.gather({
        input: ['dtmf'],
        action,
        method: 'POST',
        finishOnKey: '#',
        numDigits: digits,
        timeout: timeoutS,
      })
      gather.say({ language: asLanguage(step.language) }, step.text)
      return
    }
    case 'dial': {
      const { action, callerId, number, status, timeLimitS, timeoutS } = step
      const dial = response.dial({
        action,
        method: 'POST',
        callerId,
        timeLimit: timeLimitS,
        timeout: timeoutS,
      })
      dial.number(
        {
          statusCallback: status,
          statusCallbackMethod: 'POST',
          statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
        },
        number,
      )
      return
    }
    case 'hang-up':
      response.hangup()
  }
}

/** Twilio knows more languages than its types do. */
function asLanguage(language: string): NonNullable<SayAttributes['language']> {
  return language as NonNullable<SayAttributes['language']>
}
